"""A small line without axes: how one number went."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.theme import ThemeChanged, theme
from app.plots import plotting
from app.plots.axis import Scale
from app.plots.rows import Rows, Slice, Window
from app.plots.spec import Trace

_HEIGHT = 36
_EDGE = 2.0
"""Pixels above and below that the width of the line needs."""
_HEADROOM = 1.1


class Sparkline(QWidget):
    """The curve of one series in a window of time, filled below; unknown stays a break.

    It is a picture beside a number that is written out: screen readers pass it by.
    """

    def __init__(self, hue: int = 0, parent: QWidget | None = None) -> None:
        """Make an empty one; `hue` is the place of its colour in the theme's series."""
        super().__init__(parent)
        self._hue = hue
        self._rows: Rows | None = None
        self._window = Window(0.0, 1.0)
        self._key = ""
        self._top: float | None = None
        self._least = 1.0
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)

    def show_rows(
        self, rows: Rows, key: str, window: Window, *, top: float | None = None, least: float = 1.0
    ) -> None:
        """Show one series.

        Args:
            rows: a node's `Timeline`, or rows of the store.
            key: of the series.
            window: stretch of time, on the clock of the rows.
            top: fixed top, in stored units; None: a little above the highest that is seen.
            least: smallest top, so that noise around zero stays small.
        """
        self._rows, self._window, self._key = rows, window, key
        self._top, self._least = top, least
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._rows = None
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for what a tile has."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the curve."""
        if self._rows is None:
            return
        rows = Slice.of(self._rows, self._window)
        width = round(self.width() * self.devicePixelRatioF())
        curves = plotting.curves_of(rows, (Trace(self._key, "", self._hue),), width)
        seen = plotting.extent(curves)
        if seen is None:
            return
        scale = Scale(0.0, self._top or max(seen[1] * _HEADROOM, self._least), ())
        plot = QRectF(self.rect()).adjusted(0, _EDGE, 0, -_EDGE)
        with QPainter(self) as painter:
            plotting.paint_lines(painter, plot, self._window, scale, curves, theme().tokens)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
