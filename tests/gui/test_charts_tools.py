from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, QEvent, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.look.theme import ThemeMode, theme
from app.look.tokens import DARK
from app.panes.charts.chooser import ChartChooser
from app.panes.charts.compare_menu import OtherTimeDialog
from app.panes.charts.pane import ChartsPane
from app.panes.charts.settings import SECTION, ChartSettings
from app.services.history.api import StoreStatus
from app.state.hub import Notice
from app.transport.status import Phase
from app.workers.supervisor import Supervisor
from tests.gui.charts_world import SPARK, World, canvas, hover, is_drawn, shown
from tests.gui.real_program import WAIT_MS
from tests.gui.test_shell_accessibility import nameless
from tests.spark_samples import GB10, spark_sample

POWER = "gpus.0.power_w"
DAY = 86_400.0
OTHER = NodeId("other")


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Iterator[World]:
    before = theme().mode
    theme().start(qapp, ThemeMode.DARK)
    made = World(tmp_path / "settings.json")
    made.hub.supervisor = Supervisor()
    made.archive.series[POWER] = lambda _time: 40.0
    made.feed(60)
    yield made
    made.hub.supervisor.stop_all()
    theme().set_mode(before)


def names(pane: ChartsPane) -> list[str]:
    return [chart.spec.name for chart in pane.grid.canvases]


def chooser(pane: ChartsPane, qtbot: QtBot) -> ChartChooser:
    qtbot.mouseClick(pane.toolbar.charts, Qt.MouseButton.LeftButton)
    dialog = pane.findChild(ChartChooser)
    assert isinstance(dialog, ChartChooser)
    return dialog


def row_of_chart(dialog: ChartChooser, text: str) -> int:
    texts = [dialog.view.item(row).text() for row in range(dialog.view.count())]
    return next(row for row, each in enumerate(texts) if each.startswith(text))


