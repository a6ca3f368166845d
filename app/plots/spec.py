"""What a chart is: its title, its series, the words of its header. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.services.telemetry.api import PartKind, Sample
from app.services.telemetry.metrics import Unit

MAX_LINES = 4
"""Lines in one chart: more cannot be told apart by colour and dash."""


class Style(Enum):
    """How the values of a chart are drawn."""

    LINES = "lines"
    STACK = "stack"  # areas on top of each other
    HEAT = "heat"  # one row per series, colour for the value


@dataclass(frozen=True, slots=True)
class Trace:
    """One series of a chart."""

    key: str
    label: str
    hue: int = 0
    """Place of its colour in the theme's series."""
    dash: int = 0
    """0 for a solid line, 1 and 2 for dashes: the third line of a chart never relies on colour.
    3 is what another is compared with."""
    kind: PartKind | None = None
    """For stacks: decides the colour instead."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart: what it is called, which series it draws, what its header says."""

    name: str
    title: Callable[[Sample], str]
    icon: str
    unit: Unit
    traces: Callable[[Sample], tuple[Trace, ...]]
    headline: Callable[[Sample], float | None]
    note: Callable[[Sample], str]
    field: Callable[[Sample], str]
    """Field of the sample whose reason explains a missing headline."""
    style: Style = Style.LINES
    top: Callable[[Sample], float | None] = lambda _sample: None
    """Fixed top of the axis; None: from what is seen."""
    least: float = 1.0
    """Smallest height of the axis, in stored units."""
    from_zero: bool = True
    shown: Callable[[Sample], bool] = lambda _sample: True
    groups: Callable[[Sample], tuple[str, ...]] = lambda _sample: ()
    """For heat: what each row belongs to, where that says more than its label."""

    def style_for(self, sample: Sample) -> Style:
        """Return how to draw `sample`: more lines than can be told apart become heat."""
        many = self.style is Style.LINES and len(self.traces(sample)) > MAX_LINES
        return Style.HEAT if many else self.style


def constant(text: str) -> Callable[[Sample], str]:
    """Return what says the same of every sample."""
    return lambda _sample: text


def full(_sample: Sample) -> float:
    """Return the top of a percentage."""
    return 100.0


def lines(hue: int, *series: tuple[str, str]) -> tuple[Trace, ...]:
    """Return a chart's lines: `hue` first, then the others of the four that differ most."""
    hues = (hue, *(other for other in range(MAX_LINES) if other != hue))
    return tuple(Trace(key, label, hues[i], max(0, i - 1)) for i, (key, label) in enumerate(series))


def heat_rows(*series: tuple[str, str]) -> tuple[Trace, ...]:
    """Return the rows of a heat chart."""
    return tuple(Trace(key, label) for key, label in series)


def joined(*parts: str) -> str:
    """Put the parts of a note that there are into one line."""
    return " · ".join(part for part in parts if part)
