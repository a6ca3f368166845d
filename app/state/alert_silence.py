"""SilenceWatch: machines that say nothing though they should be connected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.ids import NodeId

TICK_MS = 5000


@dataclass(frozen=True, slots=True)
class Silent:
    """A node has said nothing for so long, beyond what its interval allows."""

    node: NodeId
    seconds: float


class SilenceWatch(QObject):
    """Counts from a node's last sample; the time that this computer slept does not count.

    Signals:
        silent: a node is silent; told at every look until it is heard or forgotten.
    """

    silent = Signal(Silent)

    def __init__(
        self, now: Callable[[], float], interval_s: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._interval_s = interval_s
        self._heard: dict[NodeId, float] = {}
        """When each node was last heard, in seconds that this program was awake."""
        self._awake_s = 0.0
        self._looked_at = now()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def heard(self, node: NodeId) -> None:
        """Note that a node sent a sample."""
        self._heard[node] = self._awake()

    def forget(self, node: NodeId) -> None:
        """Expect nothing of a node: it is disconnected by wish, or removed."""
        self._heard.pop(node, None)

    def look(self) -> None:
        """Tell of each node that is silent."""
        awake, interval = self._awake(), self._interval_s()
        for node, heard in list(self._heard.items()):
            seconds = awake - heard - interval
            if seconds > 0:
                self.silent.emit(Silent(node, seconds))

    def _awake(self) -> float:
        now = self._now()
        passed, self._looked_at = now - self._looked_at, now
        self._awake_s += min(max(passed, 0.0), 2 * TICK_MS / 1000)
        return self._awake_s
