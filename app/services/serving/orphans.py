"""Find what is left of engines: processes that hold GPU memory after their engine is gone.

vLLM's EngineCore and SGLang's scheduler are processes of their own. When the server that began
them is killed they may stay, with all their memory, and nothing answers for them.
"""

from __future__ import annotations

import re

from app.services.serving.api import Orphan
from app.services.serving.process_table import Listed, ProcessTable
from app.services.telemetry.api import Gpu, GpuProcess, Sample

_PARTS = re.compile(
    r"VLLM::|sglang::|(?:\S*/)?ollama runner\b|(?:\S*/)?python\S* -m mpi4py\.futures\.server\b"
    r"|(?:\S*/)?python\S* -c from multiprocessing\.spawn import spawn_main"
)
"""How parts of engines call themselves. A server of vLLM's may, too: `_SERVERS`."""
_SERVERS = re.compile(r"VLLM::(?:APIServer|Router)", re.IGNORECASE)
_REAPERS = re.compile(
    r"(?:\S*/)?(?:systemd|init|tini|docker-init|dumb-init|catatonit|s6-svscan|sh|bash|sleep)\b"
)
"""Who gets children whose parent is gone."""


def orphans_of(sample: Sample | None, processes: ProcessTable) -> tuple[Orphan, ...]:
    """Return the processes that hold GPU memory without their engine, the largest first."""
    found = [
        Orphan(process.pid, listed.command.split(" ", 1)[0][:80], process.memory_bytes, why)
        for gpu in (sample.gpus if sample is not None else ())
        for process in _computing(gpu)
        if process.memory_bytes
        and (listed := processes.get(process.pid)) is not None
        and (why := _why(listed, processes))
    ]
    return tuple(sorted(found, key=lambda each: -each.gpu_bytes))


def _computing(gpu: Gpu) -> list[GpuProcess]:
    return [process for process in gpu.processes if not process.graphics]


def _why(process: Listed, processes: ProcessTable) -> str:
    """Say why a process is an orphan; empty when it is none, or that cannot be known."""
    if not _is_part(process):
        return ""
    for above in processes.ancestors(process.pid):
        if _is_part(above):
            continue
        if above.pid != 1 and not _REAPERS.match(above.command):
            return ""
        return (
            f"The engine that began it is gone; {above.command.split(' ', 1)[0]} "
            f"(process {above.pid}) has it now."
        )
    return ""


def _is_part(process: Listed) -> bool:
    command = process.command
    return _PARTS.match(command) is not None and _SERVERS.match(command) is None
