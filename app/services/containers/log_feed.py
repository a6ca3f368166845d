"""Following logs over whatever sessions a node has by and by, several of them merged by time.

    follow_logs(holder, [LogSource("web"), LogSource("db")], sink, cancel)

Each log is one connection and, where there are several, one thread. Their lines are held back for
a moment and told in the order of their times; after a break, until every log has caught up.
"""

from __future__ import annotations

import collections
import heapq
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.core.cancel import Cancel
from app.core.errors import Cancelled, CommandCenterError, SessionLost
from app.services.containers.api import LogLine
from app.services.containers.engine import PATIENCE_S, Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.log_api import Entry, LogSink
from app.services.containers.logs import LogReader, LogWish

HOLD_S = 0.25
"""How long a line waits for an earlier one of another log."""
CATCH_UP_S = 10.0
"""How long lines wait for a log that has not caught up yet."""
MOST_HELD = 100_000
"""Lines that wait at most."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log to follow, from where on."""

    container: str
    wish: LogWish = field(default_factory=LogWish)
    told: tuple[LogLine, ...] = field(default=(), repr=False)
    """The lines of its last seconds that are known already: it goes on after them."""


def follow_logs(
    holder: EngineHolder, sources: Sequence[LogSource], sink: LogSink, cancel: Cancel
) -> None:
    """Follow logs until they end or `sink` wants no more; over lost sessions and engines.

    Raises NotThere and EngineUnavailable where one cannot be read at all, and Cancelled.
    """
    if len(sources) == 1:
        _follow_one(holder, sources[0], sink, cancel)
    else:
        _Merged(holder, sources, sink, cancel).run()


def _follow_one(holder: EngineHolder, source: LogSource, sink: LogSink, cancel: Cancel) -> None:
    reader = LogReader(source.container, source.wish, source.told)

    def batches(engine: Engine) -> Iterator[list[LogLine]]:
        return reader.follow(
            engine,
            cancel,
            lambda error: sink.interrupted(error.message),
            sink.resumed,
            endless=True,
        )

    for lines in _over_sessions(holder, batches, sink, cancel):
        if not sink.take([Entry(0, line) for line in lines]):
            return


def _over_sessions(
    holder: EngineHolder,
    batches: Callable[[Engine], Iterator[list[LogLine]]],
    sink: LogSink,
    cancel: Cancel,
) -> Iterator[list[LogLine]]:
    """Yield what `batches` does with the engine of each session in turn."""
    patience_s = 0.0
    while True:
        try:
            engine = holder.engine(cancel, patience_s=patience_s)
            if patience_s:
                sink.resumed()
            yield from batches(engine)
            return
        except SessionLost as error:
            sink.interrupted(error.message)
            holder.wait_for_session(cancel)
            patience_s = PATIENCE_S


