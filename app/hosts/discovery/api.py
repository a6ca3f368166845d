"""What a search of the local network finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import DEFAULT_PORT, Node, Route, new_node_id

Probe = Callable[[str, int, Cancel], HostKey]
"""Reads the host key that answers on an address and port, without logging in.

May block for some seconds; raises UserError or Cancelled. It runs on threads of the search.
"""


class Likeness(Enum):
    """How much a machine looks like a DGX Spark, by its name alone; best first."""

    LIKELY_SPARK = "likely-spark"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A machine that announces an SSH server. Nothing of it is verified: anyone can announce."""

    key: str
    """Stays the same from one snapshot to the next."""
    name: str
    """What to call it: `spark-1234`. Printable."""
    host: str
    """Its name on this network: `spark-1234.local`. Passes `check_node`."""
    addresses: tuple[str, ...]
    """IP addresses, the most likely to be reached first; IPv4 before IPv6. May be empty."""
    port: int = DEFAULT_PORT
    interfaces: tuple[str, ...] = ()
    """This computer's network interfaces that share a network with it; empty when unknown."""
    likeness: Likeness = Likeness.OTHER
    why: str = ""
    """Why it may be a Spark, in words: `name pattern of a DGX Spark`."""
    host_key: HostKey | None = None
    """The key its SSH server showed; None until it was probed. Seen, not trusted."""
    also_known_as: tuple[str, ...] = ()
    """Other host names of the same machine, merged into this one."""
    renamed_from: str = ""
    """`spark` where `spark7.local` looks like a rename after a conflict of names."""
    known_node: NodeId | None = None
    """The saved node that this is: by its host key, else by its address."""
    last_seen: float = field(default=0.0, compare=False)
    """Seconds since the epoch."""

    @property
    def fingerprint(self) -> str | None:
        """`SHA256:…` of the host key; None until it was probed."""
        return None if self.host_key is None else self.host_key.fingerprint

    def draft(self, user: str) -> Node:
        """Return an unsaved node for it: by its name, else by its address; nothing is trusted."""
        routes = (self.host, *self.addresses)
        return Node(
            id=new_node_id(),
            name=self.name,
            address=routes[0],
            port=self.port,
            user=user,
            other_routes=tuple(Route(each, self.port) for each in routes[1:2]),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything found so far."""

    candidates: tuple[Candidate, ...] = ()
    """The likeliest first, then by name."""
    hidden: int = 0
    """How many more announced themselves than are shown."""
    searching: bool = True
    """Whether the list is live; False when nothing can be heard now (`problem` says why)."""
    problem: str = ""
    """One sentence when multicast does not work or nothing answers; else empty."""
    hint: str = ""
    """What to do about the problem."""
