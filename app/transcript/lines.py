"""Lays out spans as lines of text, with formulas among the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from app.transcript.laid import CitationTarget, Drawn, Leaf, LinkTarget, Target, units
from app.transcript.markdown.blocks import Span
from app.transcript.style import Style
from app.transcript.workshop import DrawnFormula, FormulaWish, Workshop

_HOLDER = "\u00a0"
"""Stands where a formula is drawn; its letter spacing makes it as wide."""
_BREAK = "\u2028"
_MOST_FORMULAS = 100
"""Of one text; further ones are shown as they were written."""
_STEERING = {
    **dict.fromkeys([*range(32), *range(127, 160)], "\ufffd"),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"),
    ord("\t"): "\t",
    ord("\n"): _BREAK,
    ord("\r"): " ",
}


class Face(NamedTuple):
    """How a text is drawn where nothing else is said."""

    font: QFont
    colour: str
    step: int
    aligned: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft


class Line:
    """Spans on their way to a leaf."""

    def __init__(self, face: Face, style: Style, workshop: Workshop, width: float) -> None:
        self._face, self._style, self._workshop = face, style, workshop
        self._width = width
        self._text: list[str] = []
        self._length = 0
        self._formats: list[QTextLayout.FormatRange] = []
        self._targets: list[tuple[int, int, Target]] = []
        self._formulas: dict[int, tuple[DrawnFormula, float, str]] = {}
        """Where: the formula, its scale, its source."""
        self.waits_for: set[object] = set()
        self.drawn: list[Drawn] = []
        """The formulas, once it is laid out."""

    def add(self, spans: Sequence[Span]) -> None:
        """Add text."""
        for span in spans:
            if span.formula and self._add_formula(span.formula):
                continue
            text = shown(span.text)
            begin = self._length
            self._write(text)
            if (form := self._form(span)) is not None:
                self._format(begin, self._length, form)
            if span.citation:
                self._targets.append((begin, self._length, CitationTarget(span.citation)))
            elif span.link:
                self._targets.append((begin, self._length, LinkTarget(span.link)))

    def colour(self, begin: int, end: int, hue: str) -> None:
        """Give characters (UTF-16) another colour."""
        form = QTextCharFormat()
        form.setForeground(QColor(hue))
        self._format(begin, end, form)

    def laid_at(self, x: float, y: float) -> Leaf:
        """Lay it out, its left upper corner at a point."""
        layout = QTextLayout("".join(self._text), self._face.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(self._face.aligned)
        option.setTabStopDistance(4 * self._style.cell)
        layout.setTextOption(option)
        layout.setFormats(self._formats)
        layout.setCacheEnabled(True)
        height = self._break(layout, x, y)
        leaf = Leaf(layout, QPointF(x, y), height, self._face.colour)
        leaf.targets = self._targets
        leaf.formulas = {at: f"${source}$" for at, (_f, _s, source) in self._formulas.items()}
        return leaf

    def _break(self, layout: QTextLayout, x: float, y: float) -> float:
        """Break it into lines; return how high they are together."""
        height = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, self._width))
            above, below = self._more_room(line)
            step = math.ceil(max(self._face.step, line.height() + above + below + 2))
            top = height + above + (step - above - below - line.height()) / 2
            line.setPosition(QPointF(0, top))
            height += step
        layout.endLayout()
        for at, (formula, scale, _source) in self._formulas.items():
            line = layout.lineForTextPosition(at)
            base = y + line.y() + line.ascent() + (formula.depth - formula.height) * scale
            left = x + _x(line, at)
            area = QRectF(left, base, formula.width * scale, formula.height * scale)
            self.drawn.append(Drawn(area, formula.svg))
        return height or self._face.step

    def _more_room(self, line: QTextLine) -> tuple[float, float]:
        """Return how much the formulas of a line need above and below its text."""
        above = below = 0.0
        begin = line.textStart()
        for at, (formula, scale, _source) in self._formulas.items():
            if begin <= at < begin + line.textLength():
                above = max(above, (formula.height - formula.depth) * scale - line.ascent())
                below = max(below, formula.depth * scale - line.descent())
        return above, below

    def _add_formula(self, source: str) -> bool:
        if len(self._formulas) >= _MOST_FORMULAS:
            return False
        wish = FormulaWish(source, True, self._face.font.pixelSize(), self._face.colour)
        formula = self._workshop.formula(wish)
        if formula is None:
            self.waits_for.add(wish)
            return False
        scale = min(1.0, self._width / formula.width)
        font = QFont(self._face.font)
        spacing = formula.width * scale - self._style.space
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
        form = QTextCharFormat()
        form.setFont(font)
        self._formulas[self._length] = (formula, scale, source)
        begin = self._length
        self._write(_HOLDER)
        self._format(begin, self._length, form)
        return True

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += units(text)

    def _format(self, begin: int, end: int, form: QTextCharFormat) -> None:
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = begin, end - begin, form
        self._formats.append(made)

    def _form(self, span: Span) -> QTextCharFormat | None:
        """Return how a span differs from its face; None: it does not."""
        if span == Span(span.text):
            return None
        form, tokens = QTextCharFormat(), self._style.tokens
        if span.code or span.formula:
            font = QFont(self._style.code)
            font.setPixelSize(self._face.font.pixelSize() - 1)
            form.setFont(font)
            form.setBackground(QColor(self._style.inline_code))
        if span.bold:
            form.setFontWeight(QFont.Weight.DemiBold)
        form.setFontItalic(span.italic)
        form.setFontStrikeOut(span.struck)
        if span.link:
            form.setForeground(QColor(tokens.accent))
            form.setFontUnderline(True)
        if span.citation:
            form.setForeground(QColor(tokens.accent))
            form.setFontWeight(QFont.Weight.DemiBold)
        return form


def shown(text: str) -> str:
    """Return a text without characters that steer: control characters, turned directions.

    Each becomes one that is seen, so that nobody reads another program than runs.
    """
    return text if text.isprintable() else text.translate(_STEERING)


def natural_width(layout: QTextLayout) -> float:
    """Return how wide its widest line is."""
    lines = (layout.lineAt(number) for number in range(layout.lineCount()))
    return max((line.naturalTextWidth() for line in lines), default=0.0)


def _x(line: QTextLine, at: int) -> float:
    found: object = line.cursorToX(at)  # the stubs say float, and a pair comes
    return float(found[0]) if isinstance(found, tuple) else 0.0
