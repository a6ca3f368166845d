"""The list of containers: rows, order, what is chosen and done."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.core import units
from app.core.errors import RemoteError, SessionLost
from app.panes.containers import PANE
from app.panes.containers.details.stat_charts import GPU_MEMORY
from app.panes.containers.details.stats_tab import StatsTab
from app.panes.containers.list.actions import EndDialog
from app.panes.containers.list.menu import ContainerMenu
from app.panes.containers.list.model import ContainerModel, ContainerOrder
from app.panes.containers.list.removal import Lost, RemoveDialog, removal_words
from app.panes.containers.list.rename import RenameDialog
from app.panes.containers.list.rows import _HEALTH, Column, Live
from app.panes.containers.list.stats import gpu_memory_now
from app.panes.containers.list.toolbar import ListToolbar
from app.panes.containers.settings import ContainersSettings
from app.services.containers.api import (
    ContainerChange,
    EngineUnavailable,
    Health,
    Mount,
    Port,
    State,
    Trouble,
    Verb,
)
from app.services.containers.stats_feed import StatsRound
from app.shell.rail import Rail
from app.shell.rail_buttons import RailButton
from app.workers.job import Produced
from tests.gui.containers_fakes import container
from tests.gui.containers_world import (
    ALL,
    CONTROL,
    DATABASE,
    DONE,
    VLLM,
    WEBUI,
    World,
    listed,
    question,
    rows,
    section_of,
    select,
    shown,
    taken,
)
from tests.gui.overview_world import SPARK
from tests.gui.test_shell_accessibility import nameless


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(tmp_path)


def test_model_keeps_qt_rules_while_containers_come_and_go(qtbot: QtBot) -> None:
    keeper = QObject()
    model = ContainerModel(lambda _container: Live(), time.time, keeper)
    order = ContainerOrder(model, keeper)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(each, mode) for each in (model, order)]
    order.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    other = container("other", compose_project="chat")
    for containers in (ALL, (DONE,), (), (DATABASE, VLLM), ALL, (WEBUI, other, DONE), ()):
        model.show_containers(containers)
        assert {each.id for each in order.containers()} == {each.id for each in containers}
        order.filter_by("e", running=True)
        order.filter_by("", running=None)
    assert len(testers) == 2


def test_list_groups_by_compose_project_and_sorts(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    assert rows(section) == ["chat", "  database", "  webui", "done", "vllm"]
    assert rows(section, Column.STATE)[0] == "2 of 2 run"
    assert rows(section, Column.PORTS)[2] == "  3000 → 8080"
    section.view.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert rows(section) == ["vllm", "done", "chat", "  webui", "  database"]


def test_pane_says_engine_and_counts_and_follows_only_what_is_shown(
    world: World, qtbot: QtBot
) -> None:
    assert PANE.count is not None
    assert PANE.count(world.hub) == 0
    assert world.containers.watched == []
    pane = shown(world, qtbot)
    assert world.containers.watched == [SPARK.id]
    world.tell(*ALL)
    world.containers.workers[0].answer("Docker 28.3.3")
    assert pane.about.whole_text() == "Docker 28.3.3 · 3 running of 4"
    assert PANE.count(world.hub) == 3
    lost_at = time.time()
    world.tell(*ALL, error=SessionLost("gone"), lost_at=lost_at)
    since = units.clock(lost_at)[:5]
    assert pane.about.whole_text() == f"spark-01 · 3 running of 4 as of {since}"
    world.tell(error=EngineUnavailable("It is down.", trouble=Trouble.NOT_RUNNING), lost_at=lost_at)
    assert pane.about.whole_text() == "spark-01"  # how many there are now is not known
    assert not section_of(pane).toolbar.isVisible()


def test_rail_counts_those_that_run_on_the_current_node(world: World, qtbot: QtBot) -> None:
    rail = Rail(world.hub, [PANE], QMenu())
    qtbot.addWidget(rail)
    rail.begin_counting()
    world.tell(*ALL)
    (entry,) = [each for each in rail.findChildren(RailButton) if each.key == "containers"]
    assert entry.accessibleDescription().endswith("(3)")
    assert world.containers.watched == []  # nobody has opened the pane
    world.hub.select_node(world.hub.nodes.all()[0].id)
    assert "(3)" not in entry.accessibleDescription()


def test_enter_goes_to_the_details_and_escape_closes_them(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.window().activateWindow()
    section.view.setFocus()
    section.view.choose(VLLM.id)
    qtbot.keyClick(section.view, Qt.Key.Key_Return)
    assert section.details.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert section.details.isAncestorOf(focus)
    section._on_escape()
    assert not section.details.isVisible()
    assert section.view.containers == ()


def test_changes_keep_selection_and_place(world: World, qtbot: QtBot) -> None:
    many = [container(f"c{number:03}") for number in range(200)]
    section = listed(world, qtbot, *many)
    section.view.choose(many[120].id)
    place = section.view.verticalScrollBar().value()
    assert place > 0
    ended = replace(many[120], state=State.EXITED, exit_code=1)
    world.tell(*many[:120], ended, *many[121:], container("zzz"))
    assert section.view.container == ended
    assert section.view.verticalScrollBar().value() == place
    assert section.details.shown == ended or section.details.shown is None


def test_search_and_filter_find_by_project_image_and_port(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.search()
    section.toolbar.search.setText("3000")
    assert rows(section) == ["chat", "  webui"]
    section.toolbar.search.setText("chat data")
    assert rows(section) == ["chat", "  database"]
    section.toolbar.search.setText("nothing like it")
    assert section.lack.isVisible()
    assert section.lack.title.text() == "No container matches"
    section.lack.buttons[0].click()
    assert rows(section) == ["chat", "  database", "  webui", "done", "vllm"]
    assert section.view.isExpanded(section.view.model().index(0, 0))
    qtbot.mouseClick(
        section.toolbar.states.findChild(QWidget, "segment_stopped"), Qt.MouseButton.LeftButton
    )
    assert rows(section) == ["done"]
    section._on_escape()
    assert len(rows(section)) == 5
    assert section.toolbar.states.key == "all"


def test_small_window_does_without_uptime_before_image_and_ports(
    world: World, qtbot: QtBot
) -> None:
    open_one = replace(VLLM, ports=(Port(80, "tcp", "0.0.0.0", 8000),))
    section = listed(world, qtbot, open_one)
    view = section.view
    assert not any(view.isColumnHidden(column) for column in Column)
    section.window().resize(960, 646)  # what a window of 1024 pixels leaves
    QApplication.processEvents()
    hidden = {column for column in Column if view.isColumnHidden(column)}
    assert hidden == {Column.UP, Column.NETWORK, Column.DISK}
    index = view.model().index(0, Column.PORTS)
    assert index.data() == "LAN 8000 → 80"
    assert view.sizeHintForIndex(index).width() <= view.columnWidth(Column.PORTS)


def test_name_and_state_can_be_read_whatever_the_language(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_HEALTH, Health.UNHEALTHY, ("Gar nicht gesund", "err"))
    long = replace(VLLM, name="gpt-oss-20b-vllm", health=Health.UNHEALTHY)
    section = listed(world, qtbot, long)
    view, mark = section.view, 42
    around = {Column.NAME: mark, Column.STATE: 16, Column.CPU: 16}

    def cut() -> list[Column]:
        found = []
        for column, padding in around.items():
            index = view.model().index(0, column)
            words = "0.12 of 20 cores" if column is Column.CPU else str(index.data())
            metrics = QFontMetrics(index.data(Qt.ItemDataRole.FontRole))
            if metrics.horizontalAdvance(words) + padding > view.columnWidth(column):
                found.append(column)
        return found

    for room in (1198, 960):  # in windows of 1440 and 1024 pixels
        section.window().resize(room, 646)
        qtbot.waitUntil(lambda: not cut())
    name, image = (view.columnWidth(column) for column in (Column.NAME, Column.IMAGE))
    world.tell(replace(VLLM, name="web"))
    qtbot.waitUntil(lambda: view.columnWidth(Column.NAME) < name)
    assert view.columnWidth(Column.IMAGE) > image  # what short names leave


def test_toolbar_does_with_less_in_the_smallest_window(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    toolbar = ListToolbar(holder)
    holder.resize(648, 60)
    for width, words in ((912, "Run a container…"), (648, "Run…")):
        toolbar.resize(width, 34)
        holder.show()
        QApplication.processEvents()
        assert toolbar.run.text() == words
        assert toolbar.browse.isVisible() is (width == 912)


def test_stats_are_asked_for_rows_in_sight_while_the_pane_is_shown(
    world: World, qtbot: QtBot
) -> None:
    many = [container(f"c{number:03}") for number in range(200)]
    section = listed(world, qtbot, *many)
    wanted = section._facts._stats._wanted
    assert wanted is not None
    qtbot.waitUntil(lambda: 5 < len(wanted.ids) < 40)
    assert many[0].id in wanted.ids
    section.view.verticalScrollBar().setValue(section.view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: many[199].id in wanted.ids)
    assert many[0].id not in wanted.ids
    section.view.sortByColumn(Column.CPU, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: len(wanted.ids) == 200)  # the order depends on all of them
    worker = world.stats
    section.window().hide()
    assert worker.stopped


def test_row_shows_memory_of_both_sides_and_rates(world: World, qtbot: QtBot) -> None:
    world.feed(count=2)
    section = listed(world, qtbot)
    assert rows(section, Column.CPU)[-1] == "…"
    qtbot.waitUntil(lambda: section._facts._stats.is_followed)
    worker = world.stats
    for at, received in ((1.0, 0), (3.0, 2_000_000)):
        traffic = {"network_received_bytes": received, "network_sent_bytes": 0}
        found = {VLLM.id: taken(VLLM, at, **traffic)}
        worker.produced.emit(Produced(worker.name, StatsRound(at, found)))
    cells = {column: rows(section, column)[-1] for column in Column}
    assert cells[Column.CPU] == "3.2 of 20 cores"
    assert cells[Column.CPU_MEMORY] == "512 MiB"
    assert cells[Column.GPU_MEMORY] == "62.0 GiB"
    assert cells[Column.NETWORK] == "8.0 Mb/s"
    assert cells[Column.DISK] == "n/a"
    assert rows(section, Column.GPU_MEMORY)[3] == "–"  # does not run
    assert cells[Column.UP] == "up 3 h"


def test_gpu_memory_is_that_of_now_in_the_list_and_in_the_charts(
    world: World, qtbot: QtBot
) -> None:
    assert gpu_memory_now(world.hub, SPARK.id).reason == "the node has not been read yet"
    holder = QWidget()
    qtbot.addWidget(holder)
    tab = StatsTab(world.hub, holder)
    holder.show()
    tab.show_container(SPARK.id, VLLM)
    worker = world.stats

    def drawn_at(at: float) -> float | None:
        worker.produced.emit(Produced(worker.name, StatsRound(at, {VLLM.id: taken(VLLM, at)})))
        return tab.latest.get(GPU_MEMORY)

    world.feed(count=2)
    assert drawn_at(1.0) == gpu_memory_now(world.hub, SPARK.id).of(VLLM.id) == 62 * 1024**3
    world.hub.telemetry.fail(SPARK.id, "There is no python3.")
    assert drawn_at(3.0) is None
    assert gpu_memory_now(world.hub, SPARK.id).why_unknown(VLLM.id) == "There is no python3."
    holder.hide()


def test_what_is_unknown_comes_last_either_way(world: World, qtbot: QtBot) -> None:
    world.feed(count=2)
    section = listed(world, qtbot, VLLM, DONE, container("other"))
    for way in Qt.SortOrder:
        section.view.sortByColumn(Column.GPU_MEMORY, way)
        assert rows(section)[-1] == "done"


def test_keys_start_stop_rename_remove_and_copy(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    view = section.view
    view.setFocus()
    view.choose(DONE.id)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert world.containers.changes == [(("done",), ContainerChange(Verb.START))]
    assert rows(section, Column.STATE)[3] == "starting…"
    view.choose(VLLM.id)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    dialog = question(section, EndDialog)
    assert "10 s" in dialog.accessibleDescription()
    dialog.accept()
    assert world.containers.changes[-1] == (("vllm",), ContainerChange(Verb.STOP))

    world.containers.set(SPARK.id, busy=frozenset())
    qtbot.keyClick(view, Qt.Key.Key_F2)
    rename = question(section, RenameDialog)
    assert not rename.yes.isEnabled()
    rename.editor.setText("not a name")
    assert not rename.yes.isEnabled()
    rename.editor.setText("nemotron")
    rename.yes.click()
    assert world.containers.changes[-1][1] == ContainerChange(Verb.RENAME, name="nemotron")

    qtbot.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert {each.name for each in view.containers} == {each.name for each in ALL}
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert set(QGuiApplication.clipboard().text().split()) == {each.name for each in ALL}


def test_project_is_stopped_as_a_whole(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    select(section, "chat")
    assert {each.name for each in section.view.containers} == {"database", "webui"}
    assert section.view.container is None
    section.toolbar.button(Verb.STOP).click()
    question(section, EndDialog).accept()
    names, change = world.containers.changes[-1]
    assert set(names) == {"database", "webui"}
    assert change.verb is Verb.STOP


def test_removing_asks_the_node_which_volumes_go_then_the_user(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    select(section, "done", "vllm")
    section.view.setFocus()
    qtbot.keyClick(section.view, Qt.Key.Key_Delete)
    lost = Lost((VLLM, DONE), (Mount("volume", "/x", "/data", volume="e" * 64),))
    world.containers.workers[-1].answer(lost)
    dialog = question(section, RemoveDialog)
    assert "Remove 2 containers?" in dialog.windowTitle()
    assert "vllm" in dialog.accessibleDescription()
    assert "killed" in dialog.accessibleDescription()
    assert "/data" in dialog.volumes.text()
    assert not dialog.volumes.isChecked()  # the safe answer
    dialog.volumes.setChecked(True)
    dialog.accept()
    assert world.containers.changes[-2:] == [
        (("done",), ContainerChange(Verb.REMOVE, volumes=True)),
        (("vllm",), ContainerChange(Verb.REMOVE, force=True, volumes=True)),
    ]
    assert world.containers.changes[-1][1].force


def test_removal_that_cannot_be_looked_into_is_told(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(DONE.id)
    section.toolbar.button(Verb.REMOVE).click()
    world.containers.workers[-1].fail(RemoteError("Docker ended the connection."))
    assert world.told[-1].title == "Docker ended the connection."
    assert world.containers.changes == []


def test_removal_words_say_what_is_kept() -> None:
    kept = (Mount("volume", "/x", "/data", volume="models"), Mount("bind", "/home", "/home"))
    words = removal_words(Lost((replace(DONE, mounts=kept),), ()))
    assert "Files written inside" in words
    assert "The volume models stays." in words
    assert "Folders of the node stay" in words


def test_menu_offers_what_makes_sense_and_opens_a_port_through_a_tunnel(
    world: World, qtbot: QtBot
) -> None:
    section = listed(world, qtbot)
    section.view.choose(WEBUI.id)
    section.toolbar.more.click()
    menu = question(section, ContainerMenu)
    offered = [action.text() for action in menu.actions() if action.text()]
    assert "Stop…" in offered
    assert "Start" not in offered
    assert "Recreate with changes…" in offered
    browse = next(a for a in menu.actions() if a.text() == "Open port 3000 in the browser")
    browse.trigger()
    menu.close()
    (spec,) = world.tunnels.all()
    assert (spec.name, spec.remote_port, spec.remote_host) == ("webui 3000", 3000, "127.0.0.1")
    assert ("open", spec.id) in world.tunnels.asked
    section.toolbar.browse.click()
    assert world.tunnels.all() == (spec,)  # the same one
    section.view.choose(DONE.id)
    assert not section.toolbar.browse.isEnabled()


def test_another_node_has_its_own_list_and_details(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(VLLM.id)
    qtbot.waitUntil(section.details.isVisible)
    world.hub.select_node(world.hub.nodes.all()[0].id)
    assert rows(section) == []
    assert not section.details.isVisible()
    world.hub.select_node(SPARK.id)
    assert len(rows(section)) == 5


def test_details_stay_for_a_container_that_was_removed(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(VLLM.id)
    qtbot.waitUntil(section.details.isVisible)
    world.tell(WEBUI, DATABASE, DONE)
    assert section.details.shown is not None
    assert (section.details.shown.name, section.details.shown.state) == ("vllm", State.REMOVING)
    section.details.close_button.click()
    assert not section.details.isVisible()


def test_details_take_all_the_room_and_give_it_back(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(VLLM.id)
    qtbot.waitUntil(section.details.isVisible)
    section.details.enlarge_button.click()
    assert not section.view.isVisible()
    assert not section.toolbar.isVisible()
    qtbot.waitUntil(lambda: section.details.height() > section.height() * 0.9)
    section._arrangement.save()
    section._on_escape()
    assert section.view.isVisible()
    assert section.details.isVisible()
    qtbot.waitUntil(lambda: section.details.height() < section.height() * 0.8)
    section.details.enlarge_button.click()
    section.details.close_button.click()
    assert section.view.isVisible()


def test_columns_and_section_are_remembered(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.sortByColumn(Column.STATE, Qt.SortOrder.DescendingOrder)
    section._arrangement.save()
    kept = world.hub.settings.load("containers", ContainersSettings)
    assert (kept.sort, kept.down) == (Column.STATE, True)
    again = section_of(shown(world, qtbot))
    assert again.view.header().sortIndicatorSection() == Column.STATE


def test_folded_project_stays_folded(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    index = section.view.model().index(0, 0)
    assert section.view.isExpanded(index)
    section.view.setExpanded(index, False)
    section.toolbar.search.setText("vllm")
    section.toolbar.search.clear()
    assert not section.view.isExpanded(section.view.model().index(0, 0))


def test_containers_pane_is_named_for_screen_readers(world: World, qtbot: QtBot) -> None:
    section = listed(world, qtbot)
    section.view.choose(VLLM.id)
    assert nameless(section.window()) == []
    spoken = section.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert str(spoken).startswith("Name: vllm")


def test_pane_shows_the_container_that_another_place_names(world: World, qtbot: QtBot) -> None:
    pane = shown(world, qtbot)
    section = section_of(pane)
    world.tell(*ALL)
    section.toolbar.search.setText("vllm")  # which hides the one that is wanted
    pane.show_section("images")
    pane.hide()
    world.hub.show_container(SPARK.id, DATABASE.id)
    pane.show()
    assert pane.section is section
    assert [each.name for each in section.view.containers] == ["database"]
    world.hub.show_container(SPARK.id, VLLM.id)  # the pane is in sight already
    assert [each.name for each in section.view.containers] == ["vllm"]
