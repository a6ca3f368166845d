"""The Connection pane: the nodes, what is on the network, and the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import BadInput, SettingsUnwritable
from app.core.ids import LOCAL_NODE
from app.panes.connection.changed_key import ChangedKey
from app.panes.connection.details import NodeDetails
from app.panes.connection.form import NodeEntered, NodeForm
from app.panes.connection.found_flow import DraftMade, FoundFlow
from app.panes.connection.key_flow import KeyFlow
from app.panes.connection.no_nodes import NoNodes
from app.panes.connection.node_list import NodeChosen
from app.panes.connection.page import BAR_MARGIN, MARGIN, ScrollPage
from app.panes.connection.settings import LEAST, load, save
from app.panes.connection.sidebar import Sidebar
from app.panes.kept_logins import KeptLogins
from app.panes.node_removal import Removal
from app.state.hub import PaneRequested

if TYPE_CHECKING:
    from app.state.hub import Hub, NodeSelected
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

NARROW_BELOW = 860
SAVE_AFTER_MS = 400


class Page(IntEnum):
    """What the right side shows."""

    DETAILS = 0
    FORM = 1
    NO_NODES = 2


class ConnectionPane(QWidget):
    """Find, add, edit, connect and remove nodes."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.sidebar = Sidebar(hub)
        self.details = NodeDetails(hub)
        self.form = NodeForm()
        self.no_nodes = NoNodes()
        self._pages = QStackedWidget()
        for content in (self.details, self.form, self.no_nodes):
            self._pages.addWidget(ScrollPage(content).area)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._save_width = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._found = FoundFlow(hub, (self.sidebar.found, self.no_nodes.found), self.form)
        self._keys = KeyFlow(hub, self.details)
        self._removal = Removal(hub, self)
        self._logins = KeptLogins(hub, self)
        self._changed_key = ChangedKey(hub, self)
        self._lay_out()
        self._connect()
        self._show_current()
        self._show_home()

    def add_node(self) -> None:
        """Open the empty form."""
        self._show_page(Page.FORM)
        self.form.start()

    def import_nodes(self) -> None:
        """Open the dialog that imports nodes from other programs."""
        from app.panes.connection.import_dialog import ImportDialog

        ImportDialog(self._hub, self).open()

    @property
    def page(self) -> Page:
        """What the right side shows."""
        return Page(self._pages.currentIndex())

    def showEvent(self, event: QShowEvent) -> None:
        """Search the network while somebody looks."""
        super().showEvent(event)
        self._hub.discovery.look("connection")
        self._keys.follow(self._hub.sessions.status(self._hub.current_node))

    def hideEvent(self, event: QHideEvent) -> None:
        """Search no more."""
        super().hideEvent(event)
        self._hub.discovery.look_away("connection")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the node more room where there is little."""
        super().resizeEvent(event)
        narrow = self._is_narrow
        if narrow is not (event.oldSize().width() < NARROW_BELOW) or not event.oldSize().isValid():
            width = LEAST if narrow else load(self._hub).width
            self._splitter.setSizes([width, self.width()])

    def _show_home(self) -> None:
        """Show the chosen node, or how to begin when there is only this computer."""
        alone = all(node.is_local for node in self._hub.nodes.all())
        self._show_page(Page.NO_NODES if alone else Page.DETAILS)

    def _show_page(self, page: Page) -> None:
        self._pages.setCurrentIndex(page)
        self._keys.follow(self._hub.sessions.status(self._hub.current_node))
        self.sidebar.show_found_card(page is not Page.NO_NODES)

    # Nodes

    def _show_current(self) -> None:
        node_id = self._hub.current_node
        if not self._hub.nodes.has(node_id):
            self._hub.select_node(LOCAL_NODE)
            return
        self.sidebar.nodes.choose(node_id)
        self.details.show_node(self._hub.nodes.get(node_id))
        self._keys.follow(self._hub.sessions.status(node_id))

    def _on_node_chosen(self, chosen: NodeChosen) -> None:
        self._show_page(Page.DETAILS)
        self._hub.select_node(chosen.node)

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._show_page(Page.DETAILS)
        self._show_current()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if self.page is Page.NO_NODES and self._hub.nodes.has(changed.node):
            self._hub.select_node(changed.node)  # the first one, imported or added elsewhere
        self._show_current()
        self._found.refresh()

    def _on_status_changed(self, status: SessionStatus) -> None:
        if status.node == self._hub.current_node:
            self.details.show_status(status)
            self._keys.follow(status)

    def _on_entered(self, entered: NodeEntered) -> None:
        nodes, wanted = self._hub.nodes, entered.node
        was = nodes.get(wanted.id) if nodes.has(wanted.id) else None
        try:
            node = nodes.save(wanted)
        except BadInput as error:
            self.form.show_error(error)
            return
        except SettingsUnwritable as error:
            self.form.show_problem(str(error))
            return
        if was is not None:
            self._logins.let_go(was)
        self._show_page(Page.DETAILS)
        self._hub.select_node(node.id)
        self._show_current()
        if entered.is_new:
            self._hub.sessions.connect_node(node.id)

    def _on_connect(self) -> None:
        self._hub.sessions.connect_node(self._hub.current_node)

    def _on_disconnect(self) -> None:
        self._hub.sessions.disconnect_node(self._hub.current_node)

    def _on_edit_sources(self) -> None:
        from app.panes.connection.sources_dialog import SourcesDialog

        node = self._hub.nodes.get(self._hub.current_node)
        SourcesDialog(self._hub, node, self).open()

    def _on_edit(self) -> None:
        self._show_page(Page.FORM)
        self.form.start(self._hub.nodes.get(self._hub.current_node))

    def _on_draft_made(self, draft: DraftMade) -> None:
        self._show_page(Page.FORM)
        self.form.start_found(draft.node, draft.about)

    def _on_charts(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("charts"))

    def _on_local_charts(self) -> None:
        self._hub.select_node(LOCAL_NODE)
        self._on_charts()

    # Layout

    def _connect(self) -> None:
        self.sidebar.add_requested.connect(self.add_node)
        self.sidebar.nodes.node_chosen.connect(self._on_node_chosen)
        self.sidebar.import_requested.connect(self.import_nodes)
        self.no_nodes.add_requested.connect(self.add_node)
        self.no_nodes.import_requested.connect(self.import_nodes)
        self.no_nodes.local_requested.connect(self._on_local_charts)
        self._found.draft_made.connect(self._on_draft_made)
        self._found.node_chosen.connect(self._on_node_chosen)
        self._removal.removed.connect(self._show_home)
        self.form.entered.connect(self._on_entered)
        self.form.cancelled.connect(self._show_home)
        self.details.connect_requested.connect(self._on_connect)
        self.details.disconnect_requested.connect(self._on_disconnect)
        self.details.edit_requested.connect(self._on_edit)
        self.details.sources_card.edit_requested.connect(self._on_edit_sources)
        self.details.remove_requested.connect(self._removal.ask)
        self.details.forget_key_requested.connect(self._changed_key.ask)
        self.details.charts_requested.connect(self._on_charts)
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.node_add_requested.connect(self.add_node)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self._hub.sessions.status_changed.connect(self._on_status_changed)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._save_width.timeout.connect(self._on_save_width)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self._removal.undo)
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self._look_again)

    def _look_again(self) -> None:
        """Search the network anew, and try at once the nodes that do not answer."""
        self._hub.discovery.restart()
        self._hub.sessions.look_again()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._pages, 1)
        self.sidebar.setMinimumWidth(LEAST)
        self._splitter.setHandleWidth(MARGIN)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        self.sidebar.setContentsMargins(0, 0, 0, MARGIN)
        row.setContentsMargins(MARGIN, MARGIN, BAR_MARGIN, 0)
        row.addWidget(self._splitter)

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        if not self._is_narrow:  # made for this window, not for the usual one
            self._save_width.start()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < NARROW_BELOW

    def _on_save_width(self) -> None:
        save(self._hub, replace(load(self._hub), list_width=self._splitter.sizes()[0]))
