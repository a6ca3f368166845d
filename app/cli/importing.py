"""`import`: save the hosts of an OpenSSH configuration, or NVIDIA Sync's devices, as nodes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.imports import Outcome, add_hosts
from app.hosts.nodes import NodeBook
from app.hosts.nvidia_sync import read_devices
from app.hosts.ssh_config import read_hosts
from app.hosts.target import jump_text

SOURCES = {"ssh-config": read_hosts, "nvidia-sync": read_devices}


def run(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Add what is new and say what became of each host."""
    file = Path(options.file).expanduser() if options.file else None
    imported = SOURCES[options.source](file)
    book = NodeBook(SettingsStore(user_paths().settings))
    outcomes = add_hosts(imported.hosts, book, dry_run=options.dry_run)
    if options.json:
        facts = {
            "dry_run": options.dry_run,
            "hosts": [_facts(outcome) for outcome in outcomes],
            "warnings": imported.warnings,
        }
        print(json.dumps(facts, indent=2, ensure_ascii=False))
        return 0
    for warning in imported.warnings:
        say(warning)
    done = "would add" if options.dry_run else "added"
    width = max((len(outcome.host.node.name) for outcome in outcomes), default=0)
    for outcome in outcomes:
        word = done if outcome.added else "skipped"
        print(f"{word:<9}  {outcome.host.node.name:<{width}}  {_detail(outcome)}")
        for warning in outcome.host.warnings if outcome.added else ():
            say(warning)
    print(f"{done.capitalize()} {sum(each.added for each in outcomes)} of {len(outcomes)} hosts.")
    return 0


def _detail(outcome: Outcome) -> str:
    host = outcome.host
    if not outcome.added:
        return f"{outcome.reason} ({host.source})"
    via = f" via {jump_text(host.node.via)}" if host.node.via else ""
    return f"{host.node.target}{via}"


def _facts(outcome: Outcome) -> dict[str, object]:
    node = outcome.host.node
    return {
        "alias": outcome.host.alias,
        "name": node.name,
        "target": node.target if node.address else None,
        "via": jump_text(node.via) or None,
        "identity_file": node.identity_file or None,
        "added": outcome.added,
        "reason": outcome.reason or None,
        "source": outcome.host.source,
        "warnings": outcome.host.warnings,
    }
