"""How the width of a table is shared among its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnWidth:
    """What a column wants, and the least that its content can be read in, in pixels."""

    wanted: int
    least: int


def shared(columns: Sequence[ColumnWidth], stretch: int, room: int) -> list[int]:
    """Share `room`: column `stretch` gets what is left; where that is too little all give way."""
    wanted = sum(column.wanted for column in columns)
    give = sum(max(column.wanted - column.least, 0) for column in columns)
    missing = max(wanted - room, 0)
    share = min(1.0, missing / give) if give else 0.0
    widths = [
        column.wanted - int(max(column.wanted - column.least, 0) * share) for column in columns
    ]
    others = sum(widths) - widths[stretch]
    widths[stretch] = max(room - others, columns[stretch].least)
    return widths
