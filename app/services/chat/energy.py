"""What the GPUs of a node used while it answered, by the power that it reports once a second."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr

if TYPE_CHECKING:
    from app.services.telemetry.api import Sample

STALE_S = 5.0
"""Seconds after which a sample says nothing of now."""
NOT_READ = tr("nothing is read from the node")


@dataclass(frozen=True, slots=True)
class Energy:
    """What was used, idle power included."""

    joules: float | None
    note: str = ""
    """Why it is not known, or what else it holds."""


class EnergyMeter:
    """Adds up the power of all GPUs from `start` to `end`. For one thread at a time."""

    def __init__(
        self, latest_sample: Callable[[], Sample | None], clock: Callable[[], float] = time.time
    ) -> None:
        """`latest_sample` returns the newest sample of the node; `clock` is the samples' own."""
        self._latest = latest_sample
        self._clock = clock
        self._began = clock()
        self._seen: list[tuple[float, float]] = []
        self._why = NOT_READ

    def start(self) -> None:
        """Begin."""
        self._began = self._clock()
        self._seen.clear()
        self.look()

    def look(self) -> None:
        """Take the newest sample; called about once a second."""
        sample = self._latest()
        now = self._clock()
        if sample is None or now - sample.time > STALE_S:
            return
        if self._seen and self._seen[-1][0] >= sample.time:
            return
        watts = [gpu.power_w for gpu in sample.gpus]
        if not watts:
            self._why = tr("the node has no GPU that reports its power")
            return
        known = [each for each in watts if each is not None]
        if len(known) < len(watts):
            self._why = _reason(sample)
            return
        self._seen.append((sample.time, sum(known)))

    def end(self, others: float | None = None) -> Energy:
        """Return what was used since the start; `others`: requests that ran beside ours."""
        self.look()
        now = self._clock()
        if not self._seen:
            return Energy(None, self._why)
        if self._seen[-1][0] < now - STALE_S:
            return Energy(None, tr("the node was not read all the time"))
        # Before the first sample and after the last one, those two count.
        points = [(self._began, self._seen[0][1]), *self._inside(now), (now, self._seen[-1][1])]
        joules = sum(
            (later - earlier) * (before + after) / 2
            for (earlier, before), (later, after) in itertools.pairwise(points)
        )
        note = ""
        if others:
            note = tr(
                "includes what %n other requests used",
                "includes what %n other request used",
                round(others),
            )
        return Energy(joules, note)

    def _inside(self, now: float) -> list[tuple[float, float]]:
        return [each for each in self._seen if self._began < each[0] < now]


def _reason(sample: Sample) -> str:
    found = (why for name, why in sample.reasons.items() if name.endswith(".power_w"))
    return next(found, tr("a GPU does not report its power"))
