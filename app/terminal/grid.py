"""Rows of cells: what a terminal's screen and its past are made of."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.sgr import PLAIN, Style


class Row:
    """A line. What is right of its last cell is blank and plain.

    A cell is a character with what is combined with it; the second half of a wide one is "".
    `styles` is None while all are plain; `wraps`: the next row goes on with the same line.
    """

    __slots__ = ("cells", "styles", "wraps")

    def __init__(self, cells: list[str] | None = None, styles: list[Style] | None = None) -> None:
        self.cells: list[str] = [] if cells is None else cells
        self.styles = styles
        self.wraps = False

    @property
    def text(self) -> str:
        """The line as text, without blanks at its end."""
        return "".join(self.cells).rstrip(" ")

    def style(self, x: int) -> Style:
        """Return how a cell looks."""
        return self.styles[x] if self.styles is not None and x < len(self.styles) else PLAIN

    def put(self, x: int, cells: Sequence[str], style: Style) -> None:
        """Write cells over those from `x` on."""
        own, end = self.cells, x + len(cells)
        if x > len(own):
            self._pad(x)
        before = len(own)
        if x < before and not own[x]:
            own[x - 1] = " "  # half of a wide character was written over
        if end < before and not own[end]:
            own[end] = " "
        own[x:end] = cells
        if self.styles is None:
            if style is PLAIN:
                return
            self.styles = [PLAIN] * before
        self.styles[x:end] = [style] * len(cells)

    def erase(self, start: int, end: int, style: Style, columns: int) -> None:
        """Blank cells from `start` up to `end`."""
        if style is PLAIN and end >= min(columns, len(self.cells)):
            if start < len(self.cells) and not self.cells[start]:
                self.cells[start - 1] = " "
            del self.cells[start:]
            if self.styles is not None:
                del self.styles[start:]
        elif end > start:
            self.put(start, [" "] * (end - start), style)

    def insert(self, x: int, count: int, style: Style, columns: int) -> None:
        """Push cells from `x` on to the right; what leaves the screen is lost."""
        if x > len(self.cells):
            self._pad(x)
        self._split(x)
        self.cells[x:x] = [" "] * count
        if self.styles is None and style is not PLAIN:
            self.styles = [PLAIN] * (len(self.cells) - count)
        if self.styles is not None:
            self.styles[x:x] = [style] * count
        self.cut(columns)

    def remove(self, x: int, count: int, style: Style, columns: int) -> None:
        """Pull what is right of `count` cells over them; blanks come from the right."""
        self._split(x)
        self._split(x + count)
        if style is not PLAIN:
            self._pad(columns)
        del self.cells[x : x + count]
        if self.styles is not None:
            del self.styles[x : x + count]
        if style is not PLAIN:
            self.put(columns - count, [" "] * count, style)

    def cut(self, columns: int) -> None:
        """Forget what is right of the screen."""
        self._split(columns)
        del self.cells[columns:]
        if self.styles is not None:
            del self.styles[columns:]

    def combine(self, x: int, char: str) -> None:
        """Put a mark on the character at `x`."""
        if x < len(self.cells):
            x -= not self.cells[x] and x > 0
            if len(self.cells[x]) < _MOST_MARKS:
                self.cells[x] = (self.cells[x] or " ") + char

    def _pad(self, size: int) -> None:
        missing = size - len(self.cells)
        if missing > 0:
            self.cells += [" "] * missing
            if self.styles is not None:
                self.styles += [PLAIN] * missing

    def _split(self, x: int) -> None:
        """Blank a wide character whose halves come apart at `x`."""
        if 0 < x < len(self.cells) and not self.cells[x]:
            self.cells[x - 1] = self.cells[x] = " "


_MOST_MARKS = 12
"""Characters in one cell: more are no writing, but an attack on whoever draws them."""


class Grid:
    """The rows of one screen."""

    def __init__(self, columns: int, height: int) -> None:
        self.columns = columns
        self.rows = [Row() for _ in range(height)]

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def scroll_up(self, top: int, bottom: int, count: int, style: Style) -> list[Row]:
        """Move rows `top` to `bottom` up; return those that left."""
        count = min(count, bottom - top + 1)
        left = self.rows[top : top + count]
        del self.rows[top : top + count]
        at = bottom + 1 - count
        self.rows[at:at] = [self._blank(style) for _ in range(count)]
        return left

    def scroll_down(self, top: int, bottom: int, count: int, style: Style) -> None:
        """Move rows `top` to `bottom` down."""
        count = min(count, bottom - top + 1)
        del self.rows[bottom + 1 - count : bottom + 1]
        self.rows[top:top] = [self._blank(style) for _ in range(count)]

    def clear(self, first: int, end: int, style: Style) -> None:
        """Blank whole rows."""
        for y in range(first, end):
            self.rows[y] = self._blank(style)

    def fill(self, char: str) -> None:
        """Write a character everywhere."""
        self.rows = [Row([char] * self.columns) for _ in self.rows]

    def _blank(self, style: Style) -> Row:
        if style is PLAIN:
            return Row()
        return Row([" "] * self.columns, [style] * self.columns)
