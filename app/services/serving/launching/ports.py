"""Ports of a launch: free on the node, and free on this computer for its tunnel."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.ports import LAST_PORT
from app.core.said import said
from app.services.serving.api import Check, CheckVerdict
from app.services.tunnels.listening import scan

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.serving.reach import NodeReach

PORT = "port"
"""The check's name."""
TRIES = 200
"""Ports after the wanted one that are looked at."""


@dataclass(frozen=True, slots=True)
class TakenPorts:
    """Who has which port of a node."""

    holders: dict[int, str]
    """Names by port; empty where the account may not see whose it is."""
    why: str = ""
    """Why it is not known, where it is not."""


@dataclass(frozen=True, slots=True)
class PortChoice:
    """A port for a launch, and what is to be said of it."""

    port: int
    check: Check


def taken_ports(reach: NodeReach, engine: Engine | None, cancel: Cancel) -> TakenPorts:
    """Return the ports of a node that are taken: listening, or published by a container."""
    seen = scan(reach.session(), reach.node, cancel=cancel)
    cancel.raise_if_cancelled()
    holders = {each.port: each.container or each.program for each in seen.listeners}
    if engine is not None:
        for container in engine.containers():
            for port in container.ports if container.state.runs else ():
                if port.host_port is not None and port.protocol == "tcp":
                    holders[port.host_port] = container.name
    return TakenPorts(holders, seen.error)


def choose_port(
    wanted: int,
    taken: TakenPorts,
    *,
    is_fixed: bool,
    node: str,
    is_free_here: Callable[[int], bool],
) -> PortChoice:
    """Return the port of a launch: the wanted one, else the next that is free on both sides.

    One that a person chose (`is_fixed`) is kept and refused when it is taken.
    """
    if wanted not in taken.holders:
        return PortChoice(wanted, _of_free(wanted, taken, node, is_free_here))
    holder = said(taken.holders[wanted])
    is_taken = (
        tr("Port {wanted} of {node} is taken by {holder}.")
        if holder
        else tr("Port {wanted} of {node} is taken.")
    ).format(wanted=wanted, node=node, holder=holder)
    other = next_free(wanted, taken.holders, is_free_here)
    if is_fixed or other is None:
        hint = (
            tr("Stop that, or leave the port to be chosen.")
            if other is None
            else (tr("Port {other} is free on both sides.").format(other=other))
        )
        return PortChoice(wanted, Check(PORT, CheckVerdict.REFUSED, is_taken, hint))
    instead = tr("{is_taken} {other} is used instead.").format(is_taken=is_taken, other=other)
    return PortChoice(other, Check(PORT, CheckVerdict.NOTE, instead))


def _of_free(port: int, taken: TakenPorts, node: str, is_free_here: Callable[[int], bool]) -> Check:
    if taken.why:
        return Check(
            PORT,
            CheckVerdict.UNKNOWN,
            tr("Whether port {port} is free: {why}").format(port=port, why=taken.why),
        )
    if not is_free_here(port):
        return Check(
            PORT,
            CheckVerdict.NOTE,
            tr("Port {port} is free on {node}, but taken on this computer.").format(
                port=port, node=node
            ),
            tr("A tunnel to it gets another number here."),
        )
    return Check(
        PORT,
        CheckVerdict.GOOD,
        tr("Port {port} is free on {node} and on this computer.").format(port=port, node=node),
    )


def next_free(
    wanted: int, taken: Collection[int], is_free_here: Callable[[int], bool]
) -> int | None:
    """Return the next port that is free on both sides, else on the node; None: there is none."""
    there = [
        port for port in range(wanted + 1, min(LAST_PORT, wanted + TRIES) + 1) if port not in taken
    ]
    return next((port for port in there if is_free_here(port)), there[0] if there else None)


def is_free_here(port: int) -> bool:
    """Whether this computer's 127.0.0.1 has a port to give."""
    with socket.socket() as sock:
        try:
            sock.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno not in (errno.EADDRINUSE, errno.EACCES)
    return True
