"""The Connection pane: the list of nodes, and the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import BadInput, SettingsUnwritable, UserError
from app.core.ids import LOCAL_NODE
from app.look.components import Button, Card, Text, scrolled
from app.panes.confirm import ConfirmDialog
from app.panes.connection.details import NodeDetails
from app.panes.connection.form import NodeEntered, NodeForm
from app.panes.connection.node_list import NodeChosen, NodeList
from app.state.hub import Notice, PaneRequested, Severity

if TYPE_CHECKING:
    from app.state.hub import Hub, NodeSelected
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

MARGIN = 24
LIST_WIDTH = 280
NARROW_LIST_WIDTH = 190
NARROW_BELOW = 860


class ConnectionPane(QWidget):
    """Add, edit, connect and remove nodes."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.list = NodeList(hub)
        self.details = NodeDetails(hub)
        self.form = NodeForm()
        self.add_button = Button("Add a node", "secondary", "plus")
        self._asked_about = LOCAL_NODE
        """The node that an open question is about: another may be selected meanwhile."""
        self._right = QStackedWidget()
        for content in (self.details, self.form):
            area = scrolled(content)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._right.addWidget(area)
        self._lay_out()
        self._connect()
        self._show_current()

    def add_node(self) -> None:
        """Open the empty form."""
        self.form.start()
        self._right.setCurrentIndex(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the node more room where there is little."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        self._list_card.setFixedWidth(NARROW_LIST_WIDTH if narrow else LIST_WIDTH)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add_node)
        self.list.node_chosen.connect(self._on_node_chosen)
        self.form.entered.connect(self._on_entered)
        self.form.cancelled.connect(self._on_form_cancelled)
        self.details.connect_requested.connect(self._on_connect)
        self.details.disconnect_requested.connect(self._on_disconnect)
        self.details.edit_requested.connect(self._on_edit)
        self.details.remove_requested.connect(self._on_remove)
        self.details.forget_key_requested.connect(self._on_forget_key)
        self.details.charts_requested.connect(self._on_charts)
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.node_add_requested.connect(self.add_node)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self._hub.sessions.status_changed.connect(self._on_status_changed)

    def _lay_out(self) -> None:
        self._list_card = card = Card()
        card.setFixedWidth(LIST_WIDTH)
        card.body.setContentsMargins(8, 12, 8, 12)
        card.body.setSpacing(8)
        heading = Text("Nodes", "card")
        heading.setContentsMargins(8, 2, 8, 0)
        card.body.addWidget(heading)
        card.body.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 4)
        foot.addWidget(self.add_button)
        card.body.addLayout(foot)
        left = QVBoxLayout()
        left.addWidget(card, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(MARGIN)
        row.addLayout(left)
        row.addWidget(self._right, 1)

    def _show_current(self) -> None:
        node_id = self._hub.current_node
        if not self._hub.nodes.has(node_id):
            self._hub.select_node(LOCAL_NODE)
            return
        self.list.choose(node_id)
        self.details.show_node(self._hub.nodes.get(node_id))

    def _on_node_chosen(self, chosen: NodeChosen) -> None:
        self._right.setCurrentIndex(0)
        self._hub.select_node(chosen.node)

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._right.setCurrentIndex(0)
        self._show_current()

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self._show_current()

    def _on_status_changed(self, status: SessionStatus) -> None:
        if status.node == self._hub.current_node:
            self.details.show_status(status)

    def _on_entered(self, entered: NodeEntered) -> None:
        try:
            node = self._hub.nodes.save(entered.node)
        except BadInput as error:
            self.form.show_error(error)
            return
        except SettingsUnwritable as error:
            self.form.show_problem(str(error))
            return
        self._right.setCurrentIndex(0)
        self._hub.select_node(node.id)
        self._show_current()
        if entered.is_new:
            self._hub.sessions.connect_node(node.id)

    def _on_form_cancelled(self) -> None:
        self._right.setCurrentIndex(0)

    def _on_connect(self) -> None:
        self._hub.sessions.connect_node(self._hub.current_node)

    def _on_disconnect(self) -> None:
        self._hub.sessions.disconnect_node(self._hub.current_node)

    def _on_edit(self) -> None:
        self.form.start(self._hub.nodes.get(self._hub.current_node))
        self._right.setCurrentIndex(1)

    def _on_remove(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        self._asked_about = node.id
        dialog = ConfirmDialog(
            f"Remove {node.name}?",
            "This removes the saved node and closes its session. Nothing on the machine changes.",
            "Remove",
            self,
        )
        dialog.accepted.connect(self._remove_asked)
        dialog.open()

    def _remove_asked(self) -> None:
        try:
            removed = self._hub.nodes.remove(self._asked_about)
        except UserError as error:
            self._hub.tell_error(error)
            return
        if self._hub.current_node == removed.id:
            self._hub.select_node(LOCAL_NODE)
        self._hub.tell(Notice(Severity.SUCCESS, f"{removed.name} was removed."))

    def _on_charts(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("charts"))

    def _on_forget_key(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        self._asked_about = node.id
        known = self._hub.nodes.known_hosts
        entries = known.trusted(node.address, node.port)
        elsewhere = [str(path) for _key, path in entries if path != known.own]
        old = "\n".join(f"{key.kind} {key.fingerprint}" for key, _path in entries)
        text = (
            "Only do this when you know why the key changed: the machine was reinstalled, or its "
            "SSH keys were made anew. Somebody in between looks the same.\n\n"
            f"Trusted until now:\n{old}\n\nThe new key is shown to be compared when you connect."
        )
        if elsewhere:
            text += f"\n\nThe old one also stands in {', '.join(elsewhere)}, yours to edit."
        dialog = ConfirmDialog(
            f"Forget the old key of {node.name}?", text, "Forget the old key", self
        )
        dialog.accepted.connect(self._forget_asked_key)
        dialog.open()

    def _forget_asked_key(self) -> None:
        try:
            node = self._hub.nodes.get(self._asked_about)
            self._hub.nodes.known_hosts.forget(node.address, node.port)
            self._hub.nodes.save(replace(node, host_key=""))
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._hub.sessions.connect_node(node.id)
