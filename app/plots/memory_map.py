"""The memory map: one bar that shows who holds the machine's memory, and a legend in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
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
from app.core.i18n import tr
from app.look.components.live_words import LiveWords
from app.look.components.text import plain_tip
from app.look.theme import ThemeChanged, mixed, theme
from app.look.tokens import Tokens
from app.plots.faces import Face, face
from app.plots.fills import paint_fill, paint_swatch
from app.plots.memory_parts import GuardLine, MapPart, MapWords, map_parts, map_words, widths
from app.plots.palette import part_fill
from app.plots.part_popover import EndRequested, PartPopover
from app.plots.part_story import story_of
from app.plots.words import age_text
from app.services.telemetry.api import Sample

_PAD = 18.0
_TITLE_BASELINE = 30.0
_BAR_TOP, _BAR_HEIGHT = 48.0, 28.0
_LEGEND_TOP, _LEGEND_ROW = 90.0, 22.0
_BOTTOM = 12.0
_SWATCH = 9.0
_LABEL_ROOM = 14.0
_MAX_ROWS = 2
_GAP = 2.0
_LINE_OVER = 6.0
"""Pixels that the guard's line stands out of the bar, above and below."""
_OPENERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One place in the legend; `part` is None for “+ 3 more”."""

    part: MapPart | None
    name: str
    value: str
    area: QRectF


class MemoryMap(QWidget):
    """The card with bar and legend. Arrow keys walk through the parts, Enter or a click opens one.

    Signals:
        end_requested: the process that holds a part is to be ended.
    """

    end_requested = Signal(EndRequested)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: Sample | None = None
        self._parts: tuple[MapPart, ...] = ()
        self._words = MapWords(tr("Memory"), "", "")
        self._entries: list[_Entry] = []
        self._below = QRectF()
        self._pointed: MapPart | None = None
        self._guard: GuardLine | None = None
        self._corner: QWidget | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._said = LiveWords(self)
        self._said.say(tr("Memory map"), "")
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
        self._sample = sample
        parts, words = map_parts(sample.memory), map_words(sample)
        if age:
            words = replace(words, used=f"{words.used}, {age_text(age)}")
        if parts == self._parts and words == self._words:
            return
        self._parts, self._words = parts, words
        if self._pointed is not None:
            self._pointed = next((p for p in parts if _same(p, self._pointed)), None)
        self._said.follow(*self._spoken())
        self._lay_out()
        self._place_corner()
        self.update()

    def show_guard(self, guard: GuardLine | None) -> None:
        """Draw a line where the memory guard would act, or none."""
        if guard != self._guard:
            self._guard = guard
            self.update()

    def set_corner(self, widget: QWidget) -> None:
        """Put a small widget into the title's row, left of what is available."""
        self._corner = widget
        widget.setParent(self)
        widget.show()
        self._place_corner()

    def show_corner(self, shown: bool) -> None:
        """Show or hide the small widget in the title's row."""
        if self._corner is not None and self._corner.isHidden() == shown:
            self._corner.setVisible(shown)
            self._place_corner()
            self.update()

    def open_part(self, part: MapPart) -> PartPopover:
        """Open what is known of a part below its piece of the bar."""
        popover = PartPopover(story_of(part.part, part.share, self._sample), self)
        popover.end_requested.connect(self.end_requested)
        left = self._bar().left()
        for each, width in zip(self._parts, widths(self._parts, self._bar().width()), strict=True):
            if _same(each, part):
                place = QPointF(left + min(width / 2, 40.0), self._bar().bottom())
                popover.open_at(self.mapToGlobal(place).toPoint())
                break
            left += width
        return popover

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
        self._place_corner()

    def event(self, event: QEvent) -> bool:
        """Explain the part below the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self.part_at(QPointF(event.pos()))
            text = part.details if part is not None else self._words.reason
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lift the part below the mouse."""
        self._point_at(self.part_at(event.position()))
        if self._pointed is not None:
            tip = plain_tip(self._pointed.details)
            QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of it."""
        super().leaveEvent(event)
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the part that was clicked."""
        part = self.part_at(event.position())
        if part is not None and event.button() == Qt.MouseButton.LeftButton:
            QToolTip.hideText()
            self.open_part(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the parts, or open the one that was walked to."""
        if event.key() in _OPENERS and self._pointed is not None:
            self.open_part(self._pointed)
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._parts:
            event.ignore()
            return
        now = self._parts.index(self._pointed) if self._pointed in self._parts else -1
        count = len(self._parts)
        self._point_at(self._parts[(now + step) % count if now >= 0 else (count - 1) * (step < 0)])
        self._said.say(*self._spoken())

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
            shape = (
                Qt.CursorShape.ArrowCursor if part is None else Qt.CursorShape.PointingHandCursor
            )
            self.setCursor(shape)
            self.update()
            if part is None:
                QToolTip.hideText()

    def _spoken(self) -> tuple[str, str]:
        """Return what it is called, and the part that was walked to, or all of them."""
        words = self._words
        pointed = self._pointed if self.hasFocus() else None
        every = "; ".join(part.details for part in self._parts)
        name = f"{words.title}, {words.used}" if words.used else words.title
        return name, pointed.details if pointed else every or words.reason

    def _lay_out(self) -> None:
        room = self.width() - 2 * _PAD
        self._entries = _legend(self._parts, room)
        last = max((e.area.top() for e in self._entries), default=_LEGEND_TOP)
        end = max((e.area.right() for e in self._entries if e.area.top() == last), default=0.0)
        wide = face(11).width(self._words.below)
        if self._words.below and end + 24 + wide > _PAD + room:
            last += _LEGEND_ROW
        self._below = QRectF(_PAD, last, room, _LEGEND_ROW)
        height = round(last + _LEGEND_ROW + _BOTTOM)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _place_corner(self) -> None:
        """Keep the corner's widget left of the words at the right end of the title's row."""
        if self._corner is None:
            return
        taken = face(12, 500).width(self._available())
        size = self._corner.sizeHint()
        right = self.width() - _PAD - (taken + 16 if taken else 0.0)
        top = _TITLE_BASELINE - 5 - size.height() / 2
        self._corner.setGeometry(
            round(right - size.width()), round(top), size.width(), size.height()
        )

    def _used_right(self) -> float:
        """Return where the words at the left of the title's row end."""
        title = face(14, 600).width(self._words.title)
        return _PAD + title + 8 + face(13).width(self._words.used)

    def _available(self) -> str:
        """Return what is said about available memory in the room there is."""
        shown = self._corner is not None and not self._corner.isHidden()
        corner = self._corner.sizeHint().width() + 16 if self._corner and shown else 0
        room = self.width() - _PAD - (self._used_right() + 16) - corner
        for text in (self._words.available, self._words.available.partition(":")[0]):
            if face(12, 500).width(text) <= room:
                return text
        return ""

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        words, title_font, available = self._words, face(14, 600), self._available()
        _put(painter, _PAD, words.title, title_font, tokens.text)
        _put(painter, _PAD + title_font.width(words.title) + 8, words.used, face(13), tokens.text2)
        left = self.width() - _PAD - face(12, 500).width(available)
        _put(painter, left, available, face(12, 500), tokens.text2)
        if words.reason and not self._parts:
            painter.setFont(face(12, 500).font)
            painter.drawText(QPointF(_PAD, _BAR_TOP + 18), f"n/a: {words.reason}")
        painter.setFont(face(11).font)
        painter.setPen(QColor(tokens.text3))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(self._below, flags, words.below)

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
        if self._guard is not None:
            self._paint_guard(painter, self._guard, tokens)

    def _paint_guard(self, painter: QPainter, guard: GuardLine, tokens: Tokens) -> None:
        """Draw the line that memory in use must not cross."""
        bar, font = self._bar(), face(11, 600)
        x = bar.left() + guard.share * bar.width()
        painter.setPen(QPen(QColor(tokens.err if guard.works else tokens.warn), 2))
        painter.drawLine(QLineF(x, bar.top() - _LINE_OVER, x, bar.bottom() + _LINE_OVER))
        painter.setFont(font.font)
        painter.drawText(QPointF(x - 6 - font.width(guard.words), bar.bottom() + 12), guard.words)

    def _paint_piece(self, painter: QPainter, piece: QRectF, part: MapPart, tokens: Tokens) -> None:
        fill = part_fill(tokens, part.part.kind, part.number)
        paint_fill(painter, piece, fill, lifted=_same(part, self._pointed))
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
            paint_swatch(painter, swatch, fill, entry.part.part.kind, tokens)
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


def _put(painter: QPainter, left: float, text: str, font: Face, colour: str) -> None:
    """Write into the title's row."""
    painter.setFont(font.font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(left, _TITLE_BASELINE), text)


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
        todo.append((None, tr("+ {left_out} more").format(left_out=left_out), ""))
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
    owner = part.part.owner
    name = part.part.name if owner is None or owner.title is None else owner.title
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
