"""The words of one chart: header, reason, values under the cursor, description. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.plots.spec import ChartSpec, Style, Trace
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import Unit, reason_for

NO_REASON = tr("the source did not report it")


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What a chart says about the newest sample."""

    title: str
    value: str
    unit: str
    note: str
    legend: tuple[tuple[Trace, str], ...]
    """Each line of a chart with several, with its value now."""
    reason: str
    """Why the value is n/a, "" when it is known."""
    old: bool
    """Whether newer values are overdue."""
    description: str
    """For screen readers."""


def words_of(
    spec: ChartSpec, sample: Sample, row: Mapping[str, float | None], age: float = 0.0
) -> ChartWords:
    """Put a sample into words.

    Args:
        spec: the chart.
        sample: the newest one.
        row: its numbers by key.
        age: seconds since it when newer ones are overdue, else 0.
    """
    value = spec.headline(sample)
    text = spec.unit.format(value)
    number, _, unit = text.partition(" ")
    title, note = spec.title(sample), spec.note(sample)
    reason = ""
    if value is None:
        number, unit = units.NOT_AVAILABLE, ""
        reason = reason_for(sample, spec.field(sample)) or NO_REASON
        note = ""
    elif age:
        note = age_text(age)
    traces = spec.traces(sample) if spec.style_for(sample) is Style.LINES else ()
    legend = tuple((trace, _brief(spec.unit, row.get(trace.key))) for trace in traces)
    said = f"n/a, {reason}" if reason else f"{text}{', ' if note else ''}{note}"
    return ChartWords(
        title,
        number,
        unit,
        note,
        legend if len(legend) > 1 else (),
        reason,
        bool(age),
        f"{title}: {said}",
    )


def age_text(age: float) -> str:
    """Say how old a value is."""
    return tr("{duration} ago").format(duration=units.duration(age))


def _brief(unit: Unit, value: float | None) -> str:
    """Return a value without its unit where the header shows the same one."""
    text = unit.format(value)
    return text if unit.scaled else text.partition(" ")[0]
