"""This computer, under Linux: read by the agent's own modules, in this process."""

from __future__ import annotations

import importlib.util
import sys
import time
from dataclasses import replace
from types import ModuleType
from typing import Any

import msgspec

from app.core.paths import resource
from app.services.telemetry.api import Machine
from app.services.telemetry.machine import read_machine, types_of_cores
from app.services.telemetry.observation import Observation, Slowly, observe_files, observe_slow
from app.services.telemetry.raw import PROTOCOL, Hello, Slow

SLOW_S = 1.0
"""Seconds between two looks at sensors, processes and the like."""
_MODULES = ("agent_processes", "agent_system")


class LinuxSystem:
    """Reads what the agent reads on other machines."""

    def __init__(self) -> None:
        self._agent: Any = _agent_system()
        self._fast = self._agent.FastFiles()
        self._slow = self._agent.SlowGroups(self._fast)
        self._slowly = Slowly(at=-SLOW_S)
        self._hello = msgspec.convert(self._agent.machine() | {"spark_agent": PROTOCOL}, Hello)

    def look(self, gpu_pids: list[int]) -> Observation:
        """Return what is to be seen now. What fails is missing, with its error."""
        now = self._agent.clock()
        if now - self._slowly.at >= SLOW_S * 0.95:
            why: dict[str, str] = {}
            found = self._slow.read(why, gpu_pids)
            self._slowly = observe_slow(msgspec.convert(found, Slow), why)
        errors: dict[str, str] = {}
        seen = observe_files(now, time.time(), self._fast.read(errors))
        return replace(seen, slowly=self._slowly, errors=errors)

    def machine(self) -> Machine:
        """Return what stays the same."""
        return read_machine(self._hello)

    def core_types(self) -> tuple[str, ...]:
        """Return the type of each core, nothing when all are alike."""
        return types_of_cores(self._hello.cpu_parts)

    def close(self) -> None:
        """Give files and threads back."""
        self._fast.close()
        self._slow.close()


def _agent_system() -> ModuleType:
    """Load the agent's readers, which are resources and no modules of ours."""
    for name in _MODULES:
        spec = importlib.util.spec_from_file_location(name, resource("agent", f"{name}.py"))
        if spec is None or spec.loader is None:
            raise ImportError(f"{name}.py cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # the next one imports it
        spec.loader.exec_module(module)
    return module
