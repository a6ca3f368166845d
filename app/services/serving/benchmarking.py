"""Benchmark a model of a node, keep what came of it, and learn from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.serving.benchmark import Benchmark, OnProgress, Target, speed_seen
from app.services.serving.benchmark_api import BenchmarkRun, Subject, Sweep
from app.services.serving.completions import NO_KEY, local_address
from app.services.serving.measured import measured_machine

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import Recipe, RunningModel
    from app.services.serving.benchmark_store import BenchmarkStore
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach


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
        target = Target(address, subject, model.endpoint.port, reach.sample, round_trip)
        run = Benchmark(target, sweep).run(cancel, on_progress)
    store.save(run)
    seen = speed_seen(run)
    if seen is not None:
        book.add(seen)
    return run


def subject_of(reach: NodeReach, model: RunningModel, recipe: Recipe | None) -> Subject:
    """Return what is measured, and on which machine."""
    machine, sample = reach.machine(), reach.sample()
    host_key = reach.session().host_key
    return Subject(
        model=model.endpoint.model_id,
        title=model.title,
        engine=model.endpoint.engine,
        node=reach.name,
        machine=measured_machine(host_key, machine.machine_id if machine else None),
        handle=recipe.model.handle if recipe is not None else "",
        quantization=recipe.quantization if recipe is not None else "",
        context=model.context,
        gpus=tuple(gpu.name for gpu in sample.gpus) if sample is not None else (),
    )
