"""The Tunnels pane: the tunnels of the current node, and what else listens on it."""

from __future__ import annotations

import functools
import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import BadInput, UnknownNode, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.hosts.nodes import Node
from app.look.components import EmptyState
from app.panes.tunnel_words import node_summary
from app.panes.tunnels import words
from app.panes.tunnels.actions import EditRequested, TunnelActions
from app.panes.tunnels.arrangement import Arrangement
from app.panes.tunnels.cards import ServicesCard, TunnelsCard
from app.panes.tunnels.form import TunnelEntered, TunnelForm
from app.panes.tunnels.header import ConnectBanner, TunnelsHeader
from app.panes.tunnels.page import BAR_MARGIN, MARGIN, CardsPage
from app.panes.tunnels.service_model import Reached, ServiceModel
from app.panes.tunnels.tunnel_model import TunnelModel
from app.panes.tunnels.verbs import Asked, Verb
from app.services.tunnels.api import ServiceScan, TunnelStatus
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
from app.state.tunnels import TunnelsChanged
from app.transport.status import Phase, SessionStatus
from app.transport.tunnel.api import ITSELF

BEAT_MS = 1000
"""Times and rates change once a second at most: faster ones cannot be read."""
SOON_MS = 50
"""Changes that come together are shown together."""
STALE_S = 60.0
"""What was seen longer ago is looked at again when the pane is opened."""


