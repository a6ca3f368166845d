"""What is selected, by lines that keep their numbers while the screen scrolls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from app.terminal.grid import Row
from app.terminal.screen import Screen

_WORD = re.compile(r"[\w\-./~:@%+=?&#,$]+|\s+|.", re.DOTALL)


class Unit(Enum):
    """What a selection grows by: one, two or three clicks."""

    CELL = 1
    WORD = 2
    LINE = 3


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Between two cells: left of column `x` in a line."""

    line: int
    x: int


@dataclass(frozen=True, slots=True)
class Selection:
    """From where the button was pressed to where it is."""

    anchor: Place
    head: Place
    unit: Unit = Unit.CELL

    def bounds(self, screen: Screen) -> tuple[Place, Place]:
        """Return where it begins and ends, whole words or lines where those are its unit."""
        first, last = sorted((self.anchor, self.head))
        if self.unit is Unit.WORD:
            return _word(screen, first)[0], max(_word(screen, last)[1], last)
        if self.unit is Unit.LINE:
            return _line_start(screen, first.line), _line_end(screen, last.line)
        return first, last

    def text(self, screen: Screen) -> str:
        """Return the text; rows of one wrapped line are joined."""
        first, last = self.bounds(screen)
        pieces: list[str] = []
        for number in range(max(first.line, screen.forgotten), last.line + 1):
            row = screen.line(number)
            if row is None:
                break
            start = first.x if number == first.line else 0
            end = last.x if number == last.line else len(row.cells)
            whole = row.wraps and number != last.line
            text = "".join(row.cells[start:end])
            pieces.append(text if whole else text.rstrip(" "))
            if number != last.line and not row.wraps:
                pieces.append("\n")
        return "".join(pieces)


def span(bounds: tuple[Place, Place] | None, line: int, columns: int) -> tuple[int, int] | None:
    """Return which columns of a line lie between two places."""
    if bounds is None or not bounds[0].line <= line <= bounds[1].line:
        return None
    start = bounds[0].x if line == bounds[0].line else 0
    end = bounds[1].x if line == bounds[1].line else columns
    return (start, end) if end > start else None


def link_at(screen: Screen, place: Place) -> str:
    """Return the web address at a place, "" when there is none."""
    start = _line_start(screen, place.line).line
    text, at = "", 0
    for number in range(start, _line_end(screen, place.line).line + 1):
        row = screen.line(number)
        cells = row.cells if row is not None else []
        if number == place.line:
            at = len(text) + len("".join(cells[: place.x]))
        text += "".join(cells)
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_NO_END)
        if found.start() <= at < found.start() + len(address):
            return address
    return ""


_LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_NO_END = ".,;:!?)]"
_LONGEST = 200
"""Rows that one wrapped line is followed over."""


def _word(screen: Screen, place: Place) -> tuple[Place, Place]:
    row = screen.line(place.line)
    if row is not None:
        offset = _offset(row, place.x)
        for found in _WORD.finditer("".join(row.cells)):
            if found.start() <= offset < found.end():
                start, end = _column(row, found.start()), _column(row, found.end())
                return Place(place.line, start), Place(place.line, end)
    return place, place


def _offset(row: Row, x: int) -> int:
    """Return where in a row's text the cell of a column is."""
    return len("".join(row.cells[:x]))


def _column(row: Row, offset: int) -> int:
    """Return the column where so much of a row's text ends, wide characters whole."""
    seen = 0
    for x, cell in enumerate(row.cells):
        if seen >= offset and cell:
            return x
        seen += len(cell)
    return len(row.cells)


def _line_start(screen: Screen, line: int) -> Place:
    for _ in range(_LONGEST):
        before = screen.line(line - 1)
        if before is None or not before.wraps:
            break
        line -= 1
    return Place(line, 0)


def _line_end(screen: Screen, line: int) -> Place:
    for _ in range(_LONGEST):
        row = screen.line(line)
        if row is None or not row.wraps or screen.line(line + 1) is None:
            break
        line += 1
    return Place(line, screen.columns)
