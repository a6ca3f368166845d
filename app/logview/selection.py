"""What is selected of a log, and its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.core.i18n import tr
from app.core.units import iso_time
from app.logview.ansi import styled
from app.logview.blocks import Row
from app.logview.row_layout import shown
from app.logview.rows import ShownRows

MOST_COPIED = 10_000
"""Lines that are copied at most; more are saved as a file."""


class Place(NamedTuple):
    """Before which character of which line; `column` is counted as Qt does (UTF-16)."""

    number: int
    column: int = 0


class Selection(NamedTuple):
    """From where it began to where the keyboard is."""

    anchor: Place
    caret: Place

    @property
    def begin(self) -> Place:
        """Its upper end."""
        return min(self.anchor, self.caret)

    @property
    def end(self) -> Place:
        """Its lower end."""
        return max(self.anchor, self.caret)

    @property
    def is_empty(self) -> bool:
        """Whether it is only a place: the current line."""
        return self.anchor == self.caret

    def of_line(self, number: int, length: int) -> tuple[int, int] | None:
        """Return which characters of a line are selected, None when it is outside."""
        begin, end = self.begin, self.end
        if self.is_empty or not begin.number <= number <= end.number:
            return None
        first = begin.column if number == begin.number else 0
        last = end.column if number == end.number else length
        return min(first, length), min(last, length)


def whole(row: Row) -> str:
    """Return all of a line's text."""
    return styled(row.line.raw).text


def copied(rows: ShownRows, selection: Selection, *, times: bool = False) -> str:
    """Return the text that is selected; an empty selection is its whole line."""
    lines = list(_pieces(rows, selection, times=times))
    left = rows.place(selection.end.number) + 1 - rows.place(selection.begin.number) - len(lines)
    if left > 0 and len(lines) >= MOST_COPIED:
        more = tr(
            "%n more lines are not copied: save the log for all of it",
            "%n more line is not copied: save the log for all of it",
            left,
        )
        lines.append(f"[{more}]")
    return "\n".join(lines)


def _pieces(rows: ShownRows, selection: Selection, *, times: bool) -> Iterator[str]:
    begin, end = selection.begin, selection.end
    first, last = rows.place(begin.number), rows.place(end.number)
    for place in range(first, min(last + 1, first + MOST_COPIED, len(rows))):
        row = rows.row(place)
        if row is None:
            continue
        text = whole(row)
        cut = selection.of_line(row.number, _units(shown(row)))
        if cut is not None and not times and cut != (0, _units(shown(row))):
            text = _between(text, *cut)
        if times and not row.is_note:
            moment = row.line.time_ns
            text = f"{'n/a' if moment is None else iso_time(moment / 1e9)}  {text}"
        yield text


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _between(text: str, begin: int, end: int) -> str:
    if text.isascii():
        return text[begin:end]
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le", "replace")
