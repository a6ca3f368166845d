"""GPU memory by container: no container engine counts it, so samples of the node are asked.

On GB10 a container's memory holds none of what its processes have on the GPU; the driver tells
that by process, and the process's control group tells the container.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import tr
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import reason_for

UNTOLD = tr("the driver does not tell how much its processes have there")


@dataclass(frozen=True, slots=True)
class GpuMemory:
    """What the containers of a node have on its GPUs."""

    known: Mapping[str, int | None]
    """Bytes by container id, for those with processes there; None: the driver does not tell."""
    reason: str = ""
    """Why it is not known whether others have something there; "" where they have nothing."""

    def of(self, container: str) -> int | None:
        """Return a container's bytes: 0 when it has no process there, None when not known."""
        return self.known.get(container, None if self.reason else 0)

    def why_unknown(self, container: str) -> str:
        """Return why a container's bytes are None."""
        return UNTOLD if container in self.known else self.reason


def gpu_memory(sample: Sample | None) -> GpuMemory:
    """Sum up the GPU memory of each container's processes."""
    if sample is None:
        return GpuMemory({}, tr("the node has not been read yet"))
    owners = {each.pid: each.owner.container_id for each in sample.processes}
    bytes_of: dict[str, int | None] = {}
    reason = _why_not(sample)
    for gpu in sample.gpus:
        for process in gpu.processes:
            container = owners.get(process.pid)
            if container is not None:
                before, more = bytes_of.get(container, 0), process.memory_bytes
                bytes_of[container] = None if before is None or more is None else before + more
            elif process.pid not in owners and not process.graphics:
                reason = reason or tr("whose process is on the GPU cannot be seen")
    return GpuMemory(bytes_of, reason)


def _why_not(sample: Sample) -> str:
    """Return why a sample does not tell who is on the GPUs, "" when it does."""
    if not sample.gpus:
        return reason_for(sample, "gpus")
    for number, gpu in enumerate(sample.gpus):
        if not gpu.processes and (why := reason_for(sample, f"gpus.{number}.processes")):
            return why
    return ""
