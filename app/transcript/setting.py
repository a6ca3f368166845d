"""Sets blocks of Markdown below each other: from what a text says to what it looks like."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt

from app.core.i18n import tr
from app.look.fonts import ui_font
from app.transcript.laid import (
    CopyTarget,
    Drawn,
    Glyph,
    Ground,
    Laid,
    Leaf,
    Spot,
    Units,
    Window,
    Words,
)
from app.transcript.lines import Face, Line, natural_width
from app.transcript.markdown.blocks import (
    Block,
    Code,
    Formula,
    Heading,
    Item,
    Items,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from app.transcript.style import CODE_STEP, GAP, SMALL_STEP, STEP, TIGHT_GAP, Style
from app.transcript.tables import columns_of
from app.transcript.workshop import FormulaWish, LexerWish, Workshop

_DEEPEST = 8
"""Lists and quotes in each other that are set to the right."""
_GUTTER = 22
_NUMBERS = 30
"""Left of a numbered list; `9.` and `99.` have the same, for they may be sections of their own."""
_QUOTE = 14
_PAD = 12
"""Of code."""
_CODE_HEAD = 30
_CELL_PAD = 10
_RADIUS = 8.0


class Setter:
    """Sets one piece of a message; `laid` is what came out."""

    def __init__(
        self, style: Style, workshop: Workshop, left: float, width: float, *, muted: bool = False
    ) -> None:
        self.laid = Laid()
        self._style, self._workshop = style, workshop
        self._left, self._width = left, max(40.0, width)
        self._y = 0.0
        self._depth = 0
        tokens = style.tokens
        self._face = (
            Face(style.small, tokens.text2, SMALL_STEP)
            if muted
            else Face(style.body, tokens.text, STEP)
        )

    def blocks(self, blocks: Sequence[Block], *, goes_on: bool = False) -> None:
        """Set blocks; `goes_on`: the last one is only the begin of one."""
        self._inner(blocks, GAP)
        self._y += TIGHT_GAP if goes_on else GAP
        self._end()

    def code(self, code: Code, number: int | None = None) -> None:
        """Set a piece of code; `number` tells which of the message's it belongs to."""
        self._code(code, CopyTarget(number, "" if number is not None else code.text))
        self._y += GAP if code.is_last else 0
        self._end()

    def _end(self) -> None:
        self.laid.height = round(self._y)

    def _set(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._text(block.spans, self._face)
        elif isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Code):
            self._code(block, CopyTarget(None, block.text))
        elif isinstance(block, Formula):
            self._formula(block)
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Rule):
            area = QRectF(self._left, self._y + 4, self._width, 1)
            self.laid.shapes.append(Ground(area, self._style.tokens.border))
            self._needs(self._width)
            self._y += 8

    # Text

    def _text(self, spans: Sequence[Span], face: Face) -> Leaf:
        line = Line(face, self._style, self._workshop, self._width)
        line.add(spans)
        return self._place(line)

    def _place(self, line: Line) -> Leaf:
        leaf = line.laid_at(self._left, self._y)
        self.laid.leaves.append(leaf)
        self.laid.shapes += line.drawn
        self.laid.waits_for |= line.waits_for
        self._needs(natural_width(leaf.layout))
        self._y += leaf.height
        return leaf

    def _needs(self, width: float) -> None:
        self.laid.width = max(self.laid.width, self._left + width)

    def _heading(self, block: Heading) -> None:
        font, step = self._style.heading(block.level)
        if self._y:
            self._y += 6
        self._text(block.spans, Face(font, self._style.tokens.text, step))
        self._y -= 4

    def _formula(self, block: Formula) -> None:
        wish = FormulaWish(block.source, False, self._face.font.pixelSize() + 2, self._face.colour)
        formula = self._workshop.formula(wish)
        if formula is None:
            self.laid.waits_for.add(wish)
            self._text((Span(block.source, code=True),), self._face)
            return
        scale = min(1.0, self._width / formula.width)
        width, height = formula.width * scale, math.ceil(formula.height * scale)
        area = QRectF(self._left + (self._width - width) / 2, self._y + 4, width, height)
        self.laid.shapes.append(Drawn(area, formula.svg))
        unseen = Line(Face(self._style.code, "#00000000", 1), self._style, self._workshop, 1e6)
        unseen.add((Span(" "),))
        leaf = unseen.laid_at(area.left(), self._y)
        leaf.formulas, leaf.height = {0: f"$${block.source}$$"}, height + 8
        self.laid.leaves.append(leaf)
        self._needs(self._width)
        self._y += height + 8

    # What holds others

    def _indented(self, by: float, fill: Callable[[], None]) -> None:
        """Set something further to the right."""
        by = by if self._depth < _DEEPEST and self._width - by > 40 else 0.0
        self._left, self._width, self._depth = self._left + by, self._width - by, self._depth + 1
        fill()
        self._left, self._width, self._depth = self._left - by, self._width + by, self._depth - 1

    def _inner(self, blocks: Sequence[Block], gap: int) -> None:
        for number, block in enumerate(blocks):
            if number:
                self._y += gap
            self._set(block)

    def _items(self, block: Items) -> None:
        gap = TIGHT_GAP if block.tight else TIGHT_GAP * 2
        longest = max((len(item.marker) for item in block.items), default=0)
        gutter = max(_NUMBERS, 3 + 9 * longest) if longest else _GUTTER
        for number, item in enumerate(block.items):
            if number:
                self._y += gap
            self._item(item, gutter, gap)

    def _item(self, item: Item, gutter: int, gap: int) -> None:
        top, first = self._y, len(self.laid.leaves)
        self._mark(item, gutter)
        self._indented(gutter, lambda: self._inner(item.blocks, gap))
        self._y = max(self._y, top + self._face.step)
        if len(self.laid.leaves) > first:
            done = {None: "", True: "[x] ", False: "[ ] "}[item.done]
            leaf = self.laid.leaves[first]
            leaf.lead = f"{item.marker or '-'} {done}{leaf.lead}"

    def _mark(self, item: Item, gutter: int) -> None:
        tokens, step = self._style.tokens, self._face.step
        right = self._left + gutter - 8
        if item.done is not None:
            box = QRectF(right - 14, self._y + (step - 14) / 2, 14, 14)
            fill = tokens.accent if item.done else ""
            self.laid.shapes.append(Ground(box, fill, "" if fill else tokens.field, 4.0))
            if item.done:
                self.laid.shapes.append(Glyph(box.center(), "check", "on_accent", 12))
        elif item.marker:
            area = QRectF(self._left - 8, self._y, gutter, step)
            flag = Qt.AlignmentFlag.AlignRight
            words = Words(area, item.marker, self._face.font, tokens.text2, flag)
            self.laid.shapes.append(words)
        else:
            middle = QRectF(right - 8, self._y + step / 2 - 2.5, 5, 5)
            hollow = bool(self._depth % 2)
            fill, border = ("", tokens.text2) if hollow else (tokens.text2, "")
            self.laid.shapes.append(Ground(middle, fill, border, 2.5))

    def _quote(self, block: Quote) -> None:
        face, top = self._face, self._y
        self._face = face._replace(colour=self._style.tokens.text2)
        left = self._left
        self._indented(_QUOTE, lambda: self._inner(block.blocks, GAP // 2))
        self._face = face
        bar = QRectF(left, top, 3, self._y - top)
        self.laid.shapes.append(Ground(bar, self._style.tokens.field, radius=1.5))

    # Code

    def _code(self, code: Code, target: CopyTarget) -> None:
        style, top = self._style, self._y
        body = top + (_CODE_HEAD if code.is_first else 0)
        line = Line(
            Face(style.code, style.tokens.text, CODE_STEP),
            style,
            self._workshop,
            self._width - 2 * _PAD,
        )
        line.add((Span(code.text),))
        self._colours(line, code)
        leaf = line.laid_at(self._left + _PAD, body)
        bottom = body + leaf.height + (_PAD if code.is_last else 0)
        self._ground(QRectF(self._left, top, self._width, bottom - top), code)
        if code.is_first:
            self._code_head(code, target, top)
        self.laid.leaves.append(leaf)
        self._needs(self._width)
        self._y = bottom

    def _ground(self, area: QRectF, code: Code) -> None:
        style = self._style
        above = 0 if code.is_first else 2 * _RADIUS
        below = 0 if code.is_last else 2 * _RADIUS
        whole = area.adjusted(0, -above, 0, below)
        ground = Ground(whole, style.code_ground, style.tokens.border, _RADIUS)
        self.laid.shapes.append(Window(area, (ground,)))

    def _code_head(self, code: Code, target: CopyTarget, top: float) -> None:
        font = ui_font(12, 500)
        area = QRectF(self._left + _PAD, top, self._width - 2 * _PAD - 30, _CODE_HEAD)
        name = code.language or "text"
        self.laid.shapes.append(Words(area, name, font, self._style.tokens.text3))
        button = QRectF(self._left + self._width - 32, top + 3, 26, 24)
        self.laid.spots.append(Spot(button, target, tr("Copy the code"), "copy"))

    def _colours(self, line: Line, code: Code) -> None:
        lexer = self._workshop.lexer(code.language)
        if lexer is None:
            self.laid.waits_for.add(LexerWish(code.language.lower()))
            return
        from app.transcript.markdown.highlight import runs_of

        units = Units(code.text)
        for run in runs_of(lexer, code.text):
            line.colour(units.of(run.start), units.of(run.end), self._style.tones[run.tone])

    # Tables

    def _table(self, table: Table) -> None:
        head = self._face._replace(font=ui_font(13, 600), step=SMALL_STEP)
        cell = self._face._replace(font=self._style.small, step=SMALL_STEP)
        widths, hidden = columns_of(table, self._width, self._style)
        tokens, top, left = self._style.tokens, self._y, self._left
        width = sum(widths)
        lines: list[Ground] = []
        formulas: list[Drawn] = []
        for number, row in enumerate(table.rows):
            above = self._y
            formulas += self._row(row, widths, table.aligned, head if not number else cell)
            if not number:
                behind = QRectF(left, above, width, self._y - above)
                lines.append(Ground(behind, tokens.raised))
            else:
                lines.append(Ground(QRectF(left, above, width, 1), tokens.border))
        area = QRectF(left, top, width, self._y - top)
        ground = Ground(area, tokens.surface, "", _RADIUS)
        outline = Ground(area, "", tokens.border, _RADIUS)
        self.laid.shapes += [Window(area, (ground, *lines, outline)), *formulas]
        self._needs(width)
        if hidden:
            words = tr(
                "{hidden} more columns have no room here: copy the message for all of it"
            ).format(hidden=hidden)
            self._text((Span(words, italic=True),), cell._replace(colour=tokens.text2))

    def _row(
        self, row: Sequence[Spans], widths: Sequence[float], aligned: Sequence[str], face: Face
    ) -> list[Drawn]:
        top, bottom, left = self._y, self._y + face.step, self._left
        formulas: list[Drawn] = []
        for column, width in enumerate(widths):
            cells = row[column] if column < len(row) else ()
            side = aligned[column] if column < len(aligned) else ""
            line = Line(
                face._replace(aligned=_SIDES.get(side, Qt.AlignmentFlag.AlignLeft)),
                self._style,
                self._workshop,
                width - 2 * _CELL_PAD,
            )
            line.add(cells)
            leaf = line.laid_at(left + _CELL_PAD, top + 6)
            leaf.end = "\t" if column < len(widths) - 1 else "\n"
            self.laid.leaves.append(leaf)
            self.laid.waits_for |= line.waits_for
            formulas += line.drawn
            bottom = max(bottom, leaf.bottom)
            left += width
        self._y = bottom + 6
        return formulas


_SIDES = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
