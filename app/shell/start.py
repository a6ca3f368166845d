"""What the composition root calls to put the window up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import APP_NAME, APP_SLUG
from app.core.paths import Paths
from app.look.languages import qt_catalogue
from app.look.motion import motion
from app.look.theme import theme
from app.shell.exceptions import ExceptionHook
from app.shell.settings import ShellSettings, WindowState
from app.shell.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.core.settings import SettingsStore
    from app.panes.api import PaneSpec
    from app.state.hub import Hub


def dress(app: QApplication, store: SettingsStore) -> None:
    """Give the application its name and its look; before any widget is made."""
    app.setApplicationName(APP_SLUG)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName(APP_SLUG)
    # Only the window decides when the program ends: it may live in the tray.
    app.setQuitOnLastWindowClosed(False)
    texts_of_qt = qt_catalogue(app)
    if texts_of_qt is not None:
        app.installTranslator(texts_of_qt)
    settings = store.load(ShellSettings.SECTION, ShellSettings)
    state = store.load(WindowState.SECTION, WindowState)
    motion().set_wanted(settings.less_motion)
    theme().start(
        app,
        settings.theme,
        last_dark=state.system_dark,
        more_contrast=settings.more_contrast,
    )


def open_window(hub: Hub, panes: Sequence[PaneSpec], paths: Paths) -> MainWindow:
    """Make the window (not shown yet), with every uncaught exception told in it."""
    window = MainWindow(hub, panes, paths)
    hook = ExceptionHook(window)
    hook.caught.connect(window.on_exception)
    hook.install(paths.crash_file)
    window.quitting.connect(hook.uninstall)
    return window
