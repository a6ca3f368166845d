"""Rows one below the other, each with buttons of its own: arrows go from one to the next."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.look.icons import colour

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
REMOVE_KEYS = (
    (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)  # the key that is called Delete there
    if sys.platform == "darwin"
    else (Qt.Key.Key_Delete,)
)
"""What takes a row away."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A letter or key that a row was given: `A`, `Return`."""

    key: int


class Row(QFrame):
    """A card that takes the keyboard; says which keys it was given.

    Signals:
        pressed: a key without modifier that no arrow is.
    """

    pressed = Signal(KeyPressed)

    def __init__(self, key: str, keys: Sequence[Qt.Key]) -> None:
        """Make a row; `keys` are those that it handles."""
        super().__init__()
        self.key = key
        self._keys = {each.value for each in keys}
        self.stops: tuple[QWidget, ...] = ()
        """What Tab comes by inside the row, in order."""
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on the row's own keys; leave the others to the column."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in self._keys:
            self.pressed.emit(KeyPressed(event.key()))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, and a ring while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(colour("accent")), 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)


@dataclass(frozen=True, slots=True)
class RowReached:
    """The keyboard came to a row."""

    key: str


class RowColumn(QWidget):
    """Rows and headings from top to bottom. Rows that stay keep their widget and the keyboard.

    Signals:
        reached: an arrow key led to another row.
    """

    reached = Signal(RowReached)

    def __init__(self, name: str, gap: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(gap)
        self._column.addStretch(1)
        self._rows: dict[str, Row] = {}
        self._content: tuple[QWidget, ...] = ()

    @property
    def rows(self) -> Mapping[str, Row]:
        """The rows by key, from top to bottom."""
        return self._rows

    def arrange(self, content: Sequence[QWidget]) -> None:
        """Show these from top to bottom; what is not among them any more goes."""
        if tuple(content) == self._content:
            return
        self._content = tuple(content)
        wanted = {id(widget) for widget in content}
        focused = next((n for n, row in enumerate(self._rows.values()) if row.hasFocus()), None)
        for place in reversed(range(self._column.count())):
            item = self._column.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None and id(widget) not in wanted:
                self._column.takeAt(place)
                widget.hide()
                widget.deleteLater()
        for place, widget in enumerate(content):
            if self._column.indexOf(widget) != place:
                self._column.insertWidget(place, widget)
        self._rows = {widget.key: widget for widget in content if isinstance(widget, Row)}
        chain = [stop for row in self._rows.values() for stop in (row, *row.stops)]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self._keep_focus(focused)

    def focus(self, key: str) -> None:
        """Give the keyboard to a row, else to the first."""
        row = self._rows.get(key) or next(iter(self._rows.values()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another row."""
        rows = list(self._rows.values())
        inside = self.focusWidget()
        at = next((n for n, row in enumerate(rows) if inside in (row, *row.stops)), None)
        target = _target(event.key(), at, len(rows))
        if target is None:
            super().keyPressEvent(event)
            return
        rows[target].setFocus(Qt.FocusReason.TabFocusReason)
        self.reached.emit(RowReached(rows[target].key))

    def _keep_focus(self, place: int | None) -> None:
        """Leave the keyboard where it was when the row that had it went."""
        rows = list(self._rows.values())
        if place is not None and rows and not any(row.hasFocus() for row in rows):
            rows[min(place, len(rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)


def _target(key: int, at: int | None, count: int) -> int | None:
    if not count:
        return None
    if key == Qt.Key.Key_Home:
        return 0
    if key == Qt.Key.Key_End:
        return count - 1
    for arrow, step in _STEPS.items():
        if key == arrow:
            return 0 if at is None else max(0, min(count - 1, at + step))
    return None
