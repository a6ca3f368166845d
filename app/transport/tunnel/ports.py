"""Local ports: one of our own, never shared, never open to the network."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from typing import Final

from app.core.errors import BadInput, LocalPortTaken
from app.core.i18n import tr
from app.core.ports import LAST_PORT
from app.transport.tunnel.api import PortHolder

HOST: Final = "127.0.0.1"
BACKLOG: Final = 512
"""sshtunnel's 5 makes a page with 64 requests wait a second for each that did not fit."""
FIRST_FREE_TO_ALL = 1024
TAKEN = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))
DENIED = (errno.EACCES, getattr(errno, "WSAEACCES", errno.EACCES), errno.EPERM)
OURS_OR_ALL = (HOST, "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0")  # noqa: S104


def check_port(port: int) -> None:
    """Raise BadInput unless `port` can be a port; 0 means any free one."""
    if not 0 <= port <= LAST_PORT:
        raise BadInput(
            tr("{port} is no port.").format(port=port),
            tr("Ports are 1 to {last_port}; 0 takes any that is free.").format(last_port=LAST_PORT),
        )


def bind(listener: socket.socket, port: int) -> None:
    """Bind to `port` of 127.0.0.1 so that no other program has it or gets it.

    Raises LocalPortTaken or BadInput.
    """
    try:
        if os.name == "nt":  # SO_REUSEADDR there means that anybody may take the port over
            listener.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", -5), 1)
        else:  # a port whose last connections still linger may be taken again
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError as error:
        raise _cannot_bind(port, error) from error
    bound = listener.getsockname()[1]
    if _held_elsewhere(bound):
        raise taken(bound)


def taken(port: int) -> LocalPortTaken:
    """Return the error that says who has a port."""
    holder = (port_holder(port) or PortHolder(port)).words
    return LocalPortTaken(
        tr("Port {port} of this computer is held by {holder}.").format(port=port, holder=holder),
        tr("Close that program or choose another local port."),
        port=port,
    )


def port_holder(port: int) -> PortHolder | None:
    """Return who listens on a local port, as far as the system tells; None when nobody does."""
    import psutil

    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return PortHolder(port) if _answers(port) else None
    for each in connections:
        if each.status != psutil.CONN_LISTEN or not each.laddr or each.laddr.port != port:
            continue
        if each.laddr.ip not in OURS_OR_ALL:
            continue
        return PortHolder(port, _program(each.pid), each.pid)
    return None


def _program(pid: int | None) -> str:
    import psutil

    if pid is None:
        return ""
    if pid == os.getpid():
        return tr("this program")
    with contextlib.suppress(psutil.Error):
        return str(psutil.Process(pid).name())
    return ""


def _cannot_bind(port: int, error: OSError) -> LocalPortTaken | BadInput:
    if error.errno in DENIED and 0 < port < FIRST_FREE_TO_ALL:
        return BadInput(
            tr("Port {port} is reserved for the administrator of this computer.").format(port=port),
            tr("Choose a local port from {first} to {last}.").format(
                first=FIRST_FREE_TO_ALL, last=LAST_PORT
            ),
        )
    if error.errno in TAKEN or error.errno in DENIED:  # Windows denies what another one has
        return taken(port)
    return BadInput(
        tr("Port {port} of this computer cannot be used: {why}.").format(
            port=port, why=error.strerror or error
        )
    )


def _held_elsewhere(port: int) -> bool:
    """Whether another program gets some of what is meant for this port: `localhost` may be ::1.

    Linux refuses a bind beside 0.0.0.0 and [::]; elsewhere the narrower address is let in and
    would take away the other program's local clients.
    """
    if sys.platform != "linux":
        holder = port_holder(port)
        if holder is not None and holder.pid != os.getpid():
            return True
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError as error:
        return error.errno in TAKEN
    return False


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=0.5):
            return True
    except OSError:
        return False
