"""The memory map: one bar that shows who holds the machine's memory, and a legend in numbers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core import units
from app.look.theme import ThemeChanged, mixed, theme
from app.look.tokens import Tokens
from app.plots.faces import face
from app.plots.memory_parts import MapPart, MapWords, map_parts, map_words, widths
from app.plots.palette import Fill, part_fill
from app.plots.words import age_text
from app.services.telemetry.api import PartKind, Sample

_PAD = 18.0
_TITLE_BASELINE = 30.0
_BAR_TOP, _BAR_HEIGHT = 48.0, 28.0
_LEGEND_TOP, _LEGEND_ROW = 90.0, 22.0
_BOTTOM = 12.0
_SWATCH = 9.0
_LABEL_ROOM = 14.0
_MAX_ROWS = 2
_GAP = 2.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One place in the legend; `part` is None for “+ 3 more”."""

    part: MapPart | None
    name: str
    value: str
    area: QRectF


class MemoryMap(QWidget):
    """The card with bar and legend. Arrow keys walk through the parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: Sample | None = None
        self._parts: tuple[MapPart, ...] = ()
        self._words = MapWords("Memory", "", "")
        self._entries: list[_Entry] = []
        self._pointed: MapPart | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Memory map")
        self._lay_out()
        theme().changed.connect(self._on_theme_changed)

    @property
    def parts(self) -> tuple[MapPart, ...]:
        """The parts of the bar, left to right."""
        return self._parts

    @property
    def words(self) -> MapWords:
        """What is written around the bar."""
        return self._words

    def show_sample(self, sample: Sample, age: float = 0.0) -> None:
        """Show the memory of a sample that is `age` seconds old (0: newest and in time)."""
        parts, words = map_parts(sample.memory), map_words(sample)
        if age:
            words = replace(words, used=f"{words.used}, {age_text(age)}")
        if parts == self._parts and words == self._words:
            return
        self._parts, self._words = parts, words
        if self._pointed is not None:
            self._pointed = next((p for p in parts if _same(p, self._pointed)), None)
        self.setAccessibleName(f"{words.title}, {words.used}")
        self._describe()
        self._lay_out()
        self.update()

    def part_at(self, place: QPointF) -> MapPart | None:
        """Return the part whose piece of the bar, or legend, is at a place."""
        bar = self._bar()
        if bar.contains(place):
            left = bar.left()
            for part, width in zip(self._parts, widths(self._parts, bar.width()), strict=True):
                if left <= place.x() < left + width:
                    return part
                left += width
        return next((entry.part for entry in self._entries if entry.area.contains(place)), None)

    def sizeHint(self) -> QSize:
        """Ask for the rows of the legend."""
        return QSize(720, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the legend out for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """Explain the part below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(QPointF(event.pos()))
            text = part.details if part is not None else self._words.reason
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lift the part below the mouse."""
        self._point_at(self.part_at(event.position()))
        if self._pointed is not None:
            QToolTip.showText(event.globalPosition().toPoint(), self._pointed.details, self)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of it."""
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the parts."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._parts:
            event.ignore()
            return
        now = self._parts.index(self._pointed) if self._pointed in self._parts else -1
        count = len(self._parts)
        self._point_at(self._parts[(now + step) % count if now >= 0 else (count - 1) * (step < 0)])
        self._describe()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw card, words, bar and legend."""
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QColor(tokens.accent if self.hasFocus() else tokens.border)
            painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
            painter.setBrush(QColor(tokens.surface))
            inset = 1.0 if self.hasFocus() else 0.5
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 10, 10
            )
            self._paint_words(painter, tokens)
            if self._parts:
                self._paint_bar(painter, tokens)
                for entry in self._entries:
                    self._paint_entry(painter, entry, tokens)

    def _bar(self) -> QRectF:
        return QRectF(_PAD, _BAR_TOP, max(self.width() - 2 * _PAD, 1.0), _BAR_HEIGHT)

    def _point_at(self, part: MapPart | None) -> None:
        if part != self._pointed:
            self._pointed = part
            self.update()
            if part is None:
                QToolTip.hideText()

    def _describe(self) -> None:
        pointed = self._pointed if self.hasFocus() else None
        every = "; ".join(part.details for part in self._parts)
        self.setAccessibleDescription(pointed.details if pointed else every or self._words.reason)

    def _lay_out(self) -> None:
        self._entries = _legend(self._parts, self.width() - 2 * _PAD)
        rows = 1 + int(max((e.area.top() for e in self._entries), default=0.0) > _LEGEND_TOP)
        height = round(_LEGEND_TOP + rows * _LEGEND_ROW + _BOTTOM)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        words, room = self._words, self.width() - 2 * _PAD
        title_font, text_font = face(14, 600), face(13)
        right_font = face(12, 500)
        used_left = _PAD + title_font.width(words.title) + 8
        used_width = text_font.width(words.used)
        for font, left, text, colour in (
            (title_font, _PAD, words.title, tokens.text),
            (text_font, used_left, words.used, tokens.text2),
        ):
            painter.setFont(font.font)
            painter.setPen(QColor(colour))
            painter.drawText(QPointF(left, _TITLE_BASELINE), text)
        right = _PAD + room
        width = right - (used_left + used_width + 16)
        text = words.available
        if right_font.width(text) > width:
            text = text.partition(":")[0]
        painter.setFont(right_font.font)
        painter.setPen(QColor(tokens.text2))
        if right_font.width(text) <= width:
            painter.drawText(QPointF(right - right_font.width(text), _TITLE_BASELINE), text)
        if words.reason and not self._parts:
            painter.drawText(QPointF(_PAD, _BAR_TOP + 18), f"n/a: {words.reason}")

    def _paint_bar(self, painter: QPainter, tokens: Tokens) -> None:
        bar = self._bar()
        shape = QPainterPath()
        shape.addRoundedRect(bar, 6, 6)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(bar, QColor(mixed(tokens.surface, tokens.text, 0.06)))
        left = bar.left()
        for part, width in zip(self._parts, widths(self._parts, bar.width()), strict=True):
            gap = _GAP if width > 2 * _GAP else 1.0
            piece = QRectF(left, bar.top(), width - gap, bar.height())
            self._paint_piece(painter, piece, part, tokens)
            left += width
        painter.restore()

    def _paint_piece(self, painter: QPainter, piece: QRectF, part: MapPart, tokens: Tokens) -> None:
        fill = part_fill(tokens, part.part.kind, part.number)
        _fill(painter, piece, fill, lifted=_same(part, self._pointed))
        text = units.memory(part.part.bytes)
        font = face(12, 600)
        if font.width(text) + 2 * _LABEL_ROOM > piece.width():
            return
        painter.setFont(font.font)
        painter.setPen(QColor(fill.text))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(piece.adjusted(10, 0, -4, 0), flags, text)

    def _paint_entry(self, painter: QPainter, entry: _Entry, tokens: Tokens) -> None:
        area, left = entry.area, entry.area.left()
        middle = area.center().y()
        if entry.part is not None:
            fill = part_fill(tokens, entry.part.part.kind, entry.part.number)
            swatch = QRectF(left, middle - _SWATCH / 2, _SWATCH, _SWATCH)
            _paint_swatch(painter, swatch, fill, entry.part.part.kind, tokens)
            left += _SWATCH + 7
        name_font, value_font = face(12, 500), face(12, 600)
        strong = _same(entry.part, self._pointed)
        painter.setFont(name_font.font)
        painter.setPen(QColor(tokens.text if strong else tokens.text2))
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area.adjusted(left - area.left(), 0, 0, 0), flags, entry.name)
        left += name_font.width(entry.name) + 7
        painter.setFont(value_font.font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(area.adjusted(left - area.left(), 0, 8, 0), flags, entry.value)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


def _legend(parts: Sequence[MapPart], room: float) -> list[_Entry]:
    """Place as many parts as two rows hold, the smallest left out first."""
    shown = sorted(parts, key=lambda part: part.part.bytes, reverse=True)
    while shown:
        kept = [part for part in parts if part in shown]
        left_out = len(parts) - len(kept)
        entries = _place(kept, left_out, room)
        if entries is not None:
            return entries
        shown.pop()
    return []


def _place(parts: Sequence[MapPart], left_out: int, room: float) -> list[_Entry] | None:
    name_metrics = face(12, 500)
    value_metrics = face(12, 600)
    entries: list[_Entry] = []
    x, row = 0.0, 0
    words = [(part, *_entry_words(part)) for part in parts]
    todo: list[tuple[MapPart | None, str, str]] = [*words]
    if left_out:
        todo.append((None, f"+ {left_out} more", ""))
    for part, name, value in todo:
        swatch = _SWATCH + 7 if part is not None else 0.0
        width = swatch + name_metrics.width(name) + 7
        width += value_metrics.width(value)
        if x and x + width > room:
            x, row = 0.0, row + 1
        if row >= _MAX_ROWS or width > room:
            return None
        top = _LEGEND_TOP + row * _LEGEND_ROW
        entries.append(_Entry(part, name, value, QRectF(_PAD + x, top, width, _LEGEND_ROW)))
        x += width + 22
    return entries


def _entry_words(part: MapPart) -> tuple[str, str]:
    name = part.part.name
    if len(name) > 26:
        name = f"{name[:24]}…"
    large = part.part.bytes >= 0.05 * units.GIB
    value = units.gib(part.part.bytes, unit=False) if large else units.memory(part.part.bytes)
    return name, value


def _same(one: MapPart | None, other: MapPart | None) -> bool:
    if one is None or other is None:
        return False
    return (one.part.kind, one.part.pid, one.part.name) == (
        other.part.kind,
        other.part.pid,
        other.part.name,
    )


def _fill(painter: QPainter, area: QRectF, fill: Fill, *, lifted: bool) -> None:
    tokens = theme().tokens
    colour = mixed(fill.colour, tokens.text, 0.14) if lifted else fill.colour
    painter.fillRect(area, QColor(colour))
    if fill.hatch:
        painter.fillRect(area, _hatch(fill.hatch, painter.device().devicePixelRatio()))


@functools.lru_cache(maxsize=8)
def _hatch(colour: str, ratio: float) -> QBrush:
    """Return diagonal lines 6 px apart (Qt's own pattern is not scaled on dense screens)."""
    side = round(6 * ratio)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.2 * ratio))
        for shift in (-side, 0, side):
            painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def _paint_swatch(
    painter: QPainter, area: QRectF, fill: Fill, kind: PartKind, tokens: Tokens
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill.colour))
    if kind in (PartKind.FREE, PartKind.CACHE):
        painter.setPen(QPen(QColor(tokens.field), 1))
        area = area.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(area, 2, 2)
    if fill.hatch:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_hatch(fill.hatch, painter.device().devicePixelRatio()))
        painter.drawRoundedRect(area, 2, 2)
