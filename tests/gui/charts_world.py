"""A hub for charts whose clocks, samples and archive a test decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.core.units import GIB
from app.hosts.nodes import Node
from app.panes.charts.pane import ChartsPane
from app.plots.canvas import ChartCanvas
from app.plots.chrome import plot_area
from app.services.alerts.api import Alert, AlertChange
from app.services.detectors.api import Finding
from app.services.history.api import Event, Series, StoreStatus, Stretch, Tier
from app.services.telemetry.api import GpuProcess, Reading, Sample
from app.state.alerts import FindingsChanged
from app.state.archive import EventAdded, StretchRead
from app.state.hub import Hub, Notice, PaneRequested
from app.state.nodes import NodesChanged
from app.state.telemetry import TelemetryState
from app.transport.status import Phase, SessionStatus
from tests.spark_samples import spark_sample

SPARK = NodeId("spark")
ENGINE = GpuProcess(62928, "VLLM::EngineCore", 62 * GIB)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Nodes(QObject):
    changed = Signal(NodesChanged)

    def all(self) -> tuple[Node, ...]:
        return tuple(self.get(NodeId(name)) for name in ("spark", "other"))

    def get(self, node: NodeId) -> Node:
        return Node(node, f"{node}-01", address="spark.local", user="ann")


class Sessions(QObject):
    status_changed = Signal(SessionStatus)

    def __init__(self) -> None:
        super().__init__()
        self.phase = Phase.CONNECTED
        self.message = ""
        self.asked: list[NodeId] = []

    def status(self, node: NodeId) -> SessionStatus:
        return SessionStatus(node, self.phase, message=self.message)

    def connect_node(self, node: NodeId) -> None:
        self.asked.append(node)

    def set(self, phase: Phase, message: str = "") -> None:
        self.phase, self.message = phase, message
        self.status_changed.emit(self.status(SPARK))


WALL = 1_790_000_000.0
"""Unix time when the steady clock of a test stands at 0."""


class Asked:
    """One request to the archive."""

    def __init__(self, number: int, node: NodeId, keys: tuple[str, ...], *stretch: float) -> None:
        self.number, self.node, self.keys = number, node, keys
        self.start, self.end, self.width = stretch

    @property
    def span(self) -> float:
        return self.end - self.start


class Incidents(QObject):
    """Tells nothing."""

    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)


class Keeping(QObject):
    """Tells nothing."""

    told = Signal(Notice)


class Alerts(QObject):
    """What fires and fired is what a test says."""

    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)
    changed = Signal(AlertChange)
    findings_changed = Signal(FindingsChanged)

    def __init__(self) -> None:
        super().__init__()
        self.fired: tuple[Alert, ...] = ()

    def active(self, node: NodeId) -> tuple[Alert, ...]:
        return tuple(a for a in self.fired if a.node == node and a.resolved_at is None)

    def past(self) -> tuple[Alert, ...]:
        return tuple(alert for alert in self.fired if alert.resolved_at is not None)

    def findings(self, _node: NodeId) -> tuple[Finding, ...]:
        return ()

    def add(self, alert: Alert) -> None:
        self.fired += (alert,)
        self.changed.emit(AlertChange(alert, alert.since))


class Archive(QObject):
    """Keeps a function of time for each series, from `since` on."""

    stretch_read = Signal(StretchRead)
    event_added = Signal(EventAdded)
    status_changed = Signal(StoreStatus)

    def __init__(self) -> None:
        super().__init__()
        self.incidents = Incidents()
        self.keeping = Keeping()
        self.asked: list[Asked] = []
        self.series: dict[str, Callable[[float], float]] = {}
        self.events: list[Event] = []
        self.since = 0.0
        self.holes: list[tuple[float, float]] = []
        self.known: tuple[str, ...] = ()
        self.status = StoreStatus()
        self.error: UserError | None = None
        self.silent = False
        """Whether answers are kept back."""

    @property
    def stretches(self) -> list[Asked]:
        """What was asked for, without those that are about events only."""
        return [asked for asked in self.asked if asked.keys]

    def request(
        self, node: NodeId, metrics: tuple[str, ...], start: float, end: float, width: int
    ) -> int:
        asked = Asked(len(self.asked) + 1, node, metrics, start, end, width)
        self.asked.append(asked)
        if not self.silent:
            QTimer.singleShot(0, self, lambda: self.answer(asked))
        return asked.number

    def answer(self, asked: Asked) -> None:
        if self.error is not None:
            self.stretch_read.emit(StretchRead(asked.number, asked.node, None, error=self.error))
            return
        events = tuple(e for e in self.events if asked.start <= e.time <= asked.end)
        stretch = self._read(asked)
        known = () if asked.keys else self.known
        self.stretch_read.emit(StretchRead(asked.number, asked.node, stretch, events, known))

    def add(self, node: NodeId, event: Event) -> None:
        self.event_added.emit(EventAdded(node, event))

    def _read(self, asked: Asked) -> Stretch:
        step = max(asked.span / max(asked.width, 1), 1.0)
        times = np.arange(asked.start, asked.end, step)
        unknown = times < self.since
        for start, end in self.holes:
            unknown |= (times >= start) & (times < end)
        series = {}
        for key in asked.keys:
            if key not in self.series:
                continue
            mean = np.array([self.series[key](t) for t in times], np.float32)
            mean[unknown] = np.nan
            series[key] = Series(times, mean, mean * np.float32(0.8), mean * np.float32(1.2))
        return Stretch(str(asked.node), asked.start, asked.end, Tier.MINUTE, step, series)


class World:
    """A hub whose clock and samples a test decides."""

    def __init__(self, settings: Path) -> None:
        self.clock = Clock()
        self.sessions = Sessions()
        self.archive = Archive()
        self.alerts = Alerts()
        self.telemetry = TelemetryState(clock=self.clock)
        self.hub = Hub(
            settings=SettingsStore(settings),
            supervisor=cast(Any, None),
            nodes=cast(Any, Nodes()),
            sessions=cast(Any, self.sessions),
            telemetry=self.telemetry,
            later=cast(
                Any, SimpleNamespace(archive=lambda: self.archive, alerts=lambda: self.alerts)
            ),
        )
        self.hub.select_node(SPARK)
        self.panes: list[ChartsPane] = []
        """Kept from the garbage collector: they have no parent."""

    def wall(self) -> float:
        """Unix time."""
        return WALL + self.clock.seconds

    def feed(self, count: int, sample: Sample | None = None, node: NodeId = SPARK) -> None:
        for _ in range(count):
            self.clock.seconds += 1.0
            made = replace(sample or spark_sample(ENGINE), monotonic_s=self.clock.seconds)
            self.telemetry.take(node, Reading(made))


def shown(world: World, qtbot: QtBot, width: int = 1216, height: int = 1400) -> ChartsPane:
    pane = ChartsPane(world.hub, wall=world.wall)
    world.panes.append(pane)
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.show()
    qtbot.waitExposed(pane)
    QApplication.processEvents()
    return pane


def canvas(pane: ChartsPane, name: str) -> ChartCanvas:
    return next(chart for chart in pane.grid.canvases if chart.spec.name == name)


def picture(chart: ChartCanvas) -> QImage:
    return chart.viewport().grab().toImage()


def is_drawn(
    chart: ChartCanvas,
    colour: str,
    places: tuple[float, float] = (0.0, 1.0),
    *,
    above: bool = False,
) -> bool:
    """Whether a line of about this colour (it is smoothed) is seen in that part of the plot.

    `above`: in the 3 pixels above it.
    """
    image, plot = picture(chart), plot_area(chart.viewport().size().toSizeF())
    wanted = QColor(colour)
    columns = (int(plot.left() + share * plot.width()) for share in places)
    top, bottom = int(plot.top()), int(plot.bottom())
    rows = range(top - 3, top) if above else range(top, bottom)
    return any(
        max(
            abs(seen.red() - wanted.red()),
            abs(seen.green() - wanted.green()),
            abs(seen.blue() - wanted.blue()),
        )
        < 60
        for x in range(*columns)
        for y in rows
        for seen in (image.pixelColor(x, y),)
    )


def hover(chart: ChartCanvas, place: float) -> None:
    plot = plot_area(chart.viewport().size().toSizeF())
    where = QPointF(plot.left() + place * plot.width(), plot.center().y())
    none = Qt.MouseButton.NoButton
    chart.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, where, where, none, none, Qt.KeyboardModifier.NoModifier)
    )
