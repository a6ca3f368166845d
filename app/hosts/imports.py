"""Add imported hosts to the saved nodes: each machine once, and never over one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.errors import BadInput
from app.core.i18n import tr
from app.hosts.nodes import Hop, Node
from app.hosts.ssh_config import ImportedHost

Way = tuple[str, int, str, tuple[Hop, ...]]


class SavedNodes(Protocol):
    """Where nodes are kept: the `NodeBook`, or the window's state around it."""

    def all(self) -> tuple[Node, ...]:
        """Return every node."""
        ...

    def save(self, node: Node) -> Node:
        """Add a node; BadInput when it cannot be."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one imported host."""

    host: ImportedHost
    added: bool
    reason: str = ""
    """Why it was not added."""


def add_hosts(
    hosts: Iterable[ImportedHost], book: SavedNodes, *, dry_run: bool = False
) -> tuple[Outcome, ...]:
    """Save each host that is new, or with `dry_run` only say which ones are.

    Raises SettingsUnwritable; what was added before it stays.
    """
    nodes = list(book.all())
    outcomes = []
    for host in hosts:
        reason = host.problem or why_known(host.node, nodes)
        if not reason and not dry_run:
            try:
                book.save(host.node)
            except BadInput as error:
                reason = error.message
        if not reason:
            nodes.append(host.node)
        outcomes.append(Outcome(host, not reason, reason))
    return tuple(outcomes)


def why_known(node: Node, nodes: Sequence[Node]) -> str:
    """Return in a sentence why `node` need not be added to `nodes`; nothing when it is new."""
    for each in nodes:
        if not each.is_local and _way(node) in _ways(each):
            return tr("It is saved already, as {name}.").format(name=each.name)
    name = node.name.casefold()
    for each in nodes:
        if name == each.name.casefold() or (each.is_local and name == each.id):
            return tr("Another node is already called {name} ({target}).").format(
                name=each.name, target=each.target
            )
    return ""


def _way(node: Node) -> Way:
    return (node.address.lower().rstrip("."), node.port, node.user, node.via)


def _ways(node: Node) -> list[Way]:
    return [
        (route.address.lower().rstrip("."), route.port, node.user, route.via)
        for route in node.routes
    ]
