"""Engines that run: what they say of themselves, joined with the process that holds the memory.

No Qt. An engine's metrics name a port, the driver names processes: what listens on the port tells
the process or its container; else the command line names the port; else there is one engine of
that kind and one process that sounds like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core import units
from app.core.i18n import numeral, tr
from app.services.telemetry.api import EngineReading, Process, Sample
from app.services.tunnels.api import Listener

_SOUNDS = {
    "vLLM": ("vllm",),
    "SGLang": ("sglang",),
    "llama.cpp": ("llama",),
    "NIM": ("nim", "vllm", "trtllm", "tritonserver"),
    "TensorRT-LLM": ("trtllm", "tensorrt"),
    "Triton": ("triton",),
}


@dataclass(frozen=True, slots=True)
class Running:
    """One engine, a process with GPU memory, or both where they are known to be one."""

    engine: EngineReading | None
    process: Process | None
    gpu_bytes: int | None = None
    """GPU memory of its processes together; None: not known."""

    @property
    def key(self) -> str:
        """What tells it apart."""
        if self.engine is not None:
            return f"port:{self.engine.port}"
        return f"pid:{self.process.pid}" if self.process is not None else ""

    @property
    def title(self) -> str:
        """What a person calls it: its model, container or program."""
        if self.engine is not None and self.engine.model:
            return self.engine.model.rsplit("/", 1)[-1]
        if self.process is not None:
            return self.process.owner.title or self.process.name
        return self.engine.engine if self.engine is not None else ""

    @property
    def below(self) -> str:
        """Its numbers in one line; what is unknown is left out."""
        said: list[str] = []
        if self.engine is not None:
            said += _engine_words(self.engine)
        elif self.process is not None:
            name = self.process.name
            said.append(tr("process") if name == self.title else name)
            said[0] = f"{said[0]} {self.process.pid}"
        if self.gpu_bytes is not None:
            said.append(units.memory(self.gpu_bytes))
        return " · ".join(said)

    @property
    def state(self) -> tuple[str, str]:
        """A word and its colour token; "" where the engine does not say what it does."""
        engine = self.engine
        if engine is None or engine.requests_running is None:
            return ("", "text2")
        if engine.requests_waiting:
            return (
                tr("{requests_waiting} waiting").format(
                    requests_waiting=numeral(engine.requests_waiting, grouped=False)
                ),
                "warn",
            )
        if engine.requests_running:
            return (
                tr("{requests_running} running").format(
                    requests_running=numeral(engine.requests_running, grouped=False)
                ),
                "info",
            )
        return (tr("Ready"), "ok")


def running_of(sample: Sample, listeners: Sequence[Listener] = ()) -> tuple[Running, ...]:
    """Return what runs, engines first and then by memory.

    Args:
        sample: the newest one.
        listeners: what was seen to listen on the node, if somebody looked.
    """
    left = [process for process in sample.processes if process.gpu_memory_bytes]
    drawing = {p.pid for gpu in sample.gpus for p in gpu.processes if p.graphics}
    left = [process for process in left if process.pid not in drawing]
    left.sort(key=lambda process: -(process.gpu_memory_bytes or 0))
    found: list[Running] = []
    for engine in sample.engines:
        alone = sum(each.engine == engine.engine for each in sample.engines) == 1
        process = _process_of(engine, left, listeners, alone=alone)
        if process is not None:
            left.remove(process)
        found.append(_running(engine, process))
    found = [_with_helpers(each, found, left) for each in found]
    found.sort(key=lambda each: -(each.gpu_bytes or 0))
    return (*found, *(_running(None, process) for process in left))


def _running(engine: EngineReading | None, process: Process | None) -> Running:
    return Running(engine, process, None if process is None else process.gpu_memory_bytes)


def _with_helpers(running: Running, found: Sequence[Running], left: list[Process]) -> Running:
    """Return an engine with the other processes of its container, if it is the only one in there.

    They are taken out of `left`.
    """
    container = _container_of(running)
    if container is None or sum(_container_of(each) == container for each in found) > 1:
        return running
    helpers = [process for process in left if process.owner.container_id == container]
    for process in helpers:
        left.remove(process)
    sizes = [process.gpu_memory_bytes or 0 for process in helpers]
    return replace(running, gpu_bytes=(running.gpu_bytes or 0) + sum(sizes))


def _container_of(running: Running) -> str | None:
    return None if running.process is None else running.process.owner.container_id


def _process_of(
    engine: EngineReading,
    processes: Sequence[Process],
    listeners: Sequence[Listener],
    *,
    alone: bool,
) -> Process | None:
    for listener in listeners:
        if listener.port == engine.port:
            for process in processes:
                if process.pid == listener.pid:
                    return process
                if listener.container and process.owner.container == listener.container:
                    return process
    for process in processes:
        words = process.command.replace("=", " ").split()
        if str(engine.port) in words:
            return process
    sounds = _SOUNDS.get(engine.engine, (engine.engine.lower(),))
    alike = [
        p for p in processes if any(word in f"{p.name} {p.command}".lower() for word in sounds)
    ]
    return alike[0] if alone and len(alike) == 1 else None


def _engine_words(engine: EngineReading) -> list[str]:
    said = [engine.engine, f":{engine.port}"]
    if engine.generated_tokens_per_s is not None:
        said.append(units.token_rate(engine.generated_tokens_per_s))
    if engine.kv_cache_percent is not None:
        said.append(f"KV {engine.kv_cache_percent:.0f} %")
    return said
