"""Draws rows of a terminal: fonts, cells, colours, the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.core.sgr import PLAIN, Style
from app.look.fonts import mono_font
from app.look.readable import readable
from app.look.theme import theme
from app.terminal.colours import Scheme, scheme
from app.terminal.grid import Row
from app.terminal.modes import CursorShape

_EXACT = range(0x2500, 0x25A0)
"""Lines and blocks: their colour is a picture's, not that of text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Cells of a row that stand out in another colour."""

    start: int
    end: int
    ground: str


class Drawing:
    """Knows how large a cell is and draws into it, in the colours of the present theme."""

    def __init__(self, size: int) -> None:
        self.scheme: Scheme = scheme(theme().tokens)
        self.reverse_video = False
        self._fonts: dict[tuple[bool, bool], QFont] = {}
        self.set_size(size)

    def set_size(self, size: int) -> None:
        """Use a font of so many pixels."""
        plain = mono_font(size)
        metrics = QFontMetricsF(plain)
        advance = metrics.horizontalAdvance("M")
        self.width = max(1, round(advance))
        self.height = max(1, round(metrics.ascent() + metrics.descent()))
        self._baseline = round(metrics.ascent())
        self._fonts = {
            (bold, italic): _font(size, self.width - advance, bold=bold, italic=italic)
            for bold in (False, True)
            for italic in (False, True)
        }

    def take_theme(self) -> None:
        """Use the colours of the present theme."""
        self.scheme = scheme(theme().tokens)

    @property
    def ground(self) -> str:
        """The colour behind everything."""
        return self.scheme.text if self.reverse_video else self.scheme.ground

    def row(
        self, painter: QPainter, corner: QPointF, row: Row, columns: int, marks: Sequence[Mark]
    ) -> None:
        """Draw a row whose place was cleared."""
        cells, grounds = row.cells[:columns], _grounds(marks, columns)
        end = columns if grounds is not None else len(cells)
        cells += [" "] * (end - len(cells))
        styles = [PLAIN] * end if row.styles is None else row.styles[:end]
        styles += [PLAIN] * (end - len(styles))
        x = 0
        while x < end:
            style, ground = styles[x], grounds[x] if grounds else ""
            stop = x + 1
            while stop < end and (styles[stop] is style or styles[stop] == style):
                if grounds is not None and grounds[stop] != ground:
                    break
                stop += 1
            place = QPointF(corner.x() + x * self.width, corner.y())
            self._run(painter, place, cells[x:stop], style, ground)
            x = stop

    def cursor(
        self, painter: QPainter, corner: QPointF, row: Row, x: int, shape: CursorShape, *, on: bool
    ) -> None:
        """Draw the cursor over a cell; an outline while the keyboard is elsewhere."""
        cell = row.cells[x] if x < len(row.cells) else " "
        wide = x + 1 < len(row.cells) and not row.cells[x + 1] and bool(cell)
        area = QRectF(corner.x() + x * self.width, corner.y(), self.width * (1 + wide), self.height)
        hue = QColor(self.scheme.cursor)
        if not on:
            painter.setPen(QPen(hue, 1))
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        elif shape is CursorShape.BLOCK:
            painter.fillRect(area, hue)
            fore = readable(self.scheme.ground, self.scheme.cursor)
            self._text(painter, area.topLeft(), [cell], row.style(x), fore)
        elif shape is CursorShape.UNDERLINE:
            painter.fillRect(QRectF(area.left(), area.bottom() - 2, area.width(), 2), hue)
        else:
            painter.fillRect(QRectF(area.left(), area.top(), 2, area.height()), hue)

    def composed(self, painter: QPainter, corner: QPointF, text: str) -> None:
        """Draw what an input method has not committed yet, underlined."""
        area = QRectF(corner.x(), corner.y(), self.width * max(1, len(text)) * 2, self.height)
        painter.setFont(self._fonts[False, False])
        used = painter.boundingRect(area, 0, text)
        painter.fillRect(
            QRectF(corner.x(), corner.y(), used.width(), self.height), QColor(self.ground)
        )
        painter.setPen(QColor(self.scheme.text))
        painter.drawText(QPointF(corner.x(), corner.y() + self._baseline), text)
        bottom = corner.y() + self.height - 1.5
        painter.drawLine(QPointF(corner.x(), bottom), QPointF(corner.x() + used.width(), bottom))

    # How it is done

    def _run(
        self, painter: QPainter, place: QPointF, cells: list[str], style: Style, ground: str
    ) -> None:
        """Draw cells that look the same."""
        fore, back = self.scheme.ink(style, swapped=self.reverse_video)
        back = ground or back
        if back != self.ground:
            painter.fillRect(
                QRectF(place.x(), place.y(), len(cells) * self.width, self.height), QColor(back)
            )
        if style.hidden:
            return
        if ord(cells[0][:1] or " ") not in _EXACT or ground:
            fore = readable(fore, back)
        self._text(painter, place, cells, style, fore)

    def _text(
        self, painter: QPainter, place: QPointF, cells: list[str], style: Style, fore: str
    ) -> None:
        painter.setPen(QColor(fore))
        painter.setFont(self._fonts[style.bold, style.italic])
        base = place.y() + self._baseline
        text = "".join(cells)
        if text.isascii():
            if not text.isspace():
                painter.drawText(QPointF(place.x(), base), text)
        else:  # each where it belongs: other fonts have other widths, other writings turn around
            for x, cell in enumerate(cells):
                if cell and cell != " ":
                    painter.drawText(QPointF(place.x() + x * self.width, base), cell)
        if style is not PLAIN and (style.underline or style.strike):
            right = place.x() + len(cells) * self.width
            for on, y in (
                (style.underline, base + 1.5),
                (style.strike, base - self._baseline * 0.3),
            ):
                if on:
                    painter.drawLine(QPointF(place.x(), y), QPointF(right, y))


def _font(size: int, spacing: float, *, bold: bool, italic: bool) -> QFont:
    font = mono_font(size, 700 if bold else 400)
    font.setItalic(italic)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    font.setKerning(False)
    for ligatures in ("liga", "calt"):
        font.setFeature(QFont.Tag(ligatures), 0)
    return font


def _grounds(marks: Sequence[Mark], columns: int) -> list[str] | None:
    """Return the colour that marks put behind each column, None without marks."""
    if not marks:
        return None
    grounds = [""] * columns
    for mark in marks:
        for x in range(max(0, mark.start), min(mark.end, columns)):
            grounds[x] = mark.ground
    return grounds
