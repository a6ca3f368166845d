"""Older lines of logs, a page at a time, without a gap and without a line told twice.

An engine counts the last lines first and leaves out those after `until` then: for the lines before
a moment it has to be asked for as many as came since, and some more.
"""

from __future__ import annotations

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
    """How many lines of it are known, or more: it is looked before so many."""
    first: tuple[LogLine, ...] = field(repr=False)
    """Those of the first seconds (see `OVERLAP_S`)."""


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
    # Where one log has more, the page reaches back only as far as that one was read.
    floor = max((_time(part.lines[0]) for part in parts if part.more and part.lines), default=0)
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


def _older(engine: Engine, known: KnownStart, before_ns: int, cancel: Cancel, page: int) -> _Part:
    until = before_ns / _NS + OVERLAP_S
    tail, previous = known.count + page, -1
    while True:
        wish = LogWish(tail=tail if tail <= _LONGEST_TAIL else None, until=until)
        told: list[LogLine] = []
        for batch in LogReader(known.container, wish).read(engine, cancel):
            told += batch
        lines = _before(told, known.first, before_ns)
        if len(lines) >= page:
            return _Part(lines[-2 * page :], more=True)
        reached = bool(told) and len(told) == previous
        if reached or wish.tail is None:
            return _Part(lines, more=False)
        # Too few: the log begins here, or more lines came since than were known of.
        previous, tail = len(told), tail * 4 + page


def _before(told: list[LogLine], first: Iterable[LogLine], before_ns: int) -> list[LogLine]:
    """Return the lines before the first one that is known, in the order of the log.

    Their times would not do: a line that was stamped earlier may stand later, and comes by itself.
    """
    known = {_key(line) for line in first}
    for at, line in enumerate(told):
        if _key(line) in known:
            return told[:at]
    return [line for line in told if _time(line) < before_ns]


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
