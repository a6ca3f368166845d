"""Saved nodes: what the user told us about each machine, and the key it is known by."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import BadInput, UnknownNode
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.ports import is_port
from app.core.settings import EACH_ITEM, SettingsStore, setting

DEFAULT_PORT = 22
MAX_ROUTES = 8
MAX_HOPS = 5
MAX_LABEL = 32
NETWORKS = {
    "100.64.0.0/10": "Tailscale",
    "fd7a:115c:a1e0::/48": "Tailscale",
    "10.0.0.0/8": "LAN",
    "172.16.0.0/12": "LAN",
    "192.168.0.0/16": "LAN",
    "169.254.0.0/16": "LAN",
    "fc00::/7": "LAN",
    "fe80::/10": "LAN",
}
"""What an address tells about the way to it; the first network that it is in counts."""


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

    @property
    def target(self) -> str:
        """`address:port`, without port 22."""
        return host_and_port(self.address, self.port)

    def title(self, reached_at: str = "") -> str:
        """Return what to call it in a word or two; `reached_at` is the IP address it led to."""
        if self.label:
            return self.label
        if self.via:
            return tr("via {address}").format(address=self.via[0].address)
        return network_of(self.address) or network_of(reached_at) or self.address


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
    other_routes: tuple[Route, ...] = field(default=(), metadata=EACH_ITEM)
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
            return tr("this computer")
        return f"{self.user}@{host_and_port(self.address, self.port)}"


THIS_COMPUTER = Node(id=LOCAL_NODE, name=tr("This computer"))


def host_and_port(address: str, port: int) -> str:
    """Return `host:port` as a person writes it: no port 22, IPv6 in brackets."""
    host = f"[{address}]" if ":" in address else address
    return host if port == DEFAULT_PORT else f"{host}:{port}"


def network_of(address: str) -> str:
    """Say which network an address belongs to: `LAN`, `Tailscale`; empty when it does not tell."""
    name = address.lower().rstrip(".")
    if name.endswith(".ts.net"):
        return "Tailscale"
    if name.endswith(".local"):
        return "LAN"
    import ipaddress  # 3 ms that the first paint can wait

    try:
        number = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return ""
    for network, title in NETWORKS.items():
        if number in ipaddress.ip_network(network):
            return title
    return ""


def check_node(node: Node, *, key_file: bool = True) -> Node:
    """Return `node` with surrounding blanks removed, or raise BadInput naming the field."""
    node = replace(
        node,
        name=node.name.strip() or node.address.strip(),
        user=node.user.strip(),
        identity_file=node.identity_file.strip(),
        other_routes=tuple(check_route(route, key_file=key_file) for route in node.other_routes),
    )
    main = check_route(node.routes[0], key_file=key_file)
    node = replace(node, address=main.address, via=main.via)
    _check_user(node.user)
    if key_file:
        _check_key_file(node.identity_file)
    if len(node.routes) > MAX_ROUTES:
        raise BadInput(
            tr("{routes} routes are too many.").format(routes=len(node.routes)),
            tr("Keep {most} at most.").format(most=MAX_ROUTES),
            field="routes",
        )
    ways = [(route.address.lower(), route.port, route.via) for route in node.routes]
    for number, way in enumerate(ways):
        if way in ways[:number]:
            address = node.routes[number].address
            raise BadInput(
                tr("The route over {address} is listed twice.").format(address=address),
                tr("Remove one of them."),
                field="routes",
            )
    return node


def check_route(route: Route, *, key_file: bool = False) -> Route:
    """Return `route` with surrounding blanks removed, or raise BadInput."""
    route = replace(
        route,
        address=_check_address(route.address),
        via=check_hops(route.via, key_file=key_file),
        label=route.label.strip(),
    )
    _check_port(route.port)
    if len(route.label) > MAX_LABEL or not route.label.isprintable():
        raise BadInput(
            tr("“{label}” is no label.").format(label=route.label[:MAX_LABEL]),
            tr("Use up to {most} letters.").format(most=MAX_LABEL),
        )
    _check_no_loop([*((hop.address, hop.port) for hop in route.via), (route.address, route.port)])
    return route


def check_hops(hops: tuple[Hop, ...], *, key_file: bool = False) -> tuple[Hop, ...]:
    """Return jump hosts with surrounding blanks removed, or raise BadInput."""
    hops = tuple(_check_hop(hop, key_file=key_file) for hop in hops)
    if len(hops) > MAX_HOPS:
        raise BadInput(
            tr("{hops} jump hosts are too many.").format(hops=len(hops)),
            tr("Use {most} at most.").format(most=MAX_HOPS),
        )
    _check_no_loop([(hop.address, hop.port) for hop in hops])
    return hops


def _check_no_loop(stations: list[tuple[str, int]]) -> None:
    passed = set()
    for address, port in stations:
        station = (address.lower(), port)
        if station in passed:
            raise BadInput(
                tr("The way over {address} leads back to itself.").format(
                    address=host_and_port(address, port)
                ),
                tr("Name each jump host once, and not the node itself."),
            )
        passed.add(station)


def _check_hop(hop: Hop, *, key_file: bool) -> Hop:
    hop = replace(
        hop,
        address=_check_address(hop.address),
        user=hop.user.strip(),
        identity_file=hop.identity_file.strip(),
    )
    _check_port(hop.port)
    if hop.user:
        _check_user(hop.user)
    if key_file:
        _check_key_file(hop.identity_file)
    return hop


def _check_address(address: str) -> str:
    address = address.strip()
    if not address:
        raise BadInput(
            tr("The address is missing."), tr("Enter a name such as spark-1234.local or an IP.")
        )
    # Nothing that known_hosts reads as a pattern (* ? ! ,), a comment (#) or a hash (|).
    shape = r"[\w.-]+" if ":" not in address else r"[0-9A-Fa-f:.]+(%[\w.-]+)?"
    two_colons = address.count(":") != 1  # one is host:port, not an IPv6 address
    if not re.fullmatch(shape, address) or address.startswith("-") or not two_colons:
        raise BadInput(
            tr("“{address}” is not an address.").format(address=address),
            tr("Use a host name or an IP address."),
        )
    return address


def _check_user(user: str) -> None:
    if not user or any(c.isspace() or c in ":@/" or not c.isprintable() for c in user):
        raise BadInput(
            tr("The user name is missing or has a blank in it."),
            tr("It is your login there."),
            field="user",
        )


def _check_port(port: int) -> None:
    if not is_port(port):
        raise BadInput(
            tr("{port} is not a port.").format(port=port),
            tr("SSH ports are 1 to 65535, usually 22."),
            field="port",
        )


def _check_key_file(file: str) -> None:
    if file and not os.path.isfile(os.path.expanduser(file)):
        raise BadInput(
            tr("There is no key file {file}.").format(file=file),
            tr("Name the private key's file, or none to use your agent and default keys."),
            field="key",
        )


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
        raise UnknownNode(tr("That node is no longer saved."))

    def find(self, name: str) -> Node:
        """Return the node a person calls `name` (case does not matter)."""
        wanted = name.casefold()
        if wanted in ("local", THIS_COMPUTER.name.casefold()):
            return THIS_COMPUTER
        for node in self._nodes:
            if node.name.casefold() == wanted:
                return node
        known = ", ".join(node.name for node in self._nodes) or tr("none yet")
        raise UnknownNode(
            tr("There is no saved node “{name}”.").format(name=name),
            tr("Saved: {known}. Use local, or ssh://user@host[:port].").format(known=known),
        )

    def save(self, node: Node, *, place: int | None = None) -> Node:
        """Add or replace a node by id, names kept unique; return it as saved.

        A new node goes to `place` among the saved ones, to the end when None.
        """
        node = check_node(node, key_file=False)  # a file may come and go; the form looks for it
        if node.is_local:
            raise BadInput(tr("This computer needs no address."))

        def change(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
            others = [other.name.casefold() for other in nodes if other.id != node.id]
            if node.name.casefold() in (*others, "local", THIS_COMPUTER.name.casefold()):
                raise BadInput(
                    tr("Another node is already called “{name}”.").format(name=node.name),
                    tr("Choose another name."),
                    field="name",
                )
            if any(other.id == node.id for other in nodes):
                return tuple(node if other.id == node.id else other for other in nodes)
            return (*nodes[:place], node, *(() if place is None else nodes[place:]))

        self._change(change)
        return node

    def change(self, node_id: NodeId, **fields: Any) -> bool:  # noqa: ANN401 - fields of Node
        """Change single fields of a node as it is saved now; False when that changes nothing."""

        def changed(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
            return tuple(replace(node, **fields) if node.id == node_id else node for node in nodes)

        if changed(self._nodes) == self._nodes:
            return False
        self._change(changed)
        return True

    def remove(self, node_id: NodeId) -> Node:
        """Forget a node and return it, so that the removal can be undone with `save`."""
        removed = self.get(node_id)
        self._change(lambda nodes: tuple(node for node in nodes if node.id != node_id))
        return removed

    def _change(self, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> None:
        with self._lock, self._store.exclusive():
            # Another window or the command line may have changed the list since.
            self._store.refresh()
            nodes = change(self._store.load(self.SECTION, SavedNodes).nodes)
            self._store.save(self.SECTION, SavedNodes(nodes))
            self._nodes = nodes
