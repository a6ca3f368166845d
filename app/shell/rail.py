"""The left rail: node switcher, one entry per pane, the fleet, settings and help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import SectionLabel, scrolled
from app.look.fonts import ui_font
from app.panes.api import PaneSpec
from app.panes.node_words import look_of, memory_percent, memory_reason
from app.shell.rail_buttons import NodeSwitcher, RailButton, dot_pixmap

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.panes.node_words import NodeLook
    from app.services.alerts.api import AlertChange
    from app.services.tunnels.api import TunnelStatus
    from app.state.alerts import FindingsChanged
    from app.state.containers import ContainersChanged
    from app.state.hub import Hub, NodeSelected
    from app.state.nodes import NodesChanged
    from app.state.serving import ModelsChanged
    from app.state.telemetry import SampleTaken
    from app.state.tunnels import TunnelsChanged
    from app.transport.status import SessionStatus

WIDE = 224
NARROW = 64


@dataclass(frozen=True, slots=True)
class PaneChosen:
    """The name of the pane whose entry was used."""

    name: str


class Rail(QFrame):
    """Left navigation. Reads state from the hub, and asks the window for everything else.

    Signals:
        pane_chosen: an entry was used.
        add_node_requested: "Add a node" was used.
        settings_requested: "Settings" was used.
    """

    pane_chosen = Signal(PaneChosen)
    add_node_requested = Signal()
    settings_requested = Signal()

    def __init__(
        self, hub: Hub, panes: Sequence[PaneSpec], help_menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._help_menu = help_menu
        self._narrow = False
        self._rows: dict[NodeId, RailButton] = {}
        self.setProperty("surface", "rail")
        self.setFixedWidth(WIDE)
        self._switcher = NodeSwitcher()
        self._panes = [spec for spec in panes if spec.in_rail]
        self._entries = {spec.name: _pane_entry(spec, n) for n, spec in enumerate(self._panes, 1)}
        self._counting = False
        self._fleet_title = SectionLabel(tr("Fleet"))
        self._fleet = QVBoxLayout()
        self._add = RailButton(tr("Add a node"), icon_name="plus", quiet=True)
        self._settings = RailButton(tr("Settings"), icon_name="gear-six", key="settings")
        self._settings.setCheckable(True)
        self._help = RailButton(tr("Help"), icon_name="question")
        self._lay_out()
        self._connect()
        self._rebuild_fleet()
        self._show_current()

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons and words."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._fleet_title.setVisible(not narrow)
        for button in self._buttons():
            button.set_narrow(narrow)
        self._switcher.set_narrow(narrow)
        policy = Qt.ScrollBarPolicy
        self._area.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if narrow else policy.ScrollBarAsNeeded
        )

    def mark_pane(self, name: str) -> None:
        """Show which pane is open."""
        for key, entry in self._entries.items():
            entry.setChecked(key == name)
        self._settings.setChecked(name == self._settings.key)

    def begin_counting(self) -> None:
        """Show numbers and the nodes' health from now on: what knows them is not there before."""
        self._counting = True
        self._hub.tunnels.changed.connect(self._on_tunnels_changed)
        self._hub.tunnels.status_changed.connect(self._on_tunnel_status)
        self._hub.containers.changed.connect(self._on_containers_changed)
        self._hub.serving.models_changed.connect(self._on_models_changed)
        self._hub.alerts.changed.connect(self._on_alert)
        self._hub.alerts.findings_changed.connect(self._on_findings)
        for node in self._hub.nodes.all():
            self._refresh_row(node)
        self._show_current()

    def open_node_menu(self) -> None:
        """Open the menu of the node switcher."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(max(200, self._switcher.width()))
        group = QActionGroup(menu)
        for node in self._hub.nodes.all():
            look = self._look(node)
            action = QAction(QIcon(dot_pixmap(look.dot, self.devicePixelRatioF())), node.name, menu)
            action.setCheckable(True)
            action.setChecked(node.id == self._hub.current_node)
            action.setFont(ui_font(13, 700 if action.isChecked() else 400))
            action.setData(str(node.id))
            action.setToolTip(look.words)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_node_action)
        menu.addSeparator()
        menu.addAction(tr("Add a node…"), self._on_add)
        menu.popup(self._switcher.mapToGlobal(QPoint(0, self._switcher.height() + 4)))

    def _buttons(self) -> list[RailButton]:
        fixed = [self._add, self._settings, self._help]
        return [*self._entries.values(), *self._rows.values(), *fixed]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(2)
        column.addWidget(self._switcher)
        column.addSpacing(10)
        for entry in self._entries.values():
            column.addWidget(entry)
        column.addSpacing(12)
        self._fleet_title.setContentsMargins(10, 0, 0, 4)
        column.addWidget(self._fleet_title)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(2)
        self._fleet.setSpacing(2)
        inside.addLayout(self._fleet)
        inside.addWidget(self._add)
        inside.addStretch(1)
        area = self._area = scrolled(inner)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        column.addWidget(area, 1)
        column.addSpacing(6)
        column.addWidget(self._settings)
        column.addWidget(self._help)

    def _connect(self) -> None:
        self._switcher.clicked.connect(self.open_node_menu)
        for entry in self._entries.values():
            entry.clicked.connect(self._on_entry)
        self._add.clicked.connect(self._on_add)
        self._settings.clicked.connect(self._on_settings)
        self._help.clicked.connect(self._on_help)
        self._area.verticalScrollBar().rangeChanged.connect(self._on_fleet_range)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.sessions.status_changed.connect(self._on_status)
        self._hub.telemetry.sample_taken.connect(self._on_sample)

    def _rebuild_fleet(self) -> None:
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        for node in self._hub.nodes.all():
            row = RailButton(node.name, key=str(node.id))
            row.set_narrow(self._narrow)
            row.clicked.connect(self._on_fleet_row)
            self._rows[node.id] = row
            self._fleet.addWidget(row)
            self._refresh_row(node)
        chain: list[QWidget] = [self._switcher, *self._entries.values(), *self._rows.values()]
        chain += [self._add, self._settings, self._help]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _refresh_row(self, node: Node) -> None:
        row = self._rows.get(node.id)
        if row is None:
            return
        look = self._look(node)
        sample = self._hub.telemetry.latest(node.id)
        trailing = look.short or memory_percent(sample)
        spoken = f"{node.name}: {look.words}"
        if why := memory_reason(sample) or (not look.short and trailing):
            spoken += tr(", memory {why}").format(why=why)
        row.show_node(look.dot, trailing, spoken)
        row.set_current(node.id == self._hub.current_node)

    def _show_current(self) -> None:
        current = self._hub.current_node
        for node_id, row in self._rows.items():
            row.set_current(node_id == current)
        for node in self._hub.nodes.all():
            if node.id == current:
                look = self._look(node)
                self._switcher.show_node(node.name, look.dot, look.line, look.words)
        self._show_counts()

    def _look(self, node: Node) -> NodeLook:
        if not self._counting:
            return look_of(node, self._hub.sessions.status(node.id))
        from app.panes.health_words import look_now  # what alerts are: no first paint needs it

        return look_now(self._hub, node)

    def _show_counts(self) -> None:
        for spec in self._panes if self._counting else ():
            if spec.count is not None:
                tone = spec.count_tone(self._hub) if spec.count_tone is not None else ""
                self._entries[spec.name].show_count(spec.count(self._hub), spec.summary, tone)

    def _node(self, node_id: NodeId) -> Node | None:
        return next((node for node in self._hub.nodes.all() if node.id == node_id), None)

    def _on_entry(self) -> None:
        self.pane_chosen.emit(PaneChosen(self._key_of_sender()))

    def _on_fleet_row(self) -> None:
        self._hub.select_node(NodeId(self._key_of_sender()))

    def _key_of_sender(self) -> str:
        sender = self.sender()
        return sender.key if isinstance(sender, RailButton) else ""

    def _on_node_action(self, action: QAction) -> None:
        self._hub.select_node(NodeId(str(action.data())))

    def _on_add(self) -> None:
        self.add_node_requested.emit()

    def _on_settings(self) -> None:
        self.settings_requested.emit()

    def _on_help(self) -> None:
        self._help_menu.popup(
            self._help.mapToGlobal(QPoint(0, -self._help_menu.sizeHint().height() - 4))
        )

    def _on_nodes_changed(self, _change: NodesChanged) -> None:
        self._rebuild_fleet()
        self._show_current()

    def _on_node_selected(self, _selection: NodeSelected) -> None:
        self._show_current()
        self._reveal_current()

    def _on_fleet_range(self, _low: int, _high: int) -> None:
        """Keep the current node in sight: a new row has its place now, or all have other room."""
        self._area.verticalScrollBar().setValue(0)  # no further than it needs
        self._reveal_current()

    def _reveal_current(self) -> None:
        if (row := self._rows.get(self._hub.current_node)) is not None:
            self._area.ensureWidgetVisible(row, 0, 0)

    def _on_status(self, status: SessionStatus) -> None:
        node = self._node(status.node)
        if node is not None:
            self._refresh_row(node)
            if node.id == self._hub.current_node:
                self._show_current()

    def _on_tunnels_changed(self, _changed: TunnelsChanged) -> None:
        self._show_counts()

    def _on_tunnel_status(self, _status: TunnelStatus) -> None:
        self._show_counts()

    def _on_containers_changed(self, _changed: ContainersChanged) -> None:
        self._show_counts()

    def _on_models_changed(self, _changed: ModelsChanged) -> None:
        self._show_counts()

    def _on_alert(self, change: AlertChange) -> None:
        self._show_health(change.alert.node)

    def _on_findings(self, changed: FindingsChanged) -> None:
        self._show_health(changed.node)

    def _show_health(self, node_id: NodeId) -> None:
        node = self._node(node_id)
        if node is not None:
            self._refresh_row(node)
        self._show_current()

    def _on_sample(self, taken: SampleTaken) -> None:
        node = self._node(taken.node)
        if node is not None:
            self._refresh_row(node)


def _pane_entry(spec: PaneSpec, number: int) -> RailButton:
    entry = RailButton(spec.title, icon_name=spec.icon, key=spec.name)
    entry.setCheckable(True)
    shortcut = f"Ctrl+{number}" if number <= 9 else ""
    entry.setToolTip(f"{spec.summary or spec.title} ({shortcut})" if shortcut else spec.summary)
    entry.setAccessibleDescription(spec.summary)
    return entry
