"""How one line is laid out: its text with colours and marks, wrapped or not."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from app.core.i18n import tr
from app.core.sgr import Style
from app.core.units import memory
from app.logview.ansi import styled
from app.logview.blocks import Row
from app.logview.colours import ink, level_colour
from app.logview.query import Finder
from app.logview.store import LogStore
from app.look.fonts import mono_font
from app.look.theme import theme

DRAWN = 1000
"""Characters of a line that are drawn; the rest is shown on demand."""
_READ = 8 * DRAWN
"""Characters that are looked at for it: escape sequences take some."""
CUT = tr(" […] the rest was longer than 256 KiB and is left out")
_KEPT = 400
_TAB = 8
_DATE = len("11-21 ")
_ENDLESS = 1e6


class Clock(StrEnum):
    """Which times stand before the lines."""

    OFF = "off"
    LOCAL = "local"
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How all lines are drawn."""

    wrap: bool = True
    clock: Clock = Clock.LOCAL
    names: tuple[str, ...] = ()
    """Of the sources; only with several their names stand before the lines."""


def shown(row: Row) -> str:
    """Return what is drawn of a line at most."""
    return _fit(row)[0]


def stamp(time_ns: int | None, clock: Clock, *, brief: bool = False) -> str:
    """Return a line's time as it stands before it: `11-21 14:05:12.123`, `brief` `14:05:12`."""
    if clock is Clock.OFF:
        return ""
    if time_ns is None:
        return "n/a"
    seconds, rest = divmod(time_ns, 10**9)
    whole = _second(seconds, clock)
    if brief:
        return whole[_DATE:] or "n/a"
    return f"{whole}.{rest // 10**6:03d}" if whole else "n/a"


@functools.lru_cache(maxsize=512)
def _second(seconds: int, clock: Clock) -> str:
    zone = UTC if clock is Clock.UTC else None
    try:
        return f"{datetime.fromtimestamp(seconds, zone):%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError):
        return ""


def _fit(row: Row) -> tuple[str, tuple[tuple[int, int, Style], ...], bool]:
    """Return text, runs, and whether it was cut here."""
    raw = row.line.raw
    found = styled(raw[:_READ])
    text, runs = found.text, found.runs
    hidden = len(raw) > _READ or len(text) > DRAWN
    if hidden:
        text = text[:DRAWN]
        runs = tuple(run for run in runs if run.start < DRAWN)
        text += tr(" … {memory} more: press Enter").format(memory=memory(len(raw) - DRAWN))
    elif row.line.cut:
        text += CUT
    return text, runs, hidden


class Measure:
    """The monospaced face and its sizes in pixels."""

    def __init__(self) -> None:
        self.font = mono_font()
        metrics = QFontMetricsF(self.font)
        self.step = round(metrics.lineSpacing()) + 3
        """From one line of text to the next."""
        self.cell = metrics.horizontalAdvance("0")
        """Width of a digit, and of nearly every character."""
        self.rise = metrics.ascent()

    def option(self, *, wrap: bool) -> QTextOption:
        """Return how texts are broken into lines."""
        option = QTextOption()
        at_words = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        option.setWrapMode(at_words if wrap else QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setTabStopDistance(_TAB * self.cell)
        return option


class RowLayout:
    """One line, ready to be painted."""

    def __init__(
        self, row: Row, measure: Measure, option: QTextOption, width: float, finder: Finder | None
    ) -> None:
        self.row = row
        text, runs, self.hides = _fit(row)
        self._step = step = measure.step
        self._layout = QTextLayout(text, measure.font)
        self._layout.setTextOption(option)
        units = _Units(text)
        self.length = units.of(len(text))
        """Of what is drawn, counted as Qt does (UTF-16)."""
        tokens = theme().tokens
        self.hue = tokens.text3 if row.is_note else level_colour(row.level, tokens)
        """What it is painted with where nothing else is said."""
        if formats := self._formats(units, runs, finder):
            self._layout.setFormats(formats)
        self._layout.setCacheEnabled(True)
        self._layout.beginLayout()
        count, self.width = 0, 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, count * step + (step - line.height()) / 2))
            self.width = max(self.width, line.naturalTextWidth())
            count += 1
        self._layout.endLayout()
        self.height = max(1, count) * step

    @property
    def text(self) -> str:
        """What is drawn."""
        return self._layout.text()

    def draw(self, painter: QPainter, at: QPointF, selected: tuple[int, int] | None) -> None:
        """Paint it, with a piece of it selected."""
        marks = []
        if selected is not None:
            tokens = theme().tokens
            mark = QTextLayout.FormatRange()
            begin, end = selected
            mark.start, mark.length = begin, max(0, end - begin)
            form = QTextCharFormat()
            form.setBackground(QColor(tokens.accent))
            form.setForeground(QColor(tokens.on_accent))
            mark.format = form
            marks.append(mark)
        self._layout.draw(painter, at, marks)

    def column_at(self, x: float, y: float) -> int:
        """Return which character is nearest to a point, counted as Qt does (UTF-16)."""
        number = min(max(0, int(y // self._step)), self._layout.lineCount() - 1)
        return self._layout.lineAt(number).xToCursor(x) if number >= 0 else 0

    def _formats(
        self, units: _Units, runs: Sequence[tuple[int, int, Style]], finder: Finder | None
    ) -> list[QTextLayout.FormatRange]:
        tokens, formats = theme().tokens, []
        for begin, end, style in runs:
            painted = ink(style, tokens, self.hue, tokens.surface)
            form = _form(painted.text, painted.background)
            _decorate(form, style)
            formats.append(_range(units, begin, end, form))
        for begin, end in finder.spans(units.text) if finder is not None else ():
            formats.append(_range(units, begin, end, _form(tokens.bg, tokens.warn)))
        return formats


class RowLayouts:
    """The lines that were painted last: to lay one out takes longer than to paint it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, RowLayout] = OrderedDict()
        self.drawing = Drawing()
        self.measure = Measure()
        self.finder: Finder | None = None
        self._option = self.measure.option(wrap=True)
        self._width = 0.0

    def of(self, number: int, store: LogStore) -> RowLayout | None:
        """Return the layout of a line; None when it is not held."""
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept
        row = store.row(number)
        if row is None:
            return None
        made = RowLayout(row, self.measure, self._option, self._width, self.finder)
        self._kept[number] = made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    def fit(self, width: float) -> None:
        """Lay out for another width from now on."""
        width = max(width, 8 * self.measure.cell) if self.drawing.wrap else _ENDLESS
        if width != self._width:
            self._width = width
            self.clear()

    def clear(self) -> None:
        """Lay everything out anew: colours, marks or lines are others."""
        self._option = self.measure.option(wrap=self.drawing.wrap)
        self._kept.clear()


class _Units:
    """Python counts characters, Qt UTF-16."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._same = text.isascii() or max(text, default="") <= "\uffff"

    def of(self, at: int) -> int:
        if self._same:
            return at
        return at + sum(c > "\uffff" for c in self.text[:at])


def _range(units: _Units, begin: int, end: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = units.of(begin)
    made.length = units.of(end) - made.start
    made.format = form
    return made


def _form(text: str, background: str | None = None) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(text))
    if background is not None:
        form.setBackground(QColor(background))
    return form


def _decorate(form: QTextCharFormat, style: Style) -> None:
    if style.bold:
        form.setFontWeight(QFont.Weight.Bold)
    form.setFontItalic(style.italic)
    form.setFontUnderline(style.underline)
    form.setFontStrikeOut(style.strike)
