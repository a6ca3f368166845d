"""`preflight NODE`: what commonly stands in the way on a node."""

from __future__ import annotations

import argparse
import json
import textwrap
import time
from collections.abc import Iterator
from typing import Any

from app.cli.opening import Opener
from app.cli.reaching import reached
from app.core.cancel import Cancel
from app.core.units import iso_time
from app.services.preflight.api import Finding, Verdict, summary, worst
from app.services.preflight.run import preflight
from app.services.serving.keys import key_states

_WIDTH = 96
_INDENT = " " * 34


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print what each check found as it comes; 1 when something has to be repaired."""
    opener = Opener.from_options(options)
    findings: list[Finding] = []
    with reached(opener, cancel) as reach:
        for found in preflight(reach, lambda: key_states(opener.secrets), cancel):
            findings.append(found)
            if not options.json:
                print("\n".join(_lines(found)), flush=True)
    verdict = worst(tuple(findings))
    if options.json:
        print(json.dumps(_to_json(opener.node.name, findings), indent=2, ensure_ascii=False))
    else:
        print(f"{opener.node.name}: {summary(tuple(findings))}")
    return 1 if verdict is Verdict.FAIL else 0


def _lines(found: Finding) -> Iterator[str]:
    texts = [found.found, found.meaning]
    if found.fix is not None:
        texts.append(f"{found.fix.title}: {found.fix.explanation}")
    head = f"{found.verdict.value:<12}{found.title:<22}"
    for number, text in enumerate(filter(None, texts)):
        first = head if number == 0 else _INDENT
        yield from textwrap.wrap(
            text, _WIDTH + len(_INDENT), initial_indent=first, subsequent_indent=_INDENT
        )
    if found.fix is not None:
        yield from (f"{_INDENT}  {line}" for line in found.fix.lines)


def _to_json(node: str, findings: list[Finding]) -> dict[str, Any]:
    return {
        "node": node,
        "at": iso_time(time.time()),
        "verdict": worst(tuple(findings)).value,
        "checks": [
            {
                "id": each.check.value,
                "title": each.title,
                "verdict": each.verdict.value,
                "found": each.found,
                "meaning": each.meaning,
                "fix": None
                if each.fix is None
                else {
                    "title": each.fix.title,
                    "explanation": each.fix.explanation,
                    "commands": [list(argv) for argv in each.fix.commands],
                    "connects_again": each.fix.connects_again,
                },
            }
            for each in findings
        ],
    }
