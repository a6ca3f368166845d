"""The field of the palette: what is typed, and the keys that walk through the list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.look.fonts import ui_font
from app.look.icons import colour

PAGE = 9
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -PAGE,
    Qt.Key.Key_PageDown: PAGE,
}


@dataclass(frozen=True, slots=True)
class Stepped:
    """So many rows down, negative up."""

    rows: int


class Field(QLineEdit):
    """A line of text that gives away the keys of the list.

    Signals:
        stepped: an arrow or a page key was used.
        kind_stepped: Tab was used, or Shift+Tab: 1 or -1.
        accepted: Enter was used.
        left: Escape was used.
    """

    stepped = Signal(Stepped)
    kind_stepped = Signal(Stepped)
    accepted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "palette")
        self.setFont(ui_font(15))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Go through the kinds; there is nothing else here that needs the keyboard."""
        self.kind_stepped.emit(Stepped(1 if forward else -1))
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the place: else all that is below would be drawn anew with each key."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(colour("surface")))
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, choose, leave, or type."""
        key = event.key()
        if (rows := _STEPS.get(Qt.Key(key))) is not None:
            self.stepped.emit(Stepped(rows))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
