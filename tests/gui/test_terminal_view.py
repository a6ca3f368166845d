"""The terminal as a widget: keys, mouse, paste, search, and a window that stays alive."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.terminal.canvas import FONT_SIZE, PADDING
from app.terminal.events import LinkOpened, PasteAsked, Typed
from app.terminal.find_bar import FindBar
from app.terminal.selection import Place
from app.terminal.view import TerminalView

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


class Sent:
    """What a view would send to its program."""

    def __init__(self, view: TerminalView) -> None:
        self.data = b""
        view.typed.connect(self._take)

    def _take(self, typed: Typed) -> None:
        self.data += typed.data

    def take(self) -> bytes:
        data, self.data = self.data, b""
        return data


@pytest.fixture
def view(qtbot: QtBot) -> TerminalView:
    made = TerminalView("Shell of spark")
    qtbot.addWidget(made)
    made.live = True
    made.resize(660, 400)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.fixture
def sent(view: TerminalView) -> Sent:
    return Sent(view)


def cell(view: TerminalView, x: int, y: int) -> QPoint:
    """The middle of a cell, in pixels of the viewport."""
    drawing = view.drawing
    return QPoint(
        PADDING + x * drawing.width + drawing.width // 2,
        PADDING + y * drawing.height + drawing.height // 2,
    )


@pytest.mark.parametrize(
    ("key", "held", "expected"),
    [
        (Qt.Key.Key_A, None, b"a"),
        (Qt.Key.Key_C, CONTROL, b"\x03"),
        (Qt.Key.Key_BracketLeft, CONTROL, b"\x1b"),
        (Qt.Key.Key_B, ALT, b"\x1bb"),
        (Qt.Key.Key_Return, None, b"\r"),
        (Qt.Key.Key_Backspace, None, b"\x7f"),
        (Qt.Key.Key_Tab, None, b"\t"),
        (Qt.Key.Key_Backtab, SHIFT, b"\x1b[Z"),
        (Qt.Key.Key_Escape, None, b"\x1b"),
        (Qt.Key.Key_Up, None, b"\x1b[A"),
        (Qt.Key.Key_Left, CONTROL, b"\x1b[1;5D"),
        (Qt.Key.Key_F1, None, b"\x1bOP"),
        (Qt.Key.Key_F5, SHIFT, b"\x1b[15;2~"),
        (Qt.Key.Key_PageUp, None, b"\x1b[5~"),
        (Qt.Key.Key_Delete, None, b"\x1b[3~"),
        (Qt.Key.Key_MediaPlay, None, b""),
    ],
)
def test_keys_are_sent_as_an_xterm_sends_them(
    view: TerminalView, sent: Sent, key: Qt.Key, held: Qt.KeyboardModifier | None, expected: bytes
) -> None:
    QTest.keyClick(view, key, held or Qt.KeyboardModifier.NoModifier)

    assert sent.take() == expected


def test_alt_gr_writes_characters(view: TerminalView, sent: Sent) -> None:
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_At, CONTROL | ALT, "@")
    QApplication.sendEvent(view, pressed)

    assert sent.take() == b"@"


def test_arrows_change_where_a_program_asked_for_it(view: TerminalView, sent: Sent) -> None:
    view.feed(b"\x1b[?1h")
    QTest.keyClick(view, Qt.Key.Key_Up)

    assert sent.take() == b"\x1bOA"


@pytest.mark.parametrize(
    ("key", "held", "ours"),
    [
        (Qt.Key.Key_W, CONTROL, True),
        (Qt.Key.Key_Q, CONTROL, True),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_2, CONTROL, False),
        (Qt.Key.Key_T, CONTROL | SHIFT, False),
        (Qt.Key.Key_PageDown, CONTROL, False),
    ],
)
def test_shortcuts_of_the_window_work_only_where_no_program_needs_the_key(
    view: TerminalView, key: Qt.Key, held: Qt.KeyboardModifier, ours: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    QApplication.sendEvent(view, event)

    assert event.isAccepted() == ours


def test_text_of_an_input_method_is_sent_once_it_is_done(view: TerminalView, sent: Sent) -> None:
    composing = QInputMethodEvent("かん", [])
    QApplication.sendEvent(view, composing)
    assert sent.take() == b""
    assert not view.grab().isNull()
    done = QInputMethodEvent()
    done.setCommitString("漢")
    QApplication.sendEvent(view, done)

    assert sent.take() == "漢".encode()
    area = view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    assert view.rect().contains(area)


def test_several_lines_are_pasted_only_after_the_question(
    view: TerminalView, sent: Sent, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("echo \x1b[201~one\ntwo")
    with qtbot.waitSignal(view.paste_asked) as asked:
        QTest.keyClick(view, Qt.Key.Key_V, CONTROL | SHIFT)
    assert asked.args == [PasteAsked("echo \x1b[201~one\ntwo")]
    assert sent.take() == b""
    view.insert("echo \x1b[201~one\ntwo")
    assert sent.take() == b"echo [201~one\rtwo"

    view.feed(b"\x1b[?2004h")
    QTest.keyClick(view, Qt.Key.Key_V, CONTROL | SHIFT)
    assert sent.take() == b"\x1b[200~echo [201~one\rtwo\x1b[201~"


def test_what_is_dragged_over_is_copied_and_ctrl_c_is_not_stolen(
    view: TerminalView, sent: Sent
) -> None:
    view.feed(b"hello world\r\nsecond line")
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=cell(view, 0, 0) - QPoint(3, 0))
    QTest.mouseMove(port, cell(view, 2, 1))
    QTest.mouseRelease(port, LEFT, pos=cell(view, 5, 1) + QPoint(3, 0))
    QTest.mouseMove(port, cell(view, 5, 1))
    assert view.selection is not None
    QTest.mouseDClick(port, LEFT, pos=cell(view, 8, 0))
    QTest.mouseRelease(port, LEFT, pos=cell(view, 8, 0))

    QTest.keyClick(view, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == "world"
    assert sent.take() == b""
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert sent.take() == b"\x03"
    assert view.selection is None


def test_the_mouse_is_a_programs_where_it_asked_and_the_users_with_shift(
    view: TerminalView, sent: Sent
) -> None:
    view.feed(b"some text\x1b[?1002h\x1b[?1006h")
    port = view.viewport()
    QTest.mouseClick(port, LEFT, pos=cell(view, 3, 0))
    assert sent.take() == b"\x1b[<0;4;1M\x1b[<0;4;1m"
    QTest.mouseClick(port, LEFT, SHIFT, cell(view, 3, 0))
    assert sent.take() == b""

    view.feed(b"\x1b[?1002l")
    QTest.mouseClick(port, LEFT, pos=cell(view, 3, 0))
    assert sent.take() == b""


def wheel(view: TerminalView, notches: int) -> None:
    port, at = view.viewport(), QPointF(cell(view, 1, 1))
    event = QWheelEvent(
        at, QPointF(port.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def test_the_wheel_scrolls_or_is_arrows_or_the_programs(view: TerminalView, sent: Sent) -> None:
    view.feed(b"".join(b"%d\r\n" % number for number in range(500)))
    bottom = view.top
    wheel(view, 2)
    assert view.top == bottom - 6
    view.feed(b"more\r\n" * 5)
    assert view.top == bottom - 6  # what is read stays where it is
    QTest.keyClick(view, Qt.Key.Key_PageUp, SHIFT)
    assert view.top == bottom - 6 - (view.terminal.height - 1)
    QTest.keyClick(view, Qt.Key.Key_A)  # typing goes back to the end
    assert view.top == view.terminal.first
    sent.take()

    view.feed(b"\x1b[?1049h")
    wheel(view, -1)
    assert sent.take() == b"\x1b[B" * 3
    view.feed(b"\x1b[?1000h\x1b[?1006h")
    wheel(view, 1)
    assert sent.take() == b"\x1b[<64;2;2M"


def test_a_web_address_is_opened_with_ctrl_held(view: TerminalView, qtbot: QtBot) -> None:
    view.feed(b"at http://127.0.0.1:8000/docs now")
    port = view.viewport()
    with qtbot.assertNotEmitted(view.link_opened):
        QTest.mouseClick(port, LEFT, pos=cell(view, 8, 0))
    with qtbot.waitSignal(view.link_opened) as opened:
        QTest.mouseClick(port, LEFT, CONTROL, cell(view, 8, 0))

    assert opened.args == [LinkOpened("http://127.0.0.1:8000/docs")]


def test_search_goes_from_the_newest_upwards(view: TerminalView, qtbot: QtBot) -> None:
    bar = FindBar(view)
    qtbot.addWidget(bar)
    view.find_asked.connect(bar.begin)
    view.feed(b"first match\r\n" + b"-\r\n" * 200 + b"last Match\r\n")
    QTest.keyClick(view, Qt.Key.Key_F, CONTROL | SHIFT)
    QTest.keyClicks(bar.field, "match")
    assert bar.count.text() == "2 of 2"
    assert view.found_now is not None

    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "1 of 2"
    assert view.found_now.start == Place(0, 6)
    assert view.top == 0
    QTest.keyClicks(bar.field, "es")
    assert bar.count.text() == "Not found"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_text_grows_and_shrinks_and_the_program_is_told(view: TerminalView, qtbot: QtBot) -> None:
    before = view.window_size
    with qtbot.waitSignals([view.font_chosen, view.resized]) as told:
        QTest.keyClick(view, Qt.Key.Key_Plus, CONTROL)
        QTest.keyClick(view, Qt.Key.Key_Plus, CONTROL)
    assert told.signal_triggered
    assert view.window_size.rows < before.rows
    QTest.keyClick(view, Qt.Key.Key_0, CONTROL)
    assert (view.font_size, view.window_size) == (FONT_SIZE, before)


def test_a_screen_reader_hears_the_line_of_the_cursor(view: TerminalView, qtbot: QtBot) -> None:
    view.feed(b"one\r\n$ echo two")

    assert view.accessibleName() == "Shell of spark"
    qtbot.waitUntil(lambda: view.accessibleDescription() == "$ echo two")


def test_tab_belongs_to_the_program_and_ctrl_tab_leaves(view: TerminalView, sent: Sent) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.hasFocus()
    assert sent.take() == b"\t"
    QTest.keyClick(view, Qt.Key.Key_Tab, CONTROL)
    assert sent.take() == b""


def test_only_rows_that_changed_are_drawn(view: TerminalView, qtbot: QtBot) -> None:
    rows: list[int] = []
    draw = view.drawing.row
    view.feed(b"\x1b[?25l")
    qtbot.waitUntil(lambda: not view._frame.isActive())
    QApplication.processEvents()
    view.drawing.row = lambda painter, corner, *more: (  # type: ignore[method-assign]
        rows.append(round(corner.y() - PADDING) // view.drawing.height),
        draw(painter, corner, *more),
    )[1]
    view.feed(b"\x1b[5;1Hchanged")
    qtbot.waitUntil(lambda: 4 in rows)

    assert len(set(rows)) <= 3  # that row, and the cursor's before and now


def test_everything_that_can_be_printed_can_be_drawn(view: TerminalView) -> None:
    view.feed("\x1b[1;3;4;9;38;2;10;20;30mx漢\x1b[0;7mé├\x1b[2;8;5mz\x1b[?5h\x1b[4 q👩‍💻".encode())
    assert not view.grab().isNull()
    view.select_all()
    assert not view.grab().isNull()


def test_a_view_without_a_program_sends_nothing(view: TerminalView, sent: Sent) -> None:
    view.live = False
    QTest.keyClick(view, Qt.Key.Key_A)
    view.feed(b"\x1b[6n")

    assert sent.take() == b""


def test_a_shell_seems_busy_while_something_runs_in_it(view: TerminalView) -> None:
    view.feed(b"\x1b[?2004h$ ")
    assert not view.busy
    view.feed(b"\x1b[?2004l")
    assert view.busy
    view.feed(b"\x1b[?2004h$ \x1b[?1049h")
    assert view.busy
    view.feed(b"\x1b[?1049l\x1b[?2004h")
    view.live = False
    assert not view.busy
