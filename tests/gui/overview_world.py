"""A hub for the overview and the processes pane whose samples and answers a test decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from app.core.ids import NodeId
from app.services.guard.api import GuardPhase, GuardPolicy, GuardStatus
from app.services.history.api import StoreStatus
from app.services.telemetry.api import GpuProcess, Owner, Process, Reading, Sample
from app.state.archive import EventAdded, StretchRead
from app.state.guard import GuardChanged
from app.state.hub import Hub, Notice, PaneRequested
from app.state.processes import ProcessAnswer
from app.state.telemetry import TelemetryState
from app.transport.status import Phase
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.tunnels_fakes import PaneTunnels, use_fake_tunnels
from tests.spark_samples import spark_sample

GIB = 1024**3
SPARK = node("spark-01")
ENGINE = GpuProcess(62928, "VLLM::EngineCore", 62 * GIB)
VLLM = Process(
    62928,
    "VLLM::EngineCore",
    "vllm serve openai/gpt-oss-120b --port 8000",
    Owner("vllm", "a" * 64, None, "ann"),
    320.0,
    4 * GIB,
    62 * GIB,
    started=4711,
)
SHELL = Process(100, "bash", "-bash", Owner(user="ann"), 1.0, 8 * 1024**2, None, started=5)
INIT = Process(1, "systemd", "/sbin/init", Owner(user="root"), 0.0, 12 * 1024**2, None, 1)
BUSY = replace(spark_sample(ENGINE), processes=(VLLM, SHELL, INIT))


class FakeArchive(QObject):
    stretch_read = Signal(StretchRead)
    event_added = Signal(EventAdded)

    def __init__(self) -> None:
        super().__init__()
        self.status = StoreStatus()
        self.asked: list[tuple[Any, ...]] = []

    def request(self, *asked: Any) -> int:
        self.asked.append(asked)
        return len(self.asked)


class FakeGuard(QObject):
    status_changed = Signal(GuardChanged)

    def __init__(self) -> None:
        super().__init__()
        self.now = GuardStatus(GuardPhase.OFF)
        self.asked: list[NodeId] = []

    def status(self, _node: NodeId) -> GuardStatus:
        return self.now

    def request_arm(self, node: NodeId) -> None:
        self.asked.append(node)

    def set(self, phase: GuardPhase) -> None:
        self.now = GuardStatus(phase, GuardPolicy(8 * GIB))
        self.status_changed.emit(GuardChanged(SPARK.id, self.now))


class FakeControl(QObject):
    answered = Signal(ProcessAnswer)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, bool, bool]] = []

    def end(
        self, _node: NodeId, process: Process, *, force: bool = False, as_root: bool = False
    ) -> None:
        self.asked.append((process.pid, force, as_root))

    def answer(self, process: Process, **how: Any) -> None:
        told = {"force": False, "as_root": False, **how}
        self.answered.emit(ProcessAnswer(SPARK.id, process, **told))


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class OverviewWorld:
    """A connected Spark, its samples and what the panes asked for."""

    def __init__(self, folder: Path) -> None:
        self.hub: Hub = fake_hub(folder / "settings.json", SPARK)
        self.clock = Clock()
        self.archive, self.guard, self.control = FakeArchive(), FakeGuard(), FakeControl()
        self.tunnels: PaneTunnels = use_fake_tunnels(self.hub)
        self.alerts: Any = self.hub.alerts
        self.sessions: Any = self.hub.sessions
        self.launcher: Any = self.hub.launcher
        self.hub.archive = cast(Any, self.archive)
        self.hub.guard = cast(Any, self.guard)
        self.hub.processes = cast(Any, self.control)
        self.hub.telemetry = TelemetryState(clock=self.clock)
        self.hub.select_node(SPARK.id)
        self.sessions.set(SPARK.id, Phase.CONNECTED)
        self.told: list[Notice] = []
        self.panes: list[str] = []
        self.hub.notified.connect(self._on_notice)
        self.hub.pane_requested.connect(self._on_pane)

    def feed(self, sample: Sample = BUSY, count: int = 1, **more: Any) -> None:
        for _ in range(count):
            self.clock.seconds += 1.0
            made = replace(sample, monotonic_s=self.clock.seconds)
            self.hub.telemetry.take(SPARK.id, Reading(made, **more))

    def _on_notice(self, notice: Notice) -> None:
        self.told.append(notice)

    def _on_pane(self, request: PaneRequested) -> None:
        self.panes.append(request.name)
