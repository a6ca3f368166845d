"""`audit NODE`: which containers the network reaches, and whether they ask for a key."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.cli.containers import opened, print_table
from app.cli.opening import Opener
from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.units import iso_time
from app.services.containers.exposure import Danger, ExposureReport, Finding, audit

HEADINGS = ("CONTAINER", "LISTENS ON", "DANGER", "SERVICE", "WHAT A STRANGER GETS")


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print what was found; 1 when something answers anybody."""
    with opened(Opener.from_options(options), cancel) as engine:
        found = audit(engine, cancel)
    if options.json:
        print(json.dumps(report_to_json(found), indent=2, ensure_ascii=False))
    else:
        _print(found)
    return 1 if found.count(Danger.OPEN) else 0


def report_to_json(found: ExposureReport) -> dict[str, Any]:
    """Return a report as `--json` prints it."""
    return {
        "at": iso_time(found.at),
        "looked_at": found.looked_at,
        "limits": list(found.limits),
        "findings": [_finding_to_json(each) for each in found.findings],
    }


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    reachable, answer = finding.reachable, finding.answer
    return {
        "danger": finding.danger,
        "container": reachable.container,
        "container_id": reachable.container_id,
        "image": reachable.image,
        "addresses": list(reachable.addresses),
        "port": reachable.port,
        "protocol": reachable.protocol,
        "inside_port": reachable.inside_port,
        "is_guess": reachable.is_guess,
        "service": answer.service,
        "asks": answer.asks,
        "words": answer.words,
        "fix": finding.fix,
    }


def _print(found: ExposureReport) -> None:
    if found.findings:
        print_table([HEADINGS, *(_cells(each) for each in found.findings)])
        for fix in dict.fromkeys(e.fix for e in found.findings if e.danger is not Danger.ASKS):
            print(f"\n{fix}")
    else:
        print(f"The network reaches none of {found.looked_at} running containers.")
    for limit in found.limits:
        say(limit)


def _cells(finding: Finding) -> tuple[str, ...]:
    reachable, answer = finding.reachable, finding.answer
    guess = " (probably)" if reachable.is_guess else ""
    where = f"{reachable.where}/{reachable.protocol}{guess}"
    return (reachable.container, where, finding.danger, answer.service, answer.words)
