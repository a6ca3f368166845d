"""Axes: round numbers for values, round times for the clock. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from app.state.metrics import Unit

_DECIMAL_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_BINARY_STEPS = (1.0, 2.0, 4.0, 8.0, 16.0)
_TIME_STEPS = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)
_NEAR = 0.02


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis in stored units, from `low` to `high`, with labelled ticks."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the bottom, 1 at the top."""
        return (value - self.low) / (self.high - self.low)


def fixed_scale(unit: Unit, high: float, parts: int = 2) -> Scale:
    """Return an axis from 0 to exactly `high`, in `parts` equal parts."""
    ticks = tuple((high * i / parts, tick_label(unit, high * i / parts)) for i in range(parts + 1))
    return Scale(0.0, high, ticks)


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
    step = _round_step((top - bottom) / 2, binary=unit.binary)
    first = 0.0 if from_zero else math.floor(bottom / step + 1e-9)
    last = max(math.ceil(top / step - 1e-9), first + 1)
    ticks = []
    for number in range(round(first), round(last) + 1):
        value = number * step / unit.factor
        ticks.append((value, tick_label(unit, value)))
    return Scale(ticks[0][0], ticks[-1][0], tuple(ticks))


def tick_label(unit: Unit, value: float) -> str:
    """Return the text of a tick: the unit only where it changes with the size of the value."""
    if value == 0:
        return "0"
    if unit.name in ("B/s", "b/s"):
        number, _, suffix = unit.format(value).partition(" ")
        return f"{number.removesuffix('.0')} {suffix}"
    shown = value * unit.factor
    return f"{shown:.0f}" if abs(shown - round(shown)) < _NEAR or shown >= 100 else f"{shown:.1f}"


def _round_step(rough: float, *, binary: bool) -> float:
    if binary and rough > 1:
        base = 16.0 ** math.floor(math.log(rough, 16))
        steps = _BINARY_STEPS
    else:
        base = 10.0 ** math.floor(math.log10(rough))
        steps = _DECIMAL_STEPS
    return next(step * base for step in steps if step * base >= rough * (1 - 1e-9))


def time_ticks(start: float, end: float, room: int) -> list[tuple[float, str]]:
    """Return up to `room` round wall-clock times between two Unix times, as local time."""
    span = end - start
    step = next((s for s in _TIME_STEPS if span / s <= room), _TIME_STEPS[-1])
    zone = datetime.fromtimestamp(end).astimezone().utcoffset()
    shift = zone.total_seconds() if zone else 0.0
    first = math.ceil((start + shift) / step) * step - shift
    pattern = "%H:%M:%S" if step < 60 else "%H:%M"
    ticks = []
    moment = first
    while moment <= end:
        ticks.append((moment, datetime.fromtimestamp(moment).strftime(pattern)))
        moment += step
    return ticks


def clock_text(moment: float) -> str:
    """Return a Unix time as local time of day: `09:14:05`."""
    return datetime.fromtimestamp(moment).strftime("%H:%M:%S")
