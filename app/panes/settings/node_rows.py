"""The saved nodes in the settings: how each is, and the way to where it is edited."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, ElidedLabel, IconButton, Line, StateDot, Text
from app.panes.node_removal import Removal
from app.panes.node_words import look_of
from app.state.hub import PaneRequested

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.hosts.nodes import Node
    from app.state.hub import Hub
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

EDITOR = "connection"
"""Name of the pane where nodes are added and edited."""


class NodeRow(QWidget):
    """One node: its state, where it is, and what can be done with it."""

    def __init__(self, hub: Hub, node: Node) -> None:
        super().__init__()
        self._hub = hub
        self._node = node
        self.dot = StateDot()
        self.words = Text("", "label", "text2")
        self.open = Button(tr("Open"))
        self.open.setAccessibleName(tr("Open {name}").format(name=node.name))
        name = tr("Remove {name}").format(name=node.name)
        self.remove = IconButton("trash", name, size=16)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(ElidedLabel(node.name, "strong"))
        names.addWidget(ElidedLabel(node.target, "label", "text3"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        row.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(names, 1)
        row.addWidget(self.words)
        row.addWidget(self.open)
        row.addWidget(self.remove)
        self.refresh()

    def refresh(self) -> None:
        """Show how the node is now."""
        look = look_of(self._node, self._hub.sessions.status(self._node.id))
        self.dot.set_state(look.dot, look.words)
        self.words.setText(look.words)


class NodeRows(QWidget):
    """The list, and a button that adds one."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.rows: dict[NodeId, NodeRow] = {}
        self.add = Button(tr("Add a node…"), "secondary", "plus")
        self._none = Text(
            tr("None yet: this computer is there without being saved."), "body", "text2", wrap=True
        )
        self._removal = Removal(hub, self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(self._none)
        outer.addLayout(self._column)
        outer.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.add.clicked.connect(self._on_add)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status_changed)
        self._fill()

    def _fill(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.rows = {}
        for node in self._hub.nodes.all():
            if node.is_local:
                continue
            if self.rows:
                self._column.addWidget(Line())
            row = self.rows[node.id] = NodeRow(self._hub, node)
            row.open.clicked.connect(partial(self._open, node.id))
            row.remove.clicked.connect(partial(self._removal.ask_about, node.id))
            self._column.addWidget(row)
        self._none.setVisible(not self.rows)
        reached = [each for row in self.rows.values() for each in (row.open, row.remove)]
        for before, after in pairwise([*reached, self.add]):
            self.setTabOrder(before, after)

    def _open(self, node: NodeId) -> None:
        self._hub.select_node(node)
        self._hub.pane_requested.emit(PaneRequested(EDITOR))

    def _on_add(self) -> None:
        self._hub.pane_requested.emit(PaneRequested(EDITOR))
        self._hub.node_add_requested.emit()

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self._fill()

    def _on_status_changed(self, status: SessionStatus) -> None:
        row = self.rows.get(status.node)
        if row is not None:
            row.refresh()
