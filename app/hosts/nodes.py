"""Saved nodes: what the user told us about each machine, and the key it is known by."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core.errors import BadInput, UnknownNode
from app.core.ids import LOCAL_NODE, NodeId
from app.core.settings import SettingsStore, setting

DEFAULT_PORT = 22


@dataclass(frozen=True, slots=True)
class Hop:
    """One jump host on the way to a node; its host key is verified like any other."""

    address: str
    port: int = DEFAULT_PORT
    user: str = ""
    """Empty: the node's user."""
    identity_file: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a node's SSH server."""

    address: str
    """Host name or IP address, as the last hop sees it."""
    port: int = DEFAULT_PORT
    via: tuple[Hop, ...] = ()
    """Jump hosts in the order they are passed; empty: directly."""
    label: str = ""
    """What to call it: `LAN`, `Tailscale`, `jump`; empty: made of the address."""


@dataclass(frozen=True, slots=True)
class Node:
    """One machine. Its identity is its host key; name and address are only how we call it."""

    id: NodeId
    name: str
    address: str = ""
    """Host name or IP address; empty for this computer."""
    port: int = DEFAULT_PORT
    user: str = ""
    identity_file: str = ""
    """Private key to offer first; empty: agent and default keys."""
    host_key: str = ""
    """SHA256 fingerprint of the key accepted on first contact; empty before it."""
    connect_at_start: bool = True
    via: tuple[Hop, ...] = ()
    """Jump hosts to `address`."""
    other_routes: tuple[Route, ...] = ()
    """Tried in order when `address` does not answer."""

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every way to the node, best first."""
        return (Route(self.address, self.port, self.via), *self.other_routes)

    @property
    def is_local(self) -> bool:
        """Whether this is the computer that the program runs on."""
        return self.id == LOCAL_NODE

    @property
    def target(self) -> str:
        """`user@address:port`, without port 22; `this computer` for the local one."""
        if self.is_local:
            return "this computer"
        host = f"[{self.address}]" if ":" in self.address else self.address
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        return f"{self.user}@{host}{port}"


THIS_COMPUTER = Node(id=LOCAL_NODE, name="This computer")


def check_node(node: Node, *, key_file: bool = True) -> Node:
    """Return `node` with surrounding blanks removed, or raise BadInput naming the field."""
    node = replace(
        node,
        name=node.name.strip() or node.address.strip(),
        address=node.address.strip(),
        user=node.user.strip(),
        identity_file=node.identity_file.strip(),
    )
    if not node.address:
        raise BadInput("The address is missing.", "Enter a name such as spark-1234.local or an IP.")
    # Nothing that known_hosts reads as a pattern (* ? ! ,), a comment (#) or a hash (|).
    shape = r"[\w.-]+" if ":" not in node.address else r"[0-9A-Fa-f:.]+(%[\w.-]+)?"
    two_colons = node.address.count(":") != 1  # one is host:port, not an IPv6 address
    if not re.fullmatch(shape, node.address) or node.address.startswith("-") or not two_colons:
        raise BadInput(f"“{node.address}” is not an address.", "Use a host name or an IP address.")
    if not node.user or any(c.isspace() or c in ":@/" or not c.isprintable() for c in node.user):
        raise BadInput("The user name is missing or has a blank in it.", "It is your login there.")
    if not 1 <= node.port <= 65535:
        raise BadInput(f"{node.port} is not a port.", "SSH ports are 1 to 65535, usually 22.")
    missing = node.identity_file and not os.path.isfile(os.path.expanduser(node.identity_file))
    if key_file and missing:
        raise BadInput(
            f"There is no key file {node.identity_file}.",
            "Name the private key's file, or none to use your agent and default keys.",
        )
    return node


def new_node_id() -> NodeId:
    """Return a fresh id: it says nothing about the machine, so renaming never breaks history."""
    return NodeId(f"node-{os.urandom(6).hex()}")


@dataclass(frozen=True, slots=True)
class SavedNodes:
    """The settings section that the node list is kept in."""

    nodes: tuple[Node, ...] = setting((), "Saved nodes, in the order shown.")


class NodeBook:
    """The saved nodes, with this computer always first. Thread-safe; each change is saved."""

    SECTION = "nodes"

    def __init__(self, store: SettingsStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._nodes = store.load(self.SECTION, SavedNodes).nodes

    def all(self) -> tuple[Node, ...]:
        """Return this computer, then the saved nodes in order."""
        return (THIS_COMPUTER, *self._nodes)

    def get(self, node_id: NodeId) -> Node:
        """Return one node; UnknownNode when it was removed."""
        for node in self.all():
            if node.id == node_id:
                return node
        raise UnknownNode("That node is no longer saved.")

    def find(self, name: str) -> Node:
        """Return the node a person calls `name` (case does not matter)."""
        wanted = name.casefold()
        if wanted in ("local", THIS_COMPUTER.name.casefold()):
            return THIS_COMPUTER
        for node in self._nodes:
            if node.name.casefold() == wanted:
                return node
        known = ", ".join(node.name for node in self._nodes) or "none yet"
        raise UnknownNode(
            f"There is no saved node “{name}”.",
            f"Saved: {known}. Use local, or ssh://user@host[:port].",
        )

    def save(self, node: Node) -> Node:
        """Add or replace a node by id, names kept unique; return it as saved."""
        node = check_node(node, key_file=False)  # a file may come and go; the form looks for it
        if node.is_local:
            raise BadInput("This computer needs no address.")

        def change(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
            others = [other.name.casefold() for other in nodes if other.id != node.id]
            if node.name.casefold() in (*others, "local", THIS_COMPUTER.name.casefold()):
                raise BadInput(
                    f"Another node is already called “{node.name}”.", "Choose another name."
                )
            if any(other.id == node.id for other in nodes):
                return tuple(node if other.id == node.id else other for other in nodes)
            return (*nodes, node)

        self._change(change)
        return node

    def remove(self, node_id: NodeId) -> Node:
        """Forget a node and return it, so that the removal can be undone with `save`."""
        removed = self.get(node_id)
        self._change(lambda nodes: tuple(node for node in nodes if node.id != node_id))
        return removed

    def _change(self, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> None:
        with self._lock:
            # Another window or the command line may have changed the list since.
            self._store.refresh()
            nodes = change(self._store.load(self.SECTION, SavedNodes).nodes)
            self._store.save(self.SECTION, SavedNodes(nodes))
            self._nodes = nodes
