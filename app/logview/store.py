"""LogStore: the lines of a log that are held, a few bytes each, however many come.

Lines are numbered: the first that was taken is 0, older ones that are loaded later are negative.
They are kept in packed blocks. When there are too many, those furthest from what is looked at go,
and the log still has them: the older ones are loaded again by scrolling up, the newer ones by
following on.
"""

from __future__ import annotations

import bisect
import itertools
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from app.core.cancel import Cancel
from app.logview.ansi import styled
from app.logview.blocks import Block, Row, in_blocks, is_full
from app.logview.levels import JSON_HEAD, Level, LevelReader
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry

MAX_BYTES = 64 * 1024**2
"""What packed lines take at most. Unpacked ones of `UNPACKED` blocks come on top."""
MAX_LINES = 2_000_000
AHEAD = 200_000
"""Lines taken at most below those that somebody reads."""
UNPACKED = 12


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds at one moment."""

    first: int
    end: int
    """The number after the last line's."""
    size: int
    """Bytes, about."""
    version: int
    """Another one whenever lines came or went."""
    epoch: int
    """Another one whenever numbers are given anew, to other lines."""
    lacks_oldest: bool
    """The oldest lines were let go: there were too many."""

    @property
    def count(self) -> int:
        """How many lines."""
        return self.end - self.first


