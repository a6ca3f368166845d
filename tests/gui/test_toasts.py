"""Toasts and the history behind the bell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.look.components import Button, IconButton, Text
from app.look.components.surfaces import KEEP_CLEAR
from app.shell.details import DetailsDialog
from app.shell.notifications import NotificationPanel
from app.shell.toasts import MOST, History, ToastStack
from app.state.hub import Notice, NoticeAction, Severity
from tests.gui.shell_fakes import fake_hub

LOST = Notice(Severity.WARNING, "spark-01 was lost.", "It is tried again by itself.")
BUG = Notice(Severity.ERROR, "Something went wrong", details="Traceback (most recent call last)")


@pytest.fixture
def stack(qtbot: QtBot) -> Iterator[ToastStack]:
    QCursor.setPos(0, 0)  # not where a toast appears
    host = QWidget()
    host.resize(800, 600)
    qtbot.addWidget(host)
    host.show()
    return ToastStack(host)


def titles(stack: ToastStack) -> list[str]:
    return [toast.notice.title for toast in stack.toasts]


def test_toast_leaves_by_itself_but_an_error_stays(stack: ToastStack) -> None:
    stack.show_notice(LOST)
    stack.show_notice(BUG)
    lost, bug = stack.toasts
    assert lost.leaving
    assert not bug.leaving
    lost._clock.timeout.emit()  # its time is over
    assert titles(stack) == ["Something went wrong"]


def test_toast_of_an_error_that_is_shown_elsewhere_leaves_by_itself(stack: ToastStack) -> None:
    stack.show_notice(replace(BUG, kept_elsewhere=True))
    (toast,) = stack.toasts
    assert toast.leaving


def test_toast_waits_while_the_pointer_rests_on_it(stack: ToastStack) -> None:
    stack.show_notice(LOST)
    (toast,) = stack.toasts
    toast.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast.leaving
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.leaving


def test_toast_action_runs_once_and_takes_the_toast_away(stack: ToastStack) -> None:
    undone: list[str] = []
    undo = NoticeAction("Undo", lambda: undone.append("spark-01"))
    stack.show_notice(Notice(Severity.INFO, "spark-01 was removed.", action=undo))
    (button,) = [b for b in stack.findChildren(Button) if b.text() == "Undo"]
    button.click()
    assert undone == ["spark-01"]
    assert stack.toasts == []


@pytest.mark.parametrize(("text", "beside"), [("Show alerts", True), ("Open it " * 6, False)])
def test_toast_puts_its_links_beside_each_other_where_there_is_room(
    stack: ToastStack, text: str, beside: bool
) -> None:
    stack.show_notice(replace(BUG, action=NoticeAction(text, lambda: None)))
    QApplication.processEvents()
    details, action = [b for b in stack.findChildren(Button) if b.text() in ("See traceback", text)]
    assert (details.geometry().top() == action.geometry().top()) is beside
    assert details.geometry().right() < action.geometry().left() or not beside


def test_toast_equal_ones_are_counted_not_piled_up(stack: ToastStack) -> None:
    for _ in range(3):
        stack.show_notice(LOST)
    (toast,) = stack.toasts
    assert toast.count == 3
    assert "×3" in [label.text() for label in toast.findChildren(Text)]


def test_toast_more_than_fit_push_out_those_that_would_leave(stack: ToastStack) -> None:
    stack.show_notice(BUG)
    for number in range(MOST + 1):
        stack.show_notice(Notice(Severity.INFO, f"news {number}"))
    assert titles(stack) == ["Something went wrong", *(f"news {n}" for n in range(2, MOST + 1))]


def test_toast_details_can_be_read_and_copied(stack: ToastStack, qtbot: QtBot) -> None:
    stack.show_notice(BUG)
    button = next(b for b in stack.toasts[0].findChildren(Button) if b.text() == "See traceback")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = stack.window().findChildren(DetailsDialog)
    qtbot.mouseClick(dialog._copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == BUG.details
    assert dialog._copy.text() == "Copied"
    dialog.close()


def test_toast_can_be_dismissed(stack: ToastStack, qtbot: QtBot) -> None:
    stack.show_notice(BUG)
    (close,) = stack.toasts[0].findChildren(IconButton)
    assert close.accessibleName() == "Dismiss"
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert stack.toasts == []
    assert not stack.isVisible()


def test_toast_stays_in_the_corner(stack: ToastStack) -> None:
    stack.show_notice(LOST)
    host = stack.parentWidget()
    for width, height in ((800, 600), (1000, 400)):
        host.resize(width, height)
        right, bottom = stack.geometry().right(), stack.geometry().bottom()
        assert (host.width() - right, host.height() - bottom) == (17, 17)


def test_toast_lies_above_what_is_to_be_kept_clear(stack: ToastStack) -> None:
    host = stack.parentWidget()
    composer = QWidget(host)
    composer.setObjectName(KEEP_CLEAR)
    composer.setGeometry(200, 480, 580, 100)
    composer.show()
    stack.show_notice(BUG)
    assert not stack.geometry().intersects(composer.geometry())
    composer.hide()  # another page is shown
    stack.stay_on_top()
    assert stack.geometry().bottom() == host.height() - 17


def test_toast_text_of_a_machine_is_never_markup(stack: ToastStack) -> None:
    stack.show_notice(Notice(Severity.INFO, "<b>bold</b><img src=x>", "<i>hint</i>"))
    for label in stack.toasts[0].findChildren(Text):
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_history_keeps_newest_first_and_joins_equal_ones_within_a_minute() -> None:
    now = [100.0]
    history = History(clock=lambda: now[0])
    assert history.add(LOST)
    assert history.add(BUG)
    now[0] = 130.0
    assert not history.add(LOST)  # a repetition is no news
    assert [(told.notice, told.count) for told in history.entries] == [(LOST, 2), (BUG, 1)]
    assert history.unread == 2
    now[0] = 500.0
    assert history.add(LOST)
    assert [told.count for told in history.entries] == [1, 2, 1]
    history.mark_read()
    assert history.unread == 0


def test_history_panel_shows_entries_and_clears(qtbot: QtBot, tmp_path: Path) -> None:
    history = History()
    history.add(LOST)
    history.add(BUG)
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = NotificationPanel(fake_hub(tmp_path / "settings.json"), history, parent)
    texts = [label.text() for label in panel.findChildren(Text)]
    assert LOST.title in texts
    assert BUG.title in texts
    clear = next(b for b in panel.findChildren(Button) if b.text() == "Clear")
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert history.entries == []


def test_history_panel_empty_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = NotificationPanel(fake_hub(tmp_path / "settings.json"), History(), parent)
    assert "Nothing to report" in [label.text() for label in panel.findChildren(Text)]


def test_toast_is_reached_by_key_waits_and_gives_the_keyboard_back(
    stack: ToastStack, qtbot: QtBot
) -> None:
    host = stack.parentWidget()
    field = QLineEdit(host)
    field.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    field.setFocus()
    done: list[str] = []
    stack.take_keyboard()  # nothing was told
    assert field.hasFocus()

    stack.show_notice(replace(LOST, action=NoticeAction("Undo", lambda: done.append("undone"))))
    (toast,) = stack.toasts
    stack.take_keyboard()
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.text() == "Undo"
    assert not toast.leaving
    stack.take_keyboard()
    assert field.hasFocus()
    assert toast.leaving

    stack.take_keyboard()
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert done == ["undone"]
    assert field.hasFocus()
    stack.show_notice(BUG)
    stack.take_keyboard()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert stack.toasts == []
    assert field.hasFocus()
