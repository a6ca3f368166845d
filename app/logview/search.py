"""Searching a log that grows at both ends, in a worker."""

from __future__ import annotations

import bisect
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import Cancelled, UserError
from app.core.i18n import tr
from app.logview.ansi import styled
from app.logview.intake import BREATH_S
from app.logview.query import Finder, Query, TooCostly

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.logview.blocks import Block
    from app.logview.store import LogStore

TELL_S = 0.1
"""Seconds between two reports at least."""
MAX_COSTLY = 20
"""Lines that may be too costly to search before the search is given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """Lines that fit, of a stretch of the log that was searched."""

    query: Query
    epoch: int
    """Of the store: with another one, numbers of before mean nothing."""
    first: int
    """The stretch begins with this line."""
    end: int
    numbers: array[int]
    """Ascending."""
    behind: bool
    """There is more to search."""
    costly: int = 0
    """Lines so far for which the expression would take too long; they are not among `numbers`."""


class Matches:
    """All lines found so far, in order. For one thread."""

    def __init__(self) -> None:
        self._numbers: array[int] = array("q")
        self._epoch = -1
        self._first = self._end = 0
        self.behind = True
        """Whether not all lines are searched yet."""
        self.costly = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: int) -> int:
        return self._numbers[at]

    def add(self, found: Found) -> None:
        """Take what was found in a stretch just before or after what was searched."""
        if found.epoch != self._epoch:
            self._numbers = array("q")
            self._epoch, self._first, self._end = found.epoch, found.first, found.first
        if found.first >= self._end:
            self._numbers.extend(found.numbers)
            self._end = found.end
        else:
            self._numbers = found.numbers + self._numbers
            self._first = found.first
        self.behind, self.costly = found.behind, found.costly

    def keep(self, first: int, end: int, epoch: int) -> None:
        """Forget lines that are no longer held."""
        if epoch != self._epoch:
            del self._numbers[:]
            return
        if self._numbers and (self._numbers[0] < first or self._numbers[-1] >= end):
            self._numbers = self._numbers[self.at(first) : self.at(end)]

    def at(self, number: int) -> int:
        """Return how many of them are before a line."""
        return bisect.bisect_left(self._numbers, number)


def search(store: LogStore, query: Query, cancel: Cancel) -> Iterator[Found]:
    """Yield what fits, newest stretch first, then what comes; it ends only by `cancel`.

    Raises UserError when the expression takes too long on too many lines.
    """
    searching = _Search(store, query, cancel)
    while True:
        held = store.held
        yield from searching.catch_up()
        store.wait(held.version, cancel)
        if cancel.wait(TELL_S):
            cancel.raise_if_cancelled()


class _Search:
    def __init__(self, store: LogStore, query: Query, cancel: Cancel) -> None:
        self._store, self._query, self._cancel = store, query, cancel
        self._finder = query.finder()
        self._epoch = -1
        self._first = self._end = 0
        self._costly = 0

    def catch_up(self) -> Iterator[Found]:
        """Search what is not searched yet."""
        held, blocks = self._store.held, self._store.blocks()
        if held.epoch != self._epoch or held.end < self._first or held.first > self._end:
            self._epoch = held.epoch
            self._first = self._end = held.end
            self._costly = 0
        newer = [each for each in blocks if each.end > self._end]
        older = [each for each in reversed(blocks) if each.first < self._first]
        yield from self._stretch(newer, newer=True, last=not older)
        yield from self._stretch(older, newer=False, last=True)

    def _stretch(self, blocks: Sequence[Block], *, newer: bool, last: bool) -> Iterator[Found]:
        """Search blocks one after the other, away from what is searched."""
        pieces: list[array[int]] = []
        first = end = self._end if newer else self._first
        told = time.monotonic()
        for left, block in zip(reversed(range(len(blocks))), blocks, strict=True):
            if self._cancel.wait(BREATH_S):
                raise Cancelled
            if newer:
                pieces.append(self._fitting(block, end, block.end))
                end = block.end
            else:
                pieces.insert(0, self._fitting(block, block.first, first))
                first = block.first
            if left and time.monotonic() < told + TELL_S:
                continue
            self._first, self._end = min(first, self._first), max(end, self._end)
            yield self._found(first, end, pieces, behind=bool(left) or not last)
            told, pieces = time.monotonic(), []
            first = end = self._end if newer else self._first

    def _found(self, first: int, end: int, pieces: list[array[int]], *, behind: bool) -> Found:
        numbers: array[int] = array("q")
        for piece in pieces:
            numbers.extend(piece)
        return Found(self._query, self._epoch, first, end, numbers, behind, self._costly)

    def _fitting(self, block: Block, first: int, end: int) -> array[int]:
        """Return which lines of a block fit, from `first` to `end`."""
        least = int(self._query.least)
        finder, found = self._finder, array("q")
        begin, stop = max(0, first - block.first), end - block.first
        lines = zip(block.texts()[begin:stop], block.levels()[begin:stop], strict=True)
        for number, (raw, level) in enumerate(lines, block.first + begin):
            if level >= max(0, least) and self._fits(finder, raw):
                found.append(number)
        return found

    def _fits(self, finder: Finder, raw: str) -> bool:
        try:
            return finder.fits(raw if raw.isprintable() else styled(raw).text)
        except TooCostly:
            self._costly += 1
        if self._costly > MAX_COSTLY:
            raise UserError(
                tr("This expression takes too long on these lines."),
                tr("Nested repetitions like (a+)+ do; say more exactly what repeats."),
            )
        self._cancel.raise_if_cancelled()
        return False
