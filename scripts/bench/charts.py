"""What twelve live charts cost: the real pane in a real event loop, offscreen, beside pyqtgraph.

The peer draws the same twelve series, of the same size, with pyqtgraph's defaults
(`PlotWidget`, `setData`). CPU is that of this process per second of wall time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.core.ids import LOCAL_NODE, NodeId
from app.core.settings import SettingsStore
from app.core.units import GIB
from app.hosts.nodes import THIS_COMPUTER, Node
from app.look.theme import ThemeMode, theme
from app.panes.charts.pane import ChartsPane
from app.panes.charts.settings import SECTION, ChartSettings
from app.services.alerts.api import Alert, AlertChange
from app.services.detectors.api import Finding
from app.services.telemetry import api
from app.services.telemetry.metrics import row_of
from app.state.alerts import FindingsChanged
from app.state.archive import EventAdded, StretchRead
from app.state.hub import Hub, Notice, PaneRequested
from app.state.nodes import NodesChanged
from app.state.rings import Times
from app.state.telemetry import TelemetryState, steady_clock
from app.transport.status import Phase, SessionStatus
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict

CHARTS = 12
SIZE = (1600, 1300)
"""Pixels of the window: all charts are seen and painted."""
SECONDS = 4.0
FRAMES = 60
LONG_ROWS = 86_400


class _Nodes(QObject):
    changed = Signal(NodesChanged)

    def get(self, _node: NodeId) -> Node:
        return THIS_COMPUTER


class _Sessions(QObject):
    status_changed = Signal(SessionStatus)

    def status(self, node: NodeId) -> SessionStatus:
        return SessionStatus(node, Phase.CONNECTED)

    def connect_node(self, node: NodeId) -> None:
        raise NotImplementedError


class _Incidents(QObject):
    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)


class _Keeping(QObject):
    told = Signal(Notice)


class _Alerts(QObject):
    """Knows of none."""

    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)
    changed = Signal(AlertChange)
    findings_changed = Signal(FindingsChanged)

    def active(self, _node: NodeId) -> tuple[Alert, ...]:
        return ()

    def past(self) -> tuple[Alert, ...]:
        return ()

    def findings(self, _node: NodeId) -> tuple[Finding, ...]:
        return ()


class _Archive(QObject):
    """Holds nothing: what is measured is drawn from memory."""

    stretch_read = Signal(StretchRead)
    event_added = Signal(EventAdded)

    def __init__(self) -> None:
        super().__init__()
        self.incidents = _Incidents()
        self.keeping = _Keeping()

    def request(self, *_asked: object) -> int:
        return 0


class _Later:
    """Nothing is searched, forwarded or read from before."""

    archive = _Archive
    alerts = _Alerts


def main(argv: list[str]) -> int:
    """Measure, print, and return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench charts", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="per rate")
    seconds = parser.parse_args(argv).seconds
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme().start(app, ThemeMode.DARK)
    print_machine(f"{CHARTS} charts, {SIZE[0]}×{SIZE[1]}, offscreen")
    figures: dict[str, Figure] = {}

    def note(name: str, values: list[float], unit: str) -> None:
        figures[name] = Figure(name, tuple(values), unit)

    hub = make_hub(300)
    pane = show_pane(hub, 300)
    note("300 points, 2 Hz", [_cpu(hub, 2, seconds)], "%")
    note("300 points, 10 Hz", [_cpu(hub, 10, seconds)], "%")
    note("resident memory", [psutil.Process().memory_info().rss / 1024**2], "MiB")
    pane.hide()
    note("hidden, 2 Hz", [_cpu(hub, 2, seconds)], "%")
    pane.deleteLater()
    _run(0.1)
    pane = show_pane(make_hub(LONG_ROWS), 900)
    note("86,400 points, frame", _frames(pane), "ms")
    pane.hide()
    note("pyqtgraph, 300 points, 10 Hz", [_peer(300, seconds)], "%")
    note("pyqtgraph, 86,400 points, frame", _peer_frames(), "ms")
    print_table(tuple(figures.values()))
    return verdict("charts", _targets(figures))


def _targets(figures: dict[str, Figure]) -> tuple[Target, ...]:
    slowest_frames = figures["86,400 points, frame"].percentile(0.95)
    return (
        Target("2 Hz", figures["300 points, 2 Hz"].median, 3.0, "% of a core", 1),
        Target("10 Hz", figures["300 points, 10 Hz"].median, 15.0, "% of a core", 1),
        Target("hidden", figures["hidden, 2 Hz"].median, 0.3, "% of a core"),
        Target("86,400 points p95", slowest_frames, 33, "ms", 1),
        Target("memory", figures["resident memory"].median, 180.0, "MiB", 0),
    )


def make_hub(rows: int) -> Hub:
    """Return a hub whose machine has reported `rows` times in the window that is shown."""
    telemetry = TelemetryState(capacity=max(rows, 9000))
    store = SettingsStore(Path(tempfile.mkdtemp(prefix="bench-charts-")) / "settings.json")
    hub = Hub(
        settings=store,
        supervisor=None,  # type: ignore[arg-type]  # the pane starts no workers
        nodes=_Nodes(),  # type: ignore[arg-type]
        sessions=_Sessions(),  # type: ignore[arg-type]
        telemetry=telemetry,
        later=_Later(),  # type: ignore[arg-type]
    )
    span = 300.0 if rows <= 300 else 900.0
    now = steady_clock()
    history = telemetry.history(LOCAL_NODE)
    history.expect_interval(span / rows)
    for number in range(rows):
        history.append(now - span + number * span / rows, row_of(synthetic_sample(number)))
    history.expect_interval(1.0)
    telemetry.take(LOCAL_NODE, api.Reading(synthetic_sample(rows)))
    return hub


