"""EntryBox: one message of a transcript, of which only what is seen is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from app.transcript import pieces
from app.transcript.api import Entry, Who
from app.transcript.entry_stacks import (
    BUBBLE_PAD,
    BUBBLE_TOP,
    REASONING,
    SPACE,
    TEXT,
    EntryStacks,
    Slot,
)
from app.transcript.laid import Ground, Laid, Leaf, Spot, Target
from app.transcript.stack import Setup, TextStack, estimated
from app.transcript.style import GAP

_REASONING_LEFT = 14


class Place(NamedTuple):
    """Before a character of a message's texts; the column is counted as Qt does."""

    stack: int
    piece: int
    leaf: int
    column: int


class Marked(NamedTuple):
    """What is selected of a message."""

    anchor: Place
    caret: Place

    def of_leaf(self, at: tuple[int, int, int], length: int) -> tuple[int, int] | None:
        """Return which characters of one of its texts are selected."""
        begin, end = sorted(self)
        if begin == end or not begin[:3] <= at <= end[:3]:
            return None
        first = begin.column if begin[:3] == at else 0
        last = end.column if end[:3] == at else length
        return min(first, length), min(last, length)


@dataclass(frozen=True, slots=True)
class Painting:
    """How a message is painted."""

    is_near: bool = False
    """The mouse or the keyboard is at it."""
    hovered: Spot | None = None
    marked: Marked | None = None
    needle: str = ""


