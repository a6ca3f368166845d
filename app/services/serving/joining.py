"""Join what a port answers with its container or process and with telemetry: `RunningModel`s."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.services.containers.gpu import GpuMemory
from app.services.serving.api import Endpoint, EngineSpec, ModelState, RunningModel
from app.services.serving.metering import Meter
from app.services.serving.places import Place
from app.services.serving.probing import Answering, Probe, Served
from app.services.serving.process_table import NO_PROCESSES, Listed, ProcessTable
from app.services.telemetry.api import Sample

if TYPE_CHECKING:
    from app.core.ids import NodeId

ANY_ENGINE = "endpoint"
"""`EngineSpec.name` of whatever speaks as OpenAI does."""
START_S = 900.0
"""Seconds that an engine of which nothing else is known may take to start."""
NO_CONTEXT = "the endpoint does not tell"
NO_KEY = "it tells only those who have its key"
NOT_READY = "the model is not loaded yet"
NOT_RUNNING = "it does not run"
NO_PROCESS = "which process it is cannot be seen by this account"
WHO_CONTAINER = "Docker does not keep who started a container"
_METERED = (
    ("requests_running", "requests_running"),
    ("requests_waiting", "requests_waiting"),
    ("tokens_per_s", "generated_tokens_per_s"),
    ("kv_percent", "kv_cache_percent"),
)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a node beside its ports."""

    node: NodeId
    engines: Mapping[str, EngineSpec]
    sample: Sample | None
    gpu: GpuMemory
    processes: ProcessTable = NO_PROCESSES
    started: Mapping[str, float] = field(default_factory=dict)
    """When containers were started, Unix seconds, by id."""
    seen_at: float = 0.0
    """When `processes` were listed, Unix seconds."""


def models_of(
    place: Place, probe: Probe | None, meter: Meter, around: Around
) -> tuple[RunningModel, ...]:
    """Return the models on a port; `probe` is None where nothing listens."""
    state, trouble = _state(place, probe, around)
    if state is None:
        return ()
    rows = _served(place, probe)
    return tuple(
        _model(place, probe, served, also, state, trouble, meter, around) for served, also in rows
    )


def engine_name(place: Place, probe: Probe | None, engines: Mapping[str, EngineSpec]) -> str:
    """Return `EngineSpec.name`: a container's image says more than the answer, else that does."""
    said = probe.engine if probe is not None else ""
    first, second = (place.engine, said) if place.container else (said, place.engine)
    name = first or second
    return name if name in engines else ANY_ENGINE


def _state(place: Place, probe: Probe | None, around: Around) -> tuple[ModelState | None, str]:
    """Return how it is and what is wrong; no state for what is no model."""
    container = place.container
    if container is not None and not container.state.runs:
        code = container.exit_code
        ended = f"Its container ended with status {code}." if code else ""
        return ModelState.STOPPED, ended
    answering = probe.answering if probe is not None else Answering.SILENT
    trouble = probe.trouble if probe is not None else ""
    if answering in (Answering.READY, Answering.LOCKED):
        return ModelState.READY, ""
    if answering is Answering.UNWELL:
        return ModelState.UNWELL, trouble
    if answering is Answering.LOADING:
        return ModelState.STARTING, trouble
    if not place.sure:
        return None, ""
    if answering is Answering.STRANGER:
        return ModelState.UNWELL, f"What answers on port {place.port} is no such engine."
    if _is_new(place, around):
        return ModelState.STARTING, ""
    return ModelState.UNWELL, f"Nothing answers on port {place.port}."


def _is_new(place: Place, around: Around) -> bool:
    """Whether it may still be starting."""
    started = _started(place, around)
    spec = around.engines.get(place.engine)
    longest = max(spec.start_s[1] * 2, START_S) if spec is not None else START_S
    return started is None or time.time() - started < longest


def _served(place: Place, probe: Probe | None) -> list[tuple[Served | None, tuple[str, ...]]]:
    """Return the models that make a row each, and what else the endpoint would answer with."""
    if probe is None or not probe.models:
        return [(None, ())]
    names = tuple(each.id for each in probe.models)
    if probe.lists_installed:
        loaded = [each for each in probe.models if each.loaded]
        rest = tuple(each.id for each in probe.models if not each.loaded)
        return [(each, rest) for each in loaded] or [(None, rest)]
    wanted = place.labels.get("model_id", "")
    best = next(
        (each for each in probe.models if each.id == wanted),
        next(
            (each for each in probe.models if each.loaded and not each.parent),
            probe.models[0],
        ),
    )
    return [(best, tuple(name for name in names if name != best.id))]


