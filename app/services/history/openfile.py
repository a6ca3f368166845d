"""The file while it is open for writing: what is ordered goes in, what is over becomes blocks."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence

from app.core import sqlite_file
from app.services.history import blocks, database
from app.services.history.api import Description, Event, HistoryLimits, Incident, Tier
from app.services.history.orders import Fill, Forget, Order, Row
from app.services.history.pruning import Pruner
from app.services.history.sealing import SECOND, Layouts, Sealer

_FLOAT_MS = 1e-3


class OpenFile:
    """The file while it is open for writing."""

    def __init__(self, opened: database.Opened, limits: HistoryLimits) -> None:
        self.path = opened.path
        self.connection = opened.connection
        self.layouts = Layouts(self.connection)
        self.sealer = Sealer(self.connection, self.layouts)
        self.limits = limits
        self._data_version = 0

    @property
    def pruner(self) -> Pruner:
        """What removes rows by the limits of now."""
        return Pruner(self.connection, self.limits)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction: all of it, or nothing."""
        try:
            with sqlite_file.transaction(self.connection):
                self._notice_others()
                yield
        except BaseException:
            self.layouts.clear()
            raise

    def _notice_others(self) -> None:
        """Forget the numbers of machines and layouts when another program may have removed some."""
        version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self._data_version = version
            self.layouts.clear()

    def write(self, orders: Sequence[Order], now: float) -> None:
        """Do what is ordered, in one transaction."""
        with self.transaction():
            self._write(orders, now - self.limits.raw_s)

    def chores(self, now: float, *, by_age: bool = True) -> Iterator[None]:
        """Put rows of slots that are over into blocks and remove what is too much, step by step.

        Args:
            now: Unix seconds.
            by_age: Whether `now` can be trusted enough to remove rows for their age.
        """
        last = self.sealer.last_to_seal(now)
        if last is not None:
            for machine in self.sealer.machines(last):
                with self.transaction():
                    self.sealer.seal(machine, last)
                yield
            with self.transaction():
                self.sealer.drop_sealed(last)
            yield
        pruner = self.pruner
        if by_age:
            yield from pruner.by_age(now)
        yield from pruner.by_count()
        with self.transaction():
            if pruner.unused_layouts():
                self.layouts.clear()
        yield
        yield from pruner.by_size()
        yield from pruner.give_back()

    def oldest(self) -> float | None:
        """Return the time of the oldest row."""
        query = (
            "SELECT layout, data FROM blocks b JOIN (SELECT machine, min(slot_ms) slot_ms"
            " FROM blocks WHERE tier=? GROUP BY machine) USING (machine, slot_ms) WHERE tier=?"
        )
        firsts = [
            blocks.decode(data, self.layouts.metrics(layout), ()).times[0].item()
            for layout, data in self.connection.execute(query, (Tier.HOUR, Tier.HOUR))
        ]
        firsts += self.connection.execute("SELECT min(time_ms) FROM recent").fetchone()
        return min((first / SECOND for first in firsts if first is not None), default=None)

    def _write(self, orders: Sequence[Order], keep_raw_from: float) -> None:
        rows: list[tuple[int, int, int, bytes]] = []
        for order in orders:
            if isinstance(order, Row):
                machine = self.layouts.machine(order.key)
                rows.append(
                    (machine, order.time_ms, self.layouts.number(order.metrics), order.data)
                )
            elif isinstance(order, Event):
                self._add_event(order)
            elif isinstance(order, Incident):
                self._add_incident(order)
            elif isinstance(order, Description):
                self._describe(order)
            elif isinstance(order, Fill):
                self._add_rows(rows)
                self._fill(order, keep_raw_from)
            else:
                self._add_rows(rows)
                self._forget(order)
        self._add_rows(rows)

    def _add_rows(self, rows: list[tuple[int, int, int, bytes]]) -> None:
        query = "INSERT INTO recent(machine, time_ms, layout, data) VALUES(?, ?, ?, ?)"
        self.connection.executemany(query, rows)
        rows.clear()

    def _add_event(self, event: Event) -> None:
        self.connection.execute(
            "INSERT INTO events(machine, time_ms, kind, title, details) VALUES(?, ?, ?, ?, ?)",
            (
                self.layouts.machine(event.key),
                _milliseconds(event.time),
                event.kind.value,
                event.title,
                event.details,
            ),
        )

    def _add_incident(self, incident: Incident) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO incidents(machine, lost_ms, back_ms, boot_before, boot_after,"
            " journal_tail, summary) VALUES(?, ?, ?, ?, ?, ?, ?)",
            (
                self.layouts.machine(incident.key),
                _milliseconds(incident.time_lost),
                _milliseconds(incident.time_back),
                incident.boot_before,
                incident.boot_after,
                incident.journal_tail,
                incident.summary,
            ),
        )

    def _describe(self, description: Description) -> None:
        """Keep how a machine is now; what cannot be read of it stays as it was."""
        self.connection.execute(
            "INSERT INTO descriptions VALUES(?, ?, ?, ?, ?) ON CONFLICT(machine) DO UPDATE SET"
            " boot_id=coalesce(excluded.boot_id, boot_id),"
            " dgx_os_version=coalesce(excluded.dgx_os_version, dgx_os_version),"
            " driver_version=coalesce(excluded.driver_version, driver_version),"
            " kernel=coalesce(excluded.kernel, kernel)",
            (
                self.layouts.machine(description.key),
                description.boot_id,
                description.dgx_os_version,
                description.driver_version,
                description.kernel,
            ),
        )

    def _fill(self, fill: Fill, keep_raw_from: float) -> None:
        by_metrics: dict[tuple[str, ...], list[tuple[int, bytes]]] = {}
        for row in fill.rows:
            by_metrics.setdefault(row.metrics, []).append((row.time_ms, row.data))
        new = blocks.joined(blocks.of_rows(*group) for group in by_metrics.items())
        self.sealer.fill(self.layouts.machine(fill.key), new, keep_raw_from)

    def _forget(self, forget: Forget) -> None:
        machine = self.layouts.machine(forget.key)
        for table in ("recent", "blocks", "events", "incidents", "descriptions"):
            self.connection.execute(f"DELETE FROM {table} WHERE machine=?", (machine,))  # noqa: S608
        self.connection.execute("DELETE FROM machines WHERE id=?", (machine,))
        self.layouts.clear()


def _milliseconds(time: float) -> int:
    """Return a moment as it is kept: never later than it was, but for what a float cannot tell."""
    return math.floor(time * SECOND + _FLOAT_MS)
