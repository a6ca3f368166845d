"""What a forwarded port is asked for and what it tells. No socket is touched here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr

ITSELF = ("127.0.0.1", "localhost", "::1")
"""How a node calls itself."""


class ForwardKind(StrEnum):
    """What listens on the local port."""

    TCP = "tcp"  # one port of the node
    SOCKS = "socks"  # a SOCKS5 proxy: any host and port that the node reaches


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a TCP forward leads, as the node sees it."""

    port: int
    host: str = "127.0.0.1"
    """Not `localhost`: that may be ::1 while the service listens on IPv4 only."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went through a forward since it was opened. Byte counts are totals, never reset."""

    bytes_up: int = 0
    """From this computer to the node."""
    bytes_down: int = 0
    connections_open: int = 0
    connections_total: int = 0
    connections_waiting: int = 0
    """Accepted while the session is away; served when it is back within 10 s."""
    last_error: str = ""
    """Why the last connection that failed did: `nothing answers on port 8888 there`."""
    last_error_at: float = 0.0
    """Unix seconds; 0 when there was none."""


@dataclass(frozen=True, slots=True)
class PortHolder:
    """Who has a local port that we wanted. `pid` is None when the system does not say."""

    port: int
    program: str = ""
    pid: int | None = None

    @property
    def words(self) -> str:
        """`python3 (process 1234)`, or `another program`."""
        if not self.program:
            return tr("another program")
        return (
            self.program
            if self.pid is None
            else tr("{program} (process {pid})").format(program=self.program, pid=self.pid)
        )
