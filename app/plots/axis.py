"""Axes: round numbers for values, round times for the clock. No Qt."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.services.telemetry.metrics import Unit

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_TIME_STEPS = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)
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
    first = 0.0 if from_zero else math.floor(bottom / step + 1e-9)
    last = max(math.ceil(top / step - 1e-9), first + 1)
    if last - first > _MOST_STEPS:  # rounding at both ends took one step more
        step = _round_step(step * 1.01)
        first = 0.0 if from_zero else math.floor(bottom / step + 1e-9)
        last = max(math.ceil(top / step - 1e-9), first + 1)
    values = [number * step / unit.factor for number in range(round(first), round(last) + 1)]
    return Scale(values[0], values[-1], _labelled(unit, values))


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
        return f"{number.removesuffix('.0')} {suffix}"
    shown = value * unit.factor
    return f"{shown:.0f}" if abs(shown - round(shown)) < _NEAR or shown >= 100 else f"{shown:.1f}"


def _round_step(rough: float) -> float:
    base = 10.0 ** math.floor(math.log10(rough))
    return next(step * base for step in _ROUND if step * base >= rough * (1 - 1e-9))


def time_ticks(start: float, end: float, pixels: float) -> list[tuple[float, str]]:
    """Return as many round local times between two Unix times as `pixels` hold."""
    per_second = pixels / (end - start)
    step = next((s for s in _TIME_STEPS if s * per_second >= _room(s)), _TIME_STEPS[-1])
    zone = datetime.fromtimestamp(end).astimezone().utcoffset()
    shift = zone.total_seconds() if zone else 0.0
    first = math.ceil((start + shift) / step) * step - shift
    pattern = "%H:%M:%S" if step < 60 else "%H:%M"
    ticks = []
    moment = first
    while moment <= end:
        ticks.append((moment, _local_text(moment, pattern)))
        moment += step
    return ticks


@functools.lru_cache(maxsize=128)
def _local_text(moment: float, pattern: str) -> str:
    return datetime.fromtimestamp(moment).strftime(pattern)


def _room(step: int) -> float:
    return 72.0 if step < 60 else 56.0


def clock_text(moment: float) -> str:
    """Return a Unix time as local time of day: `09:14:05`."""
    return datetime.fromtimestamp(moment).strftime("%H:%M:%S")
