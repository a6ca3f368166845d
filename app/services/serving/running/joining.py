"""Join what a port answers with its container or process and with telemetry: `RunningModel`s."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.services.containers.gpu import UNTOLD, GpuMemory
from app.services.serving.api import EngineSpec
from app.services.serving.running.api import Endpoint, ModelState, RunningModel
from app.services.serving.running.metering import Meter
from app.services.serving.running.places import Place, only_process
from app.services.serving.running.probing import Answering, Probe, Served
from app.services.serving.running.process_table import NO_PROCESSES, Listed, ProcessTable
from app.services.telemetry.api import Sample

if TYPE_CHECKING:
    from app.core.ids import NodeId

ANY_ENGINE = "endpoint"
"""`EngineSpec.name` of whatever speaks as OpenAI does."""
START_S = 900.0
"""Seconds that an engine may take to start, where nothing longer is known of it."""
FRESH_S = 60.0
"""Seconds in which a container that was made is started."""
NO_CONTEXT = tr("the endpoint does not tell")
NO_KEY = tr("it tells only those who have its key")
NOT_READY = tr("the model is not loaded yet")
NOT_LOADED = tr("no model is loaded")
NOT_RUNNING = tr("it does not run")
NOTHING_YET = tr("nothing of it is on the GPU yet")
NO_PROCESS = tr("which process it is cannot be seen by this account")
NO_START = tr("the container engine did not say")
WHO_CONTAINER = tr("a container does not keep who started it")
_METERED = {"tokens_per_s": "generated_tokens_per_s", "kv_percent": "kv_cache_percent"}
"""Fields of `RunningModel` that `EngineReading` calls otherwise."""


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
    return _Joining(place, probe, meter, around).models()


def engine_name(place: Place, probe: Probe | None, engines: Mapping[str, EngineSpec]) -> str:
    """Return `EngineSpec.name`: a container's image says more than the answer, else that does."""
    told = probe.engine if probe is not None else ""
    first, second = (place.engine, told) if place.container is not None else (told, place.engine)
    name = first or second
    return name if name in engines else ANY_ENGINE


