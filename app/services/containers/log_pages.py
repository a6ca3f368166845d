"""Older lines of logs, a page at a time, without a gap and without a line told twice.

An engine counts the last lines first and leaves out those after `until` then: for the lines before
a moment it has to be asked for as many as came since, and some more.
"""

from __future__ import annotations

import collections
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.core.cancel import Cancel
from app.services.containers.api import LogLine
from app.services.containers.engine import Engine
from app.services.containers.log_api import Entry
from app.services.containers.logs import LogReader, LogWish

PAGE = 5_000
"""Lines of a page, about."""
OVERLAP_S = 1.0
"""The two outputs are stamped by two threads: lines of one moment are not in order."""
_LONGEST_TAIL = 50_000_000
_NS = 10**9


@dataclass(frozen=True, slots=True)
class KnownStart:
    """Where the lines of one log begin that are known."""

    container: str
    count: int
    """How many lines of it are known, or about: it is looked before so many."""
    first: tuple[LogLine, ...] = field(repr=False)
    """The first ones, a few."""


@dataclass(frozen=True, slots=True)
class Page:
    """Lines before those that are known, the oldest first."""

    entries: tuple[Entry, ...] = field(repr=False)
    begins: bool
    """The logs begin with it: there is nothing older."""


def older_page(
    engine: Engine, known: Sequence[KnownStart], before_ns: int, cancel: Cancel, page: int = PAGE
) -> Page:
    """Return lines older than `before_ns`, the time of the first line that is known.

    Raises what LogReader raises.
    """
    parts = [_older(engine, each, before_ns, cancel, page) for each in known]
    floor = _floor(parts)
    numbered = [
        [Entry(number, line) for line in _from(part.lines, floor)]
        for number, part in enumerate(parts)
    ]
    entries = tuple(heapq.merge(*numbered, key=lambda entry: _time(entry.line)))
    return Page(entries, begins=not any(part.more for part in parts))


@dataclass(frozen=True, slots=True)
class _Part:
    """The older lines of one log; with `more` there are still older ones."""

    lines: list[LogLine]
    more: bool


def _floor(parts: Sequence[_Part]) -> int:
    """Return from when on lines are told: where one log has more, from where that one was read.

    Not later than any line of the page: the next page asks for what is older than all of them.
    """
    floor = max((_time(part.lines[0]) for part in parts if part.more and part.lines), default=0)
    while True:
        told = (line for part in parts for line in _from(part.lines, floor))
        earliest = min(map(_time, told), default=floor)
        if earliest >= floor:
            return floor
        floor = earliest


def _older(engine: Engine, known: KnownStart, before_ns: int, cancel: Cancel, page: int) -> _Part:
    # Beside others its first known line may be a later one: it has to be among those that come.
    until = max([before_ns, *map(_time, known.first[:1])]) / _NS + OVERLAP_S
    tail, before = known.count + page, None
    while True:
        wish = LogWish(tail=tail if tail <= _LONGEST_TAIL else None, until=until)
        lines = _Before(known.first, before_ns, 2 * page)
        for batch in LogReader(known.container, wish).read(engine, cancel):
            if lines.take(batch):
                break
        if wish.tail is None or (lines.is_joined and lines.reach == before):
            joined = lines.is_joined
            kept = [line for line in lines.kept if joined or _time(line) < before_ns]
            return _Part(kept, more=False)
        if lines.is_joined and len(lines.kept) >= page:
            return _Part(list(lines.kept), more=True)
        # Too few: the log begins here, or more lines came since than were known of.
        before, tail = lines.reach if lines.is_joined else None, tail * 4 + page


class _Before:
    """Takes the lines before the first one that is known, in the order of the log.

    Their times would not do: a line that was stamped earlier may stand later, and comes by itself.
    """

    def __init__(self, first: Iterable[LogLine], before_ns: int, most: int) -> None:
        self._first = {_key(line) for line in first}
        self._before_ns = before_ns
        self.kept: collections.deque[LogLine] = collections.deque(maxlen=most)
        self.is_joined = False
        """Whether they reach what is known: else all of them may be newer."""
        self.reach: tuple[int, object] = (0, None)
        """How many lines there were, the known one included, and which that was."""

    def take(self, lines: Iterable[LogLine]) -> bool:
        """Take lines; True at the one that is known."""
        for line in lines:
            is_known = _key(line) in self._first
            self.reach = (self.reach[0] + 1, _key(line) if is_known else None)
            if is_known:
                self.is_joined = True
                return True
            if _time(line) < self._before_ns:
                self.is_joined = self.is_joined or not self._first
                self.kept.append(line)
            elif self._first:
                self.kept.append(line)
        return False


def _from(lines: list[LogLine], time_ns: int) -> list[LogLine]:
    """Return the lines from the first one on that was printed at that time or later."""
    for at, line in enumerate(lines):
        if _time(line) >= time_ns:
            return lines[at:]
    return []


def _key(line: LogLine) -> tuple[int | None, bool, str]:
    return line.time_ns, line.is_stderr, line.raw


def _time(line: LogLine) -> int:
    return line.time_ns or 0
