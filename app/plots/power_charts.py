"""Charts of the box's power rails. No Qt."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.plots.spec import MAX_LINES, ChartSpec, Trace, constant, heat_rows, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import PowerRail, Sample


def rail_key(name: str) -> str:
    """Key of one power rail."""
    return f"rails.{name}"


def _traces(sample: Sample) -> tuple[Trace, ...]:
    series = [(rail_key(rail.name), rail.name) for rail in sample.rails]
    return lines(1, *series) if len(series) <= MAX_LINES else heat_rows(*series)


def _largest(sample: Sample) -> PowerRail | None:
    """Return the rail that draws most: the input, where it is measured."""
    known = [rail for rail in sample.rails if rail.power_w is not None]
    return max(known, key=lambda rail: rail.power_w or 0.0, default=None)


def _headline(sample: Sample) -> float | None:
    largest = _largest(sample)
    return None if largest is None else largest.power_w


def _note(sample: Sample) -> str:
    largest = _largest(sample)
    if largest is None:
        return ""
    limit = (
        ""
        if largest.limit_w is None
        else tr(", limit {watts}").format(watts=units.watts(largest.limit_w))
    )
    return f"{largest.name}{limit}"


RAILS = ChartSpec(
    name="rails",
    title=constant(tr("Power rails")),
    icon="lightning",
    unit=metrics.WATT,
    traces=_traces,
    headline=_headline,
    note=_note,
    field=constant("rails"),
    least=20.0,
    shown=lambda sample: bool(sample.rails),
)
