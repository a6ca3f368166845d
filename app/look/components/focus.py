"""The focus ring: 2 px of accent around what has the keyboard, 2 px outside a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QWidget,
)

from app.look.icons import colour

if TYPE_CHECKING:
    from app.look.components.row_focus import RowFocus

OWN_RING = "ownRing"
"""Property of a widget that shows by itself where the keyboard is in it."""

_OFFSET = 4
"""Pixels from the control to the outer edge of the ring."""
_RINGED = (QAbstractButton, QLabel, QAbstractScrollArea)
_BORDERED = ("QPlainTextEdit", "QTextEdit")
"""Their border says it, in the style sheet."""
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class FocusRing(QObject):
    """Follows the keyboard through all windows; fields draw their own border instead.

    Our buttons take focus by Tab only, and focus that comes with a window (a dialog that opens)
    shows no ring before the first Tab: so nobody sees one after a click. In lists and tables it is
    around the row. What draws its own has the property `OWN_RING`. (QFocusFrame would do but for
    its margin: it needs a style in Python, which crashes PySide6 when the program ends.)
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        """The target and all around it: it moves with any of them."""
        self._frame: _Frame | None = None
        self._rows: RowFocus | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay around the target when it or what it stands in changes."""
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None or old is None or old.window() is not new.window():
            return
        if not isinstance(new, _RINGED) or new.property(OWN_RING):
            return
        if any(new.inherits(each) for each in _BORDERED):  # by name: no start has to make them
            return
        self._target = new
        around: QWidget = new
        self._watched = [new]
        while not around.isWindow() and (outer := around.parentWidget()) is not None:
            around = outer
            self._watched.append(around)
        if isinstance(new, QAbstractScrollArea):
            self._watched.append(new.viewport())
            self._follow_rows(new)
        for watched in self._watched:
            watched.installEventFilter(self)
        self._frame = _Frame(new if isinstance(new, QAbstractScrollArea) else _host_of(new))
        self._place()

    def _follow_rows(self, area: QAbstractScrollArea) -> None:
        from app.look.components.row_focus import RowFocus, is_list  # nothing that a start needs

        if is_list(area):
            self._rows = RowFocus(area, self)
            self._rows.moved.connect(self._place)

    def _leave(self) -> None:
        for watched in self._watched:
            if shiboken6.isValid(watched):
                watched.removeEventFilter(self)
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.hide()
            self._frame.deleteLater()
        if self._rows is not None:
            self._rows.deleteLater()
        self._target = self._frame = self._rows = None
        self._watched = []

    def _place(self) -> None:
        target, frame, rows = self._target, self._frame, self._rows
        if target is None or frame is None:
            return
        if not (shiboken6.isValid(target) and shiboken6.isValid(frame)):
            return
        if rows is not None:
            around = rows.area
        elif isinstance(target, QAbstractScrollArea):
            around = target.viewport().geometry()
        else:
            corner = target.mapTo(_host_of(target), target.rect().topLeft())
            around = QRect(corner, target.size()).adjusted(-_OFFSET, -_OFFSET, _OFFSET, _OFFSET)
        frame.setGeometry(around)
        frame.setVisible(target.isVisible() and (rows is None or rows.by_keyboard))
        frame.raise_()


class _Frame(QWidget):
    """The ring itself: paints, and lets everything else through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colour("accent")), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)


def _host_of(widget: QWidget) -> QWidget:
    """Return what the ring is drawn in: the content of the scroll area around, or the window."""
    inner, outer = widget, widget.parentWidget()
    while outer is not None and not inner.isWindow():
        area = outer.parentWidget()
        if isinstance(area, QAbstractScrollArea) and outer is area.viewport():
            return inner
        inner, outer = outer, outer.parentWidget()
    return inner
