"""The one thread that writes the history: rows each second, blocks of older ones each minute."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app.core import sqlite_file
from app.core.sqlite_file import DamagedFile
from app.services.history import database
from app.services.history.api import Event, HistoryLimits, StoreStatus
from app.services.history.clocks import ClockWatch
from app.services.history.openfile import OpenFile
from app.services.history.orders import Inbox

log = logging.getLogger(__name__)

COMMIT_S = 1.0
"""Seconds between two commits."""
CHORES_S = 60.0
RETRY_S = 5.0
"""Seconds after which what went wrong is tried again."""
_BATCH = 5_000
_SETTLED_S = 3600.0
"""Seconds without rows being removed for their age after the clock was set: it may be wrong now."""

_TROUBLE = (sqlite3.Error, OSError, DamagedFile)


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
        self._chores_at: float | None = None
        self._retry_at: float | None = 0.0
        """When to try again after trouble; None while all is well."""
        self._hurry_until = 0
        self._nudged = self._stopping = self._untidy = False

    def stop(self) -> None:
        """Write what there is, then end."""
        self._stopping = True
        self.hurry()

    def tidy(self, limits: HistoryLimits) -> None:
        """Write at once what is queued, then see to it that `limits` are kept."""
        self._limits = limits
        self._untidy = True
        self.hurry()

    def hurry(self) -> None:
        """Write at once what is queued, or try to."""
        with self._inbox.changed:
            self._hurry_until = self._inbox.accepted
            self._nudged = True
            self._inbox.changed.notify_all()

    def run(self) -> None:
        """Write until stopped. The thread's edge: no error ends it."""
        ended = False
        while not ended:
            with self._inbox.changed:
                if not self._nudged:
                    self._inbox.changed.wait(self._idle_s())
                nudged, self._nudged = self._nudged, False
            if nudged or self._idle_s() == 0:
                self._try_turn()
                self.tried.set()
            ended = self._stopping and (self._retry_at is not None or not len(self._inbox))
        self._close()

    def _idle_s(self) -> float | None:
        """Return how long nothing has to be done; None: until a row comes."""
        if self._retry_at is not None:
            due: float | None = self._retry_at
        elif self._chores is not None or self._hurried or len(self._inbox) > _BATCH:
            due = 0.0
        else:
            due = self._commit_at if len(self._inbox) else self._chores_at
        return None if due is None else max(due - time.monotonic(), 0.0)

    @property
    def _hurried(self) -> bool:
        return self._inbox.done < self._hurry_until

    def _try_turn(self) -> None:
        try:
            self._turn()
        except _TROUBLE as error:
            self._on_trouble(error)
        except Exception as error:
            log.exception("the history's writer")
            self._on_trouble(error)

    def _turn(self) -> None:
        """Do the next thing: open the file, write what is queued, or one step of the chores."""
        now = time.monotonic()
        if self._file is None:
            opened = database.open_for_writing(self._path)
            self._file = OpenFile(opened, self._limits)
            self._notice = (opened.notice, opened.hint) if opened.notice else self._notice
            self._chores_at = now
        if self._untidy:
            self._untidy = False
            self._file.limits = self._limits
            self._chores_at = now
        due = now >= self._commit_at or self._hurried or len(self._inbox) > _BATCH
        if len(self._inbox) and due:
            self._commit(self._file)
            self._commit_at = now + COMMIT_S
            if self._chores_at is None:
                self._chores_at = now + CHORES_S
        elif self._chores is not None:
            self._step(self._file, self._chores)
        elif self._chores_at is not None and now >= self._chores_at:
            trusted = self._clocks.settled(_SETTLED_S)
            self._chores = self._file.chores(self._clocks.clock(), by_age=trusted)
            self._step(self._file, self._chores)
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
        try:
            file.write(orders, self._clocks.clock())
        except _TROUBLE:
            raise
        except Exception:  # a bug of ours: those after these are written all the same
            log.exception("the history gives %d orders up", len(orders))
            self._inbox.drop(len(orders))
        else:
            self._inbox.take(len(orders))

    def _step(self, file: OpenFile, chores: Iterator[None]) -> None:
        try:
            next(chores)
        except StopIteration:
            self._chores = None
            size = file.pruner.size_bytes
            self._status = replace(self._status, size_bytes=size, oldest=file.oldest())
            self._tell()

    def _on_trouble(self, error: Exception) -> None:
        path = self._path if self._file is None else self._file.path
        wait = RETRY_S
        if sqlite_file.is_damage(error) and self._file is not None:
            self._close()
            try:
                self._notice = database.damage_notice(sqlite_file.set_aside(path))
                wait = 0.0
            except OSError as again:
                error = again
        elif not _passes(error):
            self._close()
        problem, hint = database.explain(error, path)
        if (problem, hint) != (self._status.problem, self._status.hint):
            log.warning("history: %s (%s)", problem, error)
        self._chores, self._chores_at = None, time.monotonic()
        self._retry_at = time.monotonic() + wait
        self._hurry_until = 0
        self._tell(problem, hint)

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
