"""`discover`: machines that announce an SSH server on the local network, as they come and go."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Iterator

from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.discovery.api import Candidate, Snapshot
from app.hosts.discovery.browse import discover
from app.hosts.nodes import DEFAULT_PORT, NodeBook
from app.transport.ssh.probe import read_host_key

MAX_SECONDS = 86400.0


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print what is found until the time is over; 1 when nothing was."""
    if not 1 <= options.seconds <= MAX_SECONDS:
        raise BadInput(f"--seconds {options.seconds:g} is outside 1 to {MAX_SECONDS:.0f}.")
    book = NodeBook(SettingsStore(user_paths().settings))
    names = {node.id: node.name for node in book.all()}
    show = as_json if options.json else as_text
    shown, found = Snapshot(), False
    for snapshot in _for_seconds(options.seconds, book, options.interface, cancel):
        for event, candidate in changes(shown, snapshot):
            saved = names.get(candidate.known_node, "") if candidate.known_node else ""
            print(show(event, candidate, saved), flush=True)
            found = True
        if snapshot.problem and snapshot.problem != shown.problem:
            say(f"{snapshot.problem} {snapshot.hint}")
        shown = snapshot
    if shown.hidden:
        say(f"… and {shown.hidden} more not shown.")
    cancel.raise_if_cancelled()
    if not found and not shown.problem:
        say(f"Nothing announced itself within {options.seconds:g} s.")
    return 0 if found else 1


def changes(before: Snapshot, now: Snapshot) -> Iterator[tuple[str, Candidate]]:
    """Yield (`found`, `changed` or `gone`, machine) for each difference."""
    old = {each.key: each for each in before.candidates}
    for each in now.candidates:
        if (known := old.pop(each.key, None)) != each:
            yield "found" if known is None else "changed", each
    for each in old.values():
        yield "gone", each


def as_text(event: str, candidate: Candidate, saved_as: str) -> str:
    """Return one line for a person."""
    parts = [f"{event:<7}", f"{candidate.name:<20}", candidate.host, *candidate.addresses[:1]]
    if candidate.port != DEFAULT_PORT:
        parts.append(f"port {candidate.port}")
    if event == "gone":
        return "  ".join(parts)
    if candidate.why:
        parts.append(candidate.why)
    if candidate.renamed_from:
        parts.append(f"looks like a rename of {candidate.renamed_from}")
    if candidate.also_known_as:
        parts.append(f"also {', '.join(candidate.also_known_as)}")
    if candidate.fingerprint:
        parts.append(candidate.fingerprint)
    if saved_as:
        parts.append(f"saved as {saved_as}")
    return "  ".join(parts)


def as_json(event: str, candidate: Candidate, saved_as: str) -> str:
    """Return one line for a program."""
    facts = {
        "event": event,
        "key": candidate.key,
        "name": candidate.name,
        "host": candidate.host,
        "addresses": candidate.addresses,
        "port": candidate.port,
        "interfaces": candidate.interfaces,
        "likeness": candidate.likeness.value,
        "why": candidate.why or None,
        "host_key": candidate.fingerprint,
        "also_known_as": candidate.also_known_as,
        "renamed_from": candidate.renamed_from or None,
        "saved_as": saved_as or None,
        "last_seen": candidate.last_seen,
    }
    return json.dumps(facts, ensure_ascii=False)


def _for_seconds(
    seconds: float, book: NodeBook, interfaces: list[str] | None, cancel: Cancel
) -> Iterator[Snapshot]:
    """Search for some seconds."""
    over = Cancel()
    timer = threading.Timer(seconds, over.cancel)
    timer.daemon = True
    with cancel.on_cancel(over.cancel):
        timer.start()
        try:
            yield from discover(over, probe=read_host_key, nodes=book.all, interfaces=interfaces)
        finally:
            timer.cancel()
