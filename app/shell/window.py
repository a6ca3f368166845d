"""The main window: rail, top bar, panes, status bar; what they ask for is done here."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QSessionManager,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from app import APP_NAME
from app.core.errors import SettingsUnwritable
from app.core.ids import LOCAL_NODE, NodeId
from app.core.paths import Paths
from app.look.components import FocusRing
from app.look.theme import ThemeMode, theme
from app.panes.api import PaneSpec
from app.shell.content import PaneStack
from app.shell.geometry import placed
from app.shell.rail import PaneChosen, Rail
from app.shell.settings import LAYOUT_VERSION, ShellSettings, WindowState
from app.shell.statusbar import StatusBar
from app.shell.toasts import History, ToastStack
from app.shell.topbar import TopBar
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.shell.dialogs import IntervalChosen
    from app.shell.exceptions import ExceptionCaught
    from app.shell.tray import ShowRequested, Tray
    from app.state.hub import Hub, NodeSelected, PaneRequested
    from app.state.nodes import NodesChanged

log = logging.getLogger(__name__)

NARROW_BELOW = 1100
ADD_NODE_PANE = "connection"


class MainWindow(QMainWindow):
    """The one window. `show()` is enough: everything that can wait starts after the first paint.

    The first pane is among it: its imports may take longer than all the rest.

    Signals:
        quitting: the window closes for good; workers may be stopped.
    """

    quitting = Signal()

    def __init__(self, hub: Hub, panes: Sequence[PaneSpec], paths: Paths) -> None:
        super().__init__()
        self._hub = hub
        self._paths = paths
        self._panes = sorted(panes, key=lambda spec: (spec.order, spec.name))
        self._settings = hub.settings.load(ShellSettings.SECTION, ShellSettings)
        self._state = hub.settings.load(WindowState.SECTION, WindowState)
        self._quitting = False
        self._first_pane = ""
        self._painted = False
        self.tray: Tray | None = None
        self.history = History(self)
        self.setWindowTitle(APP_NAME)
        self.setMinimumSize(760, 520)
        self._help_menu = QMenu("Help", self)
        self._make_actions()
        self._lay_out()
        self._connect()
        self._restore()

    def show_pane(self, name: str) -> None:
        """Show one pane."""
        self.stack.show_pane(name)

    def bring_up(self) -> None:
        """Show the window in front, wherever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Leave for good, tray or not."""
        self._quitting = True
        self.close()

    def on_exception(self, caught: ExceptionCaught) -> None:
        """Tell about a bug of ours."""
        self._hub.tell(Notice(Severity.ERROR, caught.title, caught.hint, caught.trace))

    def set_theme_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark, and remember it."""
        self._apply_settings(replace(self._settings, theme=mode))

    def open_settings(self) -> None:
        """Open the settings dialog."""
        from app.shell.dialogs import SettingsDialog

        dialog = SettingsDialog(
            self._settings,
            interval_s=self._hub.sessions.interval_s,
            tray_present=self._tray_present(),
            parent=self,
        )
        dialog.changed.connect(self._apply_settings)
        dialog.interval_chosen.connect(self._on_interval_chosen)
        dialog.open()

    def open_about(self) -> None:
        """Open About."""
        from app.shell.dialogs import AboutDialog

        AboutDialog(self).open()

    def open_shortcuts(self) -> None:
        """Open the list of shortcuts."""
        from app.shell.dialogs import ShortcutsDialog

        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            (action.shortcut().toString(native), action.text().rstrip("…"))
            for action in self.actions()
            if not action.shortcut().isEmpty()
        ]
        ShortcutsDialog(rows, self).open()

    def open_log_folder(self) -> None:
        """Open the folder of the log in the file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.log))):
            self._hub.tell(
                Notice(
                    Severity.WARNING,
                    "The folder could not be opened.",
                    f"The log is in {self._paths.log}.",
                )
            )

    def open_notifications(self) -> None:
        """Open the history behind the bell."""
        from app.shell.notifications import NotificationPanel

        NotificationPanel(self.history, self).open_under(self.top.bell)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panes the keyboard."""
        super().showEvent(event)
        self.stack.setFocus()  # else Qt gives the focus, and its ring, to the first button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Start what could wait once the window is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep only icons in the rail when there is little room."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide in the tray when the user wants that and a tray is there; else quit."""
        self._save_state()
        if not self._quitting and self._settings.close_to_tray and self._tray_present():
            event.ignore()
            self.hide()
            self._hint_tray()
            return
        event.accept()
        if self.tray is not None:
            self.tray.stop()
        self.quitting.emit()
        QCoreApplication.quit()

    def _make_actions(self) -> None:
        role = QAction.MenuRole
        self._file_menu = QMenu("File", self)
        self._view_menu = QMenu("View", self)
        for number, spec in enumerate(self._panes[:9], 1):
            action = self._action(self._view_menu, spec.title, f"Ctrl+{number}", self._on_pane_key)
            action.setData(spec.name)
        # Preferences has no binding of its own on Linux.
        self._action(
            self._file_menu, "Settings…", "Ctrl+,", self.open_settings, role.PreferencesRole
        )
        self._action(self._help_menu, "Keyboard shortcuts", "F1", self.open_shortcuts)
        self._action(self._help_menu, "Open log folder", "", self.open_log_folder)
        self._action(self._help_menu, f"About {APP_NAME}", "", self.open_about, role.AboutRole)
        self._action(self._file_menu, "Quit", "Ctrl+Q", self.quit, role.QuitRole)
        if sys.platform == "darwin":
            for menu in (self._file_menu, self._view_menu, self._help_menu):
                self.menuBar().addMenu(menu)

    def _action(
        self,
        menu: QMenu,
        text: str,
        shortcut: str,
        slot: object,
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        action = QAction(text, self)
        action.setMenuRole(role)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(slot)
        menu.addAction(action)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.rail = Rail(self._hub, self._panes, self._help_menu)
        self.top = TopBar()
        self.stack = PaneStack(self._hub, self._panes)
        self.status = StatusBar(self._hub)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.toasts = ToastStack(self.stack)
        self._focus_ring = FocusRing(self)

    def _connect(self) -> None:
        self.rail.pane_chosen.connect(self._on_pane_chosen)
        self.rail.add_node_requested.connect(self._on_add_node)
        self.rail.settings_requested.connect(self.open_settings)
        self.top.theme_mode_chosen.connect(self.set_theme_mode)
        self.top.notifications_requested.connect(self.open_notifications)
        self.stack.pane_shown.connect(self._on_pane_shown)
        self._hub.notified.connect(self._on_notified)
        self._hub.pane_requested.connect(self._on_pane_requested)
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self.history.changed.connect(self._on_history)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._on_session_end)

    def _restore(self) -> None:
        state = self._state
        wanted = (
            QRect(*state.geometry) if state.geometry and state.layout == LAYOUT_VERSION else None
        )
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        self.setGeometry(placed(wanted, areas))
        if state.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.rail.set_narrow(self.width() < NARROW_BELOW)
        if any(node.id == state.node for node in self._hub.nodes.all()):
            self._hub.select_node(NodeId(state.node))
        names = [spec.name for spec in self._panes]
        self._first_pane = state.pane if state.pane in names else next(iter(names), "")
        self._show_place()

    @property
    def _pane_name(self) -> str:
        return self.stack.current_name or self._first_pane

    def _after_first_paint(self) -> None:
        if not self.stack.current_name and self._first_pane:
            self.stack.show_pane(self._first_pane)
        from app.shell.tray import Tray
        from app.shell.tray_icon import app_icon

        self.setWindowIcon(app_icon())
        self.tray = Tray(self._hub, self)
        self.tray.show_requested.connect(self._on_show_requested)
        self.tray.quit_requested.connect(self.quit)
        self.tray.host_lost.connect(self._on_host_lost)
        self.tray.start()
        for problem in self._hub.settings.problems:
            self._hub.tell(Notice(Severity.WARNING, "Some settings were not used.", problem))

    def _tray_present(self) -> bool:
        return self.tray is not None and self.tray.host_present

    def _hint_tray(self) -> None:
        if self._state.tray_hint_given or self.tray is None:
            return
        self.tray.tell(
            Notice(
                Severity.INFO,
                f"{APP_NAME} is still running",
                "Use the tray icon to open the window or to quit. Settings can change this.",
            )
        )
        self._state = replace(self._state, tray_hint_given=True)
        self._save(WindowState.SECTION, self._state)

    def _save_state(self) -> None:
        area = self.normalGeometry()
        dark = theme().tokens.dark if theme().mode is ThemeMode.SYSTEM else self._state.system_dark
        self._state = replace(
            self._state,
            layout=LAYOUT_VERSION,
            geometry=(area.x(), area.y(), area.width(), area.height()),
            maximized=self.isMaximized(),
            pane=self._pane_name,
            node=str(self._hub.current_node),
            system_dark=dark,
        )
        self._save(WindowState.SECTION, self._state)

    def _save(self, name: str, section: object) -> None:
        try:
            self._hub.settings.save(name, section)
        except SettingsUnwritable as error:
            log.warning("%s", error)
            self._hub.tell_error(error)

    def _apply_settings(self, settings: ShellSettings) -> None:
        self._settings = settings
        theme().set_mode(settings.theme)
        self._save(ShellSettings.SECTION, settings)

    def _on_interval_chosen(self, choice: IntervalChosen) -> None:
        try:
            self._hub.sessions.set_interval(choice.seconds)
        except SettingsUnwritable as error:
            self._hub.tell_error(error)

    def _show_place(self) -> None:
        current = self._hub.current_node
        names = {node.id: node.name for node in self._hub.nodes.all()}
        titles = {spec.name: spec.title for spec in self._panes}
        pane = titles.get(self._pane_name, "")
        self.top.show_place(names.get(current, ""), pane)
        self.rail.mark_pane(self._pane_name)
        self.setWindowTitle(f"{names.get(current, '')}, {pane} · {APP_NAME}")

    def _on_pane_key(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.stack.show_pane(str(action.data()))

    def _on_pane_chosen(self, choice: PaneChosen) -> None:
        self.stack.show_pane(choice.name)

    def _on_pane_requested(self, request: PaneRequested) -> None:
        self.stack.show_pane(request.name)

    def _on_pane_shown(self, _name: str) -> None:
        self._show_place()

    def _on_add_node(self) -> None:
        self.stack.show_pane(ADD_NODE_PANE)
        self._hub.node_add_requested.emit()

    def _on_node_selected(self, _selection: NodeSelected) -> None:
        self._show_place()

    def _on_nodes_changed(self, _change: NodesChanged) -> None:
        if not any(node.id == self._hub.current_node for node in self._hub.nodes.all()):
            self._hub.select_node(LOCAL_NODE)
        self._show_place()

    def _on_notified(self, notice: Notice) -> None:
        news = self.history.add(notice)
        self.toasts.show_notice(notice)
        serious = notice.severity in (Severity.WARNING, Severity.ERROR)
        if news and serious and not self.isActiveWindow() and self.tray is not None:
            self.tray.tell(notice)

    def _on_history(self) -> None:
        self.top.bell.set_unread(self.history.unread)

    def _on_show_requested(self, request: ShowRequested) -> None:
        if request.node is not None:
            self._hub.select_node(request.node)
        self.bring_up()

    def _on_session_end(self, _manager: QSessionManager) -> None:
        self._quitting = True  # hiding in the tray would hold up the log-out

    def _on_host_lost(self) -> None:
        if not self.isVisible():
            self.bring_up()
