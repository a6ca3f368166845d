from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.look.theme import ThemeMode, theme
from app.look.tokens import DARK, LIGHT
from app.panes.charts.settings import SECTION, ChartSettings
from app.plots.chrome import plot_area
from app.plots.palette import argb, part_fill
from app.services.telemetry.api import GpuProcess, PartKind
from app.transport.status import Phase
from tests.gui.charts_world import (
    ENGINE,
    SPARK,
    World,
    canvas,
    hover,
    is_drawn,
    picture,
    shown,
)
from tests.spark_samples import GB10, spark_sample


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(tmp_path / "settings.json")


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    before = theme().mode
    theme().start(qapp, ThemeMode.DARK)
    yield
    theme().set_mode(before)


def test_charts_show_a_machine_that_reports(world: World, qtbot: QtBot) -> None:
    world.feed(30)
    pane = shown(world, qtbot)

    assert pane.header.name.text() == "spark-01"
    assert pane.header.state.text() == "Healthy"
    assert pane.grid.memory_map.words.title == "Unified memory"
    assert not pane.empty.isVisible()
    said = canvas(pane, "power").words
    assert said is not None
    assert (said.value, said.unit) == ("4.0", "W")


def test_charts_draw_the_curve_in_the_colour_of_the_theme(
    world: World, qtbot: QtBot, dark: None
) -> None:
    world.feed(120)
    chart = canvas(shown(world, qtbot), "power")
    assert is_drawn(chart, DARK.series[1])

    theme().set_mode(ThemeMode.LIGHT)
    QApplication.processEvents()

    assert is_drawn(chart, LIGHT.series[1])
    assert picture(chart).pixelColor(20, chart.height() - 6).name().upper() == LIGHT.surface


def test_charts_draw_no_line_across_a_gap(world: World, qtbot: QtBot, dark: None) -> None:
    world.feed(60)
    world.telemetry.mark_gap(SPARK, "Connection lost.")
    world.clock.seconds += 120.0
    world.feed(60)
    chart = canvas(shown(world, qtbot), "power")

    before, gap, after = (0.25, 0.35), (0.42, 0.76), (0.85, 0.95)
    assert is_drawn(chart, DARK.series[1], before)
    assert not is_drawn(chart, DARK.series[1], gap)
    assert is_drawn(chart, DARK.series[1], after)


def test_charts_say_why_a_value_is_missing(world: World, qtbot: QtBot) -> None:
    sample = replace(
        spark_sample(),
        gpus=(replace(GB10, power_w=None),),
        reasons={"gpus.0.power_w": "nvidia-smi printed [N/A]"},
    )
    world.feed(5, sample)
    chart = canvas(shown(world, qtbot), "power")

    assert chart.words is not None
    assert chart.words.value == "n/a"
    assert "nvidia-smi printed [N/A]" in chart.accessibleDescription()


def test_charts_without_a_gpu_say_so_with_the_reason(world: World, qtbot: QtBot) -> None:
    sample = replace(spark_sample(), gpus=(), reasons={"gpus": "no NVIDIA driver there"})
    world.feed(5, sample)
    pane = shown(world, qtbot)

    assert pane.grid.notice.text.text() == "No GPU is reported: no NVIDIA driver there."
    assert "gpu" not in [chart.spec.name for chart in pane.grid.canvases]


def test_charts_of_a_driver_that_hangs_stay_with_a_gap_and_the_reason(
    world: World, qtbot: QtBot, dark: None
) -> None:
    world.feed(150)
    why = "the GPU driver has not answered for 6 s"
    world.feed(150, replace(spark_sample(), gpus=(), reasons={"gpus": why}))
    pane = shown(world, qtbot)
    chart = canvas(pane, "power")

    assert {"gpu", "power", "clock"} <= {c.spec.name for c in pane.grid.canvases}
    assert chart.accessibleDescription() == f"GPU power: n/a, {why}"
    assert is_drawn(chart, DARK.series[1], (0.1, 0.4))
    assert not is_drawn(chart, DARK.series[1], (0.6, 0.95))
    assert canvas(pane, "temperature").accessibleDescription() == f"GPU temperature: n/a, {why}"


def test_charts_of_a_disconnected_node_offer_to_connect(world: World, qtbot: QtBot) -> None:
    world.sessions.set(Phase.REFUSED, "The host key has changed.")
    pane = shown(world, qtbot)

    assert pane.empty.isVisible()
    assert pane.empty.title.text() == "spark-01 is not connected"
    assert "The host key has changed." in pane.empty.text.text()
    assert pane.empty.action is not None
    qtbot.mouseClick(pane.empty.action, Qt.MouseButton.LeftButton)
    assert world.sessions.asked == [SPARK]


