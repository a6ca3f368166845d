"""Charts of inference engines. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from app.core.i18n import numeral, tr
from app.plots.spec import MAX_LINES, ChartSpec, Trace, constant, heat_rows, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import EngineReading, Sample


def _traces(field: str, hue: int) -> Callable[[Sample], tuple[Trace, ...]]:
    def traces(sample: Sample) -> tuple[Trace, ...]:
        models = Counter(engine.model for engine in sample.engines)
        series = [
            (f"engines.{engine.port}.{field}", _label(engine, alone=models[engine.model] == 1))
            for engine in sample.engines
        ]
        return lines(hue, *series) if len(series) <= MAX_LINES else heat_rows(*series)

    return traces


def _label(engine: EngineReading, *, alone: bool) -> str:
    """Return its model, with its port where others serve the same one."""
    title = engine.model or engine.engine
    return title if engine.model and alone else f"{title} :{engine.port}"


def _total(read: Callable[[EngineReading], float | None]) -> Callable[[Sample], float | None]:
    def headline(sample: Sample) -> float | None:
        known = [value for engine in sample.engines if (value := read(engine)) is not None]
        return sum(known) if known else None

    return headline


def _tokens_note(sample: Sample) -> str:
    if len(sample.engines) != 1:
        return (
            tr("sum of {engines} engines").format(engines=len(sample.engines))
            if sample.engines
            else ""
        )
    engine = sample.engines[0]
    running = engine.requests_running
    count = (
        ""
        if running is None
        else tr(" · {running} running").format(running=numeral(running, grouped=False))
    )
    return f"{engine.engine} :{engine.port}{count}"


def _untold(sample: Sample) -> str:
    """Return the key of the tokens that are not told: engines lack other numbers as well."""
    for engine in sample.engines:
        if engine.generated_tokens_per_s is None:
            return f"engines.{engine.port}.generated_tokens_per_s"
    return "engines"


TOKENS = ChartSpec(
    name="tokens",
    title=constant(tr("Generated tokens")),
    icon="chart-line-up",
    unit=metrics.TOKEN_RATE,
    traces=_traces("generated_tokens_per_s", 2),
    headline=_total(lambda engine: engine.generated_tokens_per_s),
    note=_tokens_note,
    field=_untold,
    least=10.0,
    shown=lambda sample: bool(sample.engines),
)
