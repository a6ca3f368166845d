"""`containers NODE` and `container COMMAND NODE CONTAINER`."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app.cli.opening import Opener
from app.cli.terminal import confirm, say
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.said import said
from app.core.units import iso_time
from app.services.containers.api import Container, Port
from app.services.containers.changes import ContainerChanges
from app.services.containers.engine import PATIENCE_S, Engine

HEADINGS = ("NAME", "STATE", "IMAGE", "PORTS", "STATUS", "PROJECT")


def show(options: argparse.Namespace, cancel: Cancel) -> int:
    """List the containers."""
    with opened(Opener.from_options(options), cancel) as engine:
        found = engine.containers()
    if options.json:
        print(json.dumps([container_to_json(each) for each in found], indent=2, ensure_ascii=False))
    elif found:
        print_table([HEADINGS, *(_cells(each) for each in found)])
    else:
        say("There is no container.")
    return 0


def change(options: argparse.Namespace, cancel: Cancel) -> int:
    """Do what the options say, confirmed where it destroys something."""
    opener = Opener.from_options(options)
    with opened(opener, cancel) as engine:
        changes = ContainerChanges(engine, opener.node.name, AuditLog(opener.paths.audit))
        name, command = options.container, options.container_command
        if command == "rm":
            _remove(engine, changes, options)
        elif command == "kill":
            if not options.yes:
                confirm(f"Send {said(options.signal)} to {said(name)}?")
            changes.kill(name, options.signal)
        elif command == "rename":
            changes.rename(name, options.new_name)
        else:
            getattr(changes, command)(name)
    return 0


@contextlib.contextmanager
def opened(opener: Opener, cancel: Cancel, *, again: bool = False) -> Iterator[Engine]:
    """Open a session and its engine for the `with` block; `again`: as often as it takes."""
    session = opener.open_again(cancel) if again else opener.open(cancel)
    try:
        engine = Engine.open(session, cancel, patience_s=PATIENCE_S if again else 0.0)
        try:
            yield engine
        finally:
            engine.close()
    finally:
        session.close()


def container_to_json(container: Container) -> dict[str, Any]:
    """Return a container as `--json` prints it."""
    created = container.created
    return asdict(container) | {
        "created": None if created is None else iso_time(created),
        "ports": [
            asdict(port) | {"open_to_network": port.open_to_network} for port in container.ports
        ],
    }


def _remove(engine: Engine, changes: ContainerChanges, options: argparse.Namespace) -> None:
    details = engine.details(options.container)
    if not options.yes:
        if options.volumes:
            for mount in details.lost_with_it:
                say(f"The volume {mount.volume[:12]} ({mount.target}) goes with it.")
        confirm(f"Remove {details.name} ({details.state})?")
    changes.remove(details.id, force=options.force, volumes=options.volumes)


def _cells(container: Container) -> tuple[str, ...]:
    health = f" ({container.health})" if container.health else ""
    return (
        container.name,
        f"{container.state}{health}",
        container.image,
        ", ".join(dict.fromkeys(_port_words(each) for each in container.ports)) or "-",
        container.status,
        container.compose_project,
    )


def _port_words(port: Port) -> str:
    inside = f"{port.number}/{port.protocol}"
    if port.host_port is None:
        return inside
    address = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    return f"{address}:{port.host_port}->{inside}"


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of as many cells each, the first one the headings."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
