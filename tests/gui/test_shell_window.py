"""The main window: navigation, the fleet, the status bar, and what it remembers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.look.components.status import DotState
from app.look.theme import ThemeMode, theme
from app.panes.node_words import initials
from app.shell import geometry
from app.shell.content import PaneFailed
from app.shell.details import DetailsDialog
from app.shell.geometry import DEFAULT_SIZE, placed
from app.shell.help.about import AboutDialog
from app.shell.help.shortcuts import ShortcutsDialog
from app.shell.window import MainWindow
from app.state.hub import NodeSelected, Notice, PaneRequested, Severity
from app.transport.status import Phase
from tests.gui.shell_fakes import (
    BROKEN,
    CHARTS,
    CONNECTION,
    fake_hub,
    node,
    paths_in,
    sample,
)

SPARK = node("spark-01")
LAB = node("lab-a6000")
Opener = Callable[..., tuple[MainWindow, Any]]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opener:
    """Return a function that opens a window on a profile kept for the whole test."""

    def open_it(*panes: Any) -> tuple[MainWindow, Any]:
        hub = fake_hub(tmp_path / "settings.json", SPARK, LAB)
        window = MainWindow(hub, panes or (CONNECTION, CHARTS, BROKEN), paths_in(tmp_path))
        qtbot.addWidget(window)
        window.resize(1280, 800)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: window.presence.tray is not None)
        return window, hub

    return open_it


def test_window_answers_between_the_steps_of_its_start(qtbot: QtBot, tmp_path: Path) -> None:
    hub = fake_hub(tmp_path / "settings.json", SPARK, LAB)
    window = MainWindow(hub, (CONNECTION,), paths_in(tmp_path))
    qtbot.addWidget(window)
    seen: list[tuple[bool, bool, bool]] = []

    def look() -> None:
        there = (window.stack.current_name, window.errands, window.presence.tray)
        seen.append((bool(there[0]), there[1] is not None, there[2] is not None))

    looking = QTimer(interval=0)
    looking.timeout.connect(look)
    looking.start()
    window.show()
    qtbot.waitUntil(lambda: window.presence.tray is not None)
    looking.stop()
    assert (True, False, False) in seen
    assert (True, True, False) in seen


def entry(window: MainWindow, name: str) -> Any:
    return window.rail._entries[name]


def row(window: MainWindow, which: Any) -> Any:
    return window.rail._rows[which.id]


def test_window_panes_are_in_order_and_open_by_click_and_by_key(
    opened: Opener, qtbot: QtBot
) -> None:
    window, _hub = opened()
    assert window.stack.current_name == "charts"  # the first by `order`
    assert window.stack.pane("connection") is None  # not created before it is shown

    qtbot.mouseClick(entry(window, "connection"), Qt.MouseButton.LeftButton)

    assert window.stack.current_name == "connection"
    assert entry(window, "connection").isChecked()
    assert not entry(window, "charts").isChecked()
    assert window.top.place() == ("This computer", "Connection")

    keys = {action.text(): action.shortcut() for action in window.actions()}
    assert keys["Charts"] == QKeySequence("Ctrl+1")
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.current_name == "charts"


def test_window_pane_that_fails_says_so_and_costs_no_other(
    opened: Opener, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    window, _hub = opened()
    window.show_pane("broken")
    failed = window.stack.pane("broken")
    assert isinstance(failed, PaneFailed)
    assert "RuntimeError: synthetic fault" in failed.text.text()
    assert "hunter22" not in failed.text.text()
    assert "pane broken cannot be created" in caplog.text

    assert failed.action is not None
    qtbot.mouseClick(failed.action, Qt.MouseButton.LeftButton)
    (details,) = failed.findChildren(DetailsDialog)
    assert "Traceback" in details._text.toPlainText()
    assert "hunter22" not in details._text.toPlainText()
    details.close()

    window.show_pane("charts")
    assert window.stack.current_name == "charts"


def test_window_ignores_a_pane_that_does_not_exist(opened: Opener) -> None:
    window, hub = opened()
    hub.pane_requested.emit(PaneRequested("chat"))
    assert window.stack.current_name == "charts"


def test_window_choosing_a_node_in_the_fleet_moves_everything(opened: Opener, qtbot: QtBot) -> None:
    window, hub = opened()
    with qtbot.waitSignal(hub.node_selected) as told:
        qtbot.mouseClick(row(window, SPARK), Qt.MouseButton.LeftButton)
    assert told.args == [NodeSelected(SPARK.id)]
    assert window.top.place()[0] == "spark-01"
    assert window.rail._switcher.text() == "spark-01"
    assert row(window, SPARK).current
    assert window.status.texts()[0] == "SSH: not connected"
    assert "spark-01" in window.windowTitle()


def test_window_node_menu_lists_nodes_and_adds_one(opened: Opener, qtbot: QtBot) -> None:
    window, hub = opened()
    window.rail.open_node_menu()
    menu = next(m for m in window.rail.findChildren(QMenu) if m.isVisible())
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["This computer", "spark-01", "lab-a6000", "Add a node…"]
    menu.actions()[1].trigger()
    assert hub.current_node == SPARK.id
    with qtbot.waitSignal(hub.node_add_requested):
        menu.actions()[-1].trigger()
    assert window.stack.current_name == "connection"
    menu.close()


def test_window_fleet_shows_state_and_memory_of_each_node(opened: Opener) -> None:
    window, hub = opened()
    assert (row(window, SPARK).dot, row(window, SPARK).trailing) == (DotState.OFF, "offline")

    hub.sessions.set(SPARK.id, Phase.CONNECTED, latency_s=0.002)
    hub.telemetry.take(SPARK.id, sample(total=121.7, available=9.7))
    assert (row(window, SPARK).dot, row(window, SPARK).trailing) == (DotState.ON, "92 %")
    said = "spark-01: Connected, memory 92 %"  # 92 % of what
    assert row(window, SPARK).toolTip() == row(window, SPARK).accessibleDescription() == said

    hub.sessions.set(SPARK.id, Phase.RECONNECTING)
    assert (row(window, SPARK).dot, row(window, SPARK).trailing) == (DotState.BUSY, "retrying")
    hub.sessions.set(SPARK.id, Phase.REFUSED)
    assert (row(window, SPARK).dot, row(window, SPARK).trailing) == (DotState.ERROR, "refused")
    assert "Needs attention" in row(window, SPARK).accessibleDescription()


def test_window_memory_that_is_not_reported_is_na_with_the_reason(opened: Opener) -> None:
    window, hub = opened()
    hub.sessions.set(SPARK.id, Phase.CONNECTED)
    reasons = {"memory.available_bytes": "MemAvailable is missing"}
    hub.telemetry.take(SPARK.id, sample(available=None, reasons=reasons))
    assert row(window, SPARK).trailing == "n/a"
    assert "MemAvailable is missing" in row(window, SPARK).toolTip()


def test_window_fleet_follows_nodes_added_renamed_and_removed(opened: Opener) -> None:
    window, hub = opened()
    hub.nodes.set(node("spark-02"))
    names = [button.text() for button in window.rail._rows.values()]
    assert names == ["This computer", "spark-02"]


def test_window_current_node_that_is_removed_falls_back_to_this_computer(opened: Opener) -> None:
    window, hub = opened()
    hub.select_node(SPARK.id)
    hub.nodes.set(LAB)
    assert hub.current_node == LOCAL_NODE
    assert window.top.place()[0] == "This computer"


def test_window_status_bar_tells_session_latency_rate_and_silence(
    opened: Opener, qtbot: QtBot
) -> None:
    window, hub = opened()
    hub.select_node(SPARK.id)
    hub.sessions.set(SPARK.id, Phase.CONNECTED, address="ann@spark-01.local", latency_s=0.0021)
    for second in (0.0, 0.5, 1.0, 1.5):
        hub.telemetry.take(SPARK.id, sample(at=second))
    assert window.status.texts() == ("SSH connected · ann@spark-01.local", "2 ms", "2 Hz · agent")

    window.status._silence.timeout.emit()  # what happens when no sample came for a while
    assert window.status.texts()[2] == "No samples"

    hub.sessions.set(SPARK.id, Phase.REFUSED, message="The host key changed.")
    assert window.status.texts()[:2] == ("SSH: needs attention · The host key changed.", "")

    hub.select_node(LOCAL_NODE)
    assert window.status.texts()[2] == ""


def test_window_rail_keeps_only_icons_when_narrow(opened: Opener) -> None:
    window, _hub = opened()
    window.resize(1100, 700)
    assert window.rail.width() == 224
    window.resize(1099, 700)
    assert window.rail.width() == 64
    assert entry(window, "charts").toolTip()
    window.resize(1200, 700)
    assert window.rail.width() == 224


def test_window_reopens_as_it_was_left(opened: Opener, qtbot: QtBot) -> None:
    window, hub = opened()
    window.setGeometry(40, 60, 900, 600)
    hub.select_node(LAB.id)
    window.show_pane("connection")
    window.quit()

    again, hub = opened()
    assert hub.current_node == LAB.id
    assert again.stack.current_name == "connection"
    saved = json.loads(hub.settings.path.read_text())["sections"]["window"]
    assert saved["geometry"] == [40, 60, 900, 600]


def test_window_ignores_remembered_things_that_are_gone(
    opened: Opener, tmp_path: Path, qtbot: QtBot
) -> None:
    remembered = {"pane": "chat", "node": "node-gone", "geometry": [90000, 0, 900, 600]}
    document = {"version": 1, "sections": {"window": remembered}}
    (tmp_path / "settings.json").write_text(json.dumps(document))
    window, hub = opened()
    assert window.stack.current_name == "charts"
    assert hub.current_node == LOCAL_NODE
    assert window.screen().availableGeometry().intersects(window.geometry())


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (QRect(100, 100, 900, 600), QRect(100, 100, 900, 600)),
        (QRect(1500, 100, 900, 600), QRect(1020, 100, 900, 600)),
        (QRect(-500, -20, 900, 600), QRect(0, 0, 900, 600)),
        (QRect(0, 0, 4000, 3000), QRect(0, 0, 1920, 1040)),
        (QRect(2500, 2000, 900, 600), QRect(510, 220, 900, 600)),
        (QRect(2000, 100, 900, 600), QRect(510, 220, 900, 600)),
    ],
    ids=["fits", "half off the right", "off the left", "too big", "gone", "screen unplugged"],
)
def test_placed_keeps_the_window_on_a_screen_that_is_there(wanted: QRect, expected: QRect) -> None:
    assert placed(wanted, [QRect(0, 0, 1920, 1040)]) == expected


def test_placed_keeps_the_second_screen(qapp: object) -> None:
    screens = [QRect(0, 0, 1920, 1040), QRect(1920, 0, 2560, 1400)]
    assert placed(QRect(2000, 100, 900, 600), screens) == QRect(2000, 100, 900, 600)
    assert placed(None, screens).size() == DEFAULT_SIZE


def test_window_comes_back_when_its_screen_goes_away(
    opened: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _hub = opened()
    left, right = QRect(0, 0, 1920, 1040), QRect(1920, 0, 1920, 1080)
    screen = window.screen()
    monkeypatch.setattr(geometry, "screen_areas", lambda: [left, right])
    half_outside = QRect(3000, 200, 1280, 800)  # as a person may want it
    window.setGeometry(half_outside)
    screen.availableGeometryChanged.emit(right)
    watch = window.findChildren(geometry.StaysOnScreen)[0]
    qtbot.waitUntil(lambda: not watch._settled.isActive())
    assert window.geometry() == half_outside

    monkeypatch.setattr(geometry, "screen_areas", lambda: [left])
    screen.availableGeometryChanged.emit(left)

    qtbot.waitUntil(lambda: left.contains(window.geometry()))
    assert window.size() == half_outside.size()


def test_window_settings_that_cannot_be_saved_are_told(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _hub = opened()

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.core.settings.write_atomic", full)
    window.commands.set_theme_mode(ThemeMode.DARK)
    assert theme().mode is ThemeMode.DARK  # for now
    assert "could not be saved" in window.toasts.toasts[0].notice.title
    window.commands.set_theme_mode(ThemeMode.LIGHT)


def test_window_about_says_unofficial_and_shortcuts_list_what_works(
    opened: Opener, qtbot: QtBot
) -> None:
    window, _hub = opened()
    window.commands.open_about()
    (about,) = window.findChildren(AboutDialog)
    assert any("Unofficial" in label.text() for label in about.findChildren(QLabel))
    about.close()
    window.commands.open_shortcuts()
    (keys,) = window.findChildren(ShortcutsDialog)
    texts = [label.text() for label in keys.findChildren(QLabel)]
    for expected in ("Ctrl+,", "Ctrl+Q", "Ctrl+1", "F1", "In Charts", "Space"):
        assert expected in texts
    keys.close()


def test_window_bell_counts_what_was_not_seen(opened: Opener, qtbot: QtBot) -> None:
    window, hub = opened()
    hub.tell(Notice(Severity.INFO, "spark-01 is connected"))
    assert window.top.bell.unread == 1
    assert "1 new" in window.top.bell.accessibleName()
    window.open_notifications()
    assert window.top.bell.unread == 0


def test_window_damaged_settings_are_told(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    window, _hub = opened()
    assert "damaged" in window.toasts.toasts[0].notice.hint


def test_toasts_lie_inside_the_panes_area(opened: Opener) -> None:
    window, hub = opened()
    hub.tell(Notice(Severity.ERROR, "Something long " * 12, "And a hint " * 12, "details"))
    corner = window.toasts.mapTo(window, QPoint(0, 0))
    assert window.rect().contains(QRect(corner, window.toasts.size()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("spark-01", "S1"),
        ("This computer", "TC"),
        ("lab", "LA"),
        ("x", "X"),
        ("", "?"),
        ("node-00", "N0"),
        ("dgx.local", "DL"),
        ("本机", "本"),
    ],
)
def test_initials_of_a_name(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_toasts_lie_over_the_pane_that_is_changed_to(opened: Opener) -> None:
    window, hub = opened()
    hub.tell(Notice(Severity.ERROR, "It is broken"))
    window.show_pane("connection")

    corner = window.toasts.geometry().center()
    assert window.stack.childAt(corner) is not None
    assert window.toasts.isAncestorOf(window.stack.childAt(corner))


def test_window_that_is_quit_at_once_begins_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(fake_hub(tmp_path / "settings.json"), (CHARTS,), paths_in(tmp_path))
    qtbot.addWidget(window)
    window.show()
    window.grab()  # painted for the first time
    window.quit()
    QCoreApplication.processEvents()

    assert window.presence.tray is None
    assert window.errands is None
