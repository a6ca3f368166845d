"""What is known of containers beside the engine's list: what they take, since when, GPU memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.ids import NodeId
from app.panes.containers.list.rows import Live
from app.panes.containers.list.stats import SeenStats, gpu_memory_now
from app.services.containers.api import Container
from app.services.containers.gpu import GpuMemory
from app.services.containers.uptime import Moments
from app.state.containers import NodeContainers
from app.state.hub import Hub
from app.state.telemetry import SampleTaken, TelemetryStopped

FRAME_MS = 900
"""Numbers change once a second at most: faster ones cannot be read."""


class LiveFacts(QObject):
    """Joins what several sources tell of the containers of one node.

    Signals:
        changed: some of it is another.
    """

    changed = Signal()

    def __init__(
        self, hub: Hub, doing: Callable[[Container, frozenset[str]], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._doing = doing
        self._node: NodeId | None = None
        self._away = ""
        self._busy: frozenset[str] = frozenset()
        self._gpu = GpuMemory({})
        self._moments = Moments()
        self._told_at = 0.0
        self._stats = SeenStats(hub, self)
        self._stats.changed.connect(self._on_stats)
        self._drawn_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._draw)
        hub.telemetry.sample_taken.connect(self._on_sample)
        hub.telemetry.telemetry_stopped.connect(self._on_stopped)

    def show_node(self, node: NodeId, seen: NodeContainers, away: str) -> None:
        """Tell of the containers of a node; `away` says why nothing can be measured there now."""
        if node != self._node:
            self._node, self._moments, self._told_at = node, Moments(), 0.0
        if seen.told_at != self._told_at and seen.containers is not None:
            self._told_at = seen.told_at
            self._moments.note(seen.containers, seen.told_at)
        self._busy, self._away = seen.busy, away
        self._read_gpu()

    def of(self, container: Container) -> Live:
        """Return what is known of a container."""
        key = container.id
        return Live(
            stats=self._stats.now(key),
            before=self._stats.before(key),
            gpu_bytes=self._gpu.of(key),
            gpu_why=self._gpu.why_unknown(key),
            moment=self._moments.of(key),
            doing=self._doing(container, self._busy),
            away=self._away,
        )

    def want(self, node: NodeId, containers: Collection[str]) -> None:
        """Ask what these take from now on."""
        self._stats.want(node, containers)

    def stop(self) -> None:
        """Ask nothing any more."""
        self._stats.stop()
        self._frame.stop()

    def _read_gpu(self) -> None:
        """Read the last sample, where it is of now."""
        assert self._node is not None
        if self._away:
            self._gpu = GpuMemory({}, self._away)
        else:
            self._gpu = gpu_memory_now(self._hub, self._node)

    def _on_stats(self) -> None:
        self._draw()

    def _on_sample(self, taken: SampleTaken) -> None:
        self._draw_soon(taken.node)

    def _on_stopped(self, stopped: TelemetryStopped) -> None:
        self._draw_soon(stopped.node)

    def _draw_soon(self, node: NodeId) -> None:
        if node == self._node and self._stats.is_followed and not self._frame.isActive():
            since = round((time.monotonic() - self._drawn_at) * 1000)
            self._frame.start(min(max(FRAME_MS - since, 0), FRAME_MS))

    def _draw(self) -> None:
        self._drawn_at = time.monotonic()
        self._read_gpu()
        self.changed.emit()
