from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog
from app.panes.overview import PANE
from app.panes.overview.pane import OverviewPane
from app.plots.part_popover import PartPopover
from app.services.alerts.api import Severity
from app.services.detectors.api import Finding
from app.services.guard.api import GuardPhase
from app.services.history.api import Event, EventKind, Series, Stretch, Tier
from app.services.telemetry.api import EngineReading, Machine
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.state.archive import EventAdded, StretchRead
from app.state.hub import PaneRequested
from app.transport.status import Phase
from tests.gui.overview_world import BUSY, GIB, SPARK, VLLM, OverviewWorld
from tests.gui.real_program import WAIT_MS
from tests.gui.test_shell_accessibility import nameless
from tests.spark_samples import GB10, spark_sample

DASHBOARD = TunnelSpec(TunnelId("dash"), SPARK.id, "DGX Dashboard", remote_port=11000)
WEDGE = Finding(
    "power-wedge",
    "The power supply holds the GPU back",
    Severity.CRITICAL,
    0.0,
    ("94 % load at 513 MHz and 4.4 W",),
    ("Pull the plug from wall and box for a minute", "Start it again.", "Ask the maker."),
)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> OverviewWorld:
    return OverviewWorld(tmp_path)


def shown(world: OverviewWorld, qtbot: QtBot, width: int = 1216, height: int = 818) -> OverviewPane:
    pane = PANE.create(world.hub, cast(Any, None))
    assert isinstance(pane, OverviewPane)
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.show()
    qtbot.waitExposed(pane)
    QApplication.processEvents()
    return pane


def tile(pane: OverviewPane, number: int) -> str:
    made = pane.page.tiles.tiles[number]
    return f"{made.title.text()} {made.value.text()} {made.unit.text()}"


def choose(pane: OverviewPane, qtbot: QtBot, key: str) -> None:
    buttons = pane.page.load.ranges.findChildren(QPushButton)
    segment = next(each for each in buttons if each.objectName() == f"segment_{key}")
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)


def links(pane: OverviewPane) -> list[QPushButton]:
    QApplication.processEvents()
    found = pane.page.banner.findChildren(QPushButton)
    return [each for each in found if each.text() == "Processes" and each.isVisible()]


def question(pane: OverviewPane) -> ConfirmDialog:
    return next(each for each in pane.findChildren(ConfirmDialog) if each.isVisible())


def test_overview_shows_the_machine_in_one_screen_without_scrolling(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=30, machine=Machine(product="NVIDIA_DGX_Spark", is_gb10=True))
    pane = shown(world, qtbot)

    assert pane.header.name.text() == "spark-01"
    assert pane.header.state.text() == "Healthy"
    assert "NVIDIA DGX Spark" in pane.header.line.whole_text()
    assert pane.page.memory_map.words.title == "Unified memory"
    assert [tile(pane, number) for number in (1, 2)] == ["GPU power 4.0 W", "GPU temperature 32 °C"]
    assert [item.title for item in pane.page.engines.items] == ["vllm"]
    assert pane._area.verticalScrollBar().maximum() == 0
    assert nameless(pane) == []


