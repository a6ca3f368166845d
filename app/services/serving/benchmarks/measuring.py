"""Benchmark a model of a node, keep what came of it, and learn from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.errors import Cancelled, SessionLost
from app.services.serving.benchmarks.api import BenchmarkRun, Subject, Sweep
from app.services.serving.benchmarks.benchmark import Benchmark, OnProgress, Target, speed_seen
from app.services.serving.catalogue import engines
from app.services.serving.completions import NO_KEY, local_address
from app.services.serving.running.metering import Meters

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import Recipe
    from app.services.serving.benchmarks.store import BenchmarkStore
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint, RunningModel
    from app.services.telemetry.api import EngineReading


def benchmark_model(
    reach: NodeReach,
    model: RunningModel,
    recipe: Recipe | None,
    sweep: Sweep,
    cancel: Cancel,
    on_progress: OnProgress,
    *,
    store: BenchmarkStore,
    book: MeasuredBook,
    key: str = "",
) -> BenchmarkRun:
    """Measure a model and save the run; what was measured before a cancel is saved, too. Blocks.

    `key` is the endpoint's, where it wants one; it is in no file.

    Raises BadInput for a sweep that does not fit the model, Cancelled before its first level was
    over, SessionLost, and AskFailed when the model does not answer.
    """
    subject = subject_of(reach, model, recipe)
    sweep.checked(subject.context)
    with local_address(reach, model.endpoint, cancel, key=key or NO_KEY) as address:
        round_trip = reach.session().latency_s
        meter = _meter(reach, model.endpoint, cancel)
        target = Target(address, subject, reach.sample, meter, round_trip)
        run = Benchmark(target, sweep).run(cancel, on_progress)
    store.save(run)
    seen = speed_seen(run)
    if seen is not None:
        book.add(seen)
    return run


def _meter(
    reach: NodeReach, endpoint: Endpoint, cancel: Cancel
) -> Callable[[], EngineReading | None]:
    """Return what asks the engine for its metrics; for one thread."""
    meters, engine = Meters(), engines().get(endpoint.engine)
    path = engine.health.metrics if engine is not None else "/metrics"

    def read() -> EngineReading | None:
        try:
            meter = meters.of(endpoint.port, path, reach.sample(), reach.session(), cancel)
        except (SessionLost, Cancelled):  # the questions tell
            return None
        return meter.reading

    return read


def subject_of(reach: NodeReach, model: RunningModel, recipe: Recipe | None) -> Subject:
    """Return what is measured, and on which machine."""
    sample = reach.sample()
    return Subject(
        model=model.endpoint.model_id,
        title=model.title,
        engine=model.endpoint.engine,
        node=reach.name,
        machine=reach.machine_key(),
        handle=recipe.model.handle if recipe is not None else "",
        quantization=recipe.quantization if recipe is not None else "",
        context=model.context,
        gpus=tuple(gpu.name for gpu in sample.gpus) if sample is not None else (),
    )
