"""What a detector is: a pure reader of samples, one for each machine, told the time by them.

Added like a telemetry source: a file of this folder that exports `DETECTOR`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.services.alerts.api import Severity
from app.services.telemetry.api import Machine, Sample


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that is present now."""

    detector: str
    """`DetectorSpec.name`."""
    title: str
    """One sentence: what is wrong."""
    severity: Severity
    since: float
    """Unix seconds."""
    evidence: tuple[str, ...]
    """What was seen, each with its number and unit."""
    advice: tuple[str, ...]
    """What to do, in order."""


class Detector(Protocol):
    """Watches one machine. Costs microseconds: it sees every sample."""

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the fault while it is present. Times come from the samples only."""


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """A kind of fault. Exported as `DETECTOR` by one module of this folder."""

    name: str
    """`power-wedge`; a rule names it as its metric."""
    title: str
    create: Callable[[], Detector]
