from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.look.theme import ThemeMode, theme
from app.look.tokens import DARK
from app.panes.charts.pane import ChartsPane
from app.panes.charts.settings import SECTION, ChartSettings
from app.plots.canvas import ChartCanvas
from app.plots.chrome import plot_area
from app.services.alerts.api import Alert, AlertPhase, Comparison, Rule, Severity
from app.services.history.api import Event, EventKind, StoreStatus
from app.transport.status import Phase
from tests.gui.charts_world import SPARK, World, canvas, hover, is_drawn, picture, shown
from tests.gui.real_program import WAIT_MS
from tests.spark_samples import spark_sample

POWER = "gpus.0.power_w"
HOUR, DAY = 3_600.0, 86_400.0


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Iterator[World]:
    before = theme().mode
    theme().start(qapp, ThemeMode.DARK)
    made = World(tmp_path / "settings.json")
    made.archive.series[POWER] = lambda _time: 40.0
    made.feed(60)
    yield made
    theme().set_mode(before)


def choose(pane: ChartsPane, qtbot: QtBot, seconds: int) -> None:
    """Click a range and wait for its rows."""
    button = pane.toolbar.ranges.findChild(QObject, f"segment_{seconds}")
    qtbot.mouseClick(cast(Any, button), Qt.MouseButton.LeftButton)
    wait_rows(pane, qtbot)


def wait_rows(pane: ChartsPane, qtbot: QtBot) -> None:
    def there() -> bool:
        rows, (start, end) = pane.showing.stored.rows, pane.showing.stretch
        stretch = None if rows is None else rows.stretch
        return stretch is not None and (stretch.start, stretch.end) == (start, end)

    qtbot.waitUntil(there, timeout=WAIT_MS)
    QApplication.processEvents()


def mouse(chart: ChartCanvas, kind: QEvent.Type, place: float, button: Qt.MouseButton) -> None:
    plot = plot_area(chart.viewport().size().toSizeF())
    where = QPointF(plot.left() + place * plot.width(), plot.center().y())
    event = QMouseEvent(kind, where, where, button, button, Qt.KeyboardModifier.NoModifier)
    {
        QEvent.Type.MouseButtonPress: chart.mousePressEvent,
        QEvent.Type.MouseMove: chart.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: chart.mouseReleaseEvent,
    }[kind](event)


