"""Tunnels as the user knows them: what is saved, what is running, what a node offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from app.core.ids import NodeId
from app.transport.tunnel.api import ForwardKind, Traffic

TunnelId = NewType("TunnelId", str)


@dataclass(frozen=True, slots=True)
class TunnelSpec:
    """One saved tunnel. A TCP tunnel leads to `remote_host:remote_port` as the node sees it."""

    id: TunnelId
    node: NodeId
    name: str
    kind: ForwardKind = ForwardKind.TCP
    remote_port: int = 0
    """0 for a SOCKS proxy."""
    remote_host: str = "127.0.0.1"
    local_port: int = 0
    """The stable local port that is tried first; 0 until the tunnel was opened once."""
    same_port: bool = False
    """Breaks when remapped: only the remote port's own number will do on this side."""
    group: str = ""
    """Tunnels of one app with several ports are opened and closed together."""
    scheme: str = "http"
    """`http`, `https`, or empty when it is no web page."""
    path: str = "/"
    """Where the page begins. A token is no part of it: that is a secret (`token_query`)."""
    token_query: str = ""
    """Name of the query parameter that carries the token kept in the system's keyring."""
    start_command: tuple[str, ...] = ()
    """Run on the node before the tunnel is opened (confirmed once, in the audit log)."""
    start_with_node: bool = False
    """Opened whenever the node is connected."""


class TunnelPhase(StrEnum):
    """State of a tunnel."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    WAITING = "waiting"  # its local port is kept; connections wait for the node to be back
    FAILED = "failed"  # no local port to listen on, or the start command failed


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One try of the service behind a tunnel: `answers 200 in 12 ms`, or why not."""

    ok: bool
    words: str
    at: float
    seconds: float | None = None
    asks_login: bool | None = None
    """Whether the page was refused without a login; None when the answer does not say."""


@dataclass(frozen=True, slots=True)
class TunnelStatus:
    """A tunnel now."""

    tunnel: TunnelId
    node: NodeId
    phase: TunnelPhase
    since: float = 0.0
    """Unix seconds when this phase began."""
    local_port: int | None = None
    """None while nothing listens."""
    note: str = ""
    """What the user has to know: `Port 11000 is held by python3 (process 41); 11001 is used.`"""
    message: str = ""
    """Why it failed or waits, one sentence."""
    hint: str = ""
    traffic: Traffic = field(default_factory=Traffic)
    check: CheckResult | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A service known by its port. Ports are those of DGX Spark's own documents."""

    key: str
    """Stable id, also on the command line: `dashboard`, `jupyter`, `ollama`."""
    name: str
    port: int
    scheme: str = "http"
    path: str = "/"
    same_port: bool = False
    group: str = ""
    companions: tuple[int, ...] = ()
    """Further ports that the same app needs on the same numbers."""
    token_query: str = ""
    about: str = ""
    """One line: what it is."""
    programs: tuple[str, ...] = ()
    """Further words in its program's or container's name that give it away."""


class Exposure(StrEnum):
    """Who can reach a listening port without a tunnel."""

    LOOPBACK = "loopback"
    NETWORK = "network"  # anybody on the node's network
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Listener:
    """One port that listens on the node. Unknown facts are None or empty, never guessed."""

    port: int
    addresses: tuple[str, ...]
    """Bound addresses as `ss` prints them: `127.0.0.1`, `0.0.0.0`, `[::]`, `*`."""
    program: str = ""
    """Owner; empty when the account may not see it."""
    pid: int | None = None
    container: str = ""
    """Name of the container that publishes the port, where Docker could be asked."""
    preset: Preset | None = None
    """What it probably is, by its port."""

    @property
    def exposure(self) -> Exposure:
        """Whether only the node itself can reach it."""
        if not self.addresses:
            return Exposure.UNKNOWN
        plain = [address.split("%")[0].strip("[]") for address in self.addresses]
        inside = all(each == "::1" or each.startswith(("127.", "::ffff:127.")) for each in plain)
        return Exposure.LOOPBACK if inside else Exposure.NETWORK


@dataclass(frozen=True, slots=True)
class ServiceScan:
    """What listens on a node, and what could not be found out."""

    node: NodeId
    listeners: tuple[Listener, ...]
    at: float
    """Unix seconds."""
    limits: tuple[str, ...] = ()
    """What this account may not see: `Owners of other accounts' ports are not shown.`"""
    presets: tuple[Preset, ...] = ()
    """Apps that are set up on the node itself, listening now or not: NVIDIA Sync's custom apps,
    this account's JupyterLab."""
    error: str = ""
    """Set when the scan failed; then `listeners` is what the last good one found."""
