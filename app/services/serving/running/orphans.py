"""Find what is left of engines: processes that hold GPU memory after their engine is gone.

vLLM's EngineCore and SGLang's scheduler are processes of their own. When the server that began
them is killed they may stay, with all their memory, and nothing answers for them.
"""

from __future__ import annotations

import re

from app.core.i18n import tr
from app.services.serving.running.api import Orphan
from app.services.serving.running.process_table import Listed, ProcessTable, is_part
from app.services.telemetry.api import Gpu, GpuProcess, Sample

_REAPERS = re.compile(r"(?:\S*/)?(?:systemd|init|tini|docker-init|dumb-init|catatonit|s6-svscan)\b")
"""Who gets children whose parent is gone, beside process 1."""
_SHELLS = re.compile(r"(?:\S*/)?(?:sh|bash|dash|sleep|tail)\b")
"""Who does when it is the first process of a container."""


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
    if not is_part(process.command):
        return ""
    for above in processes.ancestors(process.pid):
        if is_part(above.command):
            continue
        if not _takes_orphans(above, processes):
            return ""
        return tr("The engine that began it is gone; {program} (process {pid}) has it now.").format(
            program=above.command.split(" ", 1)[0], pid=above.pid
        )
    return ""


def _takes_orphans(process: Listed, processes: ProcessTable) -> bool:
    if process.pid == 1 or _REAPERS.match(process.command):
        return True
    is_shell = _SHELLS.match(process.command) is not None
    return is_shell and processes.is_first_of_container(process)
