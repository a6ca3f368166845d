"""Where a text occurs on a terminal's screen and in its past."""

from __future__ import annotations

from dataclasses import dataclass

from app.terminal.screen import Screen
from app.terminal.selection import Place

MOST = 10_000
"""Places that are found; more are of no use to anybody."""


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence, inside a row."""

    start: Place
    end: Place


def find(screen: Screen, text: str) -> list[Found]:
    """Return every occurrence, oldest first, whatever its case."""
    wanted = text.casefold()
    found: list[Found] = []
    if not wanted:
        return found
    for number in range(screen.forgotten, screen.first + screen.height):
        row = screen.line(number)
        if row is None or not row.cells:
            continue
        # Cell by cell: a capital may have a longer small form, and wide ones take two columns.
        cells = [cell.casefold() for cell in row.cells]
        line = "".join(cells)
        at = line.find(wanted)
        if at < 0:
            continue
        columns = [x for x, cell in enumerate(cells) for _ in cell]
        while at >= 0 and len(found) < MOST:
            last = columns[at + len(wanted) - 1]
            end = last + 2 if last + 1 < len(cells) and not cells[last + 1] else last + 1
            found.append(Found(Place(number, columns[at]), Place(number, end)))
            at = line.find(wanted, at + len(wanted))
    return found