def show_pane(hub: Hub, window: int) -> ChartsPane:
    """Show the real pane; exit when it has not the charts this is about."""
    hub.settings.save(SECTION, ChartSettings(window_s=window))
    pane = ChartsPane(hub)
    pane.resize(*SIZE)
    pane.show()
    _run(0.3)
    charts = len(pane.grid.canvases)
    if charts != CHARTS:
        sys.exit(f"the pane has {charts} charts, the benchmark is about {CHARTS}")
    return pane


def _cpu(hub: Hub, rate: int, seconds: float) -> float:
    """Feed samples at `rate` Hz and return per cent of a core."""
    numbers = iter(range(10_000))

    def feed() -> None:
        hub.telemetry.take(LOCAL_NODE, api.Reading(synthetic_sample(next(numbers))))

    return _busy(feed, rate, seconds)


def _busy(work: object, rate: int, seconds: float) -> float:
    timer = QTimer(interval=1000 // rate, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(work)
    timer.start()
    _run(0.5)
    wall, cpu = time.perf_counter(), time.process_time()
    _run(seconds)
    share = (time.process_time() - cpu) / (time.perf_counter() - wall)
    timer.stop()
    return 100 * share


def _run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _frames(pane: ChartsPane) -> list[float]:
    """Return milliseconds of whole frames: every chart reduces its rows and paints."""
    return _timed([canvas.viewport() for canvas in pane.grid.canvases])


def _timed(viewports: list[QWidget]) -> list[float]:
    durations = []
    for _ in range(FRAMES):
        begin = time.perf_counter()
        for viewport in viewports:
            viewport.repaint()
        durations.append((time.perf_counter() - begin) * 1000)
    return durations[5:]


def _peer_plots(points: int) -> tuple[QWidget, list[object], list[object]]:
    import pyqtgraph as pg

    window = QWidget()
    grid = QGridLayout(window)
    plots, curves = [], []
    x = np.linspace(0.0, 900.0, points)
    for number in range(CHARTS):
        plot = pg.PlotWidget()
        curves.append(plot.plot(x, _wave(x, number)))
        plots.append(plot)
        grid.addWidget(plot, number // 3, number % 3)
    window.resize(*SIZE)
    window.show()
    _run(0.3)
    return window, plots, curves


def _wave(x: Times, number: int) -> Times:
    wave: Times = 50 + 30 * np.sin(x / 7 + number) + 5 * np.sin(x * 3.1)
    return wave


def _peer(points: int, seconds: float) -> float:
    window, _, curves = _peer_plots(points)
    x = np.linspace(0.0, 900.0, points)
    shifts = iter(range(10_000))

    def feed() -> None:
        shift = next(shifts)
        for number, curve in enumerate(curves):
            curve.setData(x + shift, _wave(x + shift, number))  # type: ignore[attr-defined]

    busy = _busy(feed, 10, seconds)
    window.hide()
    return busy


def _peer_frames() -> list[float]:
    window, plots, curves = _peer_plots(LONG_ROWS)
    x = np.linspace(0.0, 900.0, LONG_ROWS)
    durations = []
    for shift in range(3):
        begin = time.perf_counter()
        for number, curve in enumerate(curves):
            curve.setData(x + shift, _wave(x + shift, number))  # type: ignore[attr-defined]
        for plot in plots:
            plot.viewport().repaint()  # type: ignore[attr-defined]
        durations.append((time.perf_counter() - begin) * 1000)
    window.hide()
    return durations


def synthetic_sample(number: int) -> api.Sample:
    """Return a made-up sample of a machine that fills all twelve charts; not a capture."""
    wave = [50 + 40 * float(np.sin(number / 9 + shift)) for shift in range(20)]
    part = api.MemoryPart
    kinds = api.PartKind
    used = round(40 * GIB + wave[1] * GIB / 4)
    parts = (
        part("engine", kinds.ENGINE, used, 4711),
        part("Processes", kinds.PROCESSES, 6 * GIB),
        part("Kernel", kinds.KERNEL, GIB),
        part("Page cache", kinds.CACHE, 16 * GIB),
        part("Free", kinds.FREE, 122 * GIB - used - 23 * GIB),
    )
    gpu = api.Gpu(
        name="synthetic",
        uuid=None,
        utilization_percent=wave[0],
        memory_total_bytes=24 * GIB,
        memory_used_bytes=round(wave[2] * GIB / 5),
        temperature_c=40 + wave[3] / 2,
        power_w=wave[4],
        power_limit_w=120.0,
        sm_clock_mhz=1500 + 10 * wave[5],
        unified_memory=False,
    )
    return api.Sample(
        time=time.time(),
        node="local",
        source="synthetic",
        memory=api.Memory(122 * GIB, 30 * GIB, 16 * GIB, round(wave[9] * GIB / 10), parts),
        gpus=(gpu,),
        cpu=api.Cpu(wave[6], tuple(wave), 3.0),
        temperatures=(api.Temperature("NVMe composite", "nvme/Composite", wave[7]),),
        disks=(api.Disk("nvme0n1", wave[8] * 1e6, wave[9] * 1e6, 5.0),),
        networks=(api.Network("eth0", "ethernet", wave[10] * 1e5, wave[11] * 1e5, True),),
        pressure=replace(api.Pressure(0, 0, 0, 0), cpu_some=wave[12] / 10, io_some=wave[13] / 20),
    )