class LogStore:
    """Lines in the order in which they are shown. Thread-safe: workers fill it, a window reads."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_lines: int = MAX_LINES) -> None:
        self._max_bytes, self._max_lines = max_bytes, max_lines
        self._writing = threading.RLock()
        """Held while lines are packed; `_changed` only while they are put in their place."""
        self._changed = threading.Condition()
        self._blocks: list[Block] = []
        self._open: list[Row] = []
        """The newest lines, not packed yet."""
        self._characters = 0
        """Of those."""
        self._first = self._end = 0
        self._size = self._version = self._epoch = 0
        self._lacks_oldest = False
        self._pinned: int | None = None
        self._levels = LevelReader()
        self._counts: Counter[int] = Counter()
        self._unpacked: OrderedDict[Block, list[str]] = OrderedDict()

    # What is held

    @property
    def held(self) -> Held:
        """What it holds now."""
        with self._changed:
            size = self._size + self._characters
            return Held(
                self._first, self._end, size, self._version, self._epoch, self._lacks_oldest
            )

    def row(self, number: int) -> Row | None:
        """Return a line, None when it is not held."""
        with self._changed:
            if not self._first <= number < self._end:
                return None
            if self._open and number >= self._open[0].number:
                return self._open[number - self._open[0].number]
            block = self._blocks[bisect.bisect(self._blocks, number, key=_FIRST) - 1]
            return block.row(number, self._texts(block))

    def count_of(self, source: int) -> int:
        """Return how many lines of a source are held."""
        with self._changed:
            return self._counts[source]

    def at_time(self, time_ns: int) -> int:
        """Return the number of the first line of that time or later; the end when there is none."""
        with self._changed:
            at = bisect.bisect_left(self._blocks, time_ns, key=_FIRST_TIME)
            pieces = [each.rows() for each in self._blocks[max(0, at - 1) : at + 1]]
            for row in (row for piece in (*pieces, self._open) for row in piece):
                if row.line.time_ns is not None and row.line.time_ns >= time_ns:
                    return row.number
            return self._end

    def first_entries(self, count: int, source: int | None = None) -> list[Entry]:
        """Return the first lines that are held, of one source or all, without words of ours."""
        blocks, newest = self._all()
        pieces = itertools.chain((each.rows() for each in blocks), [newest])
        rows = (row for piece in pieces for row in piece if not row.is_note)
        wanted = (row for row in rows if source is None or row.source == source)
        return [Entry(row.source, row.line) for row in itertools.islice(wanted, count)]

    def last_entries(self, seconds: float) -> list[Entry]:
        """Return the lines of the last `seconds` that are held, without words of ours."""
        blocks, newest = self._all()
        pieces = itertools.chain([newest], (each.rows() for each in reversed(blocks)))
        return _within((row for piece in pieces for row in reversed(piece)), seconds)[::-1]

    def blocks(self) -> list[Block]:
        """Return all lines in blocks, the newest ones packed for it."""
        blocks, newest = self._all()
        return [*blocks, Block(newest)] if newest else blocks

    def wait(self, version: int, cancel: Cancel) -> None:
        """Return when lines came or went since `version`; raises Cancelled."""
        with cancel.on_cancel(self._wake), self._changed:
            self._changed.wait_for(lambda: self._version != version or cancel.cancelled)
        cancel.raise_if_cancelled()

    # What comes and goes

    def append(self, entries: Iterable[Entry]) -> bool:
        """Take newer lines; False when somebody reads far above them and no more are wanted.

        Newer lines that would push out what is read are not kept.
        """
        with self._writing:
            epoch = self._epoch
            rows = self._rows_of(entries, self._end, self._levels)
            self._put(rows)
            with self._changed:
                self._trim()
                self._tell()
                if self._pinned is None:
                    return True
                return epoch == self._epoch and self._end - self._pinned <= AHEAD

    def note(self, words: str) -> None:
        """Put words of ours after the lines that there are."""
        with self._writing:
            self._put([_note(self._end, words)])
            with self._changed:
                self._tell()

    def prepend(self, entries: Sequence[Entry], words: str = "") -> None:
        """Take older lines, and words of ours before them."""
        with self._writing:
            begin = self._first - len(entries)
            rows = self._rows_of(entries, begin, LevelReader())
            if words:
                rows.insert(0, _note(begin - 1, words))
            blocks = [Block(piece) for piece in in_blocks(rows)]
            with self._changed:
                self._blocks[:0] = blocks
                self._size += sum(block.size for block in blocks)
                self._counts.update(entry.source for entry in entries)
                self._first -= len(rows)
                self._trim()
                self._tell()

    def clear(self) -> None:
        """Forget all lines."""
        with self._writing, self._changed:
            self._blocks.clear()
            self._open.clear()
            self._unpacked.clear()
            self._counts.clear()
            self._levels = LevelReader()
            self._first = self._end = self._size = self._characters = 0
            self._lacks_oldest = False
            self._pinned = None
            self._epoch += 1
            self._tell()

    def pin(self, number: int | None) -> None:
        """Keep what is around a line that somebody reads; None: whatever is newest."""
        with self._changed:
            self._pinned = number

    # How it is done

    def _rows_of(self, entries: Iterable[Entry], begin: int, levels: LevelReader) -> list[Row]:
        rows = []
        for number, (source, line) in enumerate(entries, begin):
            level = levels.take(source, styled(line.raw[:JSON_HEAD]).text)
            rows.append(Row(number, source, line, level))
        return rows

    def _put(self, rows: list[Row]) -> None:
        """Put rows after the others, in blocks as these get full."""
        begin, characters = 0, self._characters
        for at, row in enumerate(rows, 1):
            characters += len(row.line.raw)
            if is_full(len(self._open) + at - begin, characters):
                block = Block([*self._open, *rows[begin:at]])
                begin, characters = at, 0
                with self._changed:
                    self._blocks.append(block)
                    self._size += block.size
                    self._open, self._end = [], block.end
        with self._changed:
            self._open += rows[begin:]
            self._characters = characters
            self._end += len(rows) - begin
            self._counts.update(row.source for row in rows if not row.is_note)

    def _all(self) -> tuple[list[Block], list[Row]]:
        with self._changed:
            return list(self._blocks), list(self._open)

    def _trim(self) -> None:
        """Let go what is too much, furthest from what is read."""
        while self._blocks and (
            self._size > self._max_bytes or self._end - self._first > self._max_lines
        ):
            pinned = self._pinned
            if pinned is None or pinned - self._first > self._end - pinned:
                self._drop(0)
                self._lacks_oldest = True
                self._first = self._blocks[0].first if self._blocks else self._end
                continue
            for row in self._open:
                self._counts[row.source] -= not row.is_note
            self._open, self._characters = [], 0
            self._end = self._blocks[-1].first
            self._drop(-1)
            self._epoch += 1

    def _drop(self, at: int) -> None:
        block = self._blocks.pop(at)
        self._size -= block.size
        self._counts -= block.count_sources()
        self._unpacked.pop(block, None)

    def _texts(self, block: Block) -> list[str]:
        texts = self._unpacked.get(block)
        if texts is None:
            texts = self._unpacked[block] = block.texts()
            if len(self._unpacked) > UNPACKED:
                self._unpacked.popitem(last=False)
        self._unpacked.move_to_end(block)
        return texts

    def _tell(self) -> None:
        self._version += 1
        self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


_FIRST = attrgetter("first")
_FIRST_TIME = attrgetter("first_time")


def _note(number: int, words: str) -> Row:
    return Row(number, 0, LogLine(time.time_ns(), False, words), Level.NONE, is_note=True)


def _within(rows: Iterator[Row], seconds: float) -> list[Entry]:
    """Return entries until one is further than `seconds` from the first one."""
    found: list[Entry] = []
    begun: int | None = None
    for row in rows:
        moment = row.line.time_ns
        if row.is_note or moment is None:
            continue
        begun = moment if begun is None else begun
        if abs(moment - begun) > seconds * 1e9:
            break
        found.append(Entry(row.source, row.line))
    return found
