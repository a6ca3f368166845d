"""Pictures of what is the app's own: first run, settings, palette, the support bundle's preview.

A program of its own, run once for each language and scale: both are chosen before the first text
is made. It shows this computer, so no lab is needed.

    python -m scripts.app_pictures INTO NAME…
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.shell.window import MainWindow
    from scripts.screenshots import DrivenProgram

    Shown = tuple[QWidget, Callable[[], object]]
    """What is to be seen, and how it is left."""

KINDS = ("welcome", "preferences", "palette", "support")
THEMES = ("dark", "light")
GERMAN, LARGE = "german", "200"
PICTURES = (
    *(f"{kind}-{theme}" for kind in KINDS for theme in THEMES),
    *(f"{kind}-{variant}" for kind in KINDS for variant in (GERMAN, LARGE)),
)
SIZE = (1440, 900)
AT_TWICE = (1024, 700)


def take(wanted: Sequence[str], into: Path) -> int:
    """Take what is wanted, a process for each language and scale; return the worst status."""
    status = 0
    for variant, environment in (
        ("", {}),
        (GERMAN, {"SPARK_COMMAND_CENTER_LANGUAGE": "de"}),
        (LARGE, {"QT_SCALE_FACTOR": "2"}),
    ):
        ends = (variant,) if variant else THEMES
        names = [name for name in wanted if name in PICTURES and name.endswith(ends)]
        if names:
            command = [sys.executable, "-m", "scripts.app_pictures", str(into), *names]
            ran = subprocess.run(command, env={**os.environ, **environment}, check=False)
            status = status or ran.returncode
    return status


def main(arguments: list[str]) -> int:
    """Run the app and take the named pictures."""
    into, names = Path(arguments[0]), tuple(arguments[1:])
    with tempfile.TemporaryDirectory(prefix="spark-screenshots-") as home:
        os.environ["SPARK_COMMAND_CENTER_HOME"] = home
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        shoot(names, into)
    return 0


def shoot(names: tuple[str, ...], into: Path) -> None:
    """Show each page and save its pictures."""
    from app.core.paths import user_paths
    from app.look.languages import choose_language

    choose_language(user_paths().settings)
    from PySide6.QtWidgets import QApplication

    from app.core.ids import LOCAL_NODE
    from scripts.screenshots import DrivenProgram, Shooting, dress_in, spin, wait_for

    application = QApplication(sys.argv[:1])
    program = DrivenProgram(application)
    shooting = Shooting(names, into)
    program.window.resize(*(AT_TWICE if names[0].endswith(LARGE) else SIZE))
    try:
        wait_for(lambda: program.hub.telemetry.latest(LOCAL_NODE), "a sample")
        for kind in KINDS:
            mine = [name for name in names if name.startswith(kind)]
            if not mine:
                continue
            shown, leave = _SCENES[kind](program)
            spin(2.0)
            for name in mine:
                dress_in("light" if name.endswith("light") else "dark")
                shooting.take(name, shown)
            leave()
    finally:
        program.quit()


def _nothing() -> None:
    """Leave what stays."""


def _welcome(program: DrivenProgram) -> Shown:
    _show(program.window, "welcome")
    return program.window, _nothing


def _preferences(program: DrivenProgram) -> Shown:
    from app.panes.settings.pane import SettingsPane
    from app.state.preferences import Topic

    _show(program.window, "settings")
    pane = program.window.stack.pane("settings")
    assert isinstance(pane, SettingsPane)
    pane.show_topic(Topic.APPEARANCE)
    return program.window, _nothing


def _palette(program: DrivenProgram) -> Shown:
    from PySide6.QtWidgets import QLineEdit

    _show(program.window, "charts")
    program.window.commands.open_palette()
    field = program.window.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("sp")
    return program.window, program.window.commands.open_palette  # the same key closes it


def _support(program: DrivenProgram) -> Shown:
    from app.shell.help.desk import HelpDesk
    from app.shell.help.support_dialog import SupportBundleDialog
    from scripts.screenshots import wait_for

    _show(program.window, "overview")
    desk = wait_for(lambda: program.window.findChild(HelpDesk), "the help desk")
    desk.open_support_bundle()

    def opened() -> SupportBundleDialog | None:
        found = program.window.findChildren(SupportBundleDialog)
        return next((each for each in found if each.isVisible()), None)

    dialog = wait_for(opened, "the support bundle")
    return dialog, dialog.reject


def _show(window: MainWindow, pane: str) -> None:
    from scripts.screenshots import wait_for

    window.show_pane(pane)
    wait_for(lambda: window.stack.pane(pane), f"the pane {pane}")


_SCENES: dict[str, Callable[[DrivenProgram], Shown]] = {
    "welcome": _welcome,
    "preferences": _preferences,
    "palette": _palette,
    "support": _support,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
