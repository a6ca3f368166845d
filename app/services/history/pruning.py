"""What is removed from the history: rows that are too old, and the oldest where it is full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from app.services.history.api import HistoryLimits, Tier
from app.services.history.sealing import SECOND, SLOT, SLOTS

_BATCH = 50
"""Blocks per transaction, so that rows never wait long for their turn."""
_VACUUM_PAGES = 256
_SLACK_PAGES = 2048
"""Free pages that stay in the file: the next rows fill them."""
_ROOM = 0.95
"""Share of the limit that is left when it was reached."""

_EVENTS = 20_000
_INCIDENTS = 100
"""Of one machine at most, whatever it does."""
_LAYOUTS = 1000
"""Lists of metrics above which those that no row has any more are looked for: that takes long."""

_KEPT_MS = 2 * SLOT
"""At full rate before a machine was last seen, whenever that was: these are at least 15 minutes."""

_DELETE_OLD = """DELETE FROM blocks WHERE id IN (SELECT b.id FROM machines m JOIN blocks b
    ON b.machine = m.id AND b.tier = :tier AND b.slot_ms < :before
    WHERE b.slot_ms + :kept < (SELECT max(slot_ms) + :slot FROM blocks
        WHERE machine = m.id AND tier = :tier)
    AND NOT EXISTS (SELECT 1 FROM incidents i WHERE :tier = 0 AND i.machine = m.id
        AND b.slot_ms BETWEEN i.lost_ms - :kept AND i.lost_ms) LIMIT :batch)"""
_EXCESS_EVENTS = """DELETE FROM events WHERE machine = :machine AND id IN (SELECT id FROM events
    WHERE machine = :machine ORDER BY time_ms DESC LIMIT -1 OFFSET :most)"""
_EXCESS_INCIDENTS = """DELETE FROM incidents WHERE machine = :machine AND id IN (SELECT id
    FROM incidents WHERE machine = :machine ORDER BY lost_ms DESC LIMIT -1 OFFSET :most)"""
_UNUSED_LAYOUTS = """DELETE FROM layouts WHERE id NOT IN
    (SELECT layout FROM blocks UNION SELECT layout FROM recent)"""
_DELETE_OLDEST = """DELETE FROM blocks WHERE id IN
    (SELECT id FROM blocks WHERE tier = ? ORDER BY slot_ms LIMIT ?)"""


class Pruner:
    """Prunes one file, a step at a time; each step is a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection, limits: HistoryLimits) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._limits = limits

    @property
    def size_bytes(self) -> int:
        """Size of the file, without what SQLite keeps beside it."""
        return self._pragma("page_count") * self._pragma("page_size")

    def by_age(self, now: float) -> Iterator[None]:
        """Remove what is older than its limit, but for the last minutes of each machine.

        These, and those before an incident, are what an incident is explained with.
        """
        limits = self._limits
        ages = {
            Tier.RAW: limits.raw_s,
            Tier.MINUTE: limits.minute_s,
            Tier.QUARTER: limits.quarter_s,
        }
        for tier, age in ages.items():
            before = int((now - age) * SECOND) - SLOTS[tier]
            values = {"tier": tier, "before": before, "kept": _KEPT_MS, "slot": SLOT}
            while self._execute(_DELETE_OLD, {**values, "batch": _BATCH}).rowcount:
                yield
        before = int((now - limits.quarter_s) * SECOND)
        self._execute("DELETE FROM events WHERE time_ms < ?", (before,))
        self._execute("DELETE FROM incidents WHERE lost_ms < ?", (before,))
        yield

    def by_count(self) -> Iterator[None]:
        """Remove the oldest events and incidents of a machine that has too many."""
        for (machine,) in self._execute("SELECT id FROM machines").fetchall():
            for query, most in ((_EXCESS_EVENTS, _EVENTS), (_EXCESS_INCIDENTS, _INCIDENTS)):
                self._execute(query, {"machine": machine, "most": most})
            yield

    def unused_layouts(self) -> bool:
        """Remove lists of metrics that no row has; whether there were any.

        A machine whose numbers come and go has a list for each way in which they do.
        """
        if self._execute("SELECT count(*) FROM layouts").fetchone()[0] <= _LAYOUTS:
            return False
        return self._execute(_UNUSED_LAYOUTS).rowcount > 0

    def by_size(self) -> Iterator[None]:
        """Remove the oldest rows, the finest first, where the file is larger than its limit."""
        if self._used() <= self._limits.size_bytes:
            return
        for tier in Tier:
            while self._used() > _ROOM * self._limits.size_bytes:
                if not self._execute(_DELETE_OLDEST, (tier, _BATCH)).rowcount:
                    break
                yield

    def give_back(self) -> Iterator[None]:
        """Return free pages to the file system where there are many, or the file is too large."""
        free = self._pragma("freelist_count")
        if free <= _SLACK_PAGES and self.size_bytes <= self._limits.size_bytes:
            return
        for _ in range(0, free, _VACUUM_PAGES):
            # `execute` stops after one page: it takes the rows without columns for the end.
            self._connection.executescript(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")
            yield

    def _used(self) -> int:
        pages = self._pragma("page_count") - self._pragma("freelist_count")
        return pages * self._pragma("page_size")

    def _pragma(self, name: str) -> int:
        found: int = self._execute(f"PRAGMA {name}").fetchone()[0]
        return found
