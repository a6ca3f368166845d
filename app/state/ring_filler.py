"""RingFiller: what a program before this one kept of the last minutes, back in memory."""

from __future__ import annotations

import logging
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import HistoryUnavailable
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.history.api import Stretch
from app.services.history.keys import history_key
from app.state.nodes import NodesState
from app.state.telemetry import SampleTaken, TelemetryState
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from app.services.history.store import HistoryStore
    from app.state.history import NodeHistory

log = logging.getLogger(__name__)

FILL_S = 900.0
"""Seconds before the first sample: the longest range that is drawn from memory."""
REASON = tr("This program was not running or not connected.")
_APART_S = 0.002
"""Seconds before the first sample in which a row is that sample itself, as it was stored."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store has of the minutes before a node's first sample."""

    node: NodeId
    key: str
    history: NodeHistory
    stretch: Stretch
    wall_offset: float
    """Unix time minus the time of `history`."""


class RingFiller(QObject):
    """Puts the stored rows of the last minutes before the first that a node sends.

    They are read in a worker, whenever the history of a node in memory begins.
    """

    _read = Signal(_Read)

    def __init__(
        self,
        *,
        nodes: NodesState,
        telemetry: TelemetryState,
        lanes: Lanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._telemetry = telemetry
        self._lanes = lanes
        self._filled: weakref.WeakSet[NodeHistory] = weakref.WeakSet()
        self._read.connect(self._on_read)

    def take_sample(self, taken: SampleTaken, store: HistoryStore) -> None:
        """Fill the node's history unless that was done."""
        history = self._telemetry.history(taken.node)
        last = history.last_time
        if history in self._filled or last is None:
            return
        self._filled.add(history)
        node, key = taken.node, history_key(self._nodes.get(taken.node))
        offset = taken.sample.time - last
        end = float(history.times[0]) + offset - _APART_S
        width = 2 * history.capacity  # rows as they came, never means of some

        def read(_cancel: Cancel) -> None:
            try:
                stretch = store.read(key, store.metrics(key), end - FILL_S, end, width)
            except HistoryUnavailable as error:
                log.warning("the last minutes of %s: %s", node, error)
            else:
                self._read.emit(_Read(node, key, history, stretch, offset))

        self._lanes.add("read", read)

    def _on_read(self, read: _Read) -> None:
        if not self._nodes.has(read.node):
            return
        if history_key(self._nodes.get(read.node)) != read.key:
            self._filled.discard(read.history)  # only now it is known which machine that is
            return
        series = read.stretch.series
        for first in series.values():
            values = {key: each.mean for key, each in series.items()}
            read.history.prepend(first.times - read.wall_offset, values, REASON)
            break
