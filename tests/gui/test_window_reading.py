"""The whole window by screen reader and by Tab: every pane with all its views, every dialog."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.look.components import FocusRing, Segmented
from app.look.components.live_words import LiveWords
from app.shell.help.desk import HelpDesk
from tests.gui.accessible_tree import tab_faults, unnamed
from tests.gui.real_program import RealProgram

SETTLE_MS = 5000
"""What is cut off for so long stays so."""


def views_of(program: RealProgram) -> Iterator[tuple[str, QWidget]]:
    """Show every pane, and every view that it offers by segments, topics or buttons."""
    window = program.window
    for name in window.stack.names:
        window.show_pane(name)
        program.wait(lambda name=name: window.stack.pane(name) is not None)  # type: ignore[misc]
        pane = window.stack.pane(name)
        assert pane is not None
        program.wait(pane.isVisible)
        yield name, pane
        for view in _shown_by(pane):
            yield f"{name}/{view}", pane
        if name == "connection":
            program.connection.add_node()
            yield "connection/form", pane


def _shown_by(pane: QWidget) -> Iterator[str]:
    for segments in pane.findChildren(Segmented):
        if not segments.isVisible() or segments.accessibleName() == "Range":  # nothing else comes
            continue
        for segment in segments.findChildren(QPushButton):
            if segment.isVisible() and not segment.isChecked():
                segment.click()
                yield segment.text()
    for topics in pane.findChildren(QListWidget):
        for row in range(topics.count()) if topics.property("look") == "topics" else ():
            topics.setCurrentRow(row)
            yield topics.item(row).text()


def cut_off(pane: QWidget) -> list[str]:
    """Return the controls of a pane that are not wholly inside and cannot be scrolled to."""
    found = []
    for each in pane.findChildren(QWidget):
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found += [f"{type(each).__name__} {each.accessibleName()}"] * _is_cut(each, pane)
    return found


def _is_cut(widget: QWidget, pane: QWidget) -> bool:
    around = widget.parentWidget()
    while around is not None:
        outer = around.parentWidget()
        if isinstance(outer, QAbstractScrollArea) and outer.viewport() is around:
            return False
        place = QRect(widget.mapTo(around, QPoint(0, 0)), widget.size())
        if not around.rect().adjusted(-1, -1, 1, 1).contains(place):
            return True
        around = outer if around is not pane else None
    return False


def test_every_pane_is_named_reached_in_order_and_whole_in_a_small_window(
    program: RealProgram, qtbot: QtBot
) -> None:
    window = program.window
    window.resize(1024, 700)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    program.begin()
    program.wait(lambda: program.hub.telemetry.latest(LOCAL_NODE) is not None)
    assert unnamed(window) == []
    faults = {}
    for name, pane in views_of(program):
        with suppress(qtbot.TimeoutError):  # layouts settle one within the other
            qtbot.waitUntil(lambda pane=pane: not cut_off(pane), timeout=SETTLE_MS)  # type: ignore[misc]
        found = [f"no name: {each}" for each in unnamed(pane)]
        found += [f"cut: {each}" for each in cut_off(pane)]
        window.stack.setFocus()
        found += tab_faults(pane)
        if found:
            faults[name] = found
    assert faults == {}


def test_every_dialog_is_named_and_reached(program: RealProgram, qtbot: QtBot) -> None:
    window = program.window
    program.begin()
    program.wait(lambda: window.findChild(HelpDesk) is not None)
    desk, commands = window.findChild(HelpDesk), window.commands
    assert desk is not None
    openers = (
        desk.open_log,
        desk.open_crash_reports,
        desk.open_support_bundle,
        desk.open_capture,
        desk.open_updates,
        commands.open_about,
        commands.open_shortcuts,
        commands.open_tasks,
        window.open_notifications,
    )
    before = set(QApplication.topLevelWidgets())
    faults = {}
    for opener in openers:
        opener()
        opened = [each for each in QApplication.topLevelWidgets() if each not in before]
        dialogs = [each for each in opened if each.isVisible() and each.isWindow()]
        assert dialogs, opener
        for dialog in dialogs:
            dialog.activateWindow()
            qtbot.waitUntil(dialog.isActiveWindow)
            found = unnamed(dialog) + [
                each for each in tab_faults(dialog) if not each.startswith("held")
            ]
            if found:
                faults[opener.__name__] = found
            dialog.close()
            qtbot.waitUntil(lambda each=dialog: not each.isVisible())  # type: ignore[misc]
    commands.open_palette()
    assert unnamed(window) == []
    commands.open_palette()
    assert faults == {}


def test_ring_is_around_the_row_that_the_keyboard_is_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    rows, text = QTreeWidget(), QPlainTextEdit()
    rows.addTopLevelItems([QTreeWidgetItem([word]) for word in ("one", "two", "three")])
    column = QVBoxLayout(window)
    column.addWidget(text)
    column.addWidget(rows)
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    text.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring._frame is None  # its border says it

    rows.setFocus(Qt.FocusReason.TabFocusReason)
    frame = ring._frame
    assert frame is not None
    for _ in range(2):
        qtbot.keyClick(rows, Qt.Key.Key_Down)
        row = rows.visualRect(rows.currentIndex()).translated(rows.viewport().pos())
        qtbot.waitUntil(lambda at=row: frame.geometry().center().y() == at.center().y())  # type: ignore[misc]
        assert frame.isVisible()
    rows.clear()
    qtbot.waitUntil(lambda: frame.geometry() == rows.viewport().geometry())


def test_live_words_are_calm_while_the_keyboard_is_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = QWidget()
    qtbot.addWidget(chart)
    words = LiveWords(chart)
    words.follow("Power", "61 W")
    words.follow("Power", "62 W")
    assert chart.accessibleDescription() == "62 W"

    monkeypatch.setattr(chart, "hasFocus", lambda: True)
    words.follow("Power", "63 W")
    assert chart.accessibleDescription() == "62 W"
    words._on_calm()
    assert chart.accessibleDescription() == "63 W"
    words.follow("Power", "64 W")
    words.say("Power", "at 10:15: 60 W")
    words._on_calm()
    assert QAccessible.queryAccessibleInterface(chart).text(QAccessible.Text.Description) == (
        "at 10:15: 60 W"
    )
