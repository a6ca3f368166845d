"""TranscriptCanvas: paints the messages that are in sight, on a clock of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.look.theme import ThemeChanged, theme
from app.transcript import pieces
from app.transcript.api import Entry
from app.transcript.entry_box import EntryBox, Marked, Painting
from app.transcript.entry_stacks import SPACE, Slot
from app.transcript.laid import Spot
from app.transcript.stack import Setup, Shelf
from app.transcript.style import style_of
from app.transcript.thread import Thread
from app.transcript.workshop import Made, Workshop

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

WIDEST = 780
"""Pixels of a message: longer lines are hard to read."""
MARGIN = 24
_FRAME_S = 1 / 30
_WHEEL = 66
_NOTCH = 120
_LATER_MS = 1


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the view is."""

    follows: bool
    """It stays at the end, whatever comes."""


class TranscriptCanvas(QAbstractScrollArea):
    """Messages below each other.

    Signals:
        moved: it shows something else, or begins or ends to follow.
    """

    moved = Signal(Moved)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workshop = Workshop(supervisor, self)
        self._workshop.made.connect(self._on_made)
        self._setup = self._new_setup()
        self._thread = Thread(self._setup)
        self._needle = ""
        self._marked: tuple[int, Marked] | None = None
        """What is selected of which message."""
        self._current: int | None = None
        """Key of the message that was pressed last, or that the keyboard is at."""
        self._by_keyboard = False
        """Whether the keyboard is at it: then that is seen."""
        self._near: int | None = None
        """Key of the message that the mouse is at."""
        self._hovered: Spot | None = None
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
        self._thread.take_what_came()
        return tuple(self._thread.entries)

    @property
    def follows(self) -> bool:
        """Whether it stays at the end."""
        return self._thread.follows

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other messages; whoever was read stays in sight where it is still there."""
        self._thread.set_entries(entries)
        if self._marked is not None and self._thread.number(self._marked[0]) is None:
            self._marked = None
        if self._thread.number(self._current) is None:
            self._current = None
        self._arrange()

    def update_entry(self, entry: Entry) -> None:
        """Show a message otherwise; it is known by its key."""
        self._thread.update(entry)
        self._soon()

    def append(self, key: int, text: str, reasoning: str = "") -> None:
        """Add what came of a message."""
        if self._thread.append(key, text, reasoning):
            self._soon()

    def jump_to_end(self) -> None:
        """Go to the end and stay there, whatever comes."""
        self._thread.follows = True
        self._arrange()

    def scroll_by(self, pixels: int) -> None:
        """Move down, or up when negative; at the end it follows."""
        self._thread.scroll_by(pixels)
        self._seen()

    def show_place(self, key: int, slot: Slot | None = None) -> None:
        """Put a message, or a piece of it, near the upper edge."""
        if (number := self._thread.number(key)) is not None:
            self._thread.show(number, slot)
            self._seen()

    # When it is shown

    def _soon(self) -> None:
        """Show it at the next frame."""
        if not self._frame.isActive():
            wait = self._shown_at + _FRAME_S - time.monotonic()
            self._frame.start(max(0, round(wait * 1000)))

    def _on_frame(self) -> None:
        begin = time.monotonic()
        self._thread.take_what_came()
        if self.isVisible():
            self._arrange()
        # A frame that took long is followed by as long a pause: others want to work, too.
        self._shown_at = max(begin, time.monotonic() - _FRAME_S / 2)

    def _on_later(self) -> None:
        self._thread.go_on()
        self._arrange()

    def _arrange(self) -> None:
        """Lay out what is in sight."""
        self._thread.arrange()
        self._seen()

    def _seen(self) -> None:
        """Paint, and tell where the view is."""
        thread, bar = self._thread, self.verticalScrollBar()
        self._setting_bar = True
        bar.setRange(0, max(0, thread.whole - thread.room))
        bar.setPageStep(max(1, thread.room - _WHEEL))
        bar.setValue(thread.top)
        self._setting_bar = False
        if thread.is_behind and not self._later.isActive():
            self._later.start()
        self.viewport().update()
        self.moved.emit(Moved(thread.follows))

    def _new_setup(self) -> Setup:
        width = max(200, min(WIDEST, self.viewport().width() - 2 * MARGIN))
        return Setup(style_of(theme().tokens), self._workshop, Shelf(), width)

    def _anew(self) -> None:
        """Lay everything out anew: colours or width are others."""
        self._hovered = None
        self._setup = self._new_setup()
        self._thread.lay_out(self._setup)
        self._arrange()

    def _on_theme(self, _change: ThemeChanged) -> None:
        self._anew()

    def _on_made(self, made: Made) -> None:
        if self._setup.shelf.forget(made.wish):
            self._soon()

    def _on_bar(self, value: int) -> None:
        if not self._setting_bar:
            self._thread.go_to(value)
            self._seen()

    # Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the messages that are in sight."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme().tokens.bg))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            thread = self._thread
            number, offset = thread.at(0)
            y = -offset
            while number < len(thread.entries) and y < thread.room:
                painter.save()
                painter.translate(self._left(), y)
                box = thread.box(number)
                self._paint_current(painter, box)
                box.paint(painter, -y, thread.room - y, self._painting(box.entry.key))
                painter.restore()
                y, number = y + thread.height_of(number), number + 1

    def _painting(self, key: int) -> Painting:
        marked = self._marked[1] if self._marked and self._marked[0] == key else None
        hovered = self._hovered if key == self._near else None
        is_near = key == self._near or self._has_keyboard(key)
        return Painting(is_near, hovered, marked, self._needle)

    def _has_keyboard(self, key: int) -> bool:
        return self._by_keyboard and self.hasFocus() and key == self._current

    def _paint_current(self, painter: QPainter, box: EntryBox) -> None:
        """Show which message the keyboard is at."""
        if self._has_keyboard(box.entry.key):
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
        self._thread.room = self.viewport().height()
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

    # What is under a point

    def _box_at(self, point: QPointF) -> tuple[EntryBox, QPointF] | None:
        """Return the message at a point of the viewport, and the point in it."""
        if not self._thread.entries:
            return None
        number, offset = self._thread.at(round(point.y()))
        return self._thread.box(number), QPointF(point.x() - self._left(), offset)

    def _box_of(self, key: int) -> EntryBox | None:
        """Return a message by its key."""
        number = self._thread.number(key)
        return None if number is None else self._thread.box(number)
