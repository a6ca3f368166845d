"""The log viewer as a user has it: following, looking back, searching, copying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.logview.intake import Intake
from app.logview.line_dialog import LineDialog
from app.logview.panel import LogPanel
from app.logview.row_layout import DRAWN, Clock
from app.logview.time_dialog import TimeDialog
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry
from app.workers.supervisor import Supervisor

NOON = 1_795_262_400 * 10**9  # 2026-11-21 12:00 UTC
HOSTILE = "a\x00b\u202ec\x1b]0;title\x07\x1b[31md\x1b[2J\ufffd"


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[LogPanel]:
    supervisor = Supervisor()
    panel = LogPanel(supervisor)
    panel.resize(900, 500)
    panel.show()
    qtbot.waitExposed(panel)
    panel.begin(("web",))
    yield panel
    panel.end()
    supervisor.stop_all()
    panel.close()
    panel.deleteLater()


class Printing:
    """Prints lines into a panel, as a worker does."""

    def __init__(self, panel: LogPanel) -> None:
        self.panel = panel
        self.intake: Intake = panel.intake()
        self.count = 0

    def print(self, *texts: str, stderr: bool = False, source: int = 0) -> None:
        entries = []
        for text in texts:
            moment = NOON + self.count * 10**9
            entries.append(Entry(source, LogLine(moment, stderr, text)))
            self.count += 1
        self.intake.take(entries)
        self.panel.refresh()
        self.panel.view.viewport().repaint()

    def lines(self, count: int) -> None:
        self.print(*(f"line {self.count + n}" for n in range(count)))


@pytest.fixture
def printing(panel: LogPanel) -> Printing:
    return Printing(panel)


def seen(panel: LogPanel) -> list[str]:
    panel.view.viewport().repaint()
    return panel.view.texts


def press(qtbot: QtBot, panel: LogPanel, key: Qt.Key, *, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(panel.view, key, modifier)


def test_view_follows_until_the_user_looks_back_and_says_what_came(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.lines(500)
    assert seen(panel)[-1] == "line 499"
    assert panel.state.whole_text().startswith("Following")
    assert not panel.pill.isVisible()

    panel.view.scroll_by(-200)
    before = seen(panel)
    printing.lines(128)
    assert seen(panel) == before
    assert panel.pill.text() == "128 new lines"
    assert panel.state.whole_text().startswith("Paused")

    qtbot.mouseClick(panel.pill, Qt.MouseButton.LeftButton)
    assert seen(panel)[-1] == "line 627"
    assert not panel.pill.isVisible()
    printing.lines(1)
    assert seen(panel)[-1] == "line 628"


def test_older_lines_above_leave_the_view_where_it_is(panel: LogPanel, printing: Printing) -> None:
    printing.lines(500)
    panel.view.verticalScrollBar().setValue(10)
    before = seen(panel)
    older = [Entry(0, LogLine(NOON - n, False, f"older {n}")) for n in range(1000, 0, -1)]
    panel.store.prepend(older, "The log begins here.")
    panel.refresh()
    assert seen(panel) == before

    panel.view.verticalScrollBar().setValue(0)
    assert seen(panel)[:2] == ["The log begins here.", "older 1000"]


def test_keyboard_reaches_every_line_and_a_screen_reader_is_told(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.lines(300)
    printing.print("it failed", stderr=True)
    panel.view.draw_as(replace(panel.view.drawing, clock=Clock.UTC))
    press(qtbot, panel, Qt.Key.Key_Up)
    press(qtbot, panel, Qt.Key.Key_Down)
    assert panel.view.accessibleDescription() == "11-21 12:05:00.000 stderr it failed"
    press(qtbot, panel, Qt.Key.Key_Home)
    assert panel.view.current is not None
    assert panel.view.current.line.raw == seen(panel)[0] == "line 0"
    press(qtbot, panel, Qt.Key.Key_PageDown)
    page = panel.view.current.number
    assert page > 10
    assert f"line {page}" in seen(panel)
    press(qtbot, panel, Qt.Key.Key_Down, shift=True)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"line {page}\nline {page + 1}"
    press(qtbot, panel, Qt.Key.Key_End)
    assert panel.view.follows
    assert panel.view.accessibleName() == "Log of web"


def test_mouse_selects_characters_and_double_click_the_line(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.print("first line", "second line")
    seen(panel)
    view = panel.view
    left, cell = view._painter.text_left, view._layouts.measure.cell
    step = view._layouts.measure.step

    def at(column: int, row: int) -> QPoint:
        return QPoint(round(left + column * cell), row * step + step // 2)

    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(view.viewport(), button, pos=at(6, 0))
    qtbot.mouseMove(view.viewport(), at(6, 1))
    qtbot.mouseRelease(view.viewport(), button, pos=at(6, 1))
    view.copy()
    assert QGuiApplication.clipboard().text() == "line\nsecond"
    view.copy_with_times()
    assert QGuiApplication.clipboard().text().startswith("2026-11-21T12:00:00.000Z  first line")
    qtbot.mouseDClick(view.viewport(), button, pos=at(2, 1))
    view.copy()
    assert QGuiApplication.clipboard().text() == "second line"


def test_search_counts_marks_steps_and_filters(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.lines(2000)
    panel.search()
    qtbot.keyClicks(panel.bar.field, "line 77")
    qtbot.waitUntil(lambda: panel.bar.told.whole_text() == "11 found")
    qtbot.keyClick(panel.bar.field, Qt.Key.Key_Return)
    assert panel.view.current is not None
    assert panel.view.current.line.raw == "line 779"
    assert panel.bar.told.whole_text() == "11 of 11"
    panel.bar.next.click()
    assert panel.view.current.line.raw == "line 77"
    assert "line 77" in seen(panel)
    assert panel.bar.told.whole_text() == "1 of 11"
    panel.bar.back.click()
    assert panel.view.current.line.raw == "line 779"

    panel.bar.only.click()
    panel.view.follow()
    qtbot.waitUntil(lambda: len(seen(panel)) == 11)
    printing.print("line 77 again", "no")
    qtbot.waitUntil(lambda: seen(panel)[-1:] == ["line 77 again"])
    panel.bar.field.clear()
    qtbot.waitUntil(lambda: seen(panel)[-1:] == ["no"])
    assert panel.bar.told.whole_text() == ""


def test_level_shows_only_what_is_grave(panel: LogPanel, printing: Printing, qtbot: QtBot) -> None:
    printing.print("INFO: fine", "ERROR: it failed", "  because of this", "WARNING: careful")
    panel.bar.levels.findChild(QPushButton, "segment_warning").click()
    qtbot.waitUntil(
        lambda: seen(panel) == ["ERROR: it failed", "  because of this", "WARNING: careful"]
    )
    panel.bar.levels.findChild(QPushButton, "segment_error").click()
    qtbot.waitUntil(lambda: seen(panel) == ["ERROR: it failed", "  because of this"])


def test_wrong_or_endless_expression_is_said_beside_the_field(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.print(*["a" * 60 + "!"] * 100)
    panel.bar.regex.click()
    panel.bar.field.setText("a(b")
    qtbot.waitUntil(lambda: "parenthes" in panel.bar.told.whole_text())
    assert panel.bar.field.property("invalid")
    assert not panel.bar.next.isEnabled()
    panel.bar.field.setText("(a+)+$")
    qtbot.waitUntil(lambda: "takes too long" in panel.bar.told.whole_text())
    panel.bar.field.setText("a+!")
    qtbot.waitUntil(lambda: panel.bar.told.whole_text() == "100 found")
    assert not panel.bar.field.property("invalid")


def test_hostile_and_endless_lines_are_drawn_and_shown_whole_on_demand(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    long = '{"prompt": "' + "x" * (256 * 1024) + '", "n": [1, 2]}'
    printing.print(HOSTILE, long, "\u0645\u0631\u062d\u0628\u0627 🚀 日本語")
    texts = seen(panel)
    assert texts[0] == "a b cd\ufffd"
    assert len(texts[1]) < DRAWN + 60
    assert texts[1].endswith("more: press Enter")

    press(qtbot, panel, Qt.Key.Key_Home)
    press(qtbot, panel, Qt.Key.Key_Down)
    press(qtbot, panel, Qt.Key.Key_Return)
    dialog = panel.findChild(LineDialog)
    assert dialog is not None
    assert '  "n": [\n    1,' in dialog.text.toPlainText()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == long
    dialog.accept()


def test_long_lines_scroll_sideways_when_they_are_not_wrapped(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.print("word " * 100, "short")
    assert panel.view.horizontalScrollBar().maximum() == 0
    panel.wrap.click()
    seen(panel)
    qtbot.waitUntil(lambda: panel.view.horizontalScrollBar().maximum() > 0)
    press(qtbot, panel, Qt.Key.Key_Right)
    assert panel.view.horizontalScrollBar().value() > 0


def test_time_is_gone_to_or_asked_for(panel: LogPanel, printing: Printing, qtbot: QtBot) -> None:
    printing.lines(500)
    panel.view.draw_as(replace(panel.view.drawing, clock=Clock.UTC))
    panel.jump.click()
    dialog = panel.findChild(TimeDialog)
    assert dialog is not None
    dialog.field.setText("soon")
    dialog.yes.click()
    assert "is no time" in dialog.form.error
    dialog.field.setText("2026-11-21 12:01:40")
    dialog.yes.click()
    assert panel.view.current is not None
    assert panel.view.current.line.raw == "line 100"
    with qtbot.waitSignal(panel.time_asked) as asked:
        panel.go_to_time(NOON / 1e9 - 60)
    assert asked.args[0].moment == NOON / 1e9 - 60


def test_lost_connection_is_said_while_it_lasts_and_in_the_log(
    panel: LogPanel, printing: Printing
) -> None:
    printing.lines(3)
    printing.intake.interrupted("The session was lost.")
    panel.refresh()
    assert panel.state.whole_text().startswith("The session was lost. Waiting since ")
    printing.intake.resumed()
    printing.lines(1)
    assert seen(panel)[3].startswith("Connection lost ")
    assert panel.state.whole_text().startswith("Following")
    printing.intake.close()
    printing.lines(5)
    assert len(seen(panel)) == 5


def test_newest_lines_that_are_not_held_are_asked_for(
    panel: LogPanel, printing: Printing, qtbot: QtBot
) -> None:
    printing.lines(100)
    panel.view.scroll_by(-100)
    printing.lines(10)
    panel.goes_on = False
    panel.refresh()
    assert panel.pill.text() == "more than 10 new lines"
    with qtbot.waitSignal(panel.end_asked):
        panel.pill.click()
