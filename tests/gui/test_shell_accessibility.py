"""What a screen reader and a keyboard find in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.shell.window import MainWindow
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from tests.gui.accessible_tree import has_name
from tests.gui.shell_fakes import BROKEN, CHARTS, CONNECTION, fake_hub, node, paths_in


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    spark = node("spark-01")
    hub: Any = fake_hub(tmp_path / "settings.json", spark)
    made = MainWindow(hub, (CHARTS, CONNECTION, BROKEN), paths_in(tmp_path))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    hub.sessions.set(spark.id, Phase.REFUSED)
    hub.tell(Notice(Severity.ERROR, "The host key changed.", "Compare it.", "details"))
    return made


def nameless(root: QWidget) -> list[str]:
    """Return every visible, focusable thing under `root` that a screen reader cannot name."""
    found: list[str] = []
    _walk(QAccessible.queryAccessibleInterface(root), found)
    return found


def _walk(item: QAccessibleInterface | None, found: list[str]) -> None:
    if item is None or item.state().invisible:
        return
    if item.state().focusable and not has_name(item):
        thing = item.object()
        found.append(f"{type(thing).__name__} {thing.objectName() if thing else ''}".strip())
    for place in range(item.childCount()):
        _walk(item.child(place), found)


def test_nameless_finds_a_button_without_a_name(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QToolButton

    parent = QWidget()
    qtbot.addWidget(parent)
    for text in ("", "×", "gear-six", "Settings"):
        button = QToolButton(parent, text=text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    parent.show()
    assert nameless(parent) == ["QToolButton"] * 3


def test_window_everything_focusable_has_a_name(window: MainWindow) -> None:
    for name in ("charts", "broken"):
        window.show_pane(name)
        assert nameless(window) == []


@pytest.mark.parametrize("opener", ["open_about", "open_shortcuts"])
def test_dialog_everything_focusable_has_a_name(window: MainWindow, opener: str) -> None:
    getattr(window.commands, opener)()
    (dialog,) = window.findChildren(QDialog)
    assert nameless(dialog) == []
    dialog.close()


def test_window_keyboard_reaches_every_entry_of_the_rail(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    names: list[str] = []
    for _ in range(60):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focused = qapp.focusWidget()
        if focused is None or (names and focused.accessibleName() == names[0]):
            break
        names.append(focused.accessibleName())
    for expected in ("Charts", "Connection", "spark-01", "Add a node", "Settings", "Help"):
        assert expected in names
    assert names.index("Charts") < names.index("spark-01") < names.index("Settings")


def test_window_focus_ring_follows_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settings = window.rail._settings
    settings.setFocus(Qt.FocusReason.TabFocusReason)
    ring = window._focus_ring._frame
    assert ring is not None
    assert ring.isVisible()
    for height in (700, 760):
        window.resize(1250, height)
        middle = settings.mapTo(window, settings.rect().center())
        qtbot.waitUntil(lambda at=middle: ring.geometry().center() == at)
    window.rail.move(30, 0)  # what it stands in goes elsewhere, as when something beside is hidden
    assert ring.geometry().center() == settings.mapTo(window, settings.rect().center())


def test_window_state_is_told_in_words_not_by_colour_alone(window: MainWindow) -> None:
    row = next(b for b in window.rail._rows.values() if b.text() == "spark-01")
    interface = QAccessible.queryAccessibleInterface(row)
    assert interface.text(QAccessible.Text.Name) == "spark-01"
    assert "Needs attention" in interface.text(QAccessible.Text.Description)
