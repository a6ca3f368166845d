"""The words of one chart: header, reason, values under the cursor, description. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import units
from app.panes.charts.content import ChartSpec, Style
from app.services.telemetry.api import Sample
from app.state.metrics import reason_for

NO_REASON = "the source did not report it"


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What a chart says about the newest sample."""

    title: str
    value: str
    unit: str
    note: str
    labels: tuple[str, ...]
    reason: str
    """Why the value is n/a, "" when it is known."""
    description: str
    """For screen readers."""


def words_of(spec: ChartSpec, sample: Sample) -> ChartWords:
    """Put a sample into words."""
    value = spec.headline(sample)
    text = spec.unit.format(value)
    number, _, unit = text.partition(" ")
    title, note = spec.title(sample), spec.note(sample)
    reason = ""
    if value is None:
        number, unit = units.NOT_AVAILABLE, ""
        reason = reason_for(sample, spec.field) or NO_REASON
        note = ""
    traces = spec.traces(sample)
    labels = tuple(t.label for t in traces) if spec.style is Style.LINES and len(traces) > 1 else ()
    said = f"n/a, {reason}" if reason else f"{text}{', ' if note else ''}{note}"
    return ChartWords(title, number, unit, note, labels, reason, f"{title}: {said}")
