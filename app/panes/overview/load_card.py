"""The card of the large chart, and where its rows come from."""

from __future__ import annotations

import math
import time
from collections import deque

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Card, Segmented, Text
from app.panes.overview.load_chart import LoadChart
from app.panes.overview.load_lines import Load
from app.panes.overview.settings import LIVE, LIVE_S, RANGES
from app.plots.rows import Rows, Window
from app.plots.stored import StretchRows
from app.services.history.api import Event
from app.state.archive import EventAdded, StretchRead
from app.state.hub import Hub
from app.state.rings import Timeline

_WIDTH = 800
"""Points that are asked for: about the pixels of the chart."""
_OFTEN_S, _SELDOM_S = 5.0, 60.0
"""Least and most seconds between two looks at the history."""
_EVENTS = 100
_SHORTEST_S = 60.0
"""Seconds that are shown live at least."""


def live_window(history: Timeline, end: float, now: float) -> Window:
    """Return the stretch that is shown live: it grows until it is full, with no empty line before.

    Args:
        history: the rows in memory.
        end: where the window ends, on their clock.
        now: the present, on their clock.
    """
    first = float(history.times[0]) if len(history) else end
    start = max(end - LIVE_S, min(first, end - _SHORTEST_S))
    return Window(start, end, time.time() - now)


class LoadCard(Card):
    """Title, range and chart."""

    def __init__(self) -> None:
        super().__init__(tr("GPU load and power"))
        self.ranges = Segmented(tr("Range"), [(key, title) for key, title, _ in RANGES])
        self.chart = LoadChart()
        self.problem = Text("", "meta", "warn", wrap=True, selectable=True)
        self.problem.hide()
        self.header.addWidget(self.ranges)
        self.body.setContentsMargins(16, 10, 12, 8)
        self.body.setSpacing(6)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.chart, 1)

    def show_title(self, title: str) -> None:
        """Say what the chart shows."""
        if title != self.title.text():
            self.title.setText(title)
            self.setAccessibleName(title)

    def show_problem(self, error: UserError | None) -> None:
        """Say why the history cannot be read."""
        self.problem.setText("" if error is None else str(error))
        self.problem.setVisible(error is not None)


class LoadRows(QObject):
    """Reads a range of one node from the history, again and again while it is looked at.

    Signals:
        changed: there are other rows, or other events.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._range, self._span = RANGES[0][0], RANGES[0][2]
        self._keys: tuple[str, ...] = ()
        self._request = -1
        self._asked_at = -math.inf
        self._read: StretchRows | None = None
        self._events: tuple[Event, ...] = ()
        self._new: dict[NodeId, deque[Event]] = {}
        self.error: UserError | None = None
        hub.archive.stretch_read.connect(self._on_read)
        hub.archive.event_added.connect(self._on_event)

    def choose(self, node: NodeId, key: str, span: float) -> None:
        """Show a range of a node."""
        if (node, key) != (self._node, self._range):
            self._node, self._range, self._span = node, key, span
            self._asked_at, self._request = -math.inf, -1
            self._read, self._events, self.error = None, (), None

    def look(self, load: Load) -> None:
        """Read what became due."""
        if self._range == LIVE or self._node is None:
            return
        now, pause = time.monotonic(), min(max(self._span / _WIDTH, _OFTEN_S), _SELDOM_S)
        if now - self._asked_at < pause and load.keys == self._keys:
            return
        self._asked_at, self._keys = now, load.keys
        end = time.time()
        self._request = self._hub.archive.request(
            self._node, load.keys, end - self._span, end, _WIDTH
        )

    def rows(self, live: Window) -> tuple[Rows, Window] | None:
        """Return what to draw, None while it is being read; `live`: the window of the newest."""
        if self._node is None:
            return None
        if self._range == LIVE:
            return self._hub.telemetry.history(self._node), live
        if self._read is None:
            return None
        stretch = self._read.stretch
        return self._read, Window(stretch.start, stretch.end)

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened on the node, the oldest first."""
        new = () if self._node is None else self._new.get(self._node, ())
        if self._range == LIVE:
            return tuple(new)
        newest = self._events[-1].time if self._events else -math.inf
        return (*self._events, *(event for event in new if event.time > newest))

    def _on_read(self, read: StretchRead) -> None:
        if read.request != self._request:
            return
        self.error = read.error
        if read.stretch is not None:
            oldest = self._hub.archive.status.oldest
            self._read = StretchRows(read.stretch, read.events, oldest)
            self._events = read.events
        self.changed.emit()

    def _on_event(self, added: EventAdded) -> None:
        self._new.setdefault(added.node, deque(maxlen=_EVENTS)).append(added.event)