class EntryBox(EntryStacks):
    """A message. Its left upper corner is at 0."""

    def __init__(self, entry: Entry, setup: Setup, *, is_open: bool, is_last: bool) -> None:
        super().__init__(setup, is_bubble=entry.who is Who.USER)
        self.entry = entry
        self.is_open = is_open
        """Whether the reasoning is shown."""
        self.is_last = is_last
        self._reasoning, self._text = self._new_reasoning(), self._new_text()
        self._fill()
        self._text.feed(entry.text, is_whole=not entry.is_coming)

    def _new_reasoning(self) -> TextStack:
        made = TextStack(
            self._setup, self._setup.width - _REASONING_LEFT, muted=True, left=_REASONING_LEFT
        )
        if self.is_open and self.entry.reasoning:
            made.feed(self.entry.reasoning, is_whole=not self.entry.is_coming)
        return made

    def _new_text(self) -> TextStack:
        return TextStack(self._setup, self._inner, citations=self.entry.citations)

    # What it shows

    def update(self, entry: Entry) -> None:
        """Show it otherwise; of a text that grew only its end is new."""
        old, self.entry = self.entry, entry
        same = entry.citations == old.citations and (old.is_coming or not entry.is_coming)
        if same and entry.text.startswith(old.text):
            if len(entry.text) > len(old.text) or entry.is_coming is not old.is_coming:
                more = entry.text[len(old.text) :]
                if old.is_coming or not more:
                    self._text.feed(more, is_whole=not entry.is_coming)
                else:
                    self._renew_text()
        else:
            self._renew_text()
        if self.is_open:
            self._update_reasoning(old)
        thinks = bool(entry.reasoning) is not bool(old.reasoning)
        if thinks or replace(entry, text="", reasoning="") != replace(old, text="", reasoning=""):
            self._fill()

    def _renew_text(self) -> None:
        self._text = self._new_text()
        self._text.feed(self.entry.text, is_whole=not self.entry.is_coming)

    def _update_reasoning(self, old: Entry) -> None:
        entry = self.entry
        if old.is_coming and entry.reasoning.startswith(old.reasoning):
            more = entry.reasoning[len(old.reasoning) :]
            if more or not entry.is_coming:
                self._reasoning.feed(more, is_whole=not entry.is_coming)
        elif entry.reasoning != old.reasoning:
            self._reasoning = self._new_reasoning()

    def set_last(self, *, is_last: bool) -> None:
        """Tell whether it is the last message, whose acts are always seen."""
        if is_last is not self.is_last:
            self.is_last = is_last
            self._fill()

    def toggle(self) -> None:
        """Open or close the reasoning."""
        self.is_open = not self.is_open
        self._reasoning = self._new_reasoning()
        self._fill()

    def _fill(self) -> None:
        """Make anew what stands around the text."""
        entry, setup, style = self.entry, self._setup, self._setup.style
        width, to_right = setup.width, entry.who is Who.USER
        head, foot = self._head, self._foot
        head.clear()
        foot.clear()
        head.add(lambda: pieces.head(entry, style, width), pieces.HEAD)
        if entry.reasoning:
            is_open = self.is_open
            head.add(lambda: pieces.fold(entry, style, is_open=is_open), 32)
        above = head if to_right else foot
        if entry.pictures:
            make = pieces.pictures
            above.add(lambda: make(entry, style, setup.workshop, width, to_right=to_right), 248)
        for each in entry.calls:
            foot.add(partial(pieces.call, each, style, setup.workshop, width), 80)
        if entry.chips:
            above.add(lambda: pieces.chips(entry, style, width, to_right=to_right), 36)
        if entry.status:
            foot.add(lambda: pieces.status(entry, style, width), 30)
        if entry.note:
            foot.add(lambda: pieces.note(entry, style, setup.workshop, width), 46)
        is_last = self.is_last
        if entry.acts or entry.figures or entry.branches > 1:
            foot.add(lambda: pieces.foot(entry, style, width, is_last=is_last), pieces.FOOT)

    @property
    def is_behind(self) -> bool:
        """Whether a long text is not looked at to its end yet."""
        return self._text.is_behind or self._reasoning.is_behind

    def go_on(self) -> None:
        """Look at some more of a long text."""
        for stack in (self._text, self._reasoning):
            if stack.is_behind:
                stack.go_on()

    def section_with(self, needle: str) -> Slot | None:
        """Return the first piece of the text in whose source something stands."""
        for number, section in enumerate(self._text.sections.done):
            if needle in section.source.lower():
                return Slot(TEXT, number)
        return None

    # Painting

    def paint(self, painter: QPainter, begin: int, end: int, how: Painting) -> None:
        """Draw what is between two heights; it has been measured."""
        tops = self._tops()
        self._paint_ground(painter, begin, end)
        for number, stack in enumerate(self._stacks()):
            for seen in stack.between(begin - tops[number], end - tops[number]):
                painter.save()
                painter.translate(self._shift(number), tops[number] + seen.top)
                self._paint_piece(painter, (number, seen.number), seen.laid, how)
                painter.restore()
        if self.entry.is_coming and self.entry.text:
            self._paint_cursor(painter)

    def _paint_ground(self, painter: QPainter, begin: int, end: int) -> None:
        tops, style = self._tops(), self._setup.style
        if self._pad():
            width = self._text_width() + 2 * BUBBLE_PAD
            top = max(tops[TEXT] - BUBBLE_TOP, begin - 40)
            bottom = min(tops[TEXT] + self._text.height - GAP + BUBBLE_TOP, end + 40)
            area = QRectF(self._setup.width - width, top, width, bottom - top)
            Ground(area, style.bubble, radius=12).paint(painter)
        if self._reasoning.pieces:
            top = max(tops[REASONING], begin - 40)
            bottom = min(tops[REASONING] + self._reasoning.height - GAP, end + 40)
            bar = QRectF(0, top, 2, bottom - top)
            Ground(bar, style.tokens.border, radius=1).paint(painter)

    def _paint_piece(
        self, painter: QPainter, at: tuple[int, int], laid: Laid, how: Painting
    ) -> None:
        for shape in laid.shapes:
            shape.paint(painter)
        for number, leaf in enumerate(laid.leaves):
            marked = how.marked.of_leaf((*at, number), leaf.length) if how.marked else None
            leaf.paint(painter, marked, how.needle)
        for spot in laid.spots:
            if how.is_near or not spot.only_near:
                spot.paint(painter, is_hovered=spot == how.hovered)

    def _paint_cursor(self, painter: QPainter) -> None:
        """Show where the text goes on."""
        stack = self._text
        laid = stack.pieces[-1].laid if stack.pieces else None
        if laid is None or not laid.leaves:
            return
        leaf = laid.leaves[-1]
        line = leaf.layout.lineAt(leaf.layout.lineCount() - 1)
        top = self._tops()[TEXT] + stack.heights.before(len(stack.pieces) - 1)
        where = leaf.at + line.naturalTextRect().topRight()
        area = QRectF(where.x() + 3, top + where.y() + 1, 7, line.height() - 2)
        painter.fillRect(area, QColor(self._setup.style.tokens.accent))

    # What is under the mouse

    def spot_at(self, point: QPointF) -> Spot | None:
        """Return what can be pressed at a point."""
        if (under := self._under(point)) is None:
            return None
        _slot, laid, inside = under
        return next((spot for spot in laid.spots if spot.area.contains(inside)), None)

    def link_at(self, point: QPointF) -> Target | None:
        """Return the link or the citation at a point."""
        if (under := self._under(point)) is None:
            return None
        _slot, laid, inside = under
        found = (leaf.target_at(inside) for leaf in laid.leaves)
        return next((each for each in found if each is not None), None)

    def place_at(self, point: QPointF) -> Place | None:
        """Return the character nearest to a point."""
        if (under := self._under(point)) is None:
            return None
        slot, laid, inside = under
        number = laid.leaf_at(inside)
        if number is None:
            return None
        return Place(*slot, number, laid.leaves[number].column_at(inside))

    def word_at(self, place: Place) -> Marked:
        """Return the word at a place."""
        leaf = self._stacks()[place.stack].lay(place.piece).leaves[place.leaf]
        begin, end = leaf.word_at(place.column)
        return Marked(place._replace(column=begin), place._replace(column=end))

    # Copying

    def all_marked(self) -> Marked | None:
        """Return its whole text as selected."""
        count = len(self._text.pieces)
        if not count:
            return None
        last = self._text.lay(count - 1)
        leaf = max(0, len(last.leaves) - 1)
        length = last.leaves[leaf].length if last.leaves else 0
        return Marked(Place(TEXT, 0, 0, 0), Place(TEXT, count - 1, leaf, length))

    def copied(self, marked: Marked) -> str:
        """Return what is selected as text."""
        begin, end = sorted(marked)
        texts: list[str] = []
        for at, leaf in self._leaves(Slot(*begin[:2]), Slot(*end[:2])):
            span = marked.of_leaf(at, leaf.length)
            if span is not None:
                lead = leaf.lead if span[0] == 0 else ""
                texts += [lead, leaf.copied(*span), leaf.end]
        return "".join(texts[:-1])

    def _leaves(self, first: Slot, last: Slot) -> Iterator[tuple[tuple[int, int, int], Leaf]]:
        for number, stack in enumerate(self._stacks()):
            for index in range(len(stack.pieces)):
                if first <= Slot(number, index) <= last:
                    for leaf, each in enumerate(stack.lay(index).leaves):
                        yield (number, index, leaf), each

    def code(self, number: int) -> str:
        """Return a whole piece of code of its text."""
        return self._text.sections.code(number)

    def links(self) -> list[Target]:
        """Return the links and citations of what is laid out, each once."""
        found: dict[Target, None] = {}
        for piece in self._text.pieces:
            for leaf in piece.laid.leaves if piece.laid is not None else ():
                found |= dict.fromkeys(target for _begin, _end, target in leaf.targets)
        return list(found)


def guessed(entry: Entry, width: int, letter: float) -> int:
    """Guess how high a message is that was never seen."""
    per_line = max(10, int(width / letter))
    return pieces.HEAD + estimated(entry.text, per_line) + GAP + pieces.FOOT + SPACE
