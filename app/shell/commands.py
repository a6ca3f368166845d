"""What a person can do from the menu, the keyboard and the rail: actions and their dialogs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app import APP_NAME
from app.core.errors import SettingsUnwritable
from app.core.paths import Paths
from app.look.theme import ThemeMode, theme
from app.panes.api import PaneSpec
from app.shell.settings import Saved, ShellSettings
from app.state.hub import Notice, PaneRequested, Severity

if TYPE_CHECKING:
    from app.shell.dialogs import IntervalChosen
    from app.shell.window import MainWindow
    from app.state.hub import Hub


class Commands(QObject):
    """The window's actions, in the menus of the Help entry and (macOS) of the menu bar."""

    def __init__(
        self, window: MainWindow, hub: Hub, saved: Saved, panes: Sequence[PaneSpec], paths: Paths
    ) -> None:
        super().__init__(window)
        self._window = window
        self._hub = hub
        self._saved = saved
        self._panes = panes
        self._paths = paths
        self._file = QMenu("File", window)
        self._view = QMenu("View", window)
        self.help_menu = QMenu("Help", window)
        self._make(panes)

    def set_theme_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark, and remember it."""
        self.apply(replace(self._saved.settings, theme=mode))

    def apply(self, settings: ShellSettings) -> None:
        """Use other settings from now on, and keep them."""
        theme().set_mode(settings.theme)
        self._window.presence.use_key(settings.ask_key)
        self._saved.change_settings(settings)

    def open_settings(self) -> None:
        """Open the settings dialog."""
        from app.shell.dialogs import SettingsDialog

        dialog = SettingsDialog(
            self._saved.settings,
            interval_s=self._hub.sessions.interval_s,
            tray_present=self._window.presence.tray_shown,
            archive=self._hub.archive,
            asking=self._window.presence.asking,
            parent=self._window,
        )
        dialog.changed.connect(self.apply)
        dialog.interval_chosen.connect(self._on_interval_chosen)
        dialog.open()

    def open_about(self) -> None:
        """Open About."""
        from app.shell.dialogs import AboutDialog

        AboutDialog(self._window).open()

    def open_shortcuts(self) -> None:
        """Open the list of shortcuts: every action that has one, and the keys of each pane."""
        from app.shell.dialogs import ShortcutsDialog

        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            (action.shortcut().toString(native), action.text().rstrip("…"))
            for action in self._window.actions()
            if not action.shortcut().isEmpty()
        ]
        of_panes = [(spec.title, spec.shortcuts) for spec in self._panes if spec.shortcuts]
        ShortcutsDialog(rows, of_panes, self._window).open()

    def open_log_folder(self) -> None:
        """Open the folder of the log in the file manager."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.log))):
            where = f"The log is in {self._paths.log}."
            self._hub.tell(Notice(Severity.WARNING, "The folder could not be opened.", where))

    def _make(self, panes: Sequence[PaneSpec]) -> None:
        role = QAction.MenuRole
        for number, spec in enumerate(panes[:9], 1):
            action = self._add(self._view, spec.title, f"Ctrl+{number}", self._on_pane)
            action.setData(spec.name)
        # Preferences has no binding of its own on Linux.
        self._add(self._file, "Settings…", "Ctrl+,", self.open_settings, role.PreferencesRole)
        self._add(self._file, "Quit", "Ctrl+Q", self._window.quit, role.QuitRole)
        self._add(self.help_menu, "Keyboard shortcuts", "F1", self.open_shortcuts)
        self._add(self.help_menu, "Open log folder", "", self.open_log_folder)
        self._add(self.help_menu, f"About {APP_NAME}", "", self.open_about, role.AboutRole)
        if sys.platform == "darwin":
            for menu in (self._file, self._view, self.help_menu):
                self._window.menuBar().addMenu(menu)

    def _add(
        self,
        menu: QMenu,
        text: str,
        shortcut: str,
        slot: object,
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
    ) -> QAction:
        action = QAction(text, self._window)
        action.setMenuRole(role)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(slot)
        menu.addAction(action)
        self._window.addAction(action)
        return action

    def _on_pane(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._hub.pane_requested.emit(PaneRequested(str(action.data())))

    def _on_interval_chosen(self, choice: IntervalChosen) -> None:
        try:
            self._hub.sessions.set_interval(choice.seconds)
        except SettingsUnwritable as error:
            self._hub.tell_error(error)
