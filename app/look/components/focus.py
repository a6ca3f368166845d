"""The focus ring: 2 px of accent, 2 px outside the button that has the keyboard."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from app.look.icons import colour

_OFFSET = 4
"""Pixels from the control to the outer edge of the ring."""
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class FocusRing(QObject):
    """Follows the keyboard through all windows; fields draw their own border instead.

    Our buttons take focus by Tab only, and focus that comes with a window (a dialog that opens)
    shows no ring before the first Tab: so nobody sees one after a click. (QFocusFrame would do but
    for its margin: it needs a style in Python, which crashes PySide6 when the program ends.)
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        """The target and all around it: it moves with any of them."""
        self._frame: _Frame | None = None
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
        if not isinstance(new, QAbstractButton) or old is None or old.window() is not new.window():
            return
        self._target = new
        around: QWidget = new
        self._watched = [new]
        while not around.isWindow() and (outer := around.parentWidget()) is not None:
            around = outer
            self._watched.append(around)
        for watched in self._watched:
            watched.installEventFilter(self)
        self._frame = _Frame(_host_of(new))
        self._place()

    def _leave(self) -> None:
        for watched in self._watched:
            if shiboken6.isValid(watched):
                watched.removeEventFilter(self)
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.hide()
            self._frame.deleteLater()
        self._target = self._frame = None
        self._watched = []

    def _place(self) -> None:
        target, frame = self._target, self._frame
        if target is None or frame is None:
            return
        if not (shiboken6.isValid(target) and shiboken6.isValid(frame)):
            return
        corner = target.mapTo(_host_of(target), target.rect().topLeft())
        around = QRect(corner, target.size()).adjusted(-_OFFSET, -_OFFSET, _OFFSET, _OFFSET)
        frame.setGeometry(around)
        frame.setVisible(target.isVisible())
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
