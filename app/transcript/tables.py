"""How wide the columns of a table are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.transcript.markdown.blocks import Spans, Table
from app.transcript.style import Style

NARROWEST = 64.0
"""Pixels; columns that have not even this much are left out."""
PAD = 10
"""At both sides of a cell."""
_LOOKED_AT = 200
"""Rows whose texts tell how wide a column is."""
_MOST = 80
"""Characters of a cell that count."""
_LONGEST_WORD = 24
"""Characters; a longer word may be broken."""
_BREAKS = re.compile(r"[^\s/-]+[/-]*")
"""What is not broken: Qt goes to the next line after these, too."""


def columns_of(table: Table, room: float, style: Style) -> tuple[list[float], int]:
    """Return the widths of the columns that have room, and how many have none."""
    count = max((len(row) for row in table.rows[:_LOOKED_AT]), default=0)
    shown = min(count, max(1, int(room // NARROWEST)))
    wished = [_wished(table, column, style) for column in range(shown)]
    if sum(wished) > room:
        bare = [min(NARROWEST, wish) for wish in wished]
        words = [min(wished[column], _of_words(table, column, style)) for column in range(shown)]
        wished = _shared(wished, words if sum(words) <= room else _shared(words, bare, room), room)
    return wished, count - shown


def _wished(table: Table, column: int, style: Style) -> float:
    longest = max(
        (_length(row[column]) for row in table.rows[:_LOOKED_AT] if column < len(row)), default=0
    )
    return max(NARROWEST, _width(min(longest, _MOST), style))


def _of_words(table: Table, column: int, style: Style) -> float:
    """Return how wide a column has to be for no word to be broken."""
    longest = 0.0
    for row in table.rows[:_LOOKED_AT]:
        for span in row[column] if column < len(row) else ():
            for word in _BREAKS.findall(span.text[:_LOOKED_AT]):
                longest = max(longest, len(word) * (1.15 if span.code else 1.0))
    return _width(min(longest, _LONGEST_WORD), style)


def _width(letters: float, style: Style) -> float:
    return letters * style.letter * 1.06 + 2 * PAD + 4


def _length(spans: Spans) -> float:
    """Return how many ordinary letters a cell is as wide as."""
    return sum(len(span.text) * (1.15 if span.code else 1.0) for span in spans)


def _shared(wished: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Give narrow columns what they wish, and share the rest among the wide ones.

    None is narrower than its `least`; together those have room.
    """
    widths, left = list(least), room
    open_columns = sorted(range(len(wished)), key=lambda column: wished[column])
    while open_columns:
        column = open_columns.pop(0)
        kept = sum(least[each] for each in open_columns)
        fair = min(wished[column], left / (len(open_columns) + 1), left - kept)
        widths[column] = max(least[column], fair)
        left -= widths[column]
    return widths