class TunnelsPane(QWidget):
    """Open, watch and edit the tunnels of the current node.

    Changes only start a short timer; everything is brought up to date at once, and only while the
    pane can be seen.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._looking: set[NodeId] = set()
        self._form_area: QWidget | None = None
        self._was_connected = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._refresh)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._tunnel_model = TunnelModel(hub.tunnels.status)
        self._service_model = ServiceModel()
        self._actions = TunnelActions(hub, self)
        hub.tunnels.start()
        self._build()
        Arrangement(hub, self.tunnels.view, self.services.view, self)
        self._listen()
        self._show_node()

    @functools.cached_property
    def form(self) -> TunnelForm:
        """The form, made when it is first wanted: most visits do without."""
        form = TunnelForm()
        form.entered.connect(self._on_entered)
        form.cancelled.connect(self._leave_form)
        self._form_area = CardsPage((form,), ()).area
        self._pages.addWidget(self._form_area)
        return form

    def add_tunnel(self) -> None:
        """Open the empty form."""
        node = self._node
        if node is not None and not node.is_local:
            scan = self._hub.tunnels.services(node.id)
            self.form.start(node, presets=scan.presets if scan is not None else ())
            self._show_form()

    def look_again(self) -> None:
        """Look at what listens on the node."""
        node = self._node
        if node is None or node.id in self._looking or not self._connected:
            return
        self._looking.add(node.id)
        self._hub.tunnels.scan(node.id)
        self._show_services()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up and start the clock."""
        super().showEvent(event)
        self._hub.tunnels.watch_traffic(True)
        self._tunnel_model.measure_anew(time.monotonic())
        self._beat.start()
        self._refresh()
        self._look_if_stale()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._hub.tunnels.watch_traffic(False)
        self._beat.stop()
        self._soon.stop()

    def _build(self) -> None:
        self.header = TunnelsHeader()
        self.banner = ConnectBanner()
        self.tunnels = TunnelsCard(self._tunnel_model)
        self.services = ServicesCard(self._service_model)
        self.empty = EmptyState("plugs", "", "", tr("Connect"))
        views = (self.tunnels.view, self.services.view)
        self._area = CardsPage((self.banner, self.tunnels, self.services), views).area
        self.header.setContentsMargins(0, 0, MARGIN - BAR_MARGIN, 0)
        self._pages = QStackedWidget()
        for page in (self._area, self.empty):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 20, BAR_MARGIN, 0)
        outer.setSpacing(14)
        outer.addWidget(self.header)
        outer.addWidget(self._pages, 1)

    def _listen(self) -> None:
        hub = self._hub
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_session)
        hub.tunnels.changed.connect(self._on_tunnels_changed)
        hub.tunnels.status_changed.connect(self._on_tunnel_status)
        hub.tunnels.services_found.connect(self._on_services_found)
        for table in (self.tunnels, self.services):
            handler = self._on_asked if table is self.tunnels else self._on_service_asked
            table.view.asked.connect(handler)
            table.strip.asked.connect(handler)
        self.services.again.clicked.connect(self.look_again)
        self.header.add.clicked.connect(self.add_tunnel)
        self.banner.action.clicked.connect(self._actions.connect_node)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._actions.connect_node)
        self._actions.edit_requested.connect(self._on_edit)
        for key, slot in (("F5", self.look_again), ("Ctrl+N", self.add_tunnel)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What is shown

    @property
    def _node(self) -> Node | None:
        try:
            return self._hub.nodes.get(self._hub.current_node)
        except UnknownNode:
            return None  # removed; another one is selected next

    @property
    def _connected(self) -> bool:
        return self._hub.sessions.status(self._hub.current_node).phase is Phase.CONNECTED

    def _show_node(self) -> None:
        node = self._node
        if node is None:
            return
        self._was_connected = self._connected
        self.header.show_node(node)
        self.tunnels.setVisible(not node.is_local)
        self._tunnel_model.show_tunnels(node.name, self._hub.tunnels.specs(node.id))
        self._refresh()
        self._look_if_stale()

    def _refresh(self) -> None:
        """Bring everything up to date that changes by itself."""
        node = self._node
        if node is None:
            return
        self._tunnel_model.refresh()
        self.tunnels.show_state()
        status = self._hub.sessions.status(node.id)
        rate = self._tunnel_model.rate()
        tunnels = node_summary(self._hub, node.id)
        self.header.show_status(node, status, tunnels, rate)
        self.banner.show_status(node.name, status, waiting=bool(tunnels))
        self._show_services()
        self._choose_page(node, status)

    def _show_services(self) -> None:
        node = self._node
        if node is None:
            return
        scan = self._hub.tunnels.services(node.id)
        tunnels = {
            spec.remote_port: Reached(words.local_address(spec, status), status.check)
            for spec in self._hub.tunnels.specs(node.id)
            if spec.remote_host in ITSELF
            and (status := self._hub.tunnels.status(spec.id)).local_port is not None
        }
        listeners = scan.listeners if scan is not None else ()
        self._service_model.show_listeners(node.name, listeners, tunnels, local=node.is_local)
        self.services.show_scan(
            node.name,
            scan,
            looking=node.id in self._looking,
            reachable=self._connected,
            local=node.is_local,
        )

    def _choose_page(self, node: Node, status: SessionStatus) -> None:
        if self._pages.currentWidget() is self._form_area:
            return
        idle = status.phase in (Phase.OFF, Phase.REFUSED)
        bare = not self._hub.tunnels.specs(node.id) and self._hub.tunnels.services(node.id) is None
        if idle and bare:
            why = f"{status.message} {status.hint}".strip()
            assert self.empty.action is not None
            self.empty.title.setText(tr("{name} is not connected").format(name=node.name))
            self.empty.text.setText(why or (_WHAT_HERE if node.is_local else _WHAT))
            self.empty.action.setText(
                tr("Connect") if status.phase is Phase.OFF else tr("Try again")
            )
        self._pages.setCurrentWidget(self.empty if idle and bare else self._area)

    def _look_if_stale(self) -> None:
        scan = self._hub.tunnels.services(self._hub.current_node)
        if self.isVisible() and (scan is None or time.time() - scan.at > STALE_S):
            self.look_again()

    def _show_form(self) -> None:
        assert self._form_area is not None
        self.header.add.hide()
        self._pages.setCurrentWidget(self._form_area)

    def _close_form(self) -> None:
        node = self._node
        self.header.add.setVisible(node is not None and not node.is_local)
        self._pages.setCurrentWidget(self._area)

    def _leave_form(self) -> None:
        self._close_form()
        self._refresh()

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._close_form()
        self._show_node()
        self._tunnel_model.measure_anew(time.monotonic())

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._hub.current_node:
            self._show_node()

    def _on_session(self, status: SessionStatus) -> None:
        if status.node != self._hub.current_node:
            return
        came_back = status.phase is Phase.CONNECTED and not self._was_connected
        self._was_connected = status.phase is Phase.CONNECTED
        if came_back and self.isVisible():
            self.look_again()
        self._show_soon()

    def _on_tunnels_changed(self, changed: TunnelsChanged) -> None:
        if changed.node == self._hub.current_node:
            self._show_node()

    def _on_tunnel_status(self, status: TunnelStatus) -> None:
        if status.node == self._hub.current_node:
            self._show_soon()

    def _on_services_found(self, scan: ServiceScan) -> None:
        self._looking.discard(scan.node)
        if scan.node == self._hub.current_node:
            self._show_soon()

    def _show_soon(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_beat(self) -> None:
        if not self.window().isMinimized():
            self._tunnel_model.note_traffic(time.monotonic())
            self._refresh()

    def _on_asked(self, asked: Asked) -> None:
        row = self._tunnel_model.row(asked.key)
        if row is not None:
            self._actions.do(row.specs, asked.verb)

    def _on_service_asked(self, asked: Asked) -> None:
        node, listener = self._node, self._service_model.listener(asked.key)
        if node is None or listener is None:
            return
        specs = [
            spec
            for spec in self._hub.tunnels.specs(node.id)
            if spec.remote_port == listener.port and spec.remote_host in ITSELF
        ]
        if node.is_local:
            self._actions.do_here(node.id, listener, asked.verb)
        elif asked.verb is Verb.OPEN:
            opened = self._actions.open_service(node.id, listener)
            if opened is not None:
                self.tunnels.view.choose(str(opened.id))
        elif specs:
            self._actions.do(specs[:1], asked.verb)

    def _on_edit(self, request: EditRequested) -> None:
        node = self._node
        specs = {spec.id: spec for spec in self._hub.tunnels.specs(self._hub.current_node)}
        if node is not None and request.tunnel in specs:
            self.form.start(node, specs[request.tunnel])
            self._show_form()

    def _on_entered(self, entered: TunnelEntered) -> None:
        try:
            saved = self._actions.save(entered)
        except BadInput as error:
            self.form.show_error(error)
            return
        except UserError as error:
            self.form.show_problem(str(error))
            return
        self._leave_form()
        self.tunnels.view.choose(str(saved.id))
        self.tunnels.view.setFocus()


_WHAT = tr(
    "Tunnels bring the services of a machine here: the DGX Dashboard, Jupyter, model "
    "servers. Each keeps its local address, also after sleep and restarts."
)
_WHAT_HERE = tr("Connect it to see what listens on it, and to open the pages of its services.")
