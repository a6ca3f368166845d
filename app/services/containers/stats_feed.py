"""What containers take, again and again, for those that somebody looks at just now."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled, RemoteError, SessionLost
from app.services.containers.api import ContainerStats
from app.services.containers.holder import EngineHolder
from app.services.containers.stats import StatsReader

PACE_S = 2.0
FIRST_PACE_S = 0.5
"""Seconds between two looks at least: the second one is the first that tells of the processor."""
RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class StatsRound:
    """One look at those that were wanted; what does not run is left out."""

    at: float
    """Seconds of the monotonic clock of this computer."""
    stats: Mapping[str, ContainerStats]


class WantedStats:
    """Ids of the containers that are looked at. Thread-safe; more of them are asked for at once."""

    def __init__(self) -> None:
        self._ids: frozenset[str] = frozenset()
        self._more = Wake()

    @property
    def ids(self) -> frozenset[str]:
        """Those of now."""
        return self._ids

    def set(self, ids: Collection[str]) -> None:
        """Want others."""
        new = frozenset(ids)
        come = new - self._ids
        self._ids = new
        if come:
            self._more.call()

    def wait(self, seconds: float | None, cancel: Cancel) -> None:
        """Return after a while, or when more are wanted; raises Cancelled."""
        self._more.wait(seconds, cancel)


def follow_stats(holder: EngineHolder, wanted: WantedStats, cancel: Cancel) -> Iterator[StatsRound]:
    """Yield what is wanted every two seconds, over all sessions of the node, until cancelled.

    Nothing is yielded while the node or its engine is away: whoever lists containers says why.
    """
    while True:
        try:
            with StatsReader(holder.engine(cancel)) as reader:
                yield from _rounds(reader, wanted, cancel)
        except SessionLost:
            holder.wait_for_session(cancel)
        except RemoteError:
            wanted.wait(RETRY_S, cancel)


def _rounds(reader: StatsReader, wanted: WantedStats, cancel: Cancel) -> Iterator[StatsRound]:
    while True:
        ids = wanted.ids
        if not ids:
            wanted.wait(None, cancel)
            continue
        found = reader.read(ids)
        cancel.raise_if_cancelled()
        yield StatsRound(time.monotonic(), found)
        if cancel.wait(FIRST_PACE_S):  # whoever scrolls wants others all the time
            raise Cancelled
        if all(each.cpu_percent is not None for each in found.values()):
            wanted.wait(PACE_S - FIRST_PACE_S, cancel)
