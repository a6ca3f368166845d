"""ThreadView: a conversation, read with mouse and keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.look.components import IconButton, plain_tip
from app.look.icons import icon
from app.transcript.api import Act, ActAsked, ChipPressed, CitationPressed, Entry, LinkPressed
from app.transcript.canvas import Moved, TranscriptCanvas
from app.transcript.entry_box import EntryBox, Marked
from app.transcript.find_bar import FindAsked, FindBar
from app.transcript.laid import (
    ActTarget,
    ChipTarget,
    CitationTarget,
    CopyTarget,
    FoldTarget,
    LinkTarget,
    Target,
    TipTarget,
)
from app.transcript.pieces import ACTS

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

_SAID = 2000
"""Characters of a message that a screen reader is told."""
_DRAG_MS = 40
_STEP = 60
_MOST_LINKS = 20


class ThreadView(TranscriptCanvas):
    """The messages of a conversation, as many as there are.

    Signals:
        act_asked: something is to be done with a message. `Act.COPY` is done here and not told.
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
        self._dragging: QPoint | None = None
        """Where the mouse is while it selects."""
        self._pressed: QPoint | None = None
        self._offered: dict[QAction, Target] = {}
        """What the menu that is open does, for which message."""
        self._offered_for = 0
        self._drag = QTimer(self, interval=_DRAG_MS)
        self._drag.timeout.connect(self._on_drag)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Conversation")
        self.viewport().setMouseTracking(True)
        self._to_end = IconButton("arrow-down", "Jump to the end", parent=self.viewport())
        self._to_end.setProperty("look", "floating")
        self._to_end.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the End key does it
        self._to_end.clicked.connect(self.jump_to_end)
        self._to_end.hide()
        self._find_bar = FindBar(self)
        self._find_bar.asked.connect(self._on_find)
        self._find_bar.left.connect(self._on_find_left)
        self._find_bar.hide()
        self.moved.connect(self._on_moved)

    def show_entry(self, key: int) -> None:
        """Bring a message into sight and make it the current one."""
        self._make_current(key)  # marked, so that it is noticed
        self.show_place(key)

    def search(self) -> None:
        """Let the user search in the conversation."""
        self._find_bar.show()
        self._place_extras()
        self._find_bar.begin()

    def copy(self) -> None:
        """Put what is selected on the clipboard, or the current message."""
        if self._marked is not None and self._marked[1].anchor != self._marked[1].caret:
            key, marked = self._marked
            text = self._box(self._numbers[key]).copied(marked)
        elif (entry := self.current) is not None:
            text = entry.text
        else:
            return
        QGuiApplication.clipboard().setText(text)

    @property
    def current(self) -> Entry | None:
        """The message that the keyboard is at."""
        number = self._numbers.get(self._current) if self._current is not None else None
        return self._entries[number] if number is not None else None

    # What is pressed

    def _press(self, box: EntryBox, target: Target) -> None:
        key = box.entry.key
        if isinstance(target, ActTarget):
            self._act(box.entry, target.act)
        elif isinstance(target, ChipTarget):
            self.chip_pressed.emit(ChipPressed(key, target.key))
        elif isinstance(target, CitationTarget):
            self.citation_pressed.emit(CitationPressed(key, target.number))
        elif isinstance(target, LinkTarget):
            self.link_pressed.emit(LinkPressed(target.url))
        elif isinstance(target, CopyTarget):
            text = target.text if target.number is None else box.code(target.number)
            QGuiApplication.clipboard().setText(text)
            QToolTip.showText(self.cursor().pos(), "Copied", self.viewport())
        elif isinstance(target, FoldTarget):
            self._fold(box)

    def _act(self, entry: Entry, act: Act) -> None:
        if act is Act.COPY:
            QGuiApplication.clipboard().setText(entry.text)
            QToolTip.showText(self.cursor().pos(), "Copied", self.viewport())
        else:
            self.act_asked.emit(ActAsked(entry.key, act))

    def _fold(self, box: EntryBox) -> None:
        self._hold_top()
        box.toggle()
        key = box.entry.key
        self._opened.add(key) if box.is_open else self._opened.discard(key)
        self._measure_one(self._numbers[key])
        self._arrange()

    def _menu(self, box: EntryBox, at: QPoint, here: Target | None = None) -> None:
        """Show all that can be done with a message."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(self._on_menu)
        entry, chosen = box.entry, self._offered
        chosen.clear()
        if self._marked is not None and self._marked[0] == entry.key:
            menu.addAction(icon("copy"), "Copy the selection", self.copy)
        if isinstance(here, LinkTarget):
            copy = partial(QGuiApplication.clipboard().setText, here.url)
            menu.addAction(icon("link-simple"), "Copy the address", copy)
        for act, look in ACTS.items():
            if act in entry.acts or act is Act.COPY:
                chosen[menu.addAction(icon(look.icon), look.name)] = ActTarget(act)
        if entry.reasoning:
            words = "Hide what it thought" if box.is_open else "Show what it thought"
            chosen[menu.addAction(icon("brain"), words)] = FoldTarget()
        for picture in entry.pictures:
            words = _ampersand(picture.text) or "Picture"
            chosen[menu.addAction(icon("image"), words)] = ChipTarget(picture.key)
        for chip in entry.chips:
            chosen[menu.addAction(icon(chip.icon), _ampersand(chip.text))] = ChipTarget(chip.key)
        for target in box.links()[:_MOST_LINKS]:
            if isinstance(target, CitationTarget):
                chosen[menu.addAction(icon("quotes"), f"Source {target.number}")] = target
            elif isinstance(target, LinkTarget):
                chosen[menu.addAction(icon("link-simple"), _ampersand(target.url[:60]))] = target
        self._offered_for = entry.key
        menu.popup(at)

    def _on_menu(self, action: QAction) -> None:
        target, number = self._offered.get(action), self._numbers.get(self._offered_for)
        if target is not None and number is not None:
            self._press(self._box(number), target)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or to press."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position().toPoint()
        found = self._box_at(event.position())
        if found is None:
            return
        box, inside = found
        self._make_current(box.entry.key, by_keyboard=False)
        if box.spot_at(inside) is not None:
            return
        place = box.place_at(inside)
        marked, self._marked = self._marked, None
        if place is not None:
            going_on = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            same = marked is not None and marked[0] == box.entry.key
            anchor = marked[1].anchor if going_on and same and marked is not None else place
            self._marked = (box.entry.key, Marked(anchor, place))
            self._dragging = self._pressed
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to here, or show what can be pressed here."""
        if self._dragging is not None:
            self._dragging = event.position().toPoint()
            if self.follows:
                self._hold_top()  # what is being selected must not run away
            self._drag_to(event.position())
            outside = not self.viewport().rect().contains(self._dragging)
            self._drag.start() if outside else self._drag.stop()
            return
        self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End selecting; press what is here if the mouse did not move."""
        self._drag.stop()
        pressed, self._pressed, self._dragging = self._pressed, None, None
        is_left = event.button() is Qt.MouseButton.LeftButton
        if pressed is None or not is_left:
            return
        if (event.position().toPoint() - pressed).manhattanLength() > 4:
            return
        if (found := self._box_at(event.position())) is None:
            return
        box, inside = found
        if (target := self._target_at(box, inside)) is not None:
            self._press(box, target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        found = self._box_at(event.position())
        place = found[0].place_at(found[1]) if found else None
        if found is None or place is None or found[0].spot_at(found[1]) is not None:
            self.mousePressEvent(event)
            return
        self._marked = (found[0].entry.key, found[0].word_at(place))
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show no more what could be pressed."""
        self._near = self._hovered = None
        self.viewport().update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the message here."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._menu_of_current()
        elif found := self._box_at(QPointF(self.viewport().mapFrom(self, event.pos()))):
            self._make_current(found[0].entry.key, by_keyboard=False)
            self._menu(found[0], event.globalPos(), found[0].link_at(found[1]))

    def viewportEvent(self, event: QEvent) -> bool:
        """Explain what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip_at(self, at: QPoint) -> str:
        if (found := self._box_at(QPointF(at))) is None:
            return ""
        box, inside = found
        if (spot := box.spot_at(inside)) is not None:
            return plain_tip(spot.tip)
        link = box.link_at(inside)
        return plain_tip(link.url) if isinstance(link, LinkTarget) else ""

    @staticmethod
    def _target_at(box: EntryBox, inside: QPointF) -> Target | None:
        spot = box.spot_at(inside)
        return box.link_at(inside) if spot is None else spot.target

    def _hover(self, at: QPointF) -> None:
        found = self._box_at(at)
        spot = found[0].spot_at(found[1]) if found else None
        near = found[0].entry.key if found else None
        if (spot, near) != (self._hovered, self._near):
            self._hovered, self._near = spot, near
            self.viewport().update()
        target = self._target_at(*found) if found else None
        pressing = target is not None and not isinstance(target, TipTarget)
        shape = Qt.CursorShape.IBeamCursor
        if pressing:
            shape = Qt.CursorShape.PointingHandCursor
        elif isinstance(target, TipTarget) or not (found and found[0].place_at(found[1])):
            shape = Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def _drag_to(self, at: QPointF) -> None:
        if self._marked is None or self._marked[0] not in self._numbers:
            return
        key, marked = self._marked
        box = self._box(self._numbers[key])
        inside = self._point_in(key, at)
        inside.setY(min(max(0.0, inside.y()), box.height - 1.0))
        place = box.place_at(inside)
        if place is not None:
            self._marked = (key, Marked(marked.anchor, place))
            self.viewport().update()

    def _on_drag(self) -> None:
        """Scroll while the mouse selects beyond the edge."""
        if self._dragging is None:
            return
        over = self._dragging.y() - max(0, min(self._dragging.y(), self.viewport().height()))
        self.scroll_by(over)
        self._drag_to(QPointF(self._dragging))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go among messages, copy, select, find."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.search()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self._menu_of_current()
        elif not self._go_by(event.key()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the last message that is seen."""
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if by_key and self._current is None and self._entries:
            found = self._box_at(QPointF(0, self.viewport().height() - 2))
            if found is not None:
                self._make_current(found[0].entry.key)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no more where the keyboard is."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _go_by(self, key: int) -> bool:
        page = self.verticalScrollBar().pageStep()
        if key == Qt.Key.Key_Down:
            self._step(1)
        elif key == Qt.Key.Key_Up:
            self._step(-1)
        elif key == Qt.Key.Key_PageDown:
            self.scroll_by(page)
        elif key == Qt.Key.Key_PageUp:
            self.scroll_by(-page)
        elif key == Qt.Key.Key_End:
            self.jump_to_end()
            self._step_to(len(self._entries) - 1)
        elif key == Qt.Key.Key_Home:
            self.show_place(self._entries[0].key) if self._entries else None
            self._step_to(0)
        elif key == Qt.Key.Key_Escape and self._marked is not None:
            self._marked = None
            self.viewport().update()
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        """Go to the next message; within one that is higher than the view, scroll first."""
        number = self._numbers.get(self._current) if self._current is not None else None
        if number is None:
            self._step_to(len(self._entries) - 1)
            return
        top = self._heights.before(number) - self._top()
        bottom = top + self._heights[number]
        if (by > 0 and bottom > self.viewport().height()) or (by < 0 and top < -20):
            self.scroll_by(by * _STEP)
        else:
            self._step_to(number + by)

    def _step_to(self, number: int) -> None:
        if not 0 <= number < len(self._entries):
            return
        key = self._entries[number].key
        self._make_current(key)
        top = self._heights.before(number) - self._top()
        bottom, room = top + self._heights[number], self.viewport().height()
        if top < 0:
            self.scroll_by(top)
        elif bottom > room:
            self.scroll_by(min(top, bottom - room + 40))

    def _make_current(self, key: int, *, by_keyboard: bool = True) -> None:
        self._current, self._by_keyboard = key, by_keyboard
        self.viewport().update()
        if (entry := self.current) is not None:  # a screen reader says a description that changes
            self.setAccessibleDescription(spoken(entry))

    def _menu_of_current(self) -> None:
        if (entry := self.current) is None:
            return
        number = self._numbers[entry.key]
        y = self._heights.before(number) - self._top() + 40
        y = max(20, min(y, self.viewport().height() - 20))
        at = self.viewport().mapToGlobal(QPoint(self._left() + 20, y))
        self._menu(self._box(number), at)

    def _select_all(self) -> None:
        if (entry := self.current) is not None:
            marked = self._box(self._numbers[entry.key]).all_marked()
            self._marked = (entry.key, marked) if marked is not None else None
            self.viewport().update()

    # Finding

    def _on_find(self, asked: FindAsked) -> None:
        self._needle = asked.text.lower()
        self.viewport().update()
        found = [
            entry.key
            for entry in self.entries
            if self._needle and self._needle in entry.text.lower()
        ]
        if not found:
            self._find_bar.show_count("nothing found" if self._needle else "")
            return
        at = self._found_at(found, asked)
        self._find_bar.show_count(f"message {at + 1:,} of {len(found):,}")
        key = found[at]
        self._make_current(key)
        self.show_place(key, self._box(self._numbers[key]).section_with(self._needle))

    def _found_at(self, found: list[int], asked: FindAsked) -> int:
        """Return which of the messages is shown: the last one at first, then the next above."""
        numbers = [self._numbers[key] for key in found]
        here = self._numbers.get(self._current, -1) if self._current is not None else -1
        if not asked.steps:
            before = [at for at, number in enumerate(numbers) if number == here]
            return before[0] if before else len(found) - 1
        if asked.steps < 0:
            above = [at for at, number in enumerate(numbers) if number < here]
            return above[-1] if above else len(found) - 1
        below = [at for at, number in enumerate(numbers) if number > here]
        return below[0] if below else 0

    def _on_find_left(self) -> None:
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


def spoken(entry: Entry) -> str:
    """Return what a screen reader says of a message."""
    first = ", ".join(part for part in (entry.title, entry.time, entry.status) if part)
    text = entry.text[:_SAID]
    return "\n".join(part for part in (first, text, entry.note) if part)


def _ampersand(text: str) -> str:
    """Return a text whose `&` underlines nothing in a menu."""
    return text.replace("&", "&&")
