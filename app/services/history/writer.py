"""The one thread that writes the history: rows each second, blocks of older ones each minute."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.services.history import blocks, database
from app.services.history.api import Event, HistoryLimits, Incident, StoreStatus, Tier
from app.services.history.clocks import ClockWatch
from app.services.history.orders import Fill, Forget, Inbox, Order, Row
from app.services.history.pruning import Pruner
from app.services.history.sealing import SECOND, Layouts, Sealer

log = logging.getLogger(__name__)

COMMIT_S = 1.0
"""Seconds between two commits."""
CHORES_S = 60.0
RETRY_S = 5.0
"""Seconds after which what went wrong is tried again."""
_BATCH = 5_000
_SETTLED_S = 3600.0
"""Seconds without rows being removed for their age after the clock was set: it may be wrong now."""

_TROUBLE = (sqlite3.Error, OSError, blocks.DamagedBlock, database.DamagedFile)


class OpenFile:
    """The file while it is open for writing."""

    def __init__(self, opened: database.Opened, limits: HistoryLimits) -> None:
        self.path = opened.path
        self.connection = opened.connection
        self.layouts = Layouts(self.connection)
        self.sealer = Sealer(self.connection, self.layouts)
        self.pruner = Pruner(self.connection, limits)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction: all of it, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.layouts.clear()
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def write(self, orders: Sequence[Order], keep_raw_from: float) -> None:
        """Do what is ordered."""
        rows = []
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
            elif isinstance(order, Fill):
                self._add_rows(rows)
                self._fill(order, keep_raw_from)
            else:
                self._add_rows(rows)
                self._forget(order)
        self._add_rows(rows)

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

    def _add_rows(self, rows: list[tuple[int, int, int, bytes]]) -> None:
        query = "INSERT INTO recent(machine, time_ms, layout, data) VALUES(?, ?, ?, ?)"
        self.connection.executemany(query, rows)
        rows.clear()

    def _add_event(self, event: Event) -> None:
        self.connection.execute(
            "INSERT INTO events(machine, time_ms, kind, title, details) VALUES(?, ?, ?, ?, ?)",
            (
                self.layouts.machine(event.key),
                round(event.time * SECOND),
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
                round(incident.time_lost * SECOND),
                round(incident.time_back * SECOND),
                incident.boot_before,
                incident.boot_after,
                incident.journal_tail,
                incident.summary,
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
        for table in ("recent", "blocks", "events", "incidents"):
            self.connection.execute(f"DELETE FROM {table} WHERE machine=?", (machine,))  # noqa: S608
        self.connection.execute("DELETE FROM machines WHERE id=?", (machine,))
        self.layouts.clear()


class Writer:
    """Writes what an `Inbox` holds to one file until it is told to stop.

    Error policy: whatever goes wrong is told in the status, orders stay in the inbox, and it is
    tried again every `RETRY_S`. A damaged file is set aside and a new one begun.
    """

    def __init__(
        self,
        path: Path,
        inbox: Inbox,
        limits: HistoryLimits,
        clocks: ClockWatch,
        *,
        on_status: Callable[[StoreStatus], object],
        on_event: Callable[[Event], object],
    ) -> None:
        self._path = path
        self._inbox = inbox
        self._limits = limits
        self._clocks = clocks
        self._on_status = on_status
        self._on_event = on_event
        self.tried = threading.Event()
        """Set once the file was opened, or could not be."""
        self._file: OpenFile | None = None
        self._notice = ("", "")
        self._status = StoreStatus()
        self._chores: Iterator[None] | None = None
        self._commit_at = 0.0
        self._chores_at: float | None = 0.0
        self._retry_at: float | None = 0.0
        self._hurry = self._stopping = False

    def stop(self) -> None:
        """Write what there is, then end."""
        self._stopping = True
        self.hurry()

    def hurry(self) -> None:
        """Write at once what is queued."""
        with self._inbox.changed:
            self._hurry = True
            self._inbox.changed.notify_all()

    def run(self) -> None:
        """Write until stopped. The thread's edge: no error ends it."""
        while True:
            with self._inbox.changed:
                if not self._hurry:
                    self._inbox.changed.wait(self._idle_s())
                hurry, self._hurry = self._hurry, False
            try:
                self._turn(hurry=hurry)
            except _TROUBLE as error:
                self._on_trouble(error)
            except Exception:
                log.exception("the history's writer")
                self._inbox.drop(_BATCH)
            self.tried.set()
            if self._stopping and (self._retry_at is not None or not len(self._inbox)):
                break
        self._close()

    def _idle_s(self) -> float | None:
        """Return how long nothing has to be done; None: until a row comes."""
        if self._retry_at is None and self._chores is not None:
            return 0.0
        due = self._retry_at
        if due is None and len(self._inbox):
            due = self._commit_at
        elif due is None:
            due = self._chores_at
        return None if due is None else max(due - time.monotonic(), 0.0)

    def _turn(self, *, hurry: bool) -> None:
        now = time.monotonic()
        if not hurry and self._retry_at is not None and now < self._retry_at:
            return
        if self._file is None:
            opened = database.open_for_writing(self._path)
            self._file = OpenFile(opened, self._limits)
            self._notice = (opened.notice, opened.hint) if opened.notice else self._notice
            self._chores_at = now
        if len(self._inbox) and (hurry or now >= self._commit_at):
            self._commit(self._file)
            self._commit_at = now + COMMIT_S
            hurry = hurry and len(self._inbox) > 0
            self._hurry = self._hurry or hurry or len(self._inbox) > _BATCH
            if self._chores_at is None:
                self._chores_at = now + CHORES_S
        elif self._chores is not None:
            self._step(self._chores)
        elif self._chores_at is not None and now >= self._chores_at:
            self._chores = self._do_chores(self._file)
            self._chores_at = None
        if self._retry_at is not None:
            self._retry_at = None
            self._tell()

    def _commit(self, file: OpenFile) -> None:
        event = self._clocks.look()
        if event is not None:
            self._inbox.put([event])
            self._on_event(event)
        orders = self._inbox.first(_BATCH)
        with file.transaction():
            file.write(orders, self._clocks.clock() - self._limits.raw_s)
        self._inbox.take(len(orders))

    def _step(self, chores: Iterator[None]) -> None:
        try:
            next(chores)
        except StopIteration:
            self._chores = None
            self._tell()
        except BaseException:
            self._chores = None
            raise

    def _do_chores(self, file: OpenFile) -> Iterator[None]:
        now = self._clocks.clock()
        last = file.sealer.last_to_seal(now)
        if last is not None:
            for machine in file.sealer.machines(last):
                with file.transaction():
                    file.sealer.seal(machine, last, now - self._limits.raw_s)
                yield
            with file.transaction():
                file.sealer.drop_sealed(last)
            yield
        if self._clocks.settled(_SETTLED_S):
            yield from file.pruner.by_age(now)
        yield from file.pruner.by_size()
        yield from file.pruner.give_back()
        self._status = replace(
            self._status, size_bytes=file.pruner.size_bytes, oldest=file.oldest()
        )

    def _on_trouble(self, error: Exception) -> None:
        file, path = self._file, self._path
        damaged = database.is_damage(error)
        if file is not None and not _passes(error):
            path = file.path
            self._close()
        if damaged and file is not None:
            try:
                aside = database.set_aside(path)
            except OSError as again:
                error = again
            else:
                self._notice = database.damage_notice(aside)
                self._retry_at = time.monotonic()
                self._tell()
                return
        problem = database.explain(error, path)
        log.warning("history: %s (%s)", problem[0], error)
        self._retry_at = time.monotonic() + RETRY_S
        self._tell(*problem)

    def _tell(self, problem: str = "", hint: str = "") -> None:
        if not problem:
            problem, hint = self._notice
        self._status = replace(self._status, problem=problem, hint=hint)
        self._on_status(self._status)

    def _close(self) -> None:
        self._chores = None
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                self._file.connection.close()
            self._file = None


def _passes(error: Exception) -> bool:
    """Whether the connection is as good as before once the reason is gone."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY)