class _Merged:
    """Several logs, told in the order of their times."""

    def __init__(
        self, holder: EngineHolder, sources: Sequence[LogSource], sink: LogSink, cancel: Cancel
    ) -> None:
        self._holder, self._sources, self._sink, self._cancel = holder, sources, sink, cancel
        self._ours = Cancel()
        """Ends the threads, also when only the sink has enough."""
        self._changed = threading.Condition()
        self._logs = [_Log(each) for each in sources]
        self._behind_since = time.monotonic()
        self._failed: CommandCenterError | None = None
        self._is_away = False

    def run(self) -> None:
        """Follow until all have ended."""
        threads = [
            threading.Thread(target=self._read, args=(number,), name="container-log", daemon=True)
            for number in range(len(self._sources))
        ]
        with self._cancel.on_cancel(self._ours.cancel), self._ours.on_cancel(self._wake):
            for each in threads:
                each.start()
            try:
                self._tell()
            finally:
                self._ours.cancel()
                for each in threads:
                    each.join()
        self._cancel.raise_if_cancelled()
        if self._failed is not None:
            raise self._failed

    # One thread for each log

    def _read(self, number: int) -> None:
        log, source = self._logs[number], self._sources[number]
        reader = LogReader(source.container, source.wish, source.told)
        news = _News(self, log)

        def batches(engine: Engine) -> Iterator[list[LogLine]]:
            yield from reader.read(engine, self._ours)
            self.set_state(log, behind=False)
            yield from reader.follow(
                engine,
                self._ours,
                lambda error: news.interrupted(error.message),
                news.resumed,
                endless=True,
            )

        try:
            for lines in _over_sessions(self._holder, batches, news, self._ours):
                news.take([Entry(number, line) for line in lines])
        except Cancelled:
            pass
        except CommandCenterError as error:
            self._failed = error
        finally:
            self.set_state(log, behind=False, away="", ended=True)

    def set_state(
        self,
        log: _Log,
        *,
        behind: bool | None = None,
        away: str | None = None,
        ended: bool = False,
    ) -> None:
        """Note how a log fares."""
        with self._changed:
            if behind and not any(each.behind for each in self._logs):
                self._behind_since = time.monotonic()
            log.behind = log.behind if behind is None else behind
            log.away = log.away if away is None else away
            log.ended = log.ended or ended
            self._changed.notify()

    def hold(self, log: _Log, entries: Sequence[Entry]) -> None:
        """Let lines of a log wait for those of the others."""
        now = time.monotonic()
        with self._changed:
            while len(log.waiting) > MOST_HELD and not self._ours.cancelled:
                self._changed.wait()
            log.waiting.extend((now, entry) for entry in entries)
            self._changed.notify()

    # The thread of whoever follows

    def _tell(self) -> None:
        """Hand lines and breaks to the sink until all logs have ended or it has enough."""
        while not self._ours.cancelled:
            with self._changed:
                ready = self._ready(time.monotonic())
                self._changed.notify_all()
                away = next((each.away for each in self._logs if each.away), "")
                if not ready and bool(away) is self._is_away:
                    if all(each.ended and not each.waiting for each in self._logs):
                        return
                    waits = any(each.waiting for each in self._logs)
                    self._changed.wait(HOLD_S if waits else None)
                    continue
            for begin in range(0, len(ready), _AT_ONCE):
                if not self._sink.take(ready[begin : begin + _AT_ONCE]):
                    return
            if away and not self._is_away:
                self._sink.interrupted(away)
            elif self._is_away and not away:
                self._sink.resumed()
            self._is_away = bool(away)

    def _ready(self, now: float) -> list[Entry]:
        """Take the lines that waited long enough, and earlier ones, in order."""
        behind = any(each.behind for each in self._logs)
        full = any(len(each.waiting) > MOST_HELD for each in self._logs)
        if behind and not full and now < self._behind_since + CATCH_UP_S:
            return []
        if not behind:
            self._cut()
        hold_s = 0.0 if full or all(each.ended for each in self._logs) else HOLD_S
        taken = [each.take_arrived(now - hold_s) for each in self._logs]
        last = max((_time(part[-1]) for part in taken if part), default=None)
        if last is not None:
            for part, log in zip(taken, self._logs, strict=True):
                part += log.take_until(last)
        return list(heapq.merge(*taken, key=_time))

    def _cut(self) -> None:
        """Begin where all logs are there: their last lines reach back differently far."""
        begins = [each.begins for each in self._logs if each.begins is not None]
        for each in self._logs:
            if begins:
                each.drop_before(max(begins))
            each.is_begun = True

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


_AT_ONCE = 5_000
_Waiting = tuple[float, Entry]


class _Log:
    """One of several logs, and its lines that wait."""

    def __init__(self, source: LogSource) -> None:
        self.waiting: collections.deque[_Waiting] = collections.deque()
        self.behind = True
        self.away = ""
        """Why nothing comes."""
        self.ended = False
        self.is_begun = False
        """Whether lines of it were told."""
        self._tail = source.wish.tail

    @property
    def begins(self) -> int | None:
        """When its first line was printed, if older ones are left out and none was told yet."""
        if self.is_begun or self._tail is None or len(self.waiting) < self._tail:
            return None
        return _time(self.waiting[0][1]) if self.waiting else None

    def drop_before(self, time_ns: int) -> None:
        """Forget lines that are older."""
        while self.waiting and _time(self.waiting[0][1]) < time_ns:
            self.waiting.popleft()

    def take_arrived(self, until: float) -> list[Entry]:
        """Take the lines that came until then."""
        taken = []
        while self.waiting and self.waiting[0][0] <= until:
            taken.append(self.waiting.popleft()[1])
        return taken

    def take_until(self, time_ns: int) -> list[Entry]:
        """Take the lines that were printed until then."""
        taken = []
        while self.waiting and _time(self.waiting[0][1]) <= time_ns:
            taken.append(self.waiting.popleft()[1])
        return taken


class _News(LogSink):
    """What a log's own thread tells."""

    def __init__(self, merged: _Merged, log: _Log) -> None:
        self._merged, self._log = merged, log

    def take(self, entries: Sequence[Entry]) -> bool:
        """Let them wait."""
        self._merged.hold(self._log, entries)
        return True

    def interrupted(self, why: str) -> None:
        """Let the others wait for it."""
        self._merged.set_state(self._log, behind=True, away=why)

    def resumed(self) -> None:
        """It has to catch up."""
        self._merged.set_state(self._log, away="")


def _time(entry: Entry) -> int:
    return entry.line.time_ns or 0
