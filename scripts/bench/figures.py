"""Figures of a benchmark: their table, and the last line that says whether targets are met."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured several times."""

    name: str
    values: tuple[float, ...]
    unit: str
    digits: int = 2

    @property
    def median(self) -> float:
        """Return the middle value."""
        return statistics.median(self.values)

    def percentile(self, share: float) -> float:
        """Return the value that `share` (0 to 1) of all values do not exceed."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def shown(self, value: float) -> str:
        """Return a value with the unit."""
        return f"{value:.{self.digits}f} {self.unit}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must not exceed, or with `at_least` must reach."""

    name: str
    value: float
    limit: float
    unit: str
    digits: int = 2
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure itself, not its rounding, is within its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        missed = "" if self.met else ", MISSED"
        unit = self.unit if self.unit.startswith("×") else f" {self.unit}"
        sign = "≥" if self.at_least else "≤"
        return (
            f"{self.name} {self.value:.{self.digits}f}{unit} (target {sign} {self.limit:g}{missed})"
        )


def print_machine(measured: str) -> None:
    """Say what is measured, and on what."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{measured}")
    print(
        f"on {platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}, "
        f"Python {platform.python_version()}"
    )


def print_table(figures: Sequence[Figure]) -> None:
    """Print one line per figure."""
    width = max(len(figure.name) for figure in figures)
    print(f"\n{'':<{width}}  {'median':>10} {'min':>10} {'p95':>10} {'n':>5}")
    for figure in figures:
        cells = (figure.median, min(figure.values), figure.percentile(0.95))
        shown = " ".join(f"{figure.shown(value):>10}" for value in cells)
        print(f"{figure.name:<{width}}  {shown} {len(figure.values):>5}")
    print()


def verdict(name: str, targets: Sequence[Target]) -> int:
    """Print the line that counts and return the exit status."""
    met = all(target.met for target in targets)
    print(f"{name}: {', '.join(map(str, targets))}: {'ok' if met else 'TARGET MISSED'}")
    return 0 if met else 1
