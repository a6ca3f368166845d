"""Charts of inference engines. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.plots.spec import MAX_LINES, ChartSpec, Trace, constant, heat_rows, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import EngineReading, Sample


def _traces(field: str, hue: int) -> Callable[[Sample], tuple[Trace, ...]]:
    def traces(sample: Sample) -> tuple[Trace, ...]:
        series = [
            (f"engines.{engine.port}.{field}", engine.model or f"{engine.engine} :{engine.port}")
            for engine in sample.engines
        ]
        return lines(hue, *series) if len(series) <= MAX_LINES else heat_rows(*series)

    return traces


def _total(read: Callable[[EngineReading], float | None]) -> Callable[[Sample], float | None]:
    def headline(sample: Sample) -> float | None:
        known = [value for engine in sample.engines if (value := read(engine)) is not None]
        return sum(known) if known else None

    return headline


def _tokens_note(sample: Sample) -> str:
    if len(sample.engines) != 1:
        return f"sum of {len(sample.engines)} engines" if sample.engines else ""
    engine = sample.engines[0]
    running = engine.requests_running
    count = "" if running is None else f" · {running:.0f} running"
    return f"{engine.engine} :{engine.port}{count}"


TOKENS = ChartSpec(
    name="tokens",
    title=constant("Generated tokens"),
    icon="chart-line-up",
    unit=metrics.TOKEN_RATE,
    traces=_traces("generated_tokens_per_s", 2),
    headline=_total(lambda engine: engine.generated_tokens_per_s),
    note=_tokens_note,
    field=constant("engines"),
    least=10.0,
    shown=lambda sample: bool(sample.engines),
)
