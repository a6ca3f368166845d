"""SelectingCanvas: a transcript in which the mouse selects, presses, and asks what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.look.components import plain_tip
from app.transcript.api import Entry
from app.transcript.canvas import TranscriptCanvas
from app.transcript.entry_box import EntryBox, Marked
from app.transcript.laid import LinkTarget, Target, TipTarget

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor

_DRAG_MS = 40
_STILL = 4
"""Pixels that the mouse may move and still presses."""


@dataclass(frozen=True, slots=True)
class TargetPressed:
    """Something of a message was pressed."""

    key: int
    target: Target


@dataclass(frozen=True, slots=True)
class MenuAsked:
    """What can be done with a message is asked for; None: with the one that the keyboard is at."""

    key: int | None
    at: QPoint
    here: Target | None = None
    """The link at the mouse."""


class SelectingCanvas(TranscriptCanvas):
    """A transcript with a current message and a selection inside one message.

    Signals:
        pressed: something of a message was pressed.
        menu_asked: its menu is to be shown.
        current_changed: another message is the current one.
    """

    pressed = Signal(TargetPressed)
    menu_asked = Signal(MenuAsked)
    current_changed = Signal(Entry)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(supervisor, parent)
        self._pressed_at: QPoint | None = None
        self._dragging: QPoint | None = None
        """Where the mouse is while it selects."""
        self._drag = QTimer(self, interval=_DRAG_MS)
        self._drag.timeout.connect(self._on_drag)
        self.viewport().setMouseTracking(True)

    @property
    def current(self) -> Entry | None:
        """The message that was pressed last, or that the keyboard is at."""
        number = self._thread.number(self._current)
        return None if number is None else self._thread.entries[number]

    def make_current(self, key: int, *, by_keyboard: bool = True) -> None:
        """Make a message the current one; only that of the keyboard is marked."""
        self._current, self._by_keyboard = key, by_keyboard
        self.viewport().update()
        if (entry := self.current) is not None:
            self.current_changed.emit(entry)

    def copy(self) -> None:
        """Put what is selected on the clipboard, or the current message."""
        text = self.selected_text()
        if not text and (entry := self.current) is not None:
            text = entry.text
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_text(self) -> str:
        """Return what is selected."""
        if self._marked is None or (box := self._box_of(self._marked[0])) is None:
            return ""
        return box.copied(self._marked[1])

    def select_all(self) -> None:
        """Select the text of the current message."""
        if (entry := self.current) is not None and (box := self._box_of(entry.key)) is not None:
            marked = box.all_marked()
            self._select(None if marked is None else (entry.key, marked))

    def _select(self, marked: tuple[int, Marked] | None) -> None:
        self._marked = marked
        self.viewport().update()

    # Pressing and selecting

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or to press."""
        found = self._box_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            return
        box, inside = found
        self._pressed_at = event.position().toPoint()
        self.make_current(box.entry.key, by_keyboard=False)
        place = None if box.spot_at(inside) is not None else box.place_at(inside)
        if place is None:
            return
        marked, anchor = self._marked, place
        going_on = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if going_on and marked is not None and marked[0] == box.entry.key:
            anchor = marked[1].anchor
        self._select((box.entry.key, Marked(anchor, place)))
        self._dragging = self._pressed_at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to here, or show what can be pressed here."""
        if self._dragging is None:
            self._hover(event.position())
            return
        self._dragging = event.position().toPoint()
        if self.follows:
            self._thread.hold()  # what is being selected must not run away
        self._drag_to(event.position())
        outside = not self.viewport().rect().contains(self._dragging)
        self._drag.start() if outside else self._drag.stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End selecting; press what is here if the mouse did not move."""
        self._drag.stop()
        begun, self._pressed_at, self._dragging = self._pressed_at, None, None
        if begun is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        moved = (event.position().toPoint() - begun).manhattanLength() > _STILL
        found = self._box_at(event.position())
        if found is None or moved:
            return
        if (target := _target_at(*found)) is not None:
            self.pressed.emit(TargetPressed(found[0].entry.key, target))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        found = self._box_at(event.position())
        place = found[0].place_at(found[1]) if found else None
        if found is None or place is None or found[0].spot_at(found[1]) is not None:
            self.mousePressEvent(event)
        else:
            self._select((found[0].entry.key, found[0].word_at(place)))

    def _drag_to(self, at: QPointF) -> None:
        if self._marked is None or (box := self._box_of(self._marked[0])) is None:
            return
        key, marked = self._marked
        above = self._thread.place_of(self._thread.number(key) or 0)
        y = min(max(0.0, at.y() - above), box.height - 1.0)
        place = box.place_at(QPointF(at.x() - self._left(), y))
        if place is not None:
            self._select((key, Marked(marked.anchor, place)))

    def _on_drag(self) -> None:
        """Scroll while the mouse selects beyond the edge."""
        if self._dragging is not None:
            y = self._dragging.y()
            self.scroll_by(y - max(0, min(y, self.viewport().height())))
            self._drag_to(QPointF(self._dragging))

    # Looking

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, and show what can be pressed where the mouse is by then."""
        super().wheelEvent(event)
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Show no more what could be pressed."""
        self._near = self._hovered = None
        self.viewport().update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for what can be done with the message here."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit(MenuAsked(None, event.globalPos()))
            return
        found = self._box_at(QPointF(self.viewport().mapFrom(self, event.pos())))
        if found is not None:
            box, inside = found
            self.make_current(box.entry.key, by_keyboard=False)
            here = box.link_at(inside)
            self.menu_asked.emit(MenuAsked(box.entry.key, event.globalPos(), here))

    def viewportEvent(self, event: QEvent) -> bool:
        """Explain what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.globalPos()
            QToolTip.showText(at, plain_tip(self._tip_at(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip_at(self, at: QPoint) -> str:
        if (found := self._box_at(QPointF(at))) is None:
            return ""
        box, inside = found
        if (spot := box.spot_at(inside)) is not None:
            return spot.tip
        link = box.link_at(inside)
        return link.url if isinstance(link, LinkTarget) else ""

    def _hover(self, at: QPointF) -> None:
        """Show what can be pressed here."""
        found = self._box_at(at)
        spot = found[0].spot_at(found[1]) if found else None
        near = found[0].entry.key if found else None
        if (spot, near) != (self._hovered, self._near):
            self._hovered, self._near = spot, near
            self.viewport().update()
        shape = Qt.CursorShape.ArrowCursor
        if found is not None:
            target = _target_at(*found)
            if target is not None and not isinstance(target, TipTarget):
                shape = Qt.CursorShape.PointingHandCursor
            elif target is None and found[0].place_at(found[1]) is not None:
                shape = Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)


def _target_at(box: EntryBox, inside: QPointF) -> Target | None:
    """Return what is pressed at a point of a message."""
    spot = box.spot_at(inside)
    return box.link_at(inside) if spot is None else spot.target
