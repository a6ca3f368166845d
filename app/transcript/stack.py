"""Stacks of pieces below each other, of which only those that are seen are laid out."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.transcript.heights import Heights
from app.transcript.laid import Laid
from app.transcript.markdown.blocks import Code
from app.transcript.markdown.parsing import language_of, parsed
from app.transcript.markdown.sections import Section, Sections
from app.transcript.setting import Setter
from app.transcript.style import CODE_STEP, GAP, SMALL_STEP, STEP, Style
from app.transcript.workshop import Workshop

_KEPT = 600
_SLICE = 32_768
"""Characters of a long text that are cut into sections at once."""


class Piece:
    """Something that is laid out when it is seen; until then its height is estimated."""

    __slots__ = ("laid", "make")

    def __init__(self, make: Callable[[], Laid]) -> None:
        self.make = make
        self.laid: Laid | None = None


class Shelf:
    """The pieces that were seen last; what falls off is laid out again when it is seen again."""

    def __init__(self) -> None:
        self._pieces: OrderedDict[int, Piece] = OrderedDict()

    def put(self, piece: Piece) -> None:
        """Keep a piece that is seen now."""
        key = id(piece)
        self._pieces[key] = piece
        self._pieces.move_to_end(key)
        if len(self._pieces) > _KEPT:
            _key, oldest = self._pieces.popitem(last=False)
            oldest.laid = None

    def forget(self, wish: object) -> bool:
        """Let go what waited for something that is there now; return whether anything did."""
        waiting = [
            piece
            for piece in self._pieces.values()
            if piece.laid is not None and wish in piece.laid.waits_for
        ]
        for piece in waiting:
            piece.laid = None
        return bool(waiting)


@dataclass(frozen=True, slots=True)
class Setup:
    """What all pieces of a transcript are laid out with."""

    style: Style
    workshop: Workshop
    shelf: Shelf
    width: int


class Seen(NamedTuple):
    """A piece that is in sight."""

    number: int
    top: int
    laid: Laid


class Stack:
    """Pieces below each other."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.pieces: list[Piece] = []
        self.heights = Heights()

    @property
    def height(self) -> int:
        """How high all of them are together."""
        return self.heights.total

    def add(self, make: Callable[[], Laid], height: int) -> None:
        """Add a piece that is probably this high."""
        self.pieces.append(Piece(make))
        self.heights.append(height)

    def clear(self) -> None:
        """Take all pieces away."""
        self.pieces, self.heights = [], Heights()

    def lay(self, index: int) -> Laid:
        """Return a piece as it looks."""
        piece = self.pieces[index]
        if piece.laid is None:
            piece.laid = piece.make()
            self.heights[index] = piece.laid.height
        self.setup.shelf.put(piece)
        return piece.laid

    def between(self, begin: int, end: int) -> Iterator[Seen]:
        """Lay out what is between two heights, and yield it."""
        if not self.pieces or end <= 0 or begin >= self.height:
            return
        index, offset = self.heights.at(begin)
        top = begin - offset
        while index < len(self.pieces) and top < end:
            laid = self.lay(index)
            yield Seen(index, top, laid)
            top, index = top + laid.height, index + 1

    def measure(self, begin: int, end: int) -> None:
        """Lay out what is between two heights."""
        for _seen in self.between(begin, end):
            pass


class TextStack(Stack):
    """The sections of a text, which may still come."""

    def __init__(
        self, setup: Setup, width: int, *, citations: int = 0, muted: bool = False, left: int = 0
    ) -> None:
        super().__init__(setup)
        self.sections = Sections()
        self._width, self._left = width, left
        self._citations, self._muted = citations, muted
        self._shown = 0
        """Sections that do not change and have their piece."""
        self._has_tail = False
        self._later: deque[str] = deque()
        """What was not looked at yet of a long text."""
        self._is_whole = False

    @property
    def is_behind(self) -> bool:
        """Whether there is more to look at."""
        return bool(self._later)

    def feed(self, text: str, *, is_whole: bool) -> None:
        """Take what came; `is_whole`: there will be no more."""
        self._later.extend(text[at : at + _SLICE] for at in range(0, len(text), _SLICE))
        self._is_whole = is_whole
        self.go_on()

    def go_on(self) -> None:
        """Look at some more of what came."""
        if self._later:
            self.sections.feed(self._later.popleft())
        if self._is_whole and not self._later:
            self.sections.finish()
        self._show()

    def _show(self) -> None:
        """Give sections that are new their pieces, and the last one as it is now."""
        if self._has_tail:
            self.pieces.pop()
            self.heights.pop()
            self._has_tail = False
        for section in self.sections.done[self._shown :]:
            self._add(section)
        self._shown = len(self.sections.done)
        last = self.sections.last
        if last is not None or self._later:
            self._has_tail = True
            self._add(last or Section(""), more=len(self._later) * _SLICE)

    def _add(self, section: Section, *, more: int = 0) -> None:
        height = self._estimate(section)
        if more:
            height += more * STEP * 3 // (2 * self._per_line())
            self.add(lambda: Laid(height), height)
        else:
            self.add(lambda: self._set(section), height)

    def _set(self, section: Section) -> Laid:
        setter = Setter(
            self.setup.style, self.setup.workshop, self._left, self._width, muted=self._muted
        )
        if section.code is None:
            references = self.sections.references
            blocks = parsed(section.source, citations=self._citations, references=references)
            setter.blocks(blocks, goes_on=section.goes_on)
        else:
            code = Code(
                section.source,
                language_of(section.language),
                section.is_first,
                section.is_last,
            )
            setter.code(code, section.code)
        return setter.laid

    def _estimate(self, section: Section) -> int:
        """Guess how high a section is; it only has to be near enough for a scroll bar."""
        if section.code is not None:
            lines = section.source.count("\n") + 1
            return lines * CODE_STEP + (30 if section.is_first else 0) + (24 * section.is_last)
        step = SMALL_STEP if self._muted else STEP
        return estimated(section.source, self._per_line(), step) + GAP

    def _per_line(self) -> int:
        return max(10, int(self._width / self.setup.style.letter))


def estimated(text: str, per_line: int, step: int = STEP) -> int:
    """Guess how high a text is."""
    return (len(text) // per_line + text.count("\n") + 1) * step
