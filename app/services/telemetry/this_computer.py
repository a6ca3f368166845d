"""Look at this computer. Imported only by a worker that does."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Protocol

from app.services.telemetry.api import Machine
from app.services.telemetry.local_gpu import LocalGpus
from app.services.telemetry.observation import Observation

LINUX = sys.platform.startswith("linux")


class System(Protocol):
    """What reads everything but the GPUs."""

    def look(self, gpu_pids: list[int]) -> Observation:
        """Return what is to be seen now. What fails is missing, with its error."""
        ...

    def machine(self) -> Machine:
        """Return what stays the same."""
        ...

    def core_types(self) -> tuple[str, ...]:
        """Return the type of each core, nothing when all are alike."""
        ...

    def close(self) -> None:
        """Give files and threads back."""
        ...


class ThisComputer:
    """Counters and facts of this computer; what costs is looked at once a second."""

    def __init__(self) -> None:
        self._gpus = LocalGpus()
        self._system = _system()

    def close(self) -> None:
        """Give NVML, files and threads back."""
        self._gpus.close()
        self._system.close()

    def look(self) -> Observation:
        """Return what is to be seen now. What fails is missing, with its error."""
        gpus = self._gpus.read()
        pids = {process[0] for device in gpus.devices for process in device.p}
        return replace(self._system.look(sorted(pids)), gpus=gpus)

    def machine(self) -> Machine:
        """Return what stays the same."""
        return self._system.machine()

    def core_types(self) -> tuple[str, ...]:
        """Return the type of each core, nothing when all are alike."""
        return self._system.core_types()


def _system() -> System:
    if LINUX:
        from app.services.telemetry.this_linux import LinuxSystem

        return LinuxSystem()
    from app.services.telemetry.this_desktop import DesktopSystem

    return DesktopSystem()
