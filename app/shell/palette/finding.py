"""Which entries answer what was typed, the best first."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.shell.palette.entries import Entry, Kind
from app.shell.palette.matching import Query, Target, target

MOST = 100
"""Entries listed; whoever wants another one types on."""
_ASKED = 12
COMMANDS_ONLY = ">"
"""What is typed first to find commands alone."""
_RECENT = 12.0
"""What the entry used last gains over one that was never used; less than a better place counts."""
_KINDS = {Kind.COMMAND: 3.0, Kind.NODE: 2.0, Kind.CONVERSATION: -6.0}
"""What weighs between entries that answer as well: titles of conversations have every word."""
_RANK = 10.0
"""What each rank weighs: what was used last may gain one, but not the two to close something."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is listed."""

    entries: tuple[Entry, ...]
    count: int
    """How many answer, with those that are not listed."""
    recent: int = 0
    """How many of the first were used before, where nothing was typed."""


class Finder:
    """Everything there is, ready to be searched."""

    def __init__(self, entries: Iterable[Entry] = (), recent: Sequence[str] = ()) -> None:
        """Search these; `recent` are keys of those used before, the last one first."""
        self.entries = tuple(entries)
        self._targets: tuple[Target, ...] = tuple(
            target(each.title, f"{each.detail} {each.words}") for each in self.entries
        )
        self._lengths = [len(each.title) for each in self._targets]
        self._recent = {key: place for place, key in enumerate(recent)}
        there = {each.kind for each in self.entries}
        self.kinds = tuple(kind for kind in Kind if kind in there)
        """Those of which there is something, in order."""
        self._asked: deque[tuple[Query, tuple[int, ...]]] = deque(maxlen=_ASKED)
        """What was asked last, and the places of what answered: who types on looks only there."""
        self._weights = [self._weight(each) for each in self.entries]

    def find(self, text: str, kind: Kind | None = None) -> Found:
        """Return what answers `text`; nothing typed: all, those used before first."""
        typed = text.strip()
        if typed.startswith(COMMANDS_ONLY):
            typed, kind = typed[len(COMMANDS_ONLY) :], Kind.COMMAND
        query = Query(typed)
        return self._best(query, kind) if query.words else self._all(kind)

    def _all(self, kind: Kind | None) -> Found:
        wanted = [each for each in self.entries if kind is None or each.kind is kind]
        used = [each for each in wanted if each.key in self._recent]
        used.sort(key=lambda each: self._recent[each.key])
        rest = [each for each in wanted if each.key not in self._recent]
        return Found((*used, *rest)[:MOST], len(wanted), len(used))

    def _best(self, query: Query, kind: Kind | None) -> Found:
        wider = [places for before, places in self._asked if query.narrows(before)]
        answers = query.rate(self._targets, min(wider, key=len, default=None))
        self._asked.append((query, tuple(answers)))
        if kind is not None:
            answers = {
                place: worth for place, worth in answers.items() if self.entries[place].kind is kind
            }
        weights, lengths = self._weights, self._lengths
        rated = [
            (-worth - weights[place], lengths[place], place) for place, worth in answers.items()
        ]
        best = heapq.nsmallest(MOST, rated)
        return Found(tuple(self.entries[place] for _worth, _length, place in best), len(rated))

    def _weight(self, entry: Entry) -> float:
        weight, many = _KINDS.get(entry.kind, 0.0) - entry.rank * _RANK, len(self._recent)
        if entry.key in self._recent:
            weight += _RECENT * (many - self._recent[entry.key]) / many
        return weight
