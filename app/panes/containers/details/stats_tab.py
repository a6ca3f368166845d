"""Stats: what a container takes, drawn over the last minutes while somebody looks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import EmptyState, scrolled
from app.look.components.surfaces import GAP
from app.panes.containers.api import Tab
from app.panes.containers.details.stat_charts import StatCharts, Taken, taken
from app.panes.containers.list.stats import SeenStats, gpu_memory_now
from app.plots.canvas import ChartCanvas
from app.plots.cursor import TimeCursor
from app.plots.rows import Window
from app.plots.view import View
from app.state.rings import Gap, Timeline

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.state.hub import Hub

WINDOW_S = 300.0
"""Seconds that are shown at most; the charts grow to them."""
_SHORTEST_S = 60.0
_CAPACITY = 400
_PACE_S = 2.0
_WIDTH = 260
"""Pixels that a chart is readable in."""
_UNSEEN = tr("nobody looked")


class StatsTab(Tab):
    """Four charts of one container. Nothing is asked while they cannot be seen: that is a gap."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._rows = Timeline(_CAPACITY)
        self._charts = StatCharts()
        self._stats = SeenStats(hub, self)
        self._stats.changed.connect(self._on_stats)
        self._build()

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container; what is drawn goes on when it is the same."""
        before = self._container
        if before is None or container is None or (self._node, before.id) != (node, container.id):
            self._forget()
        self._node, self._container = node, container
        self._follow()

    def end(self) -> None:
        """Ask nothing any more."""
        self._stats.stop()

    @property
    def latest(self) -> Mapping[str, float | None]:
        """The numbers of the newest look."""
        return self._charts.now.row

    @property
    def gaps(self) -> Sequence[Gap]:
        """Stretches in which nothing was asked."""
        return tuple(self._rows.gaps)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._stop(_UNSEEN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay as many charts side by side as can be read."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        cursor = TimeCursor(self)
        self.canvases = [ChartCanvas(spec, cursor) for spec in self._charts.specs]
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._columns = 0
        self._arrange()
        self.empty = EmptyState("chart-line-up", "", "")
        self._area = scrolled(content)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._area)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _arrange(self) -> None:
        room = self.width() // (_WIDTH + GAP)
        columns = 4 if room >= 4 else 2 if room >= 2 else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, canvas in enumerate(self.canvases):
            self._grid.removeWidget(canvas)
            self._grid.addWidget(canvas, number // columns, number % columns)
        for column in range(len(self.canvases)):
            self._grid.setColumnStretch(column, int(column < columns))

    # What happens

    def _follow(self) -> None:
        container = self._container
        if self._node is not None and container is not None and container.state.runs:
            if self.isVisible():
                self._stats.want(self._node, (container.id,))
        else:
            self._stop(tr("it did not run"))
        self._show()

    def _stop(self, why: str) -> None:
        if self._stats.is_followed:
            self._stats.stop()
            self._rows.open_gap(why)

    def _forget(self) -> None:
        self._stats.stop()
        self._rows = Timeline(_CAPACITY)
        self._rows.expect_interval(_PACE_S)
        self._charts.now = Taken()

    def _on_stats(self) -> None:
        container = self._container
        now = None if container is None else self._stats.now(container.id)
        if self._node is None or container is None or now is None:
            return
        gpu = gpu_memory_now(self._hub, self._node)
        before = self._stats.before(container.id)
        self._charts.now = taken(container, now, before, gpu)
        self._rows.append(time.monotonic(), self._charts.now.row)
        self._show()

    # What is shown

    def _show(self) -> None:
        drawn = self._rows.last_time is not None
        self._pages.setCurrentWidget(self._area if drawn else self.empty)
        if drawn:
            self._draw()
        elif self._container is not None and self._container.state.runs:
            self.empty.title.setText(tr("Waiting for the first numbers"))
            self.empty.text.setText(tr("They come every two seconds while this is looked at."))
        else:
            self.empty.title.setText(tr("It does not run"))
            self.empty.text.setText(tr("What it takes is drawn here while it runs."))

    def _draw(self) -> None:
        now = time.monotonic()
        first = float(self._rows.times[0])
        start = max(now - WINDOW_S, min(first, now - _SHORTEST_S))
        window = Window(start, now, time.time() - now)
        taken_now = self._charts.now
        view = View(self._rows, window, taken_now.sample(), taken_now.row)
        for canvas in self.canvases:
            canvas.show_view(view)
