"""The Connection pane: the nodes, what is on the network, and the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import BadInput, SettingsUnwritable, UserError
from app.core.ids import LOCAL_NODE
from app.look.components import scrolled
from app.panes.confirm import ConfirmDialog
from app.panes.connection import found_words
from app.panes.connection.details import NodeDetails
from app.panes.connection.first_steps import FirstStep, FirstSteps, Welcome
from app.panes.connection.form import NodeEntered, NodeForm
from app.panes.connection.found import FoundChosen, FoundView
from app.panes.connection.key_flow import KeyFlow
from app.panes.connection.node_list import NodeChosen
from app.panes.connection.settings import LEAST, load, save
from app.panes.connection.sidebar import Sidebar
from app.state.hub import Notice, NoticeAction, PaneRequested, Severity
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.hosts.discovery.api import Candidate
    from app.hosts.nodes import Node
    from app.hosts.tailscale import Peer
    from app.state.hub import Hub, NodeSelected
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

MARGIN = 24
SAVE_AFTER_MS = 400


class Page(IntEnum):
    """What the right side shows."""

    DETAILS = 0
    FORM = 1
    WELCOME = 2


@dataclass(frozen=True, slots=True)
class _Removed:
    """A node that was removed, and what else an undo needs."""

    node: Node
    place: int
    """Where it stood among the saved nodes."""
    wanted: bool
    """Whether it was connected, or being connected."""


class ConnectionPane(QWidget):
    """Find, add, edit, connect and remove nodes."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.sidebar = Sidebar(hub)
        self.details = NodeDetails(hub)
        self.form = NodeForm()
        self.welcome = Welcome()
        self.first_steps = FirstSteps()
        self._asked_about = LOCAL_NODE
        """The node that an open question is about: another may be selected meanwhile."""
        self._asked_key = ("", 0)
        """Address and port whose key the question is about."""
        self._removed: _Removed | None = None
        """What Ctrl+Z brings back."""
        self._first_run = not any(node.host_key for node in hub.nodes.all())
        self._pages = QStackedWidget()
        for content in (self.details, self.form, self.welcome):
            area = scrolled(content)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._pages.addWidget(area)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._save_width = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._keys = KeyFlow(hub, self.details)
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
        self._hub.discovery.start()
        self._keys.follow(self._hub.sessions.status(self._hub.current_node))

    def hideEvent(self, event: QHideEvent) -> None:
        """Search no more; who has seen the last of the first steps need not see them again."""
        super().hideEvent(event)
        self._hub.discovery.stop()
        if self._current_step() is FirstStep.DONE:
            self._on_steps_closed()

    # First run

    def _current_step(self) -> FirstStep | None:
        if not self._first_run:
            return None
        remote = [node for node in self._hub.nodes.all() if not node.is_local]
        sessions = self._hub.sessions
        if any(sessions.status(node.id).phase is Phase.CONNECTED for node in remote):
            return FirstStep.DONE
        return FirstStep.CONNECT if remote or self.page is Page.FORM else FirstStep.FIND

    def _show_steps(self) -> None:
        step = self._current_step()
        self.first_steps.setVisible(step is not None)
        if step is not None:
            self.first_steps.show_step(step)

    def _on_steps_closed(self) -> None:
        self._first_run = False
        self._show_steps()

    def _show_home(self) -> None:
        """Show the chosen node, or how to begin when there is only this computer."""
        alone = all(node.is_local for node in self._hub.nodes.all())
        self._show_page(Page.WELCOME if alone else Page.DETAILS)

    def _show_page(self, page: Page) -> None:
        self._pages.setCurrentIndex(page)
        self._keys.follow(self._hub.sessions.status(self._hub.current_node))
        self.sidebar.show_found_card(page is not Page.WELCOME)
        self._show_steps()

    # What is on the network

    def _show_found(self) -> None:
        """Show what is on the network and the tailnet now."""
        discovery, nodes = self._hub.discovery, self._hub.nodes.all()
        snapshot, tailnet = discovery.snapshot, discovery.tailnet
        rows = found_words.rows_of(snapshot, tailnet, nodes)
        problem = found_words.problem_of(snapshot, tailnet, empty=not rows)
        for view in self._found_views():
            view.show_found(
                rows, hidden=snapshot.hidden, searching=snapshot.searching, problem=problem
            )
        self._suggest_route()

    def _found_views(self) -> tuple[FoundView, ...]:
        return (self.sidebar.found, self.welcome.found)

    def _candidate(self, key: str) -> Candidate | None:
        candidates = self._hub.discovery.snapshot.candidates
        return next((each for each in candidates if each.key == key), None)

    def _peer(self, key: str) -> Peer | None:
        tailnet = self._hub.discovery.tailnet
        peers = tailnet.peers if tailnet is not None else ()
        return next((each for each in peers if found_words.peer_key(each) == key), None)

    def _on_add_found(self, chosen: FoundChosen) -> None:
        candidate, peer = self._candidate(chosen.key), self._peer(chosen.key)
        if candidate is not None:
            draft, about = found_words.draft_of(candidate)
        elif peer is not None:
            draft, about = found_words.draft_of_peer(peer)
        else:
            return  # it left at this moment; its row goes too
        self._show_page(Page.FORM)
        self.form.start_found(draft, about)

    def _on_show_found(self, chosen: FoundChosen) -> None:
        candidate, peer = self._candidate(chosen.key), self._peer(chosen.key)
        if candidate is not None and candidate.known_node is not None:
            self._on_node_chosen(NodeChosen(candidate.known_node))
        elif peer is not None:
            saved = found_words.saved_peer(peer, self._hub.nodes.all())
            if saved is not None:
                self._on_node_chosen(NodeChosen(saved.id))

    def _suggest_route(self) -> None:
        """Offer the tailnet's way to a machine that is called like the one in the form."""
        name, address = self.form.typed
        peer = found_words.suggested_peer(self._hub.discovery.tailnet, name, address)
        if peer is None or self.form.has_route(peer.addresses, peer.dns_name):
            self.form.suggest("", None)
            return
        text = f"{peer.name} is on your tailnet, too: it can be reached away from home."
        self.form.suggest(text, peer.route)

    def _on_search_again(self) -> None:
        self._hub.discovery.restart()

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

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self._show_current()
        self._show_found()

    def _on_status_changed(self, status: SessionStatus) -> None:
        if status.node == self._hub.current_node:
            self.details.show_status(status)
            self._keys.follow(status)
        self._show_steps()

    def _on_entered(self, entered: NodeEntered) -> None:
        try:
            node = self._hub.nodes.save(entered.node)
        except BadInput as error:
            self.form.show_error(error)
            return
        except SettingsUnwritable as error:
            self.form.show_problem(str(error))
            return
        self._show_page(Page.DETAILS)
        self._hub.select_node(node.id)
        self._show_current()
        if entered.is_new:
            self._hub.sessions.connect_node(node.id)

    def _on_form_cancelled(self) -> None:
        self._show_home()

    def _on_connect(self) -> None:
        self._hub.sessions.connect_node(self._hub.current_node)

    def _on_disconnect(self) -> None:
        self._hub.sessions.disconnect_node(self._hub.current_node)

    def _on_edit(self) -> None:
        self._show_page(Page.FORM)
        self.form.start(self._hub.nodes.get(self._hub.current_node))

    def _on_charts(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("charts"))

    def _on_local_charts(self) -> None:
        self._hub.select_node(LOCAL_NODE)
        self._on_charts()

    # Removing, and taking it back

    def _on_remove(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        self._asked_about = node.id
        if not self._hub.sessions.status(node.id).phase.is_wanted:
            self._remove_asked()
            return
        dialog = ConfirmDialog(
            f"Remove {node.name}?",
            "Its session and tunnels are closed. Nothing on the machine changes, and the removal "
            "can be undone.",
            "Remove",
            self,
        )
        dialog.accepted.connect(self._remove_asked)
        dialog.open()

    def _remove_asked(self) -> None:
        node = self._asked_about
        saved = [each.id for each in self._hub.nodes.all() if not each.is_local]
        wanted = self._hub.sessions.status(node).phase.is_wanted
        try:
            removed = _Removed(self._hub.nodes.remove(node), saved.index(node), wanted)
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._removed = removed
        if self._hub.current_node == node:
            self._hub.select_node(LOCAL_NODE)
        self._show_home()
        undo = NoticeAction("Undo", partial(self._bring_back, removed))
        title = f"{removed.node.name} was removed."
        self._hub.tell(Notice(Severity.SUCCESS, title, action=undo))

    def _on_undo(self) -> None:
        if self._removed is not None:
            self._bring_back(self._removed)

    def _bring_back(self, removed: _Removed) -> None:
        self._removed = None
        node = removed.node
        if self._hub.nodes.has(node.id):
            return
        try:
            self._hub.nodes.save(node, place=removed.place)
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._hub.select_node(node.id)
        if removed.wanted:
            self._hub.sessions.connect_node(node.id)

    # A changed host key

    def _on_forget_key(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        self._asked_about = node.id
        key_of = self._hub.sessions.status(node.id).key_of
        self._asked_key = host, port = key_of or (node.address, node.port)
        known = self._hub.nodes.known_hosts
        entries = known.trusted(host, port)
        whose = node.name if _is_own(node, host, port) else host
        elsewhere = [str(path) for _key, path in entries if path != known.own]
        old = "\n".join(f"{key.kind} {key.fingerprint}" for key, _path in entries)
        text = (
            "Only do this when you know why the key changed: the machine was reinstalled, or its "
            "SSH keys were made anew. Somebody in between looks the same.\n\n"
            f"Trusted until now:\n{old}\n\nThe new key is shown to be compared when you connect."
        )
        if elsewhere:
            text += f"\n\nThe old one also stands in {', '.join(elsewhere)}, yours to edit."
        dialog = ConfirmDialog(f"Forget the old key of {whose}?", text, "Forget the old key", self)
        dialog.accepted.connect(self._forget_asked_key)
        dialog.open()

    def _forget_asked_key(self) -> None:
        try:
            node = self._hub.nodes.get(self._asked_about)
            self._hub.nodes.known_hosts.forget(*self._asked_key)
            if _is_own(node, *self._asked_key):
                self._hub.nodes.save(replace(node, host_key=""))
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._hub.sessions.connect_node(node.id)

    # Layout

    def _connect(self) -> None:
        self.sidebar.add_requested.connect(self.add_node)
        self.sidebar.nodes.node_chosen.connect(self._on_node_chosen)
        self.sidebar.import_requested.connect(self.import_nodes)
        self.welcome.add_requested.connect(self.add_node)
        self.welcome.import_requested.connect(self.import_nodes)
        self.welcome.local_requested.connect(self._on_local_charts)
        self.first_steps.closed.connect(self._on_steps_closed)
        for view in self._found_views():
            view.again_requested.connect(self._on_search_again)
            view.list.add_requested.connect(self._on_add_found)
            view.list.show_requested.connect(self._on_show_found)
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
        self._hub.discovery.found.connect(self._show_found)
        self._hub.discovery.tailnet_read.connect(self._show_found)
        self.form.changed.connect(self._suggest_route)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._save_width.timeout.connect(self._on_save_width)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self._on_undo)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.first_steps)
        column.addWidget(self._pages, 1)
        self.sidebar.setMinimumWidth(LEAST)
        self._splitter.setHandleWidth(MARGIN)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        width = load(self._hub).width
        self._splitter.setSizes([width, 10_000])
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.addWidget(self._splitter)

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        self._save_width.start()

    def _on_save_width(self) -> None:
        save(self._hub, replace(load(self._hub), list_width=self._splitter.sizes()[0]))


def _is_own(node: Node, host: str, port: int) -> bool:
    """Whether an address is the node's, not a jump host's."""
    return any((route.address, route.port) == (host, port) for route in node.routes)
