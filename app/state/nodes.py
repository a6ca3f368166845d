"""NodesState: the saved nodes, for the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook


@dataclass(frozen=True, slots=True)
class NodesChanged:
    """The list changed; `node` is the one that was added, edited or removed."""

    node: NodeId


class NodesState(QObject):
    """Saved nodes with this computer first.

    Signals:
        changed: a node was added, edited or removed.
    """

    changed = Signal(NodesChanged)

    def __init__(
        self, book: NodeBook, known_hosts: KnownHosts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._book = book
        self.known_hosts = known_hosts

    def all(self) -> tuple[Node, ...]:
        """Return this computer, then the saved nodes in order."""
        return self._book.all()

    def get(self, node_id: NodeId) -> Node:
        """Return one node; UnknownNode when it was removed."""
        return self._book.get(node_id)

    def has(self, node_id: NodeId) -> bool:
        """Whether the node is (still) saved."""
        return any(node.id == node_id for node in self._book.all())

    def name_of(self, node_id: NodeId) -> str:
        """Return a node's name, its id where it was removed."""
        return next((node.name for node in self._book.all() if node.id == node_id), str(node_id))

    def save(self, node: Node, *, place: int | None = None) -> Node:
        """Add or replace a node; BadInput or SettingsUnwritable say what to do.

        A new node goes to `place` among the saved ones, to the end when None.
        """
        saved = self._book.save(node, place=place)
        self.changed.emit(NodesChanged(saved.id))
        return saved

    def change(self, node_id: NodeId, **fields: object) -> bool:
        """Save single fields of a node; False when nothing changed. Any thread: tells nobody."""
        return self._book.change(node_id, **fields)

    def remove(self, node_id: NodeId) -> Node:
        """Forget a node and return it for an undo."""
        removed = self._book.remove(node_id)
        self.changed.emit(NodesChanged(node_id))
        return removed
