"""PhaseBoard: in which phase a launch is, by what its engine prints, and how far."""

from __future__ import annotations

import collections
import re
import threading
import time
from collections.abc import Callable, Sequence

from app.core.i18n import numeral, tr
from app.core.said import said
from app.core.units import disk_size
from app.services.serving.api import DeployProgress, LaunchPlan, Phase, PhaseTime, Sign
from app.services.serving.launching import eta

KEPT_LINES = 200
"""Last lines of an engine that an error shows."""
MAX_LINE = 2000
_SIZE = re.compile(r"(?i)\s*([\d.]{1,12})\s*([kmgt]?)i?b?\s*")
_UNITS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4}
_ORDER = tuple(Phase)


class PhaseBoard:
    """Knows the phase and tells it. Thread-safe; phases only go on, never back.

    `tell` is called by `publish` only, so by whoever launches and never by who reads the log.
    """

    def __init__(
        self,
        plan: LaunchPlan,
        signs: Sequence[Sign],
        expected: eta.Expected,
        tell: Callable[[DeployProgress], None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._plan = plan
        self._signs = tuple(signs)
        self._expected = expected
        self._tell = tell
        self._clock = clock
        self._lock = threading.RLock()
        self._phase = Phase.WAITING
        self._fraction: float | None = None
        self._detail = ""
        self._left_s: float | None = None
        self._waiting_why = ""
        self._container = ""
        self._begun = self._phase_begun = clock()
        self._times: dict[Phase, float] = {}
        self._lines: collections.deque[str] = collections.deque(maxlen=KEPT_LINES)
        self._overall = 0.0
        self._heard = time.monotonic()
        self._interrupted: set[Phase] = set()
        self.tells_figures = False
        """Whether the engine says itself how far the phase is."""

    @property
    def phase(self) -> Phase:
        """The phase it is in."""
        with self._lock:
            return self._phase

    @property
    def lines(self) -> tuple[str, ...]:
        """The last lines that the engine printed."""
        with self._lock:
            return tuple(self._lines)

    @property
    def times(self) -> tuple[PhaseTime, ...]:
        """The phases that are over, with their lengths."""
        with self._lock:
            return tuple(PhaseTime(phase, took) for phase, took in self._times.items())

    @property
    def whole_times(self) -> tuple[PhaseTime, ...]:
        """The phases that are over and in which nothing was waited for: how long they take."""
        with self._lock:
            return tuple(each for each in self.times if each.phase not in self._interrupted)

    @property
    def silent_s(self) -> float:
        """Seconds since something was heard of it; time in which this computer sleeps is none."""
        with self._lock:
            return time.monotonic() - self._heard

    @property
    def begun(self) -> float:
        """When the launch began, Unix seconds."""
        return self._begun

    def resume(self, begun: float) -> None:
        """Go on with a launch that began earlier."""
        with self._lock:
            self._begun = min(begun, self._begun)

    def enter(self, phase: Phase) -> None:
        """Go on to a phase; one that is over already is not entered again."""
        with self._lock:
            if _ORDER.index(phase) <= _ORDER.index(self._phase):
                return
            now = self._clock()
            self._times[self._phase] = now - self._phase_begun
            self._phase, self._phase_begun = phase, now
            self._fraction, self._detail, self._left_s = None, "", None
            self.tells_figures = False
            self.heard()

    def say(
        self, fraction: float | None = None, detail: str = "", left_s: float | None = None
    ) -> None:
        """Say how far the phase is."""
        with self._lock:
            self._fraction, self._detail, self._left_s = fraction, detail, left_s
            self.heard()

    def heard(self) -> None:
        """Learn that it lives."""
        with self._lock:
            self._heard = time.monotonic()

    def wait_for(self, why: str) -> None:
        """Say why nothing goes on; empty: it does."""
        with self._lock:
            self._waiting_why = why
            if why:
                self._interrupted.add(self._phase)

    def has_container(self, container: str) -> None:
        """Learn which container it is."""
        with self._lock:
            self._container = container

    def hear(self, line: str) -> None:
        """Read a line that the engine printed."""
        line = line[:MAX_LINE]
        shown = said(line, limit=MAX_LINE)
        with self._lock:
            self.heard()
            if shown:
                self._lines.append(shown)
            for sign in self._signs:
                found = sign.pattern.search(line)
                if found is None:
                    continue
                self.enter(sign.phase)
                if sign.phase is self._phase:
                    self._take(found)
                return

    def catch_up(self, lines: Sequence[str]) -> None:
        """Read all lines that were printed at last; some of them may have been heard before."""
        with self._lock:
            if lines:
                self._lines.clear()
            for line in lines:
                self.hear(line)

    def publish(self) -> None:
        """Tell how far it is."""
        self._tell(self.progress())

    def progress(self) -> DeployProgress:
        """Return how far it is."""
        with self._lock:
            elapsed = self._clock() - self._phase_begun
            left, origin = self._left_s, tr("as it says itself")
            if left is None:
                left = eta.eta_s(self._expected, self._phase, elapsed, self._fraction)
                origin = self._expected.origin
            if left is None or self._waiting_why:
                left, origin = None, ""
            return DeployProgress(
                self._plan,
                self._phase,
                fraction=self._fraction,
                overall=self._whole(elapsed),
                eta_s=left,
                eta_origin=origin,
                detail=self._detail,
                begun=self._begun,
                phase_begun=self._phase_begun,
                times=tuple(PhaseTime(phase, took) for phase, took in self._times.items()),
                container_id=self._container,
                waiting_why=self._waiting_why,
            )

    def _whole(self, elapsed: float) -> float | None:
        """Return how far all is; a bar that goes back would be no comfort."""
        whole = eta.overall(self._expected, self._times, self._phase, elapsed, self._fraction)
        if whole is None:
            return None
        self._overall = max(self._overall, whole)
        return self._overall

    def _take(self, found: re.Match[str]) -> None:
        told = {name: text for name, text in found.groupdict().items() if text}
        fraction, detail = read_fraction(told)
        if fraction is not None:
            self.tells_figures = True
            self.say(fraction, detail, read_left(told.get("left", "")))


def read_fraction(told: dict[str, str]) -> tuple[float | None, str]:
    """Return how far something is, 0 to 1, and in words, by the named groups of a sign."""
    if "done_size" in told and "total_size" in told:
        done, total = read_size(told["done_size"]), read_size(told["total_size"])
        if done is not None and total:
            return min(1.0, done / total), tr("{done} of {total}").format(
                done=disk_size(int(done)), total=disk_size(int(total))
            )
    if "done" in told and "total" in told:
        count, most = _number(told["done"]), _number(told["total"])
        if count is not None and most:
            return min(1.0, count / most), tr("{count} of {most}").format(
                count=numeral(count, grouped=False), most=numeral(most, grouped=False)
            )
    percent = _number(told.get("percent", ""))
    if percent is not None:
        return min(1.0, percent / 100), f"{min(percent, 100):.0f} %"
    return None, ""


def read_size(text: str) -> float | None:
    """Read `1.2G` as bytes, None when it is no size."""
    found = _SIZE.fullmatch(text[:40])
    number = _number(found[1]) if found is not None else None
    return None if found is None or number is None else number * _UNITS[found[2].lower()]


def read_left(text: str) -> float | None:
    """Read `02:31` or `1:02:03` as seconds, None when it is no time."""
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(each.isdecimal() and len(each) < 6 for each in parts):
        return None
    seconds = 0.0
    for each in parts:
        seconds = seconds * 60 + int(each)
    return seconds


def _number(text: str) -> float | None:
    try:
        number = float(text[:20])
    except ValueError:
        return None
    return number if 0 <= number < 1e15 else None
