"""Lines as they are held: packed, some hundred in a block."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.logview.levels import Level
from app.services.containers.api import LogLine

BLOCK_LINES = 1024
BLOCK_CHARACTERS = 256 * 1024
_OVERHEAD = 400
"""Bytes that Python needs for a block itself."""
_STDERR, _CUT, _NOTE, _LEVEL_SHIFT = 1, 2, 4, 4
_NO_TIME = -1


class Row(NamedTuple):
    """One line as it is held."""

    number: int
    source: int
    line: LogLine
    level: Level
    is_note: bool = False
    """Words of ours between the lines."""


class Block:
    """Lines that follow each other. It never changes."""

    __slots__ = ("_kinds", "_packed", "_sources", "_times", "count", "first", "size")

    def __init__(self, rows: Sequence[Row]) -> None:
        self.first = rows[0].number
        self.count = len(rows)
        text = "\n".join([row.line.raw for row in rows])
        self._packed = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        times = [row.line.time_ns for row in rows]
        self._times = array("q", [_NO_TIME if each is None else each for each in times])
        self._kinds = bytes([_kind(row) for row in rows])
        self._sources = bytes([row.source for row in rows])
        self.size = len(self._packed) + 10 * self.count + _OVERHEAD

    @property
    def end(self) -> int:
        """The number after the last line's."""
        return self.first + self.count

    @property
    def first_time(self) -> int:
        """When its first line was printed that has a time."""
        return next((each for each in self._times if each != _NO_TIME), _NO_TIME)

    def texts(self) -> list[str]:
        """Unpack the lines as they were printed."""
        return zlib.decompress(self._packed).decode("utf-8", "surrogatepass").split("\n")

    def levels(self) -> list[int]:
        """Return how grave each line is, -1 for words of ours."""
        return [-1 if kind & _NOTE else kind >> _LEVEL_SHIFT for kind in self._kinds]

    def row(self, number: int, texts: Sequence[str]) -> Row:
        """Return one line; `texts` are those of the block."""
        at = number - self.first
        time, kind = self._times[at], self._kinds[at]
        line = LogLine(
            None if time == _NO_TIME else time, bool(kind & _STDERR), texts[at], bool(kind & _CUT)
        )
        level = Level(kind >> _LEVEL_SHIFT)
        return Row(number, self._sources[at], line, level, bool(kind & _NOTE))

    def rows(self) -> list[Row]:
        """Unpack everything."""
        texts = self.texts()
        return [self.row(number, texts) for number in range(self.first, self.end)]

    def count_sources(self) -> Counter[int]:
        """Count the lines of each source."""
        of_each = zip(self._sources, self._kinds, strict=True)
        return Counter(source for source, kind in of_each if not kind & _NOTE)


def in_blocks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut rows into pieces that are each worth a block."""
    begin = characters = 0
    for at, row in enumerate(rows):
        characters += len(row.line.raw)
        if is_full(at + 1 - begin, characters):
            yield rows[begin : at + 1]
            begin, characters = at + 1, 0
    if begin < len(rows):
        yield rows[begin:]


def is_full(lines: int, characters: int) -> bool:
    """Whether so much is worth a block."""
    return lines >= BLOCK_LINES or characters >= BLOCK_CHARACTERS


def _kind(row: Row) -> int:
    line = row.line
    marks = _STDERR * line.is_stderr | _CUT * line.cut | _NOTE * row.is_note
    return marks | row.level << _LEVEL_SHIFT