def test_overview_without_samples_says_why_and_offers_to_connect(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    pane = shown(world, qtbot)
    assert pane.empty.title.text() == "Waiting for the first sample"

    world.sessions.set(SPARK.id, Phase.REFUSED, message="The host key has changed.")
    assert pane.empty.title.text() == "spark-01 is not connected"
    assert "The host key has changed." in pane.empty.text.text()
    assert pane.empty.action is not None
    qtbot.mouseClick(pane.empty.action, Qt.MouseButton.LeftButton)
    assert ("connect", SPARK.id) in world.sessions.asked

    world.sessions.set(SPARK.id, Phase.CONNECTED)
    world.feed()
    qtbot.waitUntil(lambda: not pane.empty.isVisible(), timeout=WAIT_MS)


def test_overview_of_a_lost_machine_says_why_and_tries_again_at_once(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=3, machine=Machine(product="NVIDIA_DGX_Spark", is_gb10=True))
    pane = shown(world, qtbot)
    header = pane.header
    assert (header.deploy.isVisible(), header.retry.isVisible()) == (True, False)

    world.sessions.set(SPARK.id, Phase.RECONNECTING, message="It refuses.", hint="Is it on?")
    assert header.line.whole_text() == "It refuses. Is it on?"
    assert (header.deploy.isVisible(), header.retry.isVisible()) == (False, True)
    qtbot.mouseClick(header.retry, Qt.MouseButton.LeftButton)
    assert ("connect", SPARK.id) in world.sessions.asked

    world.sessions.set(SPARK.id, Phase.CONNECTED)
    assert "NVIDIA DGX Spark" in header.line.whole_text()
    assert (header.deploy.isVisible(), header.retry.isVisible()) == (True, False)


def test_overview_of_a_machine_without_gpu_says_so_in_every_place(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    sample = replace(spark_sample(), gpus=(), reasons={"gpus": "no NVIDIA driver there"})
    world.feed(sample, count=3)
    pane = shown(world, qtbot)

    assert tile(pane, 0) == "GPU n/a "
    assert pane.page.tiles.tiles[0].why.text() == "no NVIDIA driver there"
    assert pane.page.load.title.text() == "CPU load and available memory"
    assert pane.page.engines.empty.text() == "No GPU is reported on this machine."


def test_overview_tells_troubles_with_evidence_and_advice(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)
    assert not pane.page.banner.isVisible()

    world.alerts.find(SPARK.id, WEDGE)

    (trouble,) = pane.page.banner.troubles
    assert pane.page.banner.isVisible()
    assert trouble.evidence == "94 % load at 513 MHz and 4.4 W"
    assert trouble.advice.startswith("Pull the plug from wall and box for a minute. Start")
    assert pane.header.state.text() == "Critical"

    qtbot.mouseClick(pane.page.banner.alerts, Qt.MouseButton.LeftButton)
    assert world.panes == ["alerts"]
    assert links(pane) == []  # nothing to end
    world.alerts.find(SPARK.id, replace(WEDGE, detector="memory-running-out"))
    (link,) = links(pane)
    seen = replace(WEDGE, detector="memory-running-out", evidence=("Empty in 3 s",))
    world.alerts.find(SPARK.id, seen)
    assert pane.page.banner.troubles[0].evidence == "Empty in 3 s"
    assert links(pane) == [link]  # numbers change, and the button stays below the mouse
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert world.panes == ["alerts", "processes"]
    world.alerts.find(SPARK.id, seen, replace(seen, detector="swap-thrash", title="It swaps"))
    assert len(links(pane)) == 1
    world.alerts.find(SPARK.id)
    assert not pane.page.banner.isVisible()


def test_overview_fits_one_screen_also_with_a_trouble(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=3)
    world.alerts.find(SPARK.id, WEDGE)
    pane = shown(world, qtbot)
    QApplication.processEvents()
    assert pane._area.verticalScrollBar().maximum() == 0


def test_overview_opens_the_dashboard_through_its_tunnel(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=2, machine=Machine(is_gb10=True))
    pane = shown(world, qtbot)

    qtbot.mouseClick(pane.header.dashboard, Qt.MouseButton.LeftButton)
    (spec,) = world.tunnels.specs(SPARK.id)
    assert spec.remote_port == 11000
    assert world.launcher.asked == []

    world.tunnels.change(spec.id, phase=TunnelPhase.OPEN, local_port=11000)
    assert world.launcher.asked == [("url", "http://127.0.0.1:11000/")]


def test_overview_offers_no_dashboard_where_there_is_none(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=2, machine=Machine(product="Precision 7960"))
    pane = shown(world, qtbot)
    assert not pane.header.dashboard.isVisible()


def test_overview_shows_a_shell_of_the_node(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)

    with qtbot.waitSignal(world.hub.pane_requested) as asked:
        qtbot.mouseClick(pane.header.terminal, Qt.MouseButton.LeftButton)
    assert asked.args == [PaneRequested("terminal")]
    assert world.hub.take_shell_wish()
    assert not world.hub.take_shell_wish()


def test_overview_lists_tunnels_and_opens_their_pages(world: OverviewWorld, qtbot: QtBot) -> None:
    world.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    world.feed(count=2)
    pane = shown(world, qtbot)
    (row,) = pane.page.tunnels._rows

    assert (row.title.text(), row.pill.text()) == ("DGX Dashboard", "Open")
    assert row.button.accessibleName() == "Open in the browser: DGX Dashboard"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert world.launcher.asked == [("url", "http://127.0.0.1:11000/")]

    world.tunnels.change(DASHBOARD.id, phase=TunnelPhase.WAITING, message="The link is down.")
    assert (row.pill.text(), row.below.whole_text()) == ("Lost", "The link is down.")


def test_overview_shows_the_guard_and_asks_to_arm_it(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.page.guard.text() == "Memory guard off · Arm…"

    qtbot.mouseClick(pane.page.guard, Qt.MouseButton.LeftButton)
    assert world.guard.asked == [SPARK.id]
    world.guard.set(GuardPhase.ARMED)

    assert pane.page.guard.text() == "Memory guard armed"
    assert pane.page.memory_map._guard is not None
    assert pane.page.memory_map._guard.words == "guard 113.7"


def test_overview_reads_a_range_from_the_history_and_remembers_it(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)
    choose(pane, qtbot, "24h")

    node, keys, start, end, _width = world.archive.asked[-1]
    assert (node, round(end - start)) == (SPARK.id, 86400)
    assert keys == ("gpus.0.utilization_percent", "gpus.0.power_w")
    times = np.array([start, start + 3600.0])
    series = Series(times, *(np.array([50.0, 60.0], np.float32),) * 3)
    stretch = Stretch("key", start, end, Tier.MINUTE, 60.0, dict.fromkeys(keys, series))
    event = Event("key", start + 60, EventKind.REBOOT, "Restarted")
    world.archive.stretch_read.emit(StretchRead(1, SPARK.id, stretch, (event,)))

    qtbot.waitUntil(
        lambda: bool(pane.page.load.chart.view and pane.page.load.chart.view.events),
        timeout=WAIT_MS,
    )
    view = pane.page.load.chart.view
    assert view is not None
    assert (view.window.start, view.events) == (start, (event,))
    assert shown(world, qtbot).page.load.ranges.key == "24h"


def test_overview_says_when_the_history_cannot_be_read(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)
    choose(pane, qtbot, "1h")
    error = UserError("The history cannot be read.", "See the log.")
    world.archive.stretch_read.emit(StretchRead(1, SPARK.id, None, error=error))
    qtbot.waitUntil(pane.page.load.problem.isVisible, timeout=WAIT_MS)
    assert pane.page.load.problem.text() == "The history cannot be read. See the log."


def test_overview_chart_reads_out_values_by_keyboard(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(replace(BUSY, gpus=(replace(GB10, utilization_percent=94.0),)), count=90)
    pane = shown(world, qtbot)
    chart = pane.page.load.chart
    assert chart.accessibleDescription() == "GPU utilisation, %: 94; Power, W: 4.0"
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.readings() == ("94 %", "4.0 W")
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.readings() == ()


def test_overview_marks_what_happens_while_it_is_looked_at(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)
    event = Event("key", time.time(), EventKind.ENGINE, "vllm started")
    world.archive.event_added.emit(EventAdded(SPARK.id, event))
    world.feed()
    chart = pane.page.load.chart
    qtbot.waitUntil(
        lambda: chart.view is not None and chart.view.events == (event,), timeout=WAIT_MS
    )

    window = chart.view.window if chart.view is not None else None
    assert window is not None
    moment = event.time - window.wall_offset
    chart.cursor_place.move((moment - window.start) / window.span)
    assert chart.accessibleDescription().endswith("; vllm started")


def test_overview_opens_an_engine_and_asks_before_it_ends_it(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    engines = (EngineReading("vLLM", 8000, "openai/gpt-oss-120b", 1.0, 0.0, 12.0),)
    world.feed(replace(BUSY, engines=engines), count=2)
    pane = shown(world, qtbot)
    (row,) = pane.page.engines._rows
    assert (row.title.text(), row.pill.text()) == ("gpt-oss-120b", "1 running")

    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    (popover,) = pane.findChildren(PartPopover)
    assert "62.0 GiB" in popover.accessibleName()
    qtbot.mouseClick(popover.end, Qt.MouseButton.LeftButton)

    confirm = question(pane)
    assert "End VLLM::EngineCore?" in confirm.windowTitle()
    assert world.control.asked == []
    qtbot.mouseClick(confirm.yes, Qt.MouseButton.LeftButton)
    assert world.control.asked == [(VLLM.pid, False, False)]


def test_memory_map_opens_a_part_by_click_and_by_enter(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    memory = pane.page.memory_map

    qtbot.mouseClick(memory, Qt.MouseButton.LeftButton, pos=QPointF(60, 60).toPoint())
    (popover,) = memory.findChildren(PartPopover)
    assert popover.story.process == VLLM
    popover.close()
    QApplication.processEvents()

    memory.setFocus()
    qtbot.keyClick(memory, Qt.Key.Key_Left)
    qtbot.keyClick(memory, Qt.Key.Key_Return)
    popover = next(each for each in memory.findChildren(PartPopover) if each.isVisible())
    assert popover.story.title == "Free"
    popover.close()


def test_overview_keeps_no_numbers_of_another_node(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)
    world.hub.select_node(LOCAL_NODE)
    assert pane.header.name.text() == "This computer"
    assert pane.empty.isVisible()


def test_overview_outlives_the_removal_of_its_node(world: OverviewWorld, qtbot: QtBot) -> None:
    world.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    world.feed(count=3)
    pane = shown(world, qtbot)
    nodes: Any = world.hub.nodes
    nodes.set()
    world.tunnels.remove(DASHBOARD.id)
    world.hub.select_node(LOCAL_NODE)
    assert pane.header.name.text() == "This computer"
    assert pane.page.tunnels.items == ()


def test_overview_shows_old_numbers_as_old(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=10)
    pane = shown(world, qtbot)
    legend = QRect(0, 0, pane.page.load.chart.width(), 20)
    fresh = pane.page.load.chart.grab(legend).toImage()
    world.clock.seconds += 70.0
    pane._show_frame()
    assert pane.page.load.chart.grab(legend).toImage() != fresh  # the same numbers, dimmed
    assert pane.page.tiles.tiles[3].note.whole_text() == "1 min 10 s ago"
    assert pane.page.memory_map.words.used.endswith("1 min 10 s ago")


def test_overview_of_gpus_with_memory_of_their_own_shows_a_bar_for_each(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    gpu = replace(
        GB10,
        name="NVIDIA H200",
        unified_memory=False,
        memory_total_bytes=141 * GIB,
        memory_used_bytes=70 * GIB,
    )
    world.feed(replace(spark_sample(), gpus=(gpu,) * 8), count=2)
    pane = shown(world, qtbot)
    assert pane.page.vram.isVisible()
    assert len(pane.page.vram.bars.bars) == 8
    assert pane.page.memory_map.words.title == "Memory"
    assert pane.page.vram.subtitle.text() == "560.0 of 1128.0 GiB in use"
    assert "7 · H200: 70.0 GiB" in pane.page.vram.bars.accessibleDescription()
