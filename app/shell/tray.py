"""The tray icon: state of every node at a glance, and a menu. Never the only way back.

A StatusNotifier host that comes up after us (autostart, AppIndicator extension enabled late) never
sees an icon made before it, not even after hide and show: the icon is made anew then.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app import APP_NAME
from app.core.i18n import inside, tr
from app.core.ids import NodeId
from app.look.components.status import DotState
from app.panes.alert_words import SEVERITIES, attention, count_words
from app.panes.health_words import look_now
from app.panes.node_words import WORST_FIRST
from app.shell.tray_icon import tray_icon
from app.shell.tray_tunnels import TrayTunnels
from app.state.hub import Notice, Severity
from app.transport.status import Phase

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusServiceWatcher

    from app.hosts.nodes import Node
    from app.services.alerts.api import Alert, AlertChange
    from app.state.alerts import FindingsChanged
    from app.state.hub import Hub
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

log = logging.getLogger(__name__)

HOST_SERVICE = "org.kde.StatusNotifierWatcher"
MOST_ALERTS = 3
"""Alerts in the menu; the rest is in the window."""


_BAD = (DotState.ERROR, DotState.WARNING)
"""What counts of this computer, too, which is always connected."""


@dataclass(frozen=True, slots=True)
class ShowRequested:
    """Bring the window up; with a node, show that one; with the name of a pane, that."""

    node: NodeId | None = None
    pane: str = ""


class Tray(QObject):
    """The icon in the desktop's tray, where there is one.

    Signals:
        show_requested: the icon, "Open window" or a node's "Show" was used.
        quit_requested: "Quit" was used.
        ask_requested: "Ask…" was used.
        host_lost: the tray went away; a hidden window has to come back.
        host_changed: a tray appeared, or went away.
    """

    show_requested = Signal(ShowRequested)
    quit_requested = Signal()
    ask_requested = Signal()
    host_lost = Signal()
    host_changed = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._icon: QSystemTrayIcon | None = None
        self._watcher: QDBusServiceWatcher | None = None
        self._menu = QMenu()
        self._entries: dict[NodeId, _NodeEntry] = {}
        self._alerts: list[QAction] = []
        self._after_alerts: QAction | None = None
        self._state: DotState | None = None

    @property
    def host_present(self) -> bool:
        """Whether a desktop shows our icon, so that a hidden window can be found again."""
        return self._icon is not None and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def host_may_come(self) -> bool:
        """Whether it would be seen when a desktop begins to show icons."""
        return self._icon is not None or self._watcher is not None

    @property
    def menu(self) -> QMenu:
        """The menu, as every host shows it."""
        return self._menu

    def start(self) -> None:
        """Appear, and keep up with nodes, sessions and the desktop."""
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self._hub.sessions.status_changed.connect(self._on_status)
        self._hub.alerts.changed.connect(self._on_alert)
        self._hub.alerts.findings_changed.connect(self._on_findings)
        self._build_menu()
        # An icon made where nothing can show it only makes Qt complain. XEmbed trays (X11) and
        # the other systems may take it at any time; a late StatusNotifier host is watched for.
        if QSystemTrayIcon.isSystemTrayAvailable() or QGuiApplication.platformName() == "xcb":
            self._make_icon()
        if sys.platform.startswith("linux"):
            self._watch_host()

    def stop(self) -> None:
        """Leave the tray; sessions that end from here on are nobody's business any more."""
        self._hub.nodes.changed.disconnect(self._on_nodes_changed)
        self._hub.sessions.status_changed.disconnect(self._on_status)
        self._hub.alerts.changed.disconnect(self._on_alert)
        self._hub.alerts.findings_changed.disconnect(self._on_findings)
        for entry in self._entries.values():
            entry.stop()
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        self._menu.deleteLater()

    def tell(self, notice: Notice) -> None:
        """Show a notice through the desktop."""
        if not self.host_present or self._icon is None:
            return
        kinds = {
            Severity.WARNING: QSystemTrayIcon.MessageIcon.Warning,
            Severity.ERROR: QSystemTrayIcon.MessageIcon.Critical,
        }
        kind = kinds.get(notice.severity, QSystemTrayIcon.MessageIcon.Information)
        # Linux desktops read markup in the text, and it may quote a machine.
        self._icon.showMessage(notice.title, notice.hint.replace("<", "‹"), kind)

    def _make_icon(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._state = None
        self._refresh_icon()
        self._icon.show()

    def _watch_host(self) -> None:
        from app.look.portal import bus_expected

        if not bus_expected():
            return
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        modes = QDBusServiceWatcher.WatchModeFlag
        self._watcher = QDBusServiceWatcher(
            HOST_SERVICE, bus, modes.WatchForRegistration | modes.WatchForUnregistration, self
        )
        self._watcher.serviceRegistered.connect(self._on_host_came)
        self._watcher.serviceUnregistered.connect(self._on_host_went)

    def _build_menu(self) -> None:
        self._menu.clear()
        for entry in self._entries.values():
            entry.stop()
            entry.deleteLater()
        self._entries = {}
        opening = self._menu.addAction(tr("Open window"))
        opening.triggered.connect(self._on_open)
        self._after_alerts = self._menu.addSeparator()
        self._alerts = []
        self._show_alerts()
        for node in self._hub.nodes.all():
            entry = _NodeEntry(self._hub, node, self._menu, self)
            entry.show_requested.connect(self.show_requested)
            self._entries[node.id] = entry
        self._menu.addSeparator()
        self._menu.addAction(tr("Ask…")).triggered.connect(self._on_ask)
        leaving = self._menu.addAction(tr("Quit"))
        leaving.triggered.connect(self._on_quit)

    def _show_alerts(self) -> None:
        """Put the worst alerts at the top."""
        for action in self._alerts:
            self._menu.removeAction(action)
            action.deleteLater()
        wanting = attention(self._hub.alerts.active())
        lines = [_alert_line(self._hub, alert) for alert in wanting[:MOST_ALERTS]]
        if len(wanting) > MOST_ALERTS:
            lines.append(
                tr("And {count_words} more").format(
                    count_words=count_words(len(wanting) - MOST_ALERTS)
                )
            )
        self._alerts = [QAction(line, self) for line in lines]
        for action in self._alerts:
            action.triggered.connect(self._on_alerts_wanted)
        if self._after_alerts is not None:
            self._menu.insertActions(self._after_alerts, self._alerts)

    def _refresh_icon(self) -> None:
        if self._icon is None:
            return
        states = [e.state for e in self._entries.values() if not e.node.is_local or e.state in _BAD]
        worst = next((state for state in WORST_FIRST if state in states), DotState.ON)
        if worst is not self._state:
            self._state = worst
            self._icon.setIcon(tray_icon(worst))
        alerts = count_words(len(attention(self._hub.alerts.active())))
        lines = [APP_NAME, *filter(None, [alerts]), *(e.line for e in self._entries.values())]
        self._icon.setToolTip("\n".join(lines))

    def _on_nodes_changed(self, _change: NodesChanged) -> None:
        self._build_menu()
        self._refresh_icon()

    def _on_status(self, status: SessionStatus) -> None:
        entry = self._entries.get(status.node)
        if entry is not None and entry.refresh():
            self._refresh_icon()

    def _on_alert(self, change: AlertChange) -> None:
        self._show_alerts()
        if (entry := self._entries.get(change.alert.node)) is not None:
            entry.refresh()
        self._refresh_icon()

    def _on_findings(self, changed: FindingsChanged) -> None:
        entry = self._entries.get(changed.node)
        if entry is not None and entry.refresh():
            self._refresh_icon()

    def _on_host_came(self, _service: str) -> None:
        log.info("a tray host appeared")
        self._make_icon()
        self.host_changed.emit()

    def _on_host_went(self, _service: str) -> None:
        log.info("the tray host is gone")
        self.host_lost.emit()
        self.host_changed.emit()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self._on_open()

    def _on_open(self) -> None:
        self.show_requested.emit(ShowRequested())

    def _on_ask(self) -> None:
        self.ask_requested.emit()

    def _on_alerts_wanted(self) -> None:
        self.show_requested.emit(ShowRequested(pane="alerts"))

    def _on_quit(self) -> None:
        self.quit_requested.emit()


def _alert_line(hub: Hub, alert: Alert) -> str:
    severity = SEVERITIES[alert.rule.severity].word
    return _plain(f"{severity}: {alert.rule.title}, {hub.nodes.name_of(alert.node)}")


def _plain(text: str) -> str:
    """Return a text as menus can show it: `&` would underline the next letter."""
    return text.replace("&", "&&")


class _NodeEntry(QObject):
    """One node's submenu: its state, connect or disconnect, its tunnels, show, terminal."""

    show_requested = Signal(ShowRequested)

    def __init__(self, hub: Hub, node: Node, menu: QMenu, parent: QObject) -> None:
        super().__init__(parent)
        self.node = node
        self.state = DotState.OFF
        self.line = ""
        self._said = ""
        self._hub = hub
        self._menu = QMenu(menu)
        menu.addMenu(self._menu)
        self._words = self._menu.addAction("")
        self._words.setEnabled(False)
        self._connect = self._action(tr("Connect"), self._on_connect)
        self._disconnect = self._action(tr("Disconnect"), self._on_disconnect)
        self._menu.addSeparator()
        show = self._action(tr("Show"), self._on_show)
        self._terminal = self._action(tr("Open terminal"), self._on_terminal)
        self._tunnels = TrayTunnels(hub, node, self._menu, self._menu.insertSeparator(show), self)
        self.refresh()

    def stop(self) -> None:
        """Follow the node no more."""
        self._tunnels.stop()
        self._menu.deleteLater()  # its parent outlives it: a menu is made with each change

    def refresh(self) -> bool:
        """Follow the session; True when something visible changed."""
        status = self._hub.sessions.status(self.node.id)
        look = look_now(self._hub, self.node)
        words = status.message or look.words
        line = f"{self.node.name}: {inside(look.words)}"
        if (look.dot, line, words) == (self.state, self.line, self._said):
            return False
        self.state, self.line, self._said = look.dot, line, words
        self._menu.setTitle(_plain(line))
        self._words.setText(_plain(words))
        idle = not status.phase.is_wanted
        self._connect.setVisible(idle and not self.node.is_local)
        self._disconnect.setVisible(not idle and not self.node.is_local)
        self._terminal.setVisible(self.node.is_local or status.phase is Phase.CONNECTED)
        return True

    def _action(self, text: str, slot: object) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(slot)
        return action

    def _on_connect(self) -> None:
        self._hub.sessions.connect_node(self.node.id)

    def _on_disconnect(self) -> None:
        self._hub.sessions.disconnect_node(self.node.id)

    def _on_terminal(self) -> None:
        self._hub.launcher.open_terminal(self.node.id)

    def _on_show(self) -> None:
        self.show_requested.emit(ShowRequested(self.node.id))
