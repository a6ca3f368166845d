"""What the containers that can be seen take, while somebody looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.ids import NodeId
from app.services.containers.api import ContainerStats
from app.services.containers.gpu import GpuMemory, gpu_memory
from app.workers.job import Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.holder import EngineHolder
    from app.services.containers.stats_feed import WantedStats
    from app.state.hub import Hub
    from app.workers.worker import Emit, Worker


def gpu_memory_now(hub: Hub, node: NodeId) -> GpuMemory:
    """Return what containers have on a node's GPUs by its last sample, where that is of now."""
    stopped = hub.telemetry.stopped(node)
    if stopped is not None:
        return GpuMemory({}, stopped.reason)
    return gpu_memory(hub.telemetry.present(node))


class SeenStats(QObject):
    """Follows the stats of one node in one worker.

    Signals:
        changed: other numbers are known.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._worker: Worker | None = None
        self._wanted: WantedStats | None = None
        self._now: Mapping[str, ContainerStats] = {}
        self._before: dict[str, ContainerStats] = {}

    @property
    def is_followed(self) -> bool:
        """Whether somebody looks."""
        return self._worker is not None

    def now(self, container: str) -> ContainerStats | None:
        """Return what a container takes; None while that is not known."""
        return self._now.get(container)

    def before(self, container: str) -> ContainerStats | None:
        """Return what it took at the look before."""
        return self._before.get(container)

    def want(self, node: NodeId, containers: Collection[str]) -> None:
        """Follow these containers of a node, by their ids, from now on."""
        if self._worker is None and not containers:
            return
        if self._worker is None or self._node != node:
            self.stop()
            self._begin(node)
        assert self._wanted is not None
        self._wanted.set(containers)

    def stop(self) -> None:
        """Ask no more, and forget what was told."""
        if self._worker is not None:
            self._worker.stop()
        self._worker = None
        self._now, self._before = {}, {}

    def _begin(self, node: NodeId) -> None:
        from app.services.containers.stats_feed import StatsRound, WantedStats, follow_stats

        wanted = WantedStats()

        def job(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            for each in follow_stats(holder, wanted, cancel):
                emit(each)

        self._round = StatsRound
        self._node, self._wanted = node, wanted
        self._worker = self._hub.containers.worker(node, job)
        self._worker.produced.connect(self._on_produced)
        self._hub.containers.start(self._worker)

    def _on_produced(self, produced: Produced) -> None:
        told = produced.value
        if self._worker is None or produced.job != self._worker.name:
            return  # of a worker that was told to stop
        if isinstance(told, self._round):
            kept = {key: each for key, each in self._now.items() if key in told.stats}
            self._before, self._now = kept, told.stats
            self.changed.emit()
