"""Sockets to an engine: over the node's session, or on this computer."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import ChannelRefused, CommandCenterError
from app.core.i18n import tr
from app.transport.api import Session
from app.transport.ssh.session import SshSession
from app.transport.tunnel import unix

CONNECT_LIMIT = 10.0
NO_LIMIT = 30 * 86400.0
_CHUNK = 256 * 1024


class Way(StrEnum):
    """How an engine's socket is reached."""

    FORWARDED = "forwarded"  # a channel of the session that ends at the socket
    RELAYED = "relayed"  # `docker system dial-stdio`, one of the server's MaxSessions each
    HERE = "here"  # it is this computer's


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An engine's socket and the way to it."""

    path: str
    way: Way

    @property
    def title(self) -> str:
        """`Docker` or `Podman`."""
        return "Podman" if "podman" in self.path else "Docker"


def connect(session: Session, endpoint: Endpoint) -> socket.socket:
    """Return a socket to the engine.

    Raises ChannelRefused when it does not open, SessionLost or TimedOut.
    """
    if endpoint.way is Way.HERE:
        return _connect_here(endpoint.path)
    if endpoint.way is Way.RELAYED:
        return relay(session, endpoint.path)
    assert isinstance(session, SshSession)
    return unix.connect_unix(session, endpoint.path, timeout=CONNECT_LIMIT)


def connect_tcp(session: Session, host: str, port: int) -> socket.socket:
    """Return a socket to a TCP port as the node sees it; raises as `connect` does."""
    if not session.is_local:
        assert isinstance(session, SshSession)
        return unix.connect_tcp(session, host, port, timeout=CONNECT_LIMIT)
    try:
        return socket.create_connection((host, port), CONNECT_LIMIT)
    except OSError as error:
        raise ChannelRefused(
            tr("{host} port {port}: {why}.").format(
                host=host, port=port, why=error.strerror or error
            )
        ) from error


def dial_argv(path: str) -> list[str]:
    """Return the command that relays its standard input and output to an engine's socket."""
    return ["docker", "--host", f"unix://{path}", "system", "dial-stdio"]


def relay(session: Session, path: str) -> socket.socket:
    """Return a socket that a command on the node carries to the engine, with two threads here.

    It ends like one that the engine closed when the command cannot run.
    """
    near, far = socket.socketpair()

    def chunks() -> Iterator[bytes]:
        with contextlib.suppress(OSError):
            while data := far.recv(_CHUNK):
                yield data

    def take(data: bytes, is_stderr: bool) -> None:
        if not is_stderr:
            far.sendall(data)

    def carry() -> None:
        with far:
            with contextlib.suppress(OSError, CommandCenterError):
                session.exec(
                    dial_argv(path),
                    stdin=chunks(),
                    timeout=NO_LIMIT,
                    on_output=take,
                )
            with contextlib.suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)  # wakes `chunks`, which may wait for more to send

    threading.Thread(target=carry, name="docker-relay", daemon=True).start()
    return near


def _connect_here(path: str) -> socket.socket:
    if os.name == "nt":
        from docker.transport import NpipeSocket  # type: ignore[import-untyped]

        pipe: socket.socket = NpipeSocket()
    else:
        pipe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    pipe.settimeout(CONNECT_LIMIT)
    try:
        pipe.connect(path)
    except OSError as error:
        pipe.close()
        raise ChannelRefused(f"{path}: {error.strerror or error}.") from error
    return pipe
