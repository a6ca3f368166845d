"""The bar that shows what a model would take of a machine's memory, and a legend in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.readable import ink_on
from app.look.theme import ThemeChanged, mixed, theme
from app.look.tokens import Tokens
from app.panes.deploy.wizard.bar_parts import NEW, BarContent, BarPart, PartOf, widths
from app.plots.faces import face
from app.plots.fills import paint_fill, paint_swatch
from app.plots.palette import Fill, part_fill
from app.services.telemetry.api import PartKind

_TOP, _HEIGHT = 6.0, 28.0
_WORDS = 16.0
"""Pixels below the bar for what is written at the limit."""
_ROW = 22.0
_SWATCH = 9.0
_GAP = 2.0
_OVER = 6.0
"""Pixels that the line of the limit stands out of the bar."""
_LONGEST_TITLE = 28


@dataclass(frozen=True, slots=True)
class _Entry:
    part: BarPart
    title: str
    value: str
    area: QRectF


class MemoryBar(QWidget):
    """Engines that run, the model that is to come, what is free and what has to stay free."""

    def __init__(self, name: str, *, legend: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: BarContent | None = None
        self._entries: tuple[_Entry, ...] = ()
        self._with_legend = legend
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        theme().changed.connect(self._on_theme_changed)

    @property
    def content(self) -> BarContent | None:
        """What is shown; None: nothing is known."""
        return self._content

    def show_content(self, content: BarContent | None) -> None:
        """Show another memory, or none."""
        if content == self._content:
            return
        self._content = content
        self.setAccessibleDescription(content.said if content is not None else tr("not known"))
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as there is room."""
        return QSize(400, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the legend out for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Tell a part's numbers where the mouse rests."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            part = self._part_at(QPointF(event.pos()))
            tip = plain_tip(part.details) if part is not None else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts, the limit and the legend."""
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            bar = self._bar()
            shape = QPainterPath()
            shape.addRoundedRect(bar, 6, 6)
            painter.save()
            painter.setClipPath(shape)
            painter.fillRect(bar, QColor(mixed(tokens.surface, tokens.text, 0.06)))
            if self._content is not None:
                for part, area in self._areas(self._content):
                    _paint_part(painter, part, area, tokens)
            painter.restore()
            if self._content is not None:
                self._paint_limit(painter, self._content, tokens)
            for entry in self._entries:
                _paint_entry(painter, entry, tokens)

    def _bar(self) -> QRectF:
        return QRectF(0, _TOP, max(self.width(), 1), _HEIGHT)

    def _areas(self, content: BarContent) -> list[tuple[BarPart, QRectF]]:
        left, found = 0.0, []
        shares = widths(content.parts, content.scale_bytes, float(self.width()))
        for part, width in zip(content.parts, shares, strict=True):
            gap = _GAP if width > 2 * _GAP else 1.0
            found.append((part, QRectF(left, _TOP, width - gap, _HEIGHT)))
            left += width
        return found

    def _part_at(self, place: QPointF) -> BarPart | None:
        if self._content is None:
            return None
        areas = [*self._areas(self._content), *((each.part, each.area) for each in self._entries)]
        return next((part for part, area in areas if area.contains(place)), None)

    def _paint_limit(self, painter: QPainter, content: BarContent, tokens: Tokens) -> None:
        """Draw the line that must not be passed; what passes it is crossed out in red."""
        bar, font = self._bar(), face(11, 600)
        x = bar.width() * content.limit_bytes / content.scale_bytes
        taken = sum(part.bytes for part in content.parts if part.what not in _REST)
        if taken > content.limit_bytes:
            over = QRectF(x, bar.top(), bar.width() * taken / content.scale_bytes - x, _HEIGHT)
            paint_fill(painter, over, Fill(tokens.err, mixed(tokens.err, tokens.surface, 0.45)))
        if content.scale_bytes > content.total_bytes:
            self._paint_end(painter, content, tokens)
        painter.setPen(QPen(QColor(tokens.err), 2))
        x = min(max(x, 1.0), bar.width() - 1)
        painter.drawLine(QLineF(x, bar.top() - _OVER, x, bar.bottom() + _OVER))
        words = tr("limit {memory}").format(memory=units.gib(content.limit_bytes, unit=False))
        left = x - 6 - font.width(words)
        painter.setFont(font.font)
        painter.drawText(QPointF(left if left > 0 else x + 6, bar.bottom() + 13), words)

    def _paint_end(self, painter: QPainter, content: BarContent, tokens: Tokens) -> None:
        """Draw where the machine's memory ends, on a bar that is longer."""
        bar, font = self._bar(), face(11)
        x = bar.width() * content.total_bytes / content.scale_bytes
        painter.setPen(QPen(QColor(tokens.text), 2))
        painter.drawLine(QLineF(x, bar.top() - _OVER, x, bar.bottom() + _OVER))
        size = units.gib(content.total_bytes)
        for words in (tr("the machine has {size}").format(size=size), size):
            if x + 6 + font.width(words) < bar.width():
                painter.setFont(font.font)
                painter.setPen(QColor(tokens.text2))
                painter.drawText(QPointF(x + 6, bar.bottom() + 13), words)
                return

    def _lay_out(self) -> None:
        parts = self._content.parts if self._content is not None else ()
        top = _TOP + _HEIGHT + _WORDS
        self._entries = _legend(parts, float(self.width()), top) if self._with_legend else ()
        rows = max((entry.area.bottom() for entry in self._entries), default=0.0)
        least = top + (_ROW if self._with_legend else 0.0)
        height = round(max(rows, least))
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


_REST = (PartOf.FREE, PartOf.KEPT)
_SHADES = {PartOf.WEIGHTS: 0.0, PartOf.OVERHEAD: 0.45, PartOf.KV: 0.25, PartOf.SPARE: 0.65}
"""How much of the ground shines through."""
_KINDS = {
    PartOf.TAKER: PartKind.ENGINE,
    PartOf.SYSTEM: PartKind.PROCESSES,
    PartOf.FREE: PartKind.FREE,
}


def _fill(part: BarPart, tokens: Tokens) -> Fill:
    """Engines have the colours of the memory map from the second on: the first is the new one's."""
    if part.what in _KINDS:
        return part_fill(tokens, _KINDS[part.what], part.number + 1)
    if part.what is PartOf.KEPT:
        return Fill(
            mixed(tokens.surface, tokens.err, 0.10), mixed(tokens.surface, tokens.err, 0.35)
        )
    share = _SHADES[part.what]
    colour = mixed(tokens.series[0], tokens.surface, share)
    ink = ink_on(colour, tokens.on_accent, tokens.text)
    return Fill(colour, mixed(colour, tokens.surface, 0.3), ink)


def _paint_part(painter: QPainter, part: BarPart, area: QRectF, tokens: Tokens) -> None:
    fill = _fill(part, tokens)
    paint_fill(painter, area, fill)
    if part.what in NEW:
        painter.setPen(QPen(QColor(tokens.series[0]), 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
    text, font = units.memory(part.bytes), face(12, 600)
    if part.what is PartOf.KEPT or font.width(text) + 24 > area.width():
        return
    if part.what in NEW:  # hatched: the number stands on a plain ground
        painter.fillRect(
            QRectF(area.left() + 6, area.center().y() - 9, font.width(text) + 8, 18),
            QColor(fill.colour),
        )
    painter.setFont(font.font)
    painter.setPen(QColor(fill.text or tokens.text))
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(area.adjusted(10, 0, -4, 0), flags, text)


def _paint_entry(painter: QPainter, entry: _Entry, tokens: Tokens) -> None:
    area, middle = entry.area, entry.area.center().y()
    swatch = QRectF(area.left(), middle - _SWATCH / 2, _SWATCH, _SWATCH)
    kind = _KINDS.get(entry.part.what, PartKind.ENGINE)
    paint_swatch(painter, swatch, _fill(entry.part, tokens), kind, tokens)
    name_font, value_font = face(12, 500), face(12, 600)
    left = _SWATCH + 7
    flags = int(Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(name_font.font)
    painter.setPen(QColor(tokens.text2))
    painter.drawText(area.adjusted(left, 0, 0, 0), flags, entry.title)
    painter.setFont(value_font.font)
    painter.setPen(QColor(tokens.text))
    painter.drawText(
        area.adjusted(left + name_font.width(entry.title) + 7, 0, 8, 0), flags, entry.value
    )


def _legend(parts: tuple[BarPart, ...], room: float, top: float) -> tuple[_Entry, ...]:
    names, values = face(12, 500), face(12, 600)
    entries: list[_Entry] = []
    x, row = 0.0, 0
    for part in parts:
        long = len(part.title) > _LONGEST_TITLE
        title = f"{part.title[: _LONGEST_TITLE - 1]}…" if long else part.title
        value = units.memory(part.bytes)
        width = _SWATCH + 7 + names.width(title) + 7 + values.width(value)
        if x and x + width > room:
            x, row = 0.0, row + 1
        entries.append(_Entry(part, title, value, QRectF(x, top + row * _ROW, width, _ROW)))
        x += width + 22
    return tuple(entries)