def test_charts_wait_for_the_first_sample_then_begin(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    assert pane.empty.title.text() == "Waiting for the first sample"

    world.feed(2)

    assert not pane.empty.isVisible()
    qtbot.waitUntil(lambda: bool(pane.grid.canvases))


def test_charts_explain_when_no_source_works(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    world.telemetry.fail(SPARK, "There is no python3.", "Install it.")

    assert pane.empty.title.text() == "No readings from spark-01"
    assert pane.empty.text.text() == "There is no python3. Install it."


def test_charts_stay_while_reconnecting(world: World, qtbot: QtBot) -> None:
    world.feed(10)
    pane = shown(world, qtbot)
    world.telemetry.mark_gap(SPARK, "No answer.")
    world.sessions.set(Phase.RECONNECTING)

    assert not pane.empty.isVisible()
    assert pane.header.state.text() == "Reconnecting"


def test_charts_that_get_no_samples_are_not_called_live(world: World, qtbot: QtBot) -> None:
    world.feed(10)
    pane = shown(world, qtbot)
    assert pane.header.rate.text() == "Live · 1 Hz"

    world.clock.seconds += 30.0
    pane._on_beat()
    assert pane.header.rate.text() == "No samples"

    world.feed(10)
    pane._on_beat()
    assert pane.header.rate.text() == "Live · 1 Hz"


def test_memory_chart_hatches_what_can_be_given_back(
    world: World, qtbot: QtBot, dark: None
) -> None:
    world.feed(60)
    image = picture(canvas(shown(world, qtbot), "memory"))
    drawn = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}

    cache, engine = part_fill(DARK, PartKind.CACHE), part_fill(DARK, PartKind.ENGINE)
    assert set(argb((cache.colour, cache.hatch, engine.colour))) <= drawn


def test_charts_paused_stand_still_and_lose_nothing(world: World, qtbot: QtBot) -> None:
    world.feed(60)
    pane = shown(world, qtbot)
    chart = canvas(pane, "cpu")
    qtbot.keyClick(chart, Qt.Key.Key_Space)
    assert pane.paused
    before = picture(chart)

    world.feed(30, replace(spark_sample(), cpu=replace(spark_sample().cpu, percent=90.0)))
    QApplication.processEvents()

    assert picture(chart) == before
    qtbot.keyClick(chart, Qt.Key.Key_Space)
    assert not pane.paused
    assert picture(chart) != before
    assert len(world.telemetry.history(SPARK)) == 90


def test_charts_of_many_gpus_colour_each_by_the_highest_seen(
    world: World, qtbot: QtBot, dark: None
) -> None:
    watts = [10.0 * number for number in range(1, 9)]
    gpus = tuple(replace(GB10, power_w=power) for power in watts)
    world.feed(300, replace(spark_sample(), gpus=gpus))
    pane = shown(world, qtbot)
    chart = canvas(pane, "power")
    hover(chart, 0.5)

    assert [(row.label, row.text) for row in chart.cursor_rows()] == [
        ("GPU 7", "80.0 W"),
        ("GPU 0", "10.0 W"),
    ]
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    image, plot = picture(chart), plot_area(chart.viewport().size().toSizeF())
    x, step = int(plot.center().x()), plot.height() / 8
    colours = {image.pixelColor(x, int(plot.top() + (i + 0.4) * step)).name() for i in range(8)}
    assert len(colours) == 8


def test_charts_share_one_cursor(world: World, qtbot: QtBot) -> None:
    world.feed(300)
    pane = shown(world, qtbot)
    assert canvas(pane, "cpu").cursor_rows() == ()

    hover(canvas(pane, "power"), 0.5)

    assert [row.text for row in canvas(pane, "power").cursor_rows()] == ["4.0 W"]
    assert [row.text for row in canvas(pane, "gpu").cursor_rows()] == ["0 %"]
    assert canvas(pane, "memory").cursor_rows()[0].text == "62.0 GiB"
    assert canvas(pane, "temperature").cursor_rows()[0].label == "GPU"
    canvas(pane, "power").leaveEvent(QEvent(QEvent.Type.Leave))
    assert canvas(pane, "gpu").cursor_rows() == ()


def test_charts_cursor_in_a_gap_says_why(world: World, qtbot: QtBot) -> None:
    world.feed(60)
    world.telemetry.mark_gap(SPARK, "Connection lost.")
    world.clock.seconds += 60.0
    world.feed(60)
    pane = shown(world, qtbot)

    hover(canvas(pane, "power"), (300 - 90) / 300)

    assert [row.text for row in canvas(pane, "power").cursor_rows()] == [
        "no data: Connection lost · 1 min 1 s"
    ]


def test_charts_cursor_moves_by_keys_and_is_told_to_screen_readers(
    world: World, qtbot: QtBot
) -> None:
    world.feed(300)
    pane = shown(world, qtbot)
    chart = canvas(pane, "temperature")
    chart.setFocus()

    qtbot.keyClick(chart, Qt.Key.Key_Left)
    one_back = pane.grid.cursor_place.place
    qtbot.keyClick(chart, Qt.Key.Key_Home)

    assert one_back is not None
    assert 0.9 < one_back < 1.0
    assert pane.grid.cursor_place.place == 0.0
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert "GPU 32 °C" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert pane.grid.cursor_place.place is None


def test_charts_remember_the_window(world: World, qtbot: QtBot) -> None:
    world.feed(5)
    pane = shown(world, qtbot)
    button = pane.toolbar.ranges.findChild(QObject, "segment_60")
    qtbot.mouseClick(cast(Any, button), Qt.MouseButton.LeftButton)

    assert world.hub.settings.load(SECTION, ChartSettings).window == 60
    assert shown(world, qtbot).toolbar.ranges.key == "60"


def test_charts_with_a_foreign_window_setting_use_the_default(world: World, qtbot: QtBot) -> None:
    world.hub.settings.save(SECTION, ChartSettings(window_s=77))

    assert shown(world, qtbot).toolbar.ranges.key == "300"


def test_charts_hidden_paint_nothing(world: World, qtbot: QtBot) -> None:
    world.feed(5)
    pane = shown(world, qtbot)
    pane.hide()
    world.feed(5)

    assert not pane._frame.isActive()
    assert not pane._beat.isActive()


@pytest.mark.parametrize(("width", "columns"), [(1216, 3), (960, 2), (420, 1)])
def test_charts_use_the_columns_that_fit(
    world: World, qtbot: QtBot, width: int, columns: int
) -> None:
    world.feed(5)
    pane = shown(world, qtbot, width=width, height=700)
    QApplication.processEvents()
    tops = [chart.geometry().top() for chart in pane.grid.canvases]

    assert tops.count(tops[0]) == columns
    assert all(chart.height() >= 200 for chart in pane.grid.canvases)


def test_charts_follow_the_selected_node(world: World, qtbot: QtBot) -> None:
    world.feed(5)
    pane = shown(world, qtbot)
    world.hub.select_node(NodeId("other"))

    assert pane.header.name.text() == "other-01"
    assert pane.empty.title.text() == "Waiting for the first sample"


def test_charts_of_another_node_show_its_numbers_at_once(world: World, qtbot: QtBot) -> None:
    hot = replace(spark_sample(), gpus=(replace(GB10, power_w=61.0),))
    world.feed(5, hot, node=NodeId("other"))
    world.feed(5)
    pane = shown(world, qtbot)
    world.hub.select_node(NodeId("other"))

    said = canvas(pane, "power").words
    assert said is not None
    assert said.value == "61.0"
    assert canvas(pane, "power").accessibleDescription().startswith("GPU power: 61.0 W")


def test_charts_of_a_node_without_samples_keep_no_numbers_of_the_one_before(
    world: World, qtbot: QtBot
) -> None:
    world.feed(5)
    pane = shown(world, qtbot)
    world.hub.select_node(NodeId("other"))
    assert pane.grid.canvases == []

    hot = replace(spark_sample(), gpus=(replace(GB10, power_w=61.0),))
    world.feed(1, hot, node=NodeId("other"))

    said = canvas(pane, "power").words
    assert said is not None
    assert said.value == "61.0"


def test_charts_have_names_for_screen_readers(world: World, qtbot: QtBot) -> None:
    world.feed(5)
    pane = shown(world, qtbot)

    for chart in pane.grid.canvases:
        assert chart.accessibleName()
        assert chart.accessibleDescription()
    assert "62.0 GiB" in pane.grid.memory_map.accessibleDescription()


def test_memory_map_names_the_part_below_the_mouse_and_by_keys(world: World, qtbot: QtBot) -> None:
    world.feed(5)
    pane = shown(world, qtbot)
    memory = pane.grid.memory_map

    first = memory.part_at(QPointF(40, 60))
    assert first is not None
    assert first.part.pid == ENGINE.pid
    memory.setFocus()
    qtbot.keyClick(memory, Qt.Key.Key_Right)
    assert memory.accessibleDescription() == first.details


def test_memory_map_with_many_processes_merges_the_smallest_in_the_legend(
    world: World, qtbot: QtBot
) -> None:
    crowd = tuple(GpuProcess(i, f"process-with-a-name-{i}", i * 20 * 1024**2) for i in range(1, 40))
    world.feed(2, spark_sample(*crowd))
    memory = shown(world, qtbot, width=700).grid.memory_map

    names = [entry.name for entry in memory._entries]
    assert names[-1].startswith("+ ")
    assert names[-1].endswith(" more")
    assert all(entry.area.right() <= memory.width() for entry in memory._entries)


def test_charts_never_show_old_numbers_as_new(world: World, qtbot: QtBot) -> None:
    world.feed(10)
    pane = shown(world, qtbot)
    world.telemetry.mark_gap(SPARK, "No answer.")
    world.clock.seconds += 70.0
    pane._on_beat()

    said = canvas(pane, "cpu").words
    assert said is not None
    assert said.old
    assert said.note == "1 min 10 s ago"
    assert pane.grid.memory_map.words.used.endswith("in use, 1 min 10 s ago")

    world.feed(1)
    qtbot.waitUntil(lambda: not canvas(pane, "cpu").words.old)  # type: ignore[union-attr]
