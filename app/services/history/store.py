"""HistoryStore: samples, events and incidents of machines, kept on this computer.

What is added waits in memory for the one thread that writes; reading opens the file anew, in
whatever thread asks. Nothing here is fit for a thread that must not wait, except to add.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.history.api import (
    Description,
    Event,
    HistoryLimits,
    Incident,
    LastSeen,
    StoreStatus,
    Stretch,
)
from app.services.history.clocks import ClockWatch
from app.services.history.orders import Fill, Forget, Inbox, Row

if TYPE_CHECKING:
    from app.services.history.reader import Reader
    from app.services.history.writer import Writer

ROOM = 50_000
"""Orders that wait for the disk at most: 13 hours of one machine, about 30 MB."""
_FILL_ROWS = 3_600
_OPEN_S = 5.0
_CLOSE_S = 5.0


class HistoryStore:
    """The history in one file.

    Args:
        path: The file; it and its folder are made when they are missing.
        limits: How much is kept.
        clock: Unix seconds; rows are taken to be of about now.
        on_status: Called by the writer's thread whenever the status changes.
        on_event: Called by the writer's thread with each event that the store itself adds.
    """

    def __init__(
        self,
        path: Path,
        limits: HistoryLimits | None = None,
        *,
        clock: Callable[[], float] = time.time,
        on_status: Callable[[StoreStatus], object] | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        self.path = path
        self.limits = limits or HistoryLimits()
        self._clock = clock
        self._on_status = on_status
        self._on_event = on_event
        self._inbox = Inbox(ROOM)
        self._stored = StoreStatus(limit_bytes=self.limits.size_bytes)
        self._writer: Writer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write, on a thread of its own; wait until the file is there, or cannot be."""
        from app.services.history.writer import Writer

        self._writer = Writer(
            self.path,
            self._inbox,
            self.limits,
            ClockWatch(self._clock),
            on_status=self._take_status,
            on_event=self._on_event or (lambda _event: None),
        )
        self._thread = threading.Thread(target=self._writer.run, name="history", daemon=True)
        self._thread.start()
        self._writer.tried.wait(_OPEN_S)

    def close(self) -> None:
        """Write what is queued and end; what a stuck disk does not take in 5 s is lost."""
        if self._writer is not None and self._thread is not None:
            self._writer.stop()
            self._thread.join(_CLOSE_S)

    def add(self, key: str, time: float, row: Mapping[str, float | None]) -> None:
        """Queue the numbers of one sample. Never waits."""
        self._inbox.put([Row.of(key, time, row)])

    def add_event(self, event: Event) -> None:
        """Queue an event. Never waits."""
        self._inbox.put([event])

    def add_incident(self, incident: Incident) -> None:
        """Queue an incident. Never waits."""
        self._inbox.put([incident])

    def back_fill(self, key: str, rows: Iterable[tuple[float, Mapping[str, float | None]]]) -> None:
        """Queue rows from elsewhere, in the order of time.

        They are added to minutes of which there is nothing yet; no row of ours is replaced.
        """
        packed = (Row.of(key, time, row) for time, row in rows)
        while some := tuple(itertools.islice(packed, _FILL_ROWS)):
            self._inbox.put([Fill(key, some)])

    def describe(self, description: Description) -> None:
        """Queue how a machine is now. Never waits."""
        self._inbox.put([description])

    def forget(self, key: str) -> None:
        """Queue that everything about a machine is removed, and its room given back."""
        self._inbox.put([Forget(key)])
        if self._writer is not None:
            self._writer.tidy(self.limits)

    def set_limits(self, limits: HistoryLimits) -> None:
        """Keep more or less from now on; what is too much is removed at once. Never waits."""
        self.limits = limits
        if self._writer is not None:
            self._writer.tidy(limits)
        self._take_status(self._stored)

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything added so far is on disk; False when it is not by then."""
        inbox, deadline = self._inbox, time.monotonic() + timeout
        if self._writer is None:
            return False
        with inbox.changed:
            target = inbox.accepted
            self._writer.hurry()
            return inbox.changed.wait_for(lambda: inbox.done >= target, deadline - time.monotonic())

    @property
    def status(self) -> StoreStatus:
        """How the history is."""
        return replace(self._stored, waiting_rows=len(self._inbox), lost_rows=self._inbox.refused)

    def read(
        self, key: str, metrics: Sequence[str], start: float, end: float, width: int
    ) -> Stretch:
        """Return series of a machine from `start` to `end`, Unix seconds.

        Args:
            key: Which machine.
            metrics: Which of its numbers.
            start: Unix seconds.
            end: Unix seconds.
            width: How many points can be told apart; no series has many more rows.

        Raises:
            HistoryUnavailable: The file cannot be read.
        """
        with self._reader() as reader:
            return reader.stretch(key, metrics, start, end, width)

    def events(self, key: str, start: float, end: float) -> tuple[Event, ...]:
        """Return what happened on a machine, in the order of time."""
        with self._reader() as reader:
            return reader.events(key, start, end)

    def incidents(self, key: str) -> tuple[Incident, ...]:
        """Return when a machine vanished and came back started anew, the newest first."""
        with self._reader() as reader:
            return reader.incidents(key)

    def metrics(self, key: str) -> tuple[str, ...]:
        """Return the metrics that are known of a machine."""
        with self._reader() as reader:
            return reader.metrics(key)

    def keys(self) -> tuple[str, ...]:
        """Return the machines that are known."""
        with self._reader() as reader:
            return reader.keys()

    def span(self, key: str) -> tuple[float, float] | None:
        """Return the times of a machine's first and last row."""
        with self._reader() as reader:
            return reader.span(key)

    def last_seen(self) -> tuple[LastSeen, ...]:
        """Return how each machine was when it was last seen."""
        with self._reader() as reader:
            return reader.last_seen()

    def _reader(self) -> Reader:
        from app.services.history.reader import Reader

        return Reader(self.path)

    def _take_status(self, status: StoreStatus) -> None:
        self._stored = replace(status, limit_bytes=self.limits.size_bytes)
        if self._on_status is not None:
            self._on_status(self.status)
