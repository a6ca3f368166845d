"""How wide the columns of a table are."""

from __future__ import annotations

from collections.abc import Sequence

from app.transcript.markdown.blocks import Spans, Table
from app.transcript.style import Style

NARROWEST = 64.0
PAD = 10
"""At both sides of a cell."""
_LOOKED_AT = 200
"""Rows whose texts tell how wide a column is."""
_MOST = 80
"""Characters of a cell that count."""


def columns_of(table: Table, room: float, style: Style) -> tuple[list[float], int]:
    """Return the widths of the columns that have room, and how many have none."""
    count = max((len(row) for row in table.rows[:_LOOKED_AT]), default=0)
    shown = min(count, max(1, int(room // NARROWEST)))
    wished = [_wished(table, column, style) for column in range(shown)]
    if sum(wished) > room:
        wished = _shared(wished, room)
    return wished, count - shown


def _wished(table: Table, column: int, style: Style) -> float:
    longest = max(
        (_length(row[column]) for row in table.rows[:_LOOKED_AT] if column < len(row)), default=0
    )
    return max(NARROWEST, min(longest, _MOST) * style.letter * 1.06 + 2 * PAD + 4)


def _length(spans: Spans) -> float:
    """Return how many ordinary letters a cell is as wide as."""
    return sum(len(span.text) * (1.15 if span.code else 1.0) for span in spans)


def _shared(wished: Sequence[float], room: float) -> list[float]:
    """Give narrow columns what they wish, and share the rest among the wide ones."""
    widths = [NARROWEST] * len(wished)
    left, open_columns = room, sorted(range(len(wished)), key=lambda column: wished[column])
    while open_columns:
        column = open_columns.pop(0)
        widths[column] = max(NARROWEST, min(wished[column], left / (len(open_columns) + 1)))
        left -= widths[column]
    return widths
