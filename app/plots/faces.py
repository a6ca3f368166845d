"""Fonts of the charts with the widths of what was written in them: both are asked for often."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from app.look.fonts import ui_font


class Face:
    """One font and what it measures."""

    def __init__(self, size: int, weight: int) -> None:
        self.font: QFont = ui_font(size, weight, tabular=True)
        self._metrics = QFontMetricsF(self.font)
        self.height: float = self._metrics.height()
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return the pixels that a text takes."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _KEPT:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def elided(self, text: str, room: float) -> str:
        """Return the text, shortened to the room there is."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


_KEPT = 2000


@functools.lru_cache(maxsize=16)
def face(size: int, weight: int = 400) -> Face:
    """Return Inter with tabular numbers, `size` pixels high."""
    return Face(size, weight)
