"""How long the phases of a launch will take: as here before, else scaled, else as others saw."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.i18n import tr
from app.services.serving.api import Phase
from app.services.serving.measured import StartSeen

TIMED = (
    Phase.WAITING,
    Phase.PULLING,
    Phase.DOWNLOADING,
    Phase.LOADING,
    Phase.COMPILING,
    Phase.CHECKING,
)
"""The phases that take time, in order."""
_SHARES = ((Phase.LOADING, 0.65), (Phase.COMPILING, 0.3), (Phase.CHECKING, 0.05))
"""How a start divides, where only its whole length is known."""
STARTS = tuple(phase for phase, _share in _SHARES)
"""The phases of an engine's own start: the others fetch."""
FETCHES = (Phase.PULLING, Phase.DOWNLOADING)
LEAST_FRACTION = 0.02
"""From here on how far it is says how long it takes."""
AS_OTHERS = tr("as others saw")


@dataclass(frozen=True, slots=True)
class Expected:
    """Seconds that each phase is expected to take; a phase that is not there: not known."""

    seconds: Mapping[Phase, float] = field(default_factory=dict)
    origin: str = ""
    """`as here on 3 Nov`."""

    def of(self, phase: Phase) -> float | None:
        """Return how long a phase is expected to take, None where nothing is known."""
        return self.seconds.get(phase)


@dataclass(frozen=True, slots=True)
class ToMove:
    """Bytes that a launch has to move; None where that is not known, 0 where nothing is to be."""

    image_bytes: int | None = None
    model_bytes: int | None = None
    weights_bytes: int | None = None
    """That are loaded into memory."""

    def of(self, phase: Phase) -> int | None:
        """Return the bytes of a phase that moves some."""
        return {
            Phase.PULLING: self.image_bytes,
            Phase.DOWNLOADING: self.model_bytes,
            Phase.LOADING: self.weights_bytes,
        }.get(phase)


def expected(
    seen: Iterable[StartSeen],
    start_s: tuple[float, float],
    to_move: ToMove = ToMove(),
    others: Iterable[StartSeen] = (),
) -> Expected:
    """Return what to expect of a launch.

    Args:
        seen: how long each phase of this model took here, the newest of each.
        start_s: how quick and how slow starts of the engine were elsewhere.
        to_move: what has to be moved now. What is fetched already takes no time.
        others: how long phases of the engine's other models took here, newest first; what moves
            bytes is taken in proportion to them.
    """
    here, near = _newest(seen), _newest(others)
    seconds = _fetching(here, near, to_move)
    starts = {phase: here[phase] for phase in STARTS if phase in here}
    if starts:
        seconds |= {phase: each.seconds for phase, each in starts.items()}
        return Expected(
            seconds,
            tr("as here on {day}").format(day=_day(max(each.at for each in starts.values()))),
        )
    loading = _in_proportion(near.get(Phase.LOADING), to_move.weights_bytes)
    if loading is not None:
        seconds[Phase.LOADING] = loading
        seconds |= {p: near[p].seconds for p in (Phase.COMPILING, Phase.CHECKING) if p in near}
        return Expected(seconds, tr("by other models here"))
    quick, slow = start_s
    likely = math.sqrt(max(quick, 0.1) * max(slow, 0.1))
    seconds |= {phase: likely * share for phase, share in _SHARES}
    return Expected(seconds, AS_OTHERS)


def _newest(seen: Iterable[StartSeen]) -> dict[str, StartSeen]:
    """Return the newest of each phase; of those that moved bytes where there are some."""
    found: dict[str, StartSeen] = {}
    for each in sorted(seen, key=lambda each: (each.bytes > 0, each.at)):
        found[each.phase] = each
    return found


def _fetching(
    here: Mapping[str, StartSeen], near: Mapping[str, StartSeen], to_move: ToMove
) -> dict[Phase, float]:
    """Return how long image and model take to fetch, as far as that can be told."""
    seconds = {}
    for phase in FETCHES:
        wanted = to_move.of(phase)
        took = 0.0 if wanted == 0 else _in_proportion(here.get(phase) or near.get(phase), wanted)
        if took is not None:
            seconds[phase] = took
    return seconds


def _in_proportion(before: StartSeen | None, wanted: int | None) -> float | None:
    """Return how long moving bytes takes at the speed of the last time."""
    if before is None or not before.bytes or wanted is None:
        return None
    return before.seconds * wanted / before.bytes


def overall(
    expectation: Expected,
    done: Mapping[Phase, float],
    phase: Phase,
    elapsed_s: float,
    fraction: float | None,
) -> float | None:
    """Return how far a launch is over all phases, 0 to 1; None where nothing is expected.

    A phase that is over counts with what it was expected to take, so that the bar stands still
    rather than jumps when it took longer. While something is fetched and nobody can say how long
    that takes, nothing can be said of the whole.
    """
    if phase is Phase.READY:
        return 1.0
    now = expectation.of(phase)
    if now is None and fraction is not None and fraction > LEAST_FRACTION:
        now = elapsed_s / fraction
    if not expectation.seconds or (now is None and phase in FETCHES):
        return None
    others = (e for each, e in expectation.seconds.items() if each is not phase)
    whole = sum(others) + (now or 0.0) + _unexpected(expectation, done)
    past = sum(expectation.of(each) or 0.0 for each in TIMED[: TIMED.index(phase)])
    past += _unexpected(expectation, done)
    if now is not None:
        past += now * _part(now, elapsed_s, fraction)
    return min(0.99, past / whole) if whole > 0 else None


def eta_s(
    expectation: Expected, phase: Phase, elapsed_s: float, fraction: float | None
) -> float | None:
    """Return how many seconds are left; None where that cannot be said.

    It cannot once a phase takes longer than it is expected to, unless the engine says how far it
    is.
    """
    if phase is Phase.READY:
        return 0.0
    now = expectation.of(phase)
    if fraction is not None and fraction > LEAST_FRACTION:
        left = elapsed_s * (1.0 - fraction) / fraction
    elif now is not None and elapsed_s <= now:
        left = now - elapsed_s
    else:
        return None
    later = TIMED[TIMED.index(phase) + 1 :]
    return left + sum(expectation.of(each) or 0.0 for each in later)


def _unexpected(expectation: Expected, done: Mapping[Phase, float]) -> float:
    """Return how long phases took of which nothing was known before."""
    return sum(took for phase, took in done.items() if expectation.of(phase) is None)


def _part(expected_s: float, elapsed_s: float, fraction: float | None) -> float:
    """Return how far a phase is; by time it never comes to its end."""
    if fraction is not None:
        return fraction
    return min(0.95, elapsed_s / expected_s) if expected_s > 0 else 0.95


def _day(at: float) -> str:
    moment = time.localtime(at)
    return f"{moment.tm_mday} {time.strftime('%b', moment)}"