def drag(
    chart: ChartCanvas,
    first: float,
    last: float,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    mouse(chart, QEvent.Type.MouseButtonPress, first, button)
    mouse(chart, QEvent.Type.MouseMove, (first + last) / 2, button)
    mouse(chart, QEvent.Type.MouseMove, last, button)
    mouse(chart, QEvent.Type.MouseButtonRelease, last, button)


def turn(chart: ChartCanvas, place: float, notches: int, key: Qt.KeyboardModifier) -> QWheelEvent:
    plot = plot_area(chart.viewport().size().toSizeF())
    where = QPointF(plot.left() + place * plot.width(), plot.center().y())
    event = QWheelEvent(
        where,
        where,
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        key,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    chart.wheelEvent(event)
    return event


def test_range_shows_what_the_store_holds_with_a_band(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    chart = canvas(pane, "power")

    asked = world.archive.stretches[-1]
    assert (asked.node, asked.span) == (SPARK, DAY)
    assert POWER in asked.keys
    assert asked.end == pytest.approx(world.wall())
    assert is_drawn(chart, DARK.series[1], (0.1, 0.9))
    hover(chart, 0.5)
    assert [row.text for row in chart.cursor_rows()] == ["40.0 W"]


def test_range_is_read_again_as_time_goes_on_and_not_every_second(
    world: World, qtbot: QtBot
) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 3_600)
    asked = len(world.archive.stretches)
    world.feed(2)
    pane._on_beat()
    assert len(world.archive.stretches) == asked

    world.feed(60)
    pane._on_beat()

    wait_rows(pane, qtbot)
    assert len(world.archive.stretches) == asked + 1
    assert world.archive.stretches[-1].end == pytest.approx(world.wall())


def test_range_where_nothing_was_recorded_is_a_grey_gap_with_the_reason(
    world: World, qtbot: QtBot
) -> None:
    lost = world.wall() - 5 * HOUR
    world.archive.holes = [(lost, lost + 2 * HOUR)]
    world.archive.events = [Event("spark", lost, EventKind.LOST, "Connection lost", "No answer.")]
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    chart = canvas(pane, "power")
    hover(chart, 1 - 4 / 24)

    assert chart.cursor_rows()[0].text.startswith("no data: Connection lost: No answer · ")
    hover(chart, 0.3)
    assert not is_drawn(chart, DARK.series[1], (1 - 3.8 / 24, 1 - 3.2 / 24))
    assert is_drawn(chart, DARK.series[1], (0.5, 0.7))


def test_range_before_anything_was_kept_says_since_when(world: World, qtbot: QtBot) -> None:
    world.archive.since = world.wall() - 2 * DAY
    world.archive.status = StoreStatus(oldest=world.archive.since)
    pane = shown(world, qtbot)
    choose(pane, qtbot, 7 * 86_400)
    chart = canvas(pane, "power")
    hover(chart, 0.3)

    assert chart.cursor_rows()[0].text.startswith("no data: not kept before ")


def test_range_that_takes_long_says_so_and_nothing_blocks(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    world.archive.silent = True
    button = pane.toolbar.ranges.findChild(QObject, "segment_86400")
    qtbot.mouseClick(cast(Any, button), Qt.MouseButton.LeftButton)
    chart = canvas(pane, "power")
    view = chart.picture.view
    assert view is not None
    assert not view.loading

    qtbot.waitUntil(
        lambda: chart.picture.view is not None and chart.picture.view.loading, timeout=WAIT_MS
    )

    world.archive.answer(world.archive.stretches[-1])
    qtbot.waitUntil(
        lambda: chart.picture.view is not None and not chart.picture.view.loading, timeout=WAIT_MS
    )
    assert is_drawn(chart, DARK.series[1])


def test_range_that_cannot_be_read_says_why(world: World, qtbot: QtBot) -> None:
    world.archive.error = UserError("The history is locked.", "Close the other window.")
    pane = shown(world, qtbot)
    button = pane.toolbar.ranges.findChild(QObject, "segment_86400")
    qtbot.mouseClick(cast(Any, button), Qt.MouseButton.LeftButton)

    wanted = "The history is locked. Close the other window."
    qtbot.waitUntil(lambda: pane.grid.notice.text.text() == wanted, timeout=WAIT_MS)


def test_ranges_of_a_node_that_is_gone_are_still_there(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    world.sessions.set(Phase.OFF)
    assert pane.empty.isVisible()
    assert "ranges from 1 h" in pane.empty.text.text()

    choose(pane, qtbot, 21_600)

    assert not pane.empty.isVisible()
    assert is_drawn(canvas(pane, "power"), DARK.series[1])


def test_dragging_over_a_chart_zooms_all_and_asks_for_finer_rows(
    world: World, qtbot: QtBot
) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    before = world.archive.stretches[-1]

    drag(canvas(pane, "power"), 0.25, 0.5)

    wait_rows(pane, qtbot)
    asked = world.archive.stretches[-1]
    assert asked.start == pytest.approx(before.start + 6 * HOUR, abs=300)
    assert asked.span == pytest.approx(6 * HOUR, rel=0.02)
    assert asked.width == before.width
    windows = {chart.picture.view.window for chart in pane.grid.canvases if chart.picture.view}
    assert len(windows) == 1
    assert "–" in pane.header.stretch.text()
    assert pane.header.reset.isVisible()

    qtbot.mouseClick(pane.header.reset, Qt.MouseButton.LeftButton)
    assert pane.showing.times.shown.span == DAY
    assert not pane.header.reset.isVisible()


def test_zooming_live_charts_uses_the_samples_in_memory(world: World, qtbot: QtBot) -> None:
    world.feed(300)
    pane = shown(world, qtbot)
    asked = len(world.archive.stretches)
    chart = canvas(pane, "power")

    drag(chart, 0.5, 0.75)

    view = chart.picture.view
    assert view is not None
    assert view.window.span == pytest.approx(75, rel=0.02)
    assert view.rows is world.telemetry.history(SPARK)
    assert len(world.archive.stretches) == asked
    still = picture(chart)
    world.feed(5, replace(spark_sample(), cpu=replace(spark_sample().cpu, percent=90.0)))
    QApplication.processEvents()
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.picture.view is not None
    assert chart.picture.view.window == view.window
    assert still.size() == picture(chart).size()


def test_moving_live_charts_beyond_memory_asks_the_store(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    asked = len(world.archive.stretches)
    chart = canvas(pane, "power")

    drag(chart, 0.2, 0.9, Qt.MouseButton.MiddleButton)

    wait_rows(pane, qtbot)
    assert len(world.archive.stretches) > asked
    assert pane.showing.stretch[1] == pytest.approx(world.wall() - 0.7 * 300, abs=3)
    assert is_drawn(chart, DARK.series[1])


def test_wheel_zooms_around_the_cursor_only_with_ctrl(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    chart, (start, end) = canvas(pane, "power"), pane.showing.stretch

    scrolls = turn(chart, 0.5, 1, Qt.KeyboardModifier.NoModifier)
    assert not scrolls.isAccepted()
    assert pane.showing.stretch == (start, end)

    for _ in range(4):
        turn(chart, 0.5, 1, Qt.KeyboardModifier.ControlModifier)
    first, last = pane.showing.stretch
    assert (first + last) / 2 == pytest.approx((start + end) / 2, abs=200)
    assert last - first == pytest.approx(DAY / 1.25**4, rel=0.01)

    qtbot.keyClick(chart, Qt.Key.Key_Backspace)
    assert pane.showing.times.shown.span == DAY


def test_keys_zoom_move_and_go_back(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    end = pane.showing.stretch[1]

    qtbot.keyClick(pane, Qt.Key.Key_Plus)
    assert pane.showing.times.shown.span == DAY / 2
    assert pane.showing.times.shown.end is None
    qtbot.keyClick(pane, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert pane.showing.stretch[1] == pytest.approx(end - DAY / 8, abs=60)
    qtbot.keyClick(pane, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert pane.showing.times.shown.end is None
    qtbot.keyClick(pane, Qt.Key.Key_Minus)
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not pane.showing.times.zoomed


def test_a_stretch_is_chosen_by_keys(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    chart = canvas(pane, "power")
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(5):
        qtbot.keyClick(chart, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert pane.grid.navigation.selection == (0.0, pytest.approx(0.5))

    qtbot.keyClick(chart, Qt.Key.Key_Return)

    assert pane.showing.times.shown.span == pytest.approx(DAY / 2)


def test_events_are_marked_in_every_chart_and_told_at_the_cursor(
    world: World, qtbot: QtBot
) -> None:
    world.archive.events = [
        Event("spark", world.wall() - 12 * HOUR, EventKind.REBOOT, "Restarted", "By hand.")
    ]
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    chart = canvas(pane, "cpu")
    chart.setFocus()

    assert is_drawn(chart, DARK.warn, (0.49, 0.51))
    pane.grid.cursor_place.move(0.5)
    assert "Restarted: By hand." in chart.accessibleDescription()


def test_an_event_of_this_moment_is_marked_on_live_charts(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    chart = canvas(pane, "cpu")
    assert not is_drawn(chart, DARK.err, (0.9, 1.0))

    when = world.wall() - 15
    world.archive.add(SPARK, Event("spark", when, EventKind.KERNEL, "GPU error (Xid 79)"))
    world.feed(1)

    qtbot.waitUntil(lambda: is_drawn(chart, DARK.err, (0.9, 1.0)), timeout=WAIT_MS)


def test_the_time_in_which_an_alert_fired_is_tinted_on_its_chart_only(
    world: World, qtbot: QtBot
) -> None:
    pane = shown(world, qtbot)
    choose(pane, qtbot, 86_400)
    rule = Rule("hot", "GPU is hot", "gpus.*.power_w", Comparison.ABOVE, severity=Severity.CRITICAL)
    hours = [world.wall() - count * HOUR for count in (8, 4)]
    alert = Alert(rule, SPARK, POWER, AlertPhase.RESOLVED, hours[0], fired_at=hours[0])
    world.alerts.add(replace(alert, resolved_at=hours[1]))
    world.feed(1)

    power, cpu = canvas(pane, "power"), canvas(pane, "cpu")
    qtbot.waitUntil(
        lambda: is_drawn(power, DARK.err, (1 - 7.5 / 24, 1 - 4.5 / 24), above=True), timeout=WAIT_MS
    )
    assert not is_drawn(power, DARK.err, (0.1, 0.6), above=True)
    assert not is_drawn(cpu, DARK.err, (1 - 7.5 / 24, 1 - 4.5 / 24), above=True)


def test_range_is_remembered(world: World, qtbot: QtBot) -> None:
    choose(shown(world, qtbot), qtbot, 7 * 86_400)

    assert world.hub.settings.load(SECTION, ChartSettings).window == 7 * 86_400
    assert shown(world, qtbot).toolbar.ranges.key == str(7 * 86_400)