class _Joining:
    """One port."""

    def __init__(self, place: Place, probe: Probe | None, meter: Meter, around: Around) -> None:
        self._place = place
        self._probe = probe
        self._meter = meter
        self._around = around
        self._engine = engine_name(place, probe, around.engines)
        self._process = self._find_process()
        self._started = self._find_started()
        self._is_locked = probe is not None and probe.answering is Answering.LOCKED

    def models(self) -> tuple[RunningModel, ...]:
        """Return a row for each model that it serves."""
        state, trouble = self._state()
        if state is None:
            return ()
        return tuple(self._model(served, also, state, trouble) for served, also in self._served())

    def _find_process(self) -> Listed | None:
        place, around = self._place, self._around
        if place.container is not None:
            return None
        if place.pid is not None:
            return around.processes.get(place.pid)
        return only_process(self._engine, around.processes, around.engines)

    def _find_started(self) -> float | None:
        container, process = self._place.container, self._process
        if container is not None:
            return self._around.started.get(container.id) if container.state.runs else None
        return self._around.seen_at - process.age_s if process is not None else None

    # How it is

    def _state(self) -> tuple[ModelState | None, str]:
        """Return how it is and what is wrong; no state for what is no model."""
        place, probe = self._place, self._probe
        if place.begins and self._is_fresh:
            return ModelState.STARTING, ""
        if place.container is not None and not place.container.state.runs:
            code = place.container.exit_code
            return ModelState.STOPPED, tr("Its container ended with status {code}.").format(
                code=code
            ) if code else ""
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
        if answering is Answering.SILENT and self._is_new:
            return ModelState.STARTING, ""
        return ModelState.UNWELL, tr("Nothing answers on port {port} as an engine does.").format(
            port=place.port
        )

    @property
    def _is_fresh(self) -> bool:
        """Whether its container was made a moment ago: one that cannot start stays as it is."""
        container = self._place.container
        made = container.created if container is not None else None
        return made is not None and time.time() - made < FRESH_S

    @property
    def _is_new(self) -> bool:
        """Whether it may still be starting."""
        spec = self._around.engines.get(self._engine)
        longest = max(spec.start_s[1] * 2, START_S) if spec is not None else START_S
        return self._started is None or time.time() - self._started < longest

    def _served(self) -> list[tuple[Served | None, tuple[str, ...]]]:
        """Return what makes a row each, and what else the endpoint would answer with."""
        probe = self._probe
        if probe is None or not probe.models:
            return [(None, ())]
        if probe.lists_installed:
            rest = tuple(each.id for each in probe.models if not each.loaded)
            return [(each, rest) for each in probe.models if each.loaded] or [(None, rest)]
        wanted = self._place.labels.get("model_id", "")
        best = min(probe.models, key=lambda each: (each.id != wanted, not each.loaded, each.parent))
        return [(best, tuple(each.id for each in probe.models if each.id != best.id))]

    # What it is

    def _model(
        self, served: Served | None, also: tuple[str, ...], state: ModelState, trouble: str
    ) -> RunningModel:
        place, labels, probe = self._place, self._place.labels, self._probe
        reasons: dict[str, str] = {}
        lists = probe is not None and probe.lists_installed
        model_id = served.id if served is not None else "" if lists else labels.get("model_id", "")
        base = probe.base if probe is not None else labels.get("base", "/v1")
        port, needs_key = place.port, probe is not None and probe.needs_key
        model = RunningModel(
            Endpoint(self._around.node, port, model_id, self._engine, base, needs_key=needs_key),
            title=self._title(model_id),
            state=state,
            recipe=labels.get("recipe", ""),
            started_by=self._who(reasons),
            is_ours=bool(labels),
            started=self._since(state, reasons),
            context=self._context(served, state, reasons),
            gpu_bytes=self._gpu_bytes(served, state, reasons),
            reasons=reasons,
            trouble=trouble,
            also=also,
            gpu_pids=self._gpu_pids,
            requests_running=self._metered("requests_running", state, reasons),
            requests_waiting=self._metered("requests_waiting", state, reasons),
            tokens_per_s=self._metered("tokens_per_s", state, reasons),
            kv_percent=self._metered("kv_percent", state, reasons),
        )
        if place.container is not None:
            return replace(model, container_id=place.container.id, container=place.container.name)
        pid = self._process.pid if self._process is not None else place.pid
        return replace(model, program=self._program(), pid=pid)

    def _title(self, model_id: str) -> str:
        """Return what a person calls it: the last part of its name, also where that is a path."""
        place, engine = self._place, self._around.engines.get(self._engine)
        name = (model_id or place.labels.get("model", "")).rstrip("/").rsplit("/", 1)[-1]
        if name:
            return name
        if place.container is not None:
            return place.container.name
        return (
            engine.title
            if engine is not None
            else place.program or tr("Port {port}").format(port=place.port)
        )

    def _program(self) -> str:
        """Return the service or the program that serves it."""
        sample, pids = self._around.sample, self._gpu_pids
        for process in sample.processes if sample is not None else ():
            is_own = process.pid in pids or process.pid == self._place.pid
            if is_own and process.owner.unit:
                return process.owner.unit
        if self._place.program or self._process is None:
            return self._place.program
        return self._process.command.split(" ", 1)[0].rsplit("/", 1)[-1]

    def _who(self, reasons: dict[str, str]) -> str:
        by = self._place.labels.get("by", "")
        if not by and self._process is not None:
            by = self._process.user
        if not by:
            is_container = self._place.container is not None
            reasons["started_by"] = WHO_CONTAINER if is_container else NO_PROCESS
        return by

    def _since(self, state: ModelState, reasons: dict[str, str]) -> float | None:
        if self._started is None:
            is_container = self._place.container is not None
            why = NO_START if is_container else NO_PROCESS
            reasons["started"] = NOT_RUNNING if state is ModelState.STOPPED else why
        return self._started

    def _context(
        self, served: Served | None, state: ModelState, reasons: dict[str, str]
    ) -> int | None:
        if served is not None and served.context is not None:
            return served.context
        told = self._place.labels.get("context", "")
        if told.isascii() and told.isdigit() and len(told) < 10 and int(told):
            return int(told)
        why = NO_KEY if self._is_locked else NO_CONTEXT
        if served is None and self._probe is not None and self._probe.lists_installed:
            why = NOT_LOADED
        reasons["context"] = _unless_ready(state, why)
        return None

    def _metered(self, name: str, state: ModelState, reasons: dict[str, str]) -> float | None:
        """Return one of the numbers that the engine's metrics tell."""
        reading, told = self._meter.reading, _METERED.get(name, name)
        value: float | None = None if reading is None else getattr(reading, told)
        if value is None:
            why = self._meter.reasons.get(told, "") or self._meter.why
            why = why or (NO_KEY if self._is_locked else NO_CONTEXT)
            reasons[name] = _unless_ready(state, why)
        return value

    # Memory

    def _gpu_bytes(
        self, served: Served | None, state: ModelState, reasons: dict[str, str]
    ) -> int | None:
        """Return what it has on the GPU, by what the engine, its container or processes say."""
        if served is not None and served.gpu_bytes is not None:
            return served.gpu_bytes
        why = ""
        held: int | None = None
        if state is ModelState.STOPPED:
            why = NOT_RUNNING
        elif self._place.container is not None:
            held = self._around.gpu.of(self._place.container.id)
            why = self._around.gpu.why_unknown(self._place.container.id)
        elif self._around.sample is None:
            why = self._around.gpu.reason
        elif self._process is None:
            why = NO_PROCESS
        else:
            held, why = self._of_processes(self._process.pid, self._around.sample)
        if held == 0 and state is ModelState.STARTING:
            held, why = None, NOTHING_YET  # "none" would say that it computes elsewhere
        if held is None:
            reasons["gpu_bytes"] = why
        return held

    @property
    def _gpu_pids(self) -> tuple[int, ...]:
        """Its processes on the GPU."""
        sample, container = self._around.sample, self._place.container
        if sample is None:
            return ()
        if container is not None:
            owners = {each.pid: each.owner.container_id for each in sample.processes}
            is_own = {pid for pid, owner in owners.items() if owner == container.id}
        elif self._process is not None:
            top, table = self._process.pid, self._around.processes
            is_own = {pid for pid in _computing(sample) if table.is_below(pid, top)}
        else:
            return ()
        return tuple(pid for pid in _computing(sample) if pid in is_own)

    def _of_processes(self, top: int, sample: Sample) -> tuple[int | None, str]:
        """Sum up what a process and all that it began hold."""
        held = [
            process.memory_bytes
            for gpu in sample.gpus
            for process in gpu.processes
            if self._around.processes.is_below(process.pid, top)
        ]
        known = [each for each in held if each is not None]
        if len(known) < len(held):
            return None, UNTOLD
        if not held and self._around.gpu.reason:
            return None, self._around.gpu.reason
        return sum(known), ""


def _computing(sample: Sample) -> list[int]:
    found = (process.pid for gpu in sample.gpus for process in gpu.processes)
    return list(dict.fromkeys(found))


def _unless_ready(state: ModelState, why: str) -> str:
    if state is ModelState.STARTING:
        return NOT_READY
    return NOT_RUNNING if state is ModelState.STOPPED else why
