"""Since when a container runs, from the engine's words: a list has no other time for it.

`Up 3 hours` says a span, and it was true when it was said. Each further list narrows down when it
can have begun.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.services.containers.api import Container

_UNITS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "year": 365 * 86400,
}
_COUNT = re.compile(r"(\d{1,6}) (second|minute|hour|day|week|month|year)s?\b")
_HALF_AN_HOUR = 1800.0


@dataclass(frozen=True, slots=True)
class Span:
    """How long ago something happened, in seconds: as it was said, at least, and less than."""

    said: float
    least: float
    most: float


_FIXED = {
    "Less than a second": Span(0.0, 0.0, 1.0),
    "About a minute": Span(60.0, 60.0, 120.0),
    "About an hour": Span(3600.0, _HALF_AN_HOUR, 3 * _HALF_AN_HOUR),
}


def parse_span(words: str) -> Span | None:
    """Read how long ago `Up 3 hours (healthy)` or `Exited (0) 2 days ago` says it was."""
    for fixed, span in _FIXED.items():
        if fixed in words:
            return span
    found = _COUNT.search(words)
    if found is None:
        return None
    number, unit = int(found[1]), _UNITS[found[2]]
    # Docker rounds hours to the nearest, and what is longer is counted in hours.
    early = _HALF_AN_HOUR if unit >= _UNITS["hour"] else 0.0
    said = float(number * unit)
    return Span(said, max(said - early, 0.0), said + unit - early)


@dataclass(frozen=True, slots=True)
class _Moment:
    runs: bool
    at: float


class Moments:
    """When each container began or ended, as exactly as its words have told so far."""

    def __init__(self) -> None:
        self._moments: dict[str, _Moment] = {}

    def note(self, containers: Iterable[Container], now: float) -> None:
        """Take in a list that was made at `now`, Unix seconds; forget who is not in it."""
        before, self._moments = self._moments, {}
        for each in containers:
            span, known = parse_span(each.status), before.get(each.id)
            if span is None:
                continue
            at = now - span.said
            if known is not None and known.runs is each.state.runs:
                at = min(max(known.at, now - span.most), now - span.least)
            self._moments[each.id] = _Moment(each.state.runs, at)

    def of(self, container: str) -> float | None:
        """Return when it began or, where it does not run, ended; None when nobody told."""
        found = self._moments.get(container)
        return None if found is None else found.at
