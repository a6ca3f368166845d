"""ThreadView: a conversation, read with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.core.i18n import numeral, tr
from app.look.components import OWN_RING, IconButton
from app.transcript.api import (
    Act,
    ActAsked,
    ChipPressed,
    CitationPressed,
    Entry,
    LinkPressed,
    Who,
)
from app.transcript.canvas import Moved
from app.transcript.entry_box import EntryBox
from app.transcript.entry_menu import EntryMenu
from app.transcript.find_bar import FindAsked, FindBar, FindLeft
from app.transcript.laid import (
    ActTarget,
    ChipTarget,
    CitationTarget,
    CopyTarget,
    FoldTarget,
    LinkTarget,
)
from app.transcript.selecting import MenuAsked, SelectingCanvas, TargetPressed

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

_SAID = 2000
"""Characters of a message that a screen reader is told."""
_STEP = 60
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class ThreadView(SelectingCanvas):
    """The messages of a conversation, as many as there are.

    Signals:
        act_asked: something is to be done with a message. Copying is done here and not told.
        chip_pressed: a chip or a picture of a message was pressed.
        citation_pressed: the number of a source was pressed.
        link_pressed: a link was pressed; whoever listens opens it.
    """

    act_asked = Signal(ActAsked)
    chip_pressed = Signal(ChipPressed)
    citation_pressed = Signal(CitationPressed)
    link_pressed = Signal(LinkPressed)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(supervisor, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_RING, True)
        self.setAccessibleName(tr("Conversation"))
        self._to_end = IconButton("arrow-down", tr("Jump to the end"), parent=self.viewport())
        self._to_end.setProperty("look", "floating")
        self._to_end.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the End key does it
        self._to_end.clicked.connect(self.jump_to_end)
        self._to_end.hide()
        self._find_bar = FindBar(self)
        self._find_bar.asked.connect(self._on_find)
        self._find_bar.left.connect(self._on_find_left)
        self._find_bar.hide()
        self.moved.connect(self._on_moved)
        self.pressed.connect(self._on_pressed)
        self.menu_asked.connect(self._on_menu_asked)
        self.current_changed.connect(self._on_current_changed)

    def show_entry(self, key: int) -> None:
        """Bring a message into sight and make it the current one, marked, so that it is noticed."""
        self.make_current(key)
        self.show_place(key)

    def search(self) -> None:
        """Let the user search in the conversation."""
        self._find_bar.show()
        self._place_extras()
        self._find_bar.begin()

    def copy_all(self) -> None:
        """Put all messages on the clipboard, as Markdown."""
        if self.entries:
            self._put_on_clipboard("\n\n".join(map(markdown_of, self.entries)))

    # What is pressed

    def _on_pressed(self, pressed: TargetPressed) -> None:
        key, target = pressed.key, pressed.target
        if isinstance(target, ActTarget):
            self._act(key, target.act)
        elif isinstance(target, ChipTarget):
            self.chip_pressed.emit(ChipPressed(key, target.key))
        elif isinstance(target, CitationTarget):
            self.citation_pressed.emit(CitationPressed(key, target.number))
        elif isinstance(target, LinkTarget):
            self.link_pressed.emit(LinkPressed(target.url))
        elif isinstance(target, CopyTarget):
            self._copy_code(key, target)
        elif isinstance(target, FoldTarget) and self._thread.number(key) is not None:
            self._thread.fold(key)
            self._arrange()

    def _act(self, key: int, act: Act) -> None:
        number = self._thread.number(key)
        if act is Act.COPY_ALL:
            self.copy_all()
        elif act is not Act.COPY:
            self.act_asked.emit(ActAsked(key, act))
        elif number is not None:
            self._put_on_clipboard(self._thread.entries[number].text)

    def _copy_code(self, key: int, target: CopyTarget) -> None:
        box = self._box_of(key)
        if target.number is None:
            self._put_on_clipboard(target.text)
        elif box is not None:
            self._put_on_clipboard(box.code(target.number))

    def _put_on_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        QToolTip.showText(self.cursor().pos(), tr("Copied"), self.viewport())

    def _on_menu_asked(self, asked: MenuAsked) -> None:
        if asked.key is None:
            self._menu_of_current()
        elif (box := self._box_of(asked.key)) is not None:
            selected = self.selected_text() if self._marked and self._marked[0] == asked.key else ""
            menu = EntryMenu(box, selected, asked.here, self)
            menu.chosen.connect(self._on_pressed)
            menu.popup(asked.at)

    def _menu_of_current(self) -> None:
        number = self._thread.number(self._current)
        if number is not None:
            y = max(20, min(self._thread.place_of(number) + 40, self.viewport().height() - 20))
            at = self.viewport().mapToGlobal(QPoint(self._left() + 20, y))
            self._on_menu_asked(MenuAsked(self._current, at))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go among messages, copy, select, find."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.search()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self._menu_of_current()
        elif event.key() == Qt.Key.Key_Escape and self._marked is not None:
            self._select(None)
        elif not self._go_by(event.key()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the last message that is seen."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEY and self._current is None:
            found = self._box_at(QPointF(0, self.viewport().height() - 2))
            if found is not None:
                self.make_current(found[0].entry.key)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no more where the keyboard is."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _go_by(self, key: int) -> bool:
        """Go where a key leads; return whether it leads anywhere."""
        page = self.verticalScrollBar().pageStep()
        ways: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_PageDown: lambda: self.scroll_by(page),
            Qt.Key.Key_PageUp: lambda: self.scroll_by(-page),
            Qt.Key.Key_End: self._to_last,
            Qt.Key.Key_Home: self._to_first,
        }
        if (way := ways.get(key)) is None:
            return False
        way()
        return True

    def _to_first(self) -> None:
        self._step_to(0)
        self.scroll_by(-self._thread.top)

    def _to_last(self) -> None:
        self._step_to(len(self._thread.entries) - 1)
        self.jump_to_end()

    def _step(self, by: int) -> None:
        """Go to the next message; within one that is higher than the view, scroll first."""
        number = self._thread.number(self._current)
        if number is None:
            self._to_last()
            return
        top = self._thread.place_of(number)
        bottom = top + self._thread.height_of(number)
        if (by > 0 and bottom > self.viewport().height()) or (by < 0 and top < 0):
            self.scroll_by(by * _STEP)
        else:
            self._step_to(number + by)

    def _step_to(self, number: int) -> None:
        if not 0 <= number < len(self._thread.entries):
            return
        self.make_current(self._thread.entries[number].key)
        top, room = self._thread.place_of(number), self.viewport().height()
        bottom = top + self._thread.height_of(number)
        if top < 0:
            self.scroll_by(top)
        elif bottom > room:
            self.scroll_by(min(top, bottom - room + _STEP))

    def _on_current_changed(self, entry: Entry) -> None:
        self.setAccessibleDescription(spoken(entry))  # a change of it is said

    # Finding

    def _on_find(self, asked: FindAsked) -> None:
        needle = self._needle = asked.text.lower()
        self.viewport().update()
        entries = self.entries if needle else ()
        found = [number for number, each in enumerate(entries) if needle in each.text.lower()]
        if not found:
            self._find_bar.show_count(tr("nothing found") if needle else "")
            return
        at = self._found_at(found, asked.steps)
        self._find_bar.show_count(
            tr("message {at} of {found}").format(at=numeral(at + 1), found=numeral(len(found)))
        )
        box: EntryBox = self._thread.box(found[at])
        self.make_current(box.entry.key)
        self.show_place(box.entry.key, box.section_with(needle))

    def _found_at(self, found: list[int], steps: int) -> int:
        """Return which of the messages is shown: the current or last one, then the next."""
        here = self._thread.number(self._current)
        if here is None or (not steps and here not in found):
            return len(found) - 1
        if not steps:
            return found.index(here)
        if steps < 0:
            return (sum(number < here for number in found) - 1) % len(found)
        return sum(number <= here for number in found) % len(found)

    def _on_find_left(self, _left: FindLeft) -> None:
        self._needle = ""
        self._find_bar.hide()
        self._place_extras()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.viewport().update()

    # Places

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button and the search field where they belong."""
        super().resizeEvent(event)
        self._place_extras()

    def _place_extras(self) -> None:
        bar = self._find_bar
        bar.setFixedWidth(max(120, min(380, self.width() - 24)))
        bar.adjustSize()
        bar.move(self.width() - bar.width() - 14, 8)
        # What is found may be the first line: the field has a strip of its own.
        self.setViewportMargins(0, 0 if bar.isHidden() else bar.height() + 14, 0, 0)
        room, button = self.viewport().rect(), self._to_end
        button.move(room.center().x() - button.width() // 2, room.bottom() - button.height() - 12)

    def _on_moved(self, moved: Moved) -> None:
        self._to_end.setVisible(not moved.follows)


def markdown_of(entry: Entry) -> str:
    """Return a message for other programs: who says it and when, what goes with it, its text."""
    head = "## " + " · ".join(filter(None, (entry.title, entry.time)))
    things = "\n".join(f"- {chip.text}" for chip in entry.chips)
    before, after = (things, "") if entry.who is Who.USER else ("", things)
    note = f"*{entry.note}*" if entry.note else ""
    return "\n\n".join(filter(None, (head, before, entry.text.strip(), note, after)))


def spoken(entry: Entry) -> str:
    """Return what a screen reader says of a message."""
    first = ", ".join(part for part in (entry.title, entry.time, entry.status) if part)
    return "\n".join(part for part in (first, entry.text[:_SAID], entry.note) if part)
