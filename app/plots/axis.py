"""Axes: round numbers for values, round times for the clock. No Qt."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.i18n import numeral
from app.services.telemetry.metrics import Unit

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_HOUR, _DAY = 3_600, 86_400
_FINE = 2 * _HOUR
"""Windows up to this long tell seconds apart."""
_TIME_STEPS = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
    *(count * _HOUR for count in (1, 2, 4, 6, 12)),
    *(count * _DAY for count in (1, 2, 7, 14, 28, 91)),
)
_NEAR = 0.02
_FULL = 1.0001
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis in stored units, from `low` to `high`, with labelled ticks."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the bottom, 1 at the top."""
        return (value - self.low) / (self.high - self.low)


def fixed_scale(unit: Unit, high: float) -> Scale:
    """Return an axis from 0 to exactly `high`, with two or three round ticks below it."""
    step = _round_step(high * unit.factor / 2.5)
    values = [i * step / unit.factor for i in range(4) if i * step <= high * unit.factor * _FULL]
    return Scale(0.0, high, _labelled(unit, values))


def scale_for(unit: Unit, low: float, high: float, *, least: float, from_zero: bool) -> Scale:
    """Return an axis with two or three round steps that holds `low` to `high`.

    Args:
        unit: decides what is round and how ticks read.
        low: smallest value to show, in stored units.
        high: largest value to show.
        least: smallest height of the axis, so that noise around zero stays small.
        from_zero: begin at 0; otherwise at a round value below `low`.
    """
    bottom = 0.0 if from_zero else low * unit.factor
    top = max(high * unit.factor, bottom + least * unit.factor)
    step = _round_step((top - bottom) / _MOST_STEPS)
    first, last = _steps_around(bottom, top, step)
    if last - first > _MOST_STEPS:  # rounding at both ends took one step more
        step = _round_step(step * 1.01)
        first, last = _steps_around(bottom, top, step)
    values = [number * step / unit.factor for number in range(first, last + 1)]
    return Scale(values[0], values[-1], _labelled(unit, values))


def _steps_around(bottom: float, top: float, step: float) -> tuple[int, int]:
    """Return between which multiples of `step` both values are, but for 1e-9 of it."""
    first = math.floor(bottom / step + 1e-9)
    last = max(math.ceil(top / step - 1e-9), first + 1)
    # Very large quotients are rounded themselves.
    first -= first * step > bottom + step * 1e-7
    last += last * step < top - step * 1e-7
    return first, last


def _labelled(unit: Unit, values: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """Return ticks whose top one names the unit: every number has one, said once."""
    labels = [tick_label(unit, value) for value in values]
    if not unit.scaled and unit.name:
        labels[-1] = f"{labels[-1]} {unit.name}"
    return tuple(zip(values, labels, strict=True))


def tick_label(unit: Unit, value: float) -> str:
    """Return the text of a tick: the unit only where it changes with the size of the value."""
    if value == 0:
        return "0"
    if unit.scaled:
        number, _, suffix = unit.format(value).partition(" ")
        return f"{number.removesuffix(numeral(0, 1).removeprefix('0'))} {suffix}"
    shown = value * unit.factor
    whole = abs(shown - round(shown)) < _NEAR or shown >= 100
    return numeral(shown, 0 if whole else 1, grouped=False)


def _round_step(rough: float) -> float:
    base = 10.0 ** math.floor(math.log10(rough))
    return next(step * base for step in _ROUND if step * base >= rough * (1 - 1e-9))


def time_ticks(start: float, end: float, pixels: float) -> list[tuple[float, str]]:
    """Return as many round local times between two Unix times as `pixels` hold."""
    per_second = pixels / (end - start)
    step = next((s for s in _TIME_STEPS if s * per_second >= _room(s)), _TIME_STEPS[-1])
    if step >= _HOUR:
        return _local_ticks(start, end, step)
    zone = datetime.fromtimestamp(end).astimezone().utcoffset()
    shift = zone.total_seconds() if zone else 0.0
    first = math.ceil((start + shift) / step) * step - shift
    count = max(math.floor((end - first) / step) + 1, 0)
    moments = [first + number * step for number in range(count)]
    return [(moment, _tick_text(moment, step)) for moment in moments]


def _local_ticks(start: float, end: float, step: int) -> list[tuple[float, str]]:
    """Walk along the clock on the wall: hours and days keep their place when it is set."""
    days, hours = divmod(step // _HOUR, 24)
    begin = datetime.fromtimestamp(start)
    wall = datetime(begin.year, begin.month, begin.day)
    if days:  # weeks begin on Monday
        wall -= timedelta(days=(wall.toordinal() - 1) % days)
    ticks: list[tuple[float, str]] = []
    while (moment := wall.timestamp()) <= end:
        if moment >= start and (not ticks or moment > ticks[-1][0]):
            ticks.append((moment, _tick_text(moment, step)))
        wall += timedelta(days=days, hours=hours)
    return ticks


@functools.lru_cache(maxsize=256)
def _tick_text(moment: float, step: int) -> str:
    local = datetime.fromtimestamp(moment)
    if step >= _DAY or (step >= _HOUR and local.hour == local.minute == 0):
        return _day_text(local)
    return local.strftime("%H:%M:%S" if step < 60 else "%H:%M")


def _day_text(local: datetime) -> str:
    return f"{local.day} {local:%b}"


def _room(step: int) -> float:
    return 72.0 if step < 60 else 56.0


def moment_text(moment: float, span: float, now: float | None = None) -> str:
    """Return a Unix time as finely as a window of `span` seconds tells it apart.

    `09:14:05`, with the day in front when it is not today's: `21 Nov 09:14`.
    """
    local = datetime.fromtimestamp(moment)
    today = datetime.now() if now is None else datetime.fromtimestamp(now)
    clock = local.strftime("%H:%M:%S" if span <= _FINE else "%H:%M")
    return clock if local.date() == today.date() else f"{_day_text(local)} {clock}"


def when_text(moment: float, now: float | None = None) -> str:
    """Return a Unix time to the minute: `09:14`, on another day `21 Nov 09:14`."""
    return moment_text(moment, _DAY, now)


def stretch_text(start: float, end: float, now: float | None = None) -> str:
    """Return a stretch of time: `09:14:05 – 09:16:00`, `20 Nov 22:10 – 21 Nov 04:10`."""
    first, last = (moment_text(moment, end - start, now) for moment in (start, end))
    same_day = datetime.fromtimestamp(start).date() == datetime.fromtimestamp(end).date()
    return f"{first} – {last.rpartition(' ')[2] if same_day else last}"
