"""TranscriptCanvas: paints the messages that are in sight, and scrolls among them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.look.theme import ThemeChanged, theme
from app.transcript import pieces
from app.transcript.api import Entry
from app.transcript.entry_box import SPACE, EntryBox, Marked, Painting, Slot, guessed
from app.transcript.heights import Heights
from app.transcript.laid import Spot
from app.transcript.stack import Setup, Shelf
from app.transcript.style import style_of
from app.transcript.workshop import Made, Workshop

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

WIDEST = 780
"""Pixels of a message: longer lines are hard to read."""
MARGIN = 24
TOP = 20
_FRAME_S = 1 / 30
_ROUNDS = 12
"""Times that heights are looked at until nothing changes; two suffice as a rule."""
_WHEEL = 66
_NOTCH = 120
_LATER_MS = 1
_MOST_BOXES = 300


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the view is."""

    follows: bool
    """It stays at the end, whatever comes."""


_TOP_SLOT = Slot()


@dataclass(slots=True)
class _Anchor:
    """What is at the upper edge: it stays there when heights above it become known."""

    index: int = 0
    slot: Slot = _TOP_SLOT
    offset: int = 0


class TranscriptCanvas(QAbstractScrollArea):
    """Messages below each other. Follows the end until the user goes elsewhere.

    Signals:
        moved: it shows something else, or begins or ends to follow.
    """

    moved = Signal(Moved)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workshop = Workshop(supervisor, self)
        self._workshop.made.connect(self._on_made)
        self._entries: list[Entry] = []
        self._numbers: dict[int, int] = {}
        """By key: the number of an entry."""
        self._boxes: dict[int, EntryBox] = {}
        """By key: messages that were seen."""
        self._opened: set[int] = set()
        """Keys of those whose reasoning is shown."""
        self._heights = Heights()
        self._anchor = _Anchor()
        self._follows = True
        self._coming: dict[int, tuple[list[str], list[str]]] = {}
        """By key: text and reasoning that are not shown yet."""
        self._needle = ""
        self._marked: tuple[int, Marked] | None = None
        """What is selected of which message."""
        self._current: int | None = None
        """Key of the message that the keyboard is at."""
        self._by_keyboard = False
        """Whether it came there by a key: then it is marked."""
        self._near: int | None = None
        """Key of the message that the mouse is at."""
        self._hovered: Spot | None = None
        self._setup = self._new_setup()
        self._setting_bar = False
        self._shown_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._on_frame)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._on_later)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._on_bar)
        self.verticalScrollBar().setSingleStep(_WHEEL)
        theme().changed.connect(self._on_theme)

    # What is shown

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The messages, with all that came of them."""
        self._take_what_came()
        return tuple(self._entries)

    @property
    def follows(self) -> bool:
        """Whether it stays at the end."""
        return self._follows

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other messages; whoever was read stays in sight where it is still there."""
        self._take_what_came()
        top_key = self._entries[self._anchor.index].key if self._entries else None
        self._entries = list(entries)
        self._numbers = {entry.key: number for number, entry in enumerate(entries)}
        self._boxes = {key: box for key, box in self._boxes.items() if key in self._numbers}
        for key, box in self._boxes.items():
            box.update(self._entries[self._numbers[key]])
        self._coming.clear()
        if self._marked is not None and self._marked[0] not in self._numbers:
            self._marked = None
        if self._current not in self._numbers:
            self._current = None
        self._tell_last()
        self._measure_anew()
        if top_key not in self._numbers:
            self._anchor, self._follows = _Anchor(), True
        else:
            self._anchor.index = self._numbers[top_key]
        self._arrange()

    def update_entry(self, entry: Entry) -> None:
        """Show a message otherwise; it is known by its key."""
        self._take_what_came()
        number = self._numbers.get(entry.key)
        if number is None:
            return
        self._entries[number] = entry
        if (box := self._boxes.get(entry.key)) is not None:
            box.update(entry)
        self._measure_one(number)
        self._soon()

    def append(self, key: int, text: str, reasoning: str = "") -> None:
        """Add what came of a message."""
        if key in self._numbers:
            texts, thoughts = self._coming.setdefault(key, ([], []))
            texts.append(text)
            thoughts.append(reasoning)
            self._soon()

    def jump_to_end(self) -> None:
        """Go to the end and stay there, whatever comes."""
        self._follows = True
        self._arrange()

    def scroll_by(self, pixels: int) -> None:
        """Move down, or up when negative; at the end it follows."""
        if not self._entries:
            return
        self._hold_top()
        top = 0
        for _round in range(_ROUNDS):
            top = self._inside(self._top() + pixels)
            if not self._measure(top):
                break
        self._go(top, down=pixels > 0)

    def show_place(self, key: int, slot: Slot | None = None) -> None:
        """Put a message, or a piece of it, near the upper edge."""
        if (number := self._numbers.get(key)) is None:
            return
        self._follows = False
        self._anchor = _Anchor(number, slot or Slot(), -TOP)
        self._arrange()
        if slot is not None:
            self.scroll_by(-self.viewport().height() // 3)

    # Time

    def _soon(self) -> None:
        """Show it at the next frame."""
        if not self._frame.isActive():
            wait = self._shown_at + _FRAME_S - time.monotonic()
            self._frame.start(max(0, round(wait * 1000)))

    def _on_frame(self) -> None:
        begin = time.monotonic()
        self._take_what_came()
        if self.isVisible():
            self._arrange()
        end = time.monotonic()
        self._shown_at = max(begin, end - _FRAME_S / 2)

    def _take_what_came(self) -> None:
        coming, self._coming = self._coming, {}
        for key, (texts, thoughts) in coming.items():
            number = self._numbers[key]
            old = self._entries[number]
            entry = replace(
                old,
                text=old.text + "".join(texts),
                reasoning=old.reasoning + "".join(thoughts),
            )
            self._entries[number] = entry
            if (box := self._boxes.get(key)) is not None:
                box.update(entry)
            self._measure_one(number)

    def _on_later(self) -> None:
        """Look at some more of messages that are very long."""
        behind = [box for box in self._boxes.values() if box.is_behind]
        for box in behind[:1]:
            box.go_on()
            self._heights[self._numbers[box.entry.key]] = box.height
        if behind:
            self._arrange()

    # Heights

    def _new_setup(self) -> Setup:
        width = max(200, min(WIDEST, self.viewport().width() - 2 * MARGIN))
        return Setup(style_of(theme().tokens), self._workshop, Shelf(), width)

    def _box(self, number: int) -> EntryBox:
        entry = self._entries[number]
        box = self._boxes.get(entry.key)
        if box is None:
            box = EntryBox(
                entry,
                self._setup,
                is_open=entry.key in self._opened,
                is_last=number == len(self._entries) - 1,
            )
            self._boxes[entry.key] = box
            self._heights[number] = box.height
        if box.is_behind and not self._later.isActive():
            self._later.start()
        return box

    def _guess(self, entry: Entry) -> int:
        box = self._boxes.get(entry.key)
        if box is not None:
            return box.height
        return guessed(entry, self._setup.width, self._setup.style.letter)

    def _measure_anew(self) -> None:
        self._heights = Heights(map(self._guess, self._entries))

    def _measure_one(self, number: int) -> None:
        self._heights[number] = self._guess(self._entries[number])

    def _tell_last(self) -> None:
        last = self._entries[-1].key if self._entries else None
        for key, box in self._boxes.items():
            box.set_last(is_last=key == last)

    def _measure(self, top: int) -> bool:
        """Lay out what is in sight from a height on; return whether that changed any height."""
        begin, end = top - TOP, top - TOP + self.viewport().height()
        number, offset = self._heights.at(begin)
        y, changed = begin - offset, False
        while number < len(self._entries) and y < end:
            before, box = self._heights[number], self._box(number)
            box.measure(begin - y, end - y)
            self._heights[number] = box.height
            changed = changed or box.height != before
            y, number = y + self._heights[number], number + 1
        return changed

    def _all(self) -> int:
        return self._heights.total + 2 * TOP

    def _inside(self, top: int) -> int:
        return max(0, min(top, self._all() - self.viewport().height()))

    def _top(self) -> int:
        """Return which height is at the upper edge."""
        if self._follows:
            return self._inside(self._all())
        anchor = self._anchor
        above = self._heights.before(anchor.index) + self._box(anchor.index).top_of(anchor.slot)
        return self._inside(TOP + above + anchor.offset)

    def _hold_top(self) -> None:
        """Remember what is at the upper edge."""
        top = self._top() - TOP
        number, offset = self._heights.at(top)
        slot, rest = self._box(number).slot_at(offset)
        self._anchor = _Anchor(number, slot, rest)
        self._follows = False

    def _go(self, top: int, *, down: bool) -> None:
        """Be at a height whose surroundings are measured."""
        end = self._inside(self._all())
        self._anchor_at(top)
        self._follows = top >= end and (down or end == 0)
        self._seen()

    def _anchor_at(self, top: int) -> None:
        number, offset = self._heights.at(top - TOP)
        slot, rest = self._box(number).slot_at(offset)
        self._anchor = _Anchor(number, slot, rest)

    def _arrange(self) -> None:
        """Lay out what is in sight."""
        if self._entries:
            for _round in range(_ROUNDS):
                if not self._measure(self._top()):
                    break
            self._let_go()
        self._seen()

    def _let_go(self) -> None:
        """Forget messages that were seen long ago."""
        if len(self._boxes) <= _MOST_BOXES:
            return
        first, _offset = self._heights.at(self._top() - TOP)
        near = {entry.key for entry in self._entries[max(0, first - 50) : first + 100]}
        marked = self._marked[0] if self._marked is not None else None
        for key in [key for key in self._boxes if key not in near and key != marked]:
            if not self._boxes[key].entry.is_coming:
                del self._boxes[key]

    def _seen(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        self._setting_bar = True
        bar.setRange(0, max(0, self._all() - room))
        bar.setPageStep(max(1, room - _WHEEL))
        bar.setValue(self._top() if self._entries else 0)
        self._setting_bar = False
        self.viewport().update()
        self.moved.emit(Moved(self._follows))

    # Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the messages that are in sight."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme().tokens.bg))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._entries:
                return
            top, room = self._top() - TOP, self.viewport().height()
            number, offset = self._heights.at(top)
            y = -offset
            while number < len(self._entries) and y < room:
                painter.save()
                painter.translate(self._left(), y)
                box = self._box(number)
                self._paint_current(painter, box)
                box.paint(painter, -y, room - y, self._painting(box.entry.key))
                painter.restore()
                y, number = y + self._heights[number], number + 1

    def _painting(self, key: int) -> Painting:
        keyboard = self._by_keyboard and self.hasFocus() and key == self._current
        marked = self._marked[1] if self._marked and self._marked[0] == key else None
        hovered = self._hovered if key == self._near else None
        return Painting(key == self._near or keyboard, hovered, marked, self._needle)

    def _paint_current(self, painter: QPainter, box: EntryBox) -> None:
        """Show which message the keyboard is at."""
        if self._by_keyboard and self.hasFocus() and box.entry.key == self._current:
            height = max(8, box.height - pieces.FOOT - SPACE)
            painter.fillRect(-14, 0, 3, height, QColor(theme().tokens.accent))

    def _left(self) -> int:
        return max(MARGIN, (self.viewport().width() - self._setup.width) // 2)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what came while nobody looked."""
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines for the new width."""
        super().resizeEvent(event)
        if self._new_setup().width != self._setup.width:
            self._anew()
        else:
            self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by the notches of the wheel, or by the pixels of a touch pad."""
        pixels, notches = event.pixelDelta().y(), event.angleDelta().y()
        self.scroll_by(-(pixels or round(notches / _NOTCH * _WHEEL)))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Let a screen that is scaled anew lay out afresh."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._anew()
        return super().viewportEvent(event)

    def _anew(self) -> None:
        """Lay everything out anew: colours or width are others."""
        anchor = self._anchor
        self._take_what_came()
        self._boxes.clear()
        self._hovered = None
        self._setup = self._new_setup()
        self._measure_anew()
        self._anchor = _Anchor(anchor.index, anchor.slot, 0) if self._entries else _Anchor()
        self._arrange()

    def _on_theme(self, _change: ThemeChanged) -> None:
        self._anew()

    def _on_made(self, made: Made) -> None:
        if self._setup.shelf.forget(made.wish):
            self._soon()

    def _on_bar(self, value: int) -> None:
        if self._setting_bar or not self._entries:
            return
        self._follows = False
        self._anchor_at(value)
        at_end = value >= self.verticalScrollBar().maximum()
        self._arrange()
        if at_end:
            self.jump_to_end()

    # What is under a point

    def _box_at(self, point: QPointF) -> tuple[EntryBox, QPointF] | None:
        """Return the message at a point of the viewport, and the point in it."""
        if not self._entries:
            return None
        y = round(point.y()) + self._top() - TOP
        number, offset = self._heights.at(y)
        box = self._box(number)
        return box, QPointF(point.x() - self._left(), offset)

    def _point_in(self, key: int, point: QPointF) -> QPointF:
        """Return a point of the viewport as one of a message, which it may be outside of."""
        above = self._heights.before(self._numbers[key]) + TOP - self._top()
        return QPointF(point.x() - self._left(), point.y() - above)
