"""The list of containers of the current node, and the details of the one that is chosen."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.ids import LOCAL_NODE, NodeId
from app.look.components import Card, Chosen
from app.look.components.columns import Arranged
from app.look.components.waiting import Skeleton
from app.panes.containers.access.flow import add_to_docker_group
from app.panes.containers.api import Section
from app.panes.containers.list.actions import ContainerActions
from app.panes.containers.list.arrangement import Arrangement
from app.panes.containers.list.chosen import ChosenDetails
from app.panes.containers.list.commands import ListCommands
from app.panes.containers.list.live import LiveFacts
from app.panes.containers.list.model import ContainerModel, ContainerOrder
from app.panes.containers.list.rows import MEASURED
from app.panes.containers.list.stale import StaleBanner
from app.panes.containers.list.toolbar import ListToolbar
from app.panes.containers.list.trouble import (
    INSTALL_PAGE,
    Lack,
    LackPage,
    Remedy,
    RemedyAsked,
    lack_of,
    no_containers,
    no_match,
)
from app.panes.containers.list.view import ContainerView
from app.panes.containers.run.kept_bar import KeptBar
from app.state.containers import ContainersChanged, NodeContainers
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
from app.transport.status import SessionStatus


class ListSection(Section):
    """Containers by compose project, live; what they take is asked for those in sight."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._is_bare = False
        """Whether there is nothing to search, or to act on."""
        self._actions = ContainerActions(hub, self)
        self._facts = LiveFacts(hub, self._actions.doing, self)
        self._model = ContainerModel(self._facts.of, time.time, self)
        self._order = ContainerOrder(self._model, self)
        self._build()
        self._commands = ListCommands(hub, self.view, self._actions, self)
        self._arrangement = Arrangement(hub, self.view, self._splitter, self.details, self)
        self._listen()
        self._show_node()

    def refresh(self) -> None:
        """Try at once what failed."""
        self._hub.containers.look_again(self._node)

    def search(self) -> None:
        """Put the keyboard into the search field, or into that of the details one is in."""
        if not self.details.search():
            self.toolbar.search.setFocus()
            self.toolbar.search.selectAll()

    def show_container(self, container: str) -> None:
        """Choose one, by its id; a search that hides it is taken away."""
        self._show()
        if not self.view.choose(container):
            self._show_all()
            self.view.choose(container)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._facts.stop()

    def _build(self) -> None:
        self.toolbar = ListToolbar()
        self.banner = StaleBanner()
        self.kept = KeptBar(self._hub)
        self.view = ContainerView(self._order)
        self.lack = LackPage()
        card = Card()
        card.body.setContentsMargins(8, 6, 8, 8)
        card.body.addWidget(self.view)
        self._loading = Card()
        self._loading.body.addWidget(Skeleton(6))
        self._loading.body.addStretch(1)
        self._table = card
        self._pages = QStackedWidget()
        for page in (card, self.lack, self._loading):
            self._pages.addWidget(page)
        self.details = ChosenDetails(self._hub)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setHandleWidth(14)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self.details)
        self._pages.setMinimumHeight(150)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addWidget(self.toolbar)
        column.addWidget(self.banner)
        column.addWidget(self.kept)
        column.addWidget(self._splitter, 1)

    def _listen(self) -> None:
        hub, view, toolbar = self._hub, self.view, self.toolbar
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.containers.changed.connect(self._on_changed)
        self._facts.changed.connect(self._on_facts)
        view.chosen.connect(self._on_chosen)
        view.seen_changed.connect(self._want_stats)
        view.entered.connect(self.details.enter)
        view.columns.arranged.connect(self._on_arranged)
        toolbar.asked.connect(self._commands.do)
        toolbar.more.clicked.connect(self._on_more)
        toolbar.run.clicked.connect(self._commands.run)
        toolbar.browse.clicked.connect(self._commands.browse)
        toolbar.search.textChanged.connect(self._on_filter)
        toolbar.states.chosen.connect(self._on_filter)
        self.lack.asked.connect(self._on_remedy)
        self.banner.asked.connect(self._on_remedy)
        self.details.opened.connect(self._arrangement.share_height)
        self.details.closed.connect(self._on_details_closed)
        self.details.enlarged.connect(self._show_frame)
        # Not in the details: a shell there has its own use for these keys.
        for place in (toolbar, self._pages):
            for key, slot in (
                ("Esc", self._on_escape),
                ("Ctrl+N", self._commands.run),
                ("Ctrl+O", self._commands.browse),
            ):
                shortcut = QShortcut(QKeySequence(key), place)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(slot)

    # What is shown

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    @property
    def _seen(self) -> NodeContainers:
        return self._hub.containers.view(self._node)

    @property
    def _able(self) -> bool:
        """Whether the node can be asked to do something."""
        return self._seen.error is None

    def _show_node(self) -> None:
        self.details.forget()
        self._facts.stop()
        self._model.show_containers(())
        self._show()

    def _show(self) -> None:
        """Bring everything up to date."""
        seen = self._seen
        lack = self._why_unknown(seen)
        self._facts.show_node(self._node, seen, lack.title if lack is not None else "")
        self._model.show_containers(seen.containers or (), muted=not self._able)
        self._show_page(seen, lack)
        self._show_chosen()
        self._want_stats()
        self.view.viewport().update()

    def _why_unknown(self, seen: NodeContainers) -> Lack | None:
        name, status = self._hub.nodes.name_of(self._node), self._hub.sessions.status(self._node)
        return lack_of(name, status, seen, may_permit=self._node != LOCAL_NODE)

    def _show_page(self, seen: NodeContainers, lack: Lack | None) -> None:
        self.banner.hide()
        if seen.containers:
            if lack is not None and seen.lost_at is not None:
                self.banner.show_lack(lack, seen.lost_at)
            lack = None if self._order.rowCount() else no_match(self.toolbar.search.text())
        elif seen.containers is not None and lack is None:
            lack = no_containers(self._hub.nodes.name_of(self._node))
        if lack is not None:
            self.lack.show_lack(lack)
        is_listed = bool(seen.containers) or (seen.containers is not None and self._able)
        self._is_bare = lack is not None and not is_listed
        self._show_frame()
        waiting = self._loading if seen.containers is None else self._table
        self._pages.setCurrentWidget(waiting if lack is None else self.lack)

    def _show_chosen(self) -> None:
        able, chosen = self._able, self.view.containers
        self.toolbar.show_chosen(chosen, self._seen.busy, able=able)
        self.toolbar.run.setEnabled(able and self._seen.containers is not None)
        known = self._seen.containers or ()
        self.details.show_chosen(self._node, self.view.container, bool(chosen), known)

    def _want_stats(self) -> None:
        """Ask what those take that can be seen, or all when the order depends on it."""
        if not self.isVisible() or not self._able or self._seen.containers is None:
            self._facts.stop()
            return
        measured = self._order.sortColumn() in MEASURED
        wanted = self._order.containers() if measured else self.view.seen()
        self._facts.want(self._node, [each.id for each in wanted if each.state.runs])

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._show_node()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._node:
            self._show()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._node:
            self._show()

    def _on_changed(self, changed: ContainersChanged) -> None:
        if changed.node == self._node:
            self._show()

    def _on_facts(self) -> None:
        self._model.refresh()

    def _on_chosen(self) -> None:
        self._show_chosen()

    def _on_filter(self, _what: str | Chosen) -> None:
        self._order.filter_by(self.toolbar.search.text(), self.toolbar.running)
        self._show()

    def _on_escape(self) -> None:
        """Show the list again, then take the search away, then what is chosen."""
        if self.details.is_large:
            self.details.make_small()
        elif self._order.is_filtered:
            self._show_all()
        else:
            self._on_details_closed()

    def _show_all(self) -> None:
        self.toolbar.search.clear()
        self.toolbar.states.choose("all")
        self._on_filter("")

    def _on_more(self) -> None:
        button = self.toolbar.more
        self._commands.open_menu(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _on_remedy(self, asked: RemedyAsked) -> None:
        sessions = self._hub.sessions
        if asked.remedy is Remedy.AGAIN:
            self.refresh()
        elif asked.remedy is Remedy.CONNECT:
            sessions.connect_node(self._node)
        elif asked.remedy is Remedy.RECONNECT:
            sessions.disconnect_node(self._node)
            sessions.connect_node(self._node)
        elif asked.remedy is Remedy.INSTALL:
            self._hub.launcher.open_url(INSTALL_PAGE)
        elif asked.remedy is Remedy.RUN:
            self._commands.run()
        elif asked.remedy is Remedy.PERMIT:
            add_to_docker_group(self._hub, self._node, self)
        elif asked.remedy is Remedy.SHOW_ALL:
            self._show_all()

    def _on_arranged(self, _arranged: Arranged) -> None:
        self._want_stats()  # the order may depend on those of all

    def _show_frame(self) -> None:
        """Hide what is of no use: nothing is listed, or the details have all the room."""
        self.toolbar.setHidden(self.details.is_large or self._is_bare)
        self._pages.setHidden(self.details.is_large)

    def _on_details_closed(self) -> None:
        self.details.forget()
        self.view.clearSelection()
        self.view.setFocus()