def _model(
    place: Place,
    probe: Probe | None,
    served: Served | None,
    also: tuple[str, ...],
    state: ModelState,
    trouble: str,
    meter: Meter,
    around: Around,
) -> RunningModel:
    reasons: dict[str, str] = {}
    labels, process = place.labels, around.processes.get(place.pid)
    engine = engine_name(place, probe, around.engines)
    model_id = served.id if served is not None else labels.get("model_id", "")
    locked = probe is not None and probe.answering is Answering.LOCKED
    context = _context(served, labels)
    if context is None:
        reasons["context"] = NO_KEY if locked else _unless_ready(state, NO_CONTEXT)
    by = labels.get("by", "") or (process.user if process is not None else "")
    if not by:
        reasons["started_by"] = WHO_CONTAINER if place.container is not None else NO_PROCESS
    started = _started(place, around)
    if started is None:
        reasons["started"] = NOT_RUNNING if state is ModelState.STOPPED else NO_PROCESS
    container = place.container
    return RunningModel(
        Endpoint(
            around.node,
            place.port,
            model_id,
            engine,
            probe.base if probe is not None else labels.get("base", "/v1"),
            needs_key=locked,
        ),
        title=_title(model_id, place, around.engines.get(engine)),
        state=state,
        container_id=container.id if container is not None else "",
        container=container.name if container is not None else "",
        recipe=labels.get("recipe", ""),
        started_by=by,
        is_ours=bool(labels),
        program=place.program if container is None else "",
        pid=place.pid if container is None else None,
        started=started,
        context=context,
        gpu_bytes=_gpu_bytes(place, served, state, around, reasons),
        reasons=reasons,
        trouble=trouble,
        also=also,
        **_metered(state, meter, reasons),
    )


def _metered(state: ModelState, meter: Meter, reasons: dict[str, str]) -> dict[str, float | None]:
    values: dict[str, float | None] = {}
    for name, field_name in _METERED:
        reading = meter.reading
        value = None if reading is None else getattr(reading, field_name)
        values[name] = value
        if value is None:
            why = meter.reasons.get(field_name, "") or meter.why or "the engine does not tell"
            reasons[name] = _unless_ready(state, why)
    return values


def _unless_ready(state: ModelState, why: str) -> str:
    if state is ModelState.STARTING:
        return NOT_READY
    return NOT_RUNNING if state is ModelState.STOPPED else why


def _context(served: Served | None, labels: Mapping[str, str]) -> int | None:
    if served is not None and served.context is not None:
        return served.context
    told = labels.get("context", "")
    return int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 10 else None


def _title(model_id: str, place: Place, engine: EngineSpec | None) -> str:
    """Return what a person calls it: the last part of its name, also where that is a path."""
    name = (model_id or place.labels.get("model", "")).rstrip("/").rsplit("/", 1)[-1]
    if name:
        return name
    if place.container is not None:
        return place.container.name
    return engine.title if engine is not None else place.program or f"Port {place.port}"


def _started(place: Place, around: Around) -> float | None:
    if place.container is not None:
        return around.started.get(place.container.id) if place.container.state.runs else None
    process = around.processes.get(place.pid)
    return _began(process, around.seen_at) if process is not None else None


def _began(process: Listed, seen_at: float) -> float:
    return seen_at - process.age_s


def _gpu_bytes(
    place: Place,
    served: Served | None,
    state: ModelState,
    around: Around,
    reasons: dict[str, str],
) -> int | None:
    """Return what it has on the GPU, by what the engine, its container or its processes say."""
    if served is not None and served.gpu_bytes is not None:
        return served.gpu_bytes
    if state is ModelState.STOPPED:
        reasons["gpu_bytes"] = NOT_RUNNING
        return None
    if place.container is not None:
        found = around.gpu.of(place.container.id)
        if found is None:
            reasons["gpu_bytes"] = around.gpu.why_unknown(place.container.id)
        return found
    if around.sample is None or around.processes.get(place.pid) is None or place.pid is None:
        reasons["gpu_bytes"] = around.gpu.reason if around.sample is None else NO_PROCESS
        return None
    return _of_processes(place.pid, around.sample, around, reasons)


def _of_processes(top: int, sample: Sample, around: Around, reasons: dict[str, str]) -> int | None:
    """Sum up a process and all that it began."""
    held = [
        process.memory_bytes
        for gpu in sample.gpus
        for process in gpu.processes
        if around.processes.is_below(process.pid, top)
    ]
    if None in held:
        reasons["gpu_bytes"] = "the driver does not tell how much its processes have there"
        return None
    if not held and around.gpu.reason:
        reasons["gpu_bytes"] = around.gpu.reason
        return None
    return sum(each for each in held if each is not None)
