"""Logs of a container: read, followed, and taken up again without a line lost or told twice.

The engine filters by time, and lines of one moment may stand on both sides of a break; its two
outputs are even stamped by two threads, a little out of order. So a resumed log begins a second
before the last line, and exactly the lines that were told already are left out.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.core.i18n import tr
from app.services.containers.api import EngineUnavailable, LogLine, NotThere, State
from app.services.containers.engine import Engine
from app.services.containers.log_lines import FramedLines, TerminalLines
from app.services.containers.watching import follow_changes

OVERLAP_NS = 10**9
REMEMBERED = 200_000
"""Lines that are known again at most."""
_BREATH_S = 0.2
_NS = 10**9

OnTrouble = Callable[[EngineUnavailable], object]
OnBack = Callable[[], object]


@dataclass(frozen=True, slots=True)
class LogWish:
    """Which lines: the last `tail` (None: all), from `since` to `until` (Unix seconds)."""

    tail: int | None = None
    since: float | None = None
    until: float | None = None

    def __post_init__(self) -> None:
        """Refuse what the engine would take for something else."""
        if self.tail is not None and self.tail < 0:
            raise BadInput(tr("{tail} lines cannot be shown.").format(tail=self.tail))
        if any(each is not None and not 0 <= each < 2**33 for each in (self.since, self.until)):
            raise BadInput(tr("That time is out of range."))


class LogReader:
    """The log of one container. It outlives sessions: go on with the next one's engine.

    For one thread at a time.
    """

    def __init__(
        self, container: str, wish: LogWish | None = None, told: Iterable[LogLine] = ()
    ) -> None:
        """Prepare to read.

        Args:
            container: its name or id.
            wish: which lines; with `told` all that follow them when it says nothing else.
            told: the lines of the last seconds that are known already: it goes on after them.
        """
        self._container = container
        self._wish = wish or LogWish()
        self._id = ""
        self._tty = False
        self._told = _Told()
        self._begun_ns: int | None = None
        for line in told:
            self._told.add(line.time_ns, _key(line))
            self._begun_ns = line.time_ns if self._begun_ns is None else self._begun_ns

    def read(self, engine: Engine, cancel: Cancel) -> Iterator[list[LogLine]]:
        """Yield the lines that there are, in batches as they come.

        Raises NotThere, EngineUnavailable, SessionLost, or RemoteError when the container's log
        is kept where the engine cannot read it.
        """
        self._identify(engine)
        yield from self._lines(engine, cancel, follow=False)

    def follow(
        self,
        engine: Engine,
        cancel: Cancel,
        on_trouble: OnTrouble | None = None,
        on_back: OnBack | None = None,
        *,
        endless: bool = False,
    ) -> Iterator[list[LogLine]]:
        """Yield lines as they are printed until the container ends; `endless`: is removed.

        An engine that goes away is waited for (`on_trouble` hears why, `on_back` when it is there
        again), a container that the engine starts again is followed on. After SessionLost, call it
        again with the engine of the next session: it goes on where it was.
        """
        while True:
            try:
                self._identify(engine)
                yield from self._lines(engine, cancel, follow=True)
                if not self._goes_on(engine, cancel, endless=endless):
                    return
            except NotThere:
                if self._begun_ns is None:
                    raise
                return
            except EngineUnavailable as error:
                if self._begun_ns is None:
                    raise
                if on_trouble is not None:
                    on_trouble(error)
                engine.wait_until_back(error, cancel)
                if on_back is not None:
                    on_back()

    def _identify(self, engine: Engine) -> None:
        """Find the container once: another one may get its name."""
        if not self._id:
            details = engine.details(self._container)
            self._id, self._tty = details.id, details.tty

    def _lines(self, engine: Engine, cancel: Cancel, *, follow: bool) -> Iterator[list[LogLine]]:
        already = None if self._begun_ns is None else self._told.window()
        splitter = TerminalLines() if self._tty else FramedLines()
        path = f"/containers/{self._id}/logs"
        with engine.stream(path, self._parameters(follow=follow), cancel) as stream:
            if self._begun_ns is None:
                self._begun_ns = int((stream.begun or 0.0) * _NS)
            for chunk in stream.chunks():
                if lines := self._new(splitter.take(chunk), already, splitter.since_ns):
                    yield lines
            if lines := self._new(splitter.rest(), already, None):
                yield lines

    def _parameters(self, *, follow: bool) -> dict[str, str]:
        wish = self._wish
        asked = {"stdout": "1", "stderr": "1", "timestamps": "1", "follow": str(int(follow))}
        since = None if wish.since is None else int(wish.since * _NS)
        if self._begun_ns is None:
            asked["tail"] = "all" if wish.tail is None else str(wish.tail)
        else:
            asked["tail"] = "all"
            if (told := self._told.since_ns) is not None:
                since = max(since or 0, told)
            elif wish.tail is not None:  # nothing was printed before the break
                since = max(since or 0, self._begun_ns)
        if since is not None:
            asked["since"] = _seconds(since)
        if wish.until is not None:
            asked["until"] = _seconds(int(wish.until * _NS))
        return asked

    def _new(
        self,
        lines: list[LogLine],
        already: collections.Counter[int] | None,
        pending_ns: int | None,
    ) -> list[LogLine]:
        """Leave out what was told `already`, before the break, if there was one; remember the rest.

        What stood before the last `tail` lines is left out, too.
        """
        cut = already is not None and self._wish.tail is not None
        new = []
        for line in lines:
            key = _key(line)
            if already and already[key] > 0:
                already[key] -= 1
            elif not (cut and self._told.is_before(line)):
                new.append(line)
                self._told.add(line.time_ns, key)
        self._told.forget(pending_ns)
        return new

    def _goes_on(self, engine: Engine, cancel: Cancel, *, endless: bool) -> bool:
        """Whether a container whose log ended prints on, once it does."""
        now_ns = int(engine.clock() * _NS)
        state = engine.details(self._id).state
        if state is not State.RUNNING:
            if not endless and state is not State.RESTARTING:
                return False
            for change in follow_changes(engine, cancel, now_ns):
                if change.container == self._id and change.action == "destroy":
                    return False
                if change.container == self._id and change.action == "start":
                    break
        if cancel.wait(_BREATH_S):  # whatever is wrong with it: not in a circle without a pause
            raise Cancelled
        return True


class _Told:
    """The lines of the last second that were told, to know them again."""

    def __init__(self) -> None:
        self._keys: collections.deque[int] = collections.deque()
        self._times: collections.deque[int] = collections.deque()
        self._first_ns: int | None = None
        self._newest_ns = 0
        self._pending_ns: int | None = None

    @property
    def since_ns(self) -> int | None:
        """From where on to ask again; None before the first line."""
        if self._first_ns is None:
            return None
        newest = self._newest_ns
        if self._pending_ns is not None:
            newest = min(newest, self._pending_ns)
        return max(0, newest - OVERLAP_NS)

    def add(self, time_ns: int | None, key: int) -> None:
        """Remember a line."""
        if time_ns is not None:
            self._first_ns = time_ns if self._first_ns is None else self._first_ns
            self._newest_ns = max(self._newest_ns, time_ns)
            self._keys.append(key)
            self._times.append(time_ns)

    def is_before(self, line: LogLine) -> bool:
        """Whether a line is older than the first one that was told."""
        first = self._first_ns
        return first is not None and line.time_ns is not None and line.time_ns < first

    def forget(self, pending_ns: int | None) -> None:
        """Drop what a resumed log would not tell again; a line not yet whole began at `pending_ns`.

        Where too many lines came since that line began, its beginning is given up.
        """
        self._pending_ns = pending_ns if len(self._keys) < REMEMBERED else None
        oldest = self.since_ns or 0
        while self._keys and (self._times[0] < oldest or len(self._keys) > REMEMBERED):
            self._keys.popleft()
            self._times.popleft()

    def window(self) -> collections.Counter[int]:
        """Return how often each remembered line was told."""
        return collections.Counter(self._keys)


def _key(line: LogLine) -> int:
    return hash((line.time_ns, line.is_stderr, line.raw))


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds // _NS}.{nanoseconds % _NS:09d}"