def pick(menu_of: ChartsPane, text: str) -> None:
    """Trigger an entry of the menu that is open."""
    menu = next(menu for menu in menu_of.findChildren(QMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if action.text() == text)
    menu.close()
    action.trigger()


def test_charts_are_hidden_added_and_remembered(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    assert "temperatures.acpitz/TSOC" not in names(pane)
    dialog = chooser(pane, qtbot)

    dialog.view.item(row_of_chart(dialog, "CPU cores")).setCheckState(Qt.CheckState.Unchecked)
    dialog.view.item(row_of_chart(dialog, "TSOC")).setCheckState(Qt.CheckState.Checked)

    assert "cores" not in names(pane)
    assert "temperatures.acpitz/TSOC" in names(pane)
    said = canvas(pane, "temperatures.acpitz/TSOC").words
    assert said is not None
    assert (said.value, said.unit) == ("42", "°C")
    again = shown(world, qtbot)
    assert names(again) == names(pane)

    dialog.defaults.click()
    assert "cores" in names(pane)
    dialog.close()


def test_charts_are_ordered_by_keys_and_pinned_to_the_top(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    before = names(pane)
    dialog = chooser(pane, qtbot)

    dialog.view.setCurrentRow(1)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(pane)[:2] == [before[1], before[0]]

    dialog.view.setCurrentRow(row_of_chart(dialog, "Network"))
    qtbot.keyClick(dialog.view, Qt.Key.Key_P)
    assert names(pane)[0] == "network"
    assert dialog.pin.text() == "Unpin"
    assert world.hub.settings.load(SECTION, ChartSettings).pinned == ("network",)
    dialog.close()


def test_a_chart_is_pinned_and_hidden_where_it_stands(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    chart = canvas(pane, "network")
    chart.customContextMenuRequested.emit(chart.rect().center())
    pick(pane, "Pin to the top")
    assert names(pane)[0] == "network"

    canvas(pane, "network").customContextMenuRequested.emit(chart.rect().center())
    pick(pane, "Hide")
    assert "network" not in names(pane)


def test_charts_are_dragged_below_those_that_are_pinned(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    before = names(pane)
    dialog = chooser(pane, qtbot)
    dialog.pin.click()

    here = QModelIndex()
    assert dialog.view.model().moveRow(here, 2, here, 0)  # as a drop does

    qtbot.waitUntil(lambda: dialog.view.item(0).text().endswith(", pinned"), timeout=WAIT_MS)
    assert names(pane)[:3] == [before[0], before[2], before[1]]
    dialog.close()


def test_everything_has_a_name_for_screen_readers(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    pane.tools.toggle_table()
    dialog = chooser(pane, qtbot)

    assert nameless(pane) == []
    assert nameless(dialog) == []
    dialog.close()


def test_a_disk_that_is_full_is_told_above_stored_charts(world: World, qtbot: QtBot) -> None:
    world.archive.status = StoreStatus(problem="The disk is full.", hint="Make room.")
    pane = shown(world, qtbot)
    assert not pane.grid.notice.isVisible()

    pane.showing.choose(DAY)

    assert pane.grid.notice.text.text() == "The disk is full. Make room."


def test_charts_are_searched(world: World, qtbot: QtBot) -> None:
    dialog = chooser(shown(world, qtbot), qtbot)
    dialog.search.setText("power")

    rows = range(dialog.view.count())
    visible = [dialog.view.item(r).text() for r in rows if not dialog.view.isRowHidden(r)]
    assert visible == ["GPU power (W)"]
    dialog.close()


def test_the_day_before_is_drawn_dashed_beside_it(world: World, qtbot: QtBot) -> None:
    noon = world.wall() - DAY / 2
    world.archive.series[POWER] = lambda time: 60.0 if time > noon - DAY / 2 else 20.0
    pane = shown(world, qtbot)
    pane.showing.choose(DAY)
    qtbot.mouseClick(pane.toolbar.compare, Qt.MouseButton.LeftButton)
    pick(pane, "The day before")

    chart = canvas(pane, "power")
    hover(chart, 0.5)
    qtbot.waitUntil(
        lambda: [r.text for r in chart.cursor_rows()] == ["60.0 W / 20.0 W"], timeout=WAIT_MS
    )
    assert pane.toolbar.compare.text() == "With the day before"
    asked = world.archive.stretches[-1]
    assert asked.end == pytest.approx(world.wall() - DAY, abs=60)

    qtbot.mouseClick(pane.toolbar.compare, Qt.MouseButton.LeftButton)
    pick(pane, "Nothing")
    assert [row.text for row in chart.cursor_rows()] == ["60.0 W"]


def test_another_machine_is_drawn_beside_live_charts(world: World, qtbot: QtBot) -> None:
    hot = replace(spark_sample(), gpus=(replace(GB10, power_w=61.0),))
    for _ in range(30):
        world.feed(1, hot, node=OTHER)
        world.feed(1)
    pane = shown(world, qtbot)
    qtbot.mouseClick(pane.toolbar.compare, Qt.MouseButton.LeftButton)
    pick(pane, "other-01")

    chart = canvas(pane, "power")
    hover(chart, 0.95)
    assert [row.text for row in chart.cursor_rows()] == ["4.0 W / 61.0 W"]
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert is_drawn(chart, DARK.series[1], (0.85, 0.95))


def test_any_other_time_can_be_compared(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    pane.showing.choose(DAY)
    end = pane.showing.stretch[1]
    qtbot.mouseClick(pane.toolbar.compare, Qt.MouseButton.LeftButton)
    pick(pane, "Another time…")
    dialog = pane.findChild(OtherTimeDialog)
    assert isinstance(dialog, OtherTimeDialog)
    dialog.editor.setDateTime(QDateTime.fromSecsSinceEpoch(int(end - 3 * DAY)))
    dialog.yes.click()

    assert pane.showing.comparison is not None
    assert pane.showing.comparison.shift == pytest.approx(3 * DAY, abs=61)


def test_the_table_says_what_the_charts_draw(world: World, qtbot: QtBot) -> None:
    world.archive.series[POWER] = lambda time: 40.0 if time < world.wall() - DAY / 2 else 20.0
    pane = shown(world, qtbot)
    pane.showing.choose(DAY)
    qtbot.keyClick(pane, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert pane.table.isVisible()
    hover(canvas(pane, "power"), 0.25)

    def power() -> list[str]:
        model = pane.table.summary
        row = next(i for i, line in enumerate(model.rows) if line.chart == "GPU power")
        return [str(model.index(row, column).data()) for column in range(model.columnCount())]

    wanted = ["GPU power", "GPU 0", "40.0 W", "20.0 W", "16.0 W", "30.0 W", "48.0 W"]
    qtbot.waitUntil(lambda: power() == wanted, timeout=WAIT_MS)
    cell = QAccessible.queryAccessibleInterface(pane.table).child(7 + 4)
    assert cell is not None
    assert world.hub.settings.load(SECTION, ChartSettings).table


def test_values_are_saved_as_they_are_drawn(world: World, qtbot: QtBot, tmp_path: Path) -> None:
    pane = shown(world, qtbot)
    told: list[Notice] = []
    world.hub.notified.connect(told.append)
    path = tmp_path / "values.csv"
    pane.tools.save_values(path)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(world.telemetry.history(SPARK))
    column = next(name for name in rows[0] if name.startswith(f"{POWER}.mean"))
    assert {float(row[column]) for row in rows} == {4.0}
    assert told[0].title == "Values saved"
    assert told[0].action is not None
    assert told[0].action.text == "Show in folder"
    assert world.hub.settings.load(SECTION, ChartSettings).export_folder == str(tmp_path)


def test_values_of_a_stored_range_have_their_extremes(
    world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = shown(world, qtbot)
    pane.showing.choose(DAY)
    qtbot.waitUntil(lambda: pane.showing.stored.rows is not None, timeout=WAIT_MS)
    told: list[Notice] = []
    world.hub.notified.connect(told.append)
    pane.tools.save_values(tmp_path / "day.csv")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)

    head, first, *_ = list(csv.reader((tmp_path / "day.csv").read_text().splitlines()))
    assert [name.partition(" ")[0] for name in head[1:4]] == [
        f"{POWER}.mean",
        f"{POWER}.low",
        f"{POWER}.high",
    ]
    assert [float(cell) for cell in first[1:4]] == [40.0, 32.0, 48.0]


def test_a_picture_is_saved_and_a_full_folder_is_told(
    world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = shown(world, qtbot)
    told: list[Notice] = []
    world.hub.notified.connect(told.append)
    pane.tools.save_picture(tmp_path / "charts.png")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)

    image = QImage(str(tmp_path / "charts.png"))
    assert image.width() > 1000
    assert not list(tmp_path.glob(".charts*"))

    (tmp_path / "file").write_text("")
    pane.tools.save_picture(tmp_path / "file" / "charts.png")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT_MS)
    assert "charts.png could not be saved" in told[1].title


def test_where_to_save_begins_where_it_was_done_last(
    world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    world.hub.settings.save(SECTION, ChartSettings(export_folder=str(tmp_path)))
    pane = shown(world, qtbot)
    qtbot.keyClick(pane, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    pick(pane, "Values (CSV)…")

    dialog = pane.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.directory().absolutePath() == str(tmp_path)
    assert dialog.selectedFiles()[0].endswith(".csv")
    dialog.reject()


def test_a_node_that_was_never_there_today_is_drawn_from_the_history(
    world: World, qtbot: QtBot
) -> None:
    world.hub.select_node(OTHER)
    world.sessions.phase = Phase.OFF
    world.archive.known = (POWER, "cpu.percent", "gpus.0.temperature_c")
    pane = shown(world, qtbot)
    assert pane.empty.isVisible()
    qtbot.waitUntil(lambda: "ranges from 1 h" in pane.empty.text.text(), timeout=WAIT_MS)

    pane.showing.choose(DAY)

    qtbot.waitUntil(lambda: pane.showing.stored.rows is not None, timeout=WAIT_MS)
    assert is_drawn(canvas(pane, "power"), DARK.series[1])
    assert canvas(pane, "power").accessibleDescription() == "GPU power: n/a, not connected"
    assert not pane.grid.memory_map.isVisible()
