from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import RemoteError
from app.look.components.confirm import ConfirmDialog
from app.panes.processes import PANE
from app.panes.processes.model import ProcessModel, ProcessOrder, Role
from app.panes.processes.pane import ProcessesPane
from app.services.processes.control import Outcome
from app.services.telemetry.api import Process
from app.transport.status import Phase
from tests.gui.overview_world import BUSY, INIT, SHELL, SPARK, VLLM, OverviewWorld
from tests.gui.real_program import WAIT_MS
from tests.gui.test_shell_accessibility import nameless
from tests.spark_samples import spark_sample


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> OverviewWorld:
    return OverviewWorld(tmp_path)


def shown(world: OverviewWorld, qtbot: QtBot) -> ProcessesPane:
    pane = PANE.create(world.hub, cast(QWidget, None))
    assert isinstance(pane, ProcessesPane)
    qtbot.addWidget(pane)
    pane.resize(1216, 818)
    pane.show()
    qtbot.waitExposed(pane)
    QApplication.processEvents()
    return pane


def names(pane: ProcessesPane) -> list[str]:
    model = pane.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def question(pane: ProcessesPane) -> ConfirmDialog:
    return next(each for each in pane.findChildren(ConfirmDialog) if each.isVisible())


def test_model_keeps_qt_rules_while_processes_come_and_go() -> None:
    model = ProcessModel()
    order = ProcessOrder(model)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(each, mode) for each in (model, order)]
    order.sort(2, Qt.SortOrder.DescendingOrder)
    for processes in ((VLLM, SHELL), (SHELL, INIT), (), (INIT, VLLM, SHELL)):
        model.show_sample(replace(BUSY, processes=processes))
        assert model.rowCount() == len(processes)
    assert len(testers) == 2


@pytest.mark.parametrize("way", list(Qt.SortOrder))
def test_order_puts_what_is_unknown_last_either_way(way: Qt.SortOrder) -> None:
    model = ProcessModel()
    order = ProcessOrder(model)
    unknown = replace(SHELL, pid=7, cpu_percent=None)
    model.show_sample(replace(BUSY, processes=(unknown, VLLM, SHELL)))
    order.sort(2, way)
    seen = [order.index(row, 0).data(Role.PROCESS).pid for row in range(3)]
    assert seen[-1] == 7
    assert seen[:2] == ([100, 62928] if way is Qt.SortOrder.AscendingOrder else [62928, 100])


def test_processes_lists_those_on_the_gpu_first(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)

    assert names(pane) == ["VLLM::EngineCore", "systemd", "bash"]
    assert pane.about.whole_text().startswith("spark-01 · 3 processes: all on the GPU")
    assert pane.view.model().headerData(1, Qt.Orientation.Horizontal) == "GPU memory ↓"
    assert nameless(pane) == []


def test_processes_keep_the_choice_while_rows_move(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.view.choose(SHELL)

    grown = replace(SHELL, memory_bytes=90 * 1024**3, cpu_percent=50.0)
    world.feed(replace(BUSY, processes=(VLLM, INIT, grown)))
    qtbot.waitUntil(lambda: names(pane) == ["VLLM::EngineCore", "bash", "systemd"], timeout=WAIT_MS)

    assert pane.view.process == grown
    assert pane.view.currentIndex().row() == 1
    assert pane.details.command.toPlainText() == "-bash"


def test_processes_that_end_leave_the_details_empty(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.view.choose(SHELL)
    other = replace(SHELL, started=99, command="-zsh")  # the same number, another process
    world.feed(replace(BUSY, processes=(VLLM, other)))
    qtbot.waitUntil(lambda: len(names(pane)) == 2, timeout=WAIT_MS)
    assert pane.view.process != SHELL


def test_processes_are_filtered_by_every_word(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)

    pane.filter.setText("ann 8000")
    assert names(pane) == ["VLLM::EngineCore"]
    assert "1 of 3 processes" in pane.about.whole_text()

    pane.filter.setText("nothing like it")
    assert pane.empty.title.text() == "No process matches"
    qtbot.keyClick(pane.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(pane)) == 3, timeout=WAIT_MS)


def test_processes_explain_that_there_are_none(world: OverviewWorld, qtbot: QtBot) -> None:
    why = "this source lists none"
    world.feed(replace(spark_sample(), processes=(), reasons={"processes": why}))
    pane = shown(world, qtbot)
    assert pane.empty.title.text() == "Processes of spark-01: n/a"
    assert pane.empty.text.text() == "This source lists none."

    world.sessions.set(SPARK.id, Phase.OFF)
    qtbot.waitUntil(lambda: pane.empty.title.text() == "spark-01 is not connected", timeout=WAIT_MS)


def test_processes_copy_a_command(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.view.choose(VLLM)
    qtbot.keyClick(pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == VLLM.command


def test_processes_of_the_system_cannot_be_ended(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.view.choose(INIT)
    assert not pane.details.end.isEnabled()
    assert "system itself" in pane.details.end.toolTip()
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert not pane.findChildren(ConfirmDialog)


def end(world: OverviewWorld, qtbot: QtBot, process: Process) -> ProcessesPane:
    world.feed(count=2)
    pane = shown(world, qtbot)
    assert pane.view.choose(process)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    return pane


def test_processes_of_a_lost_machine_are_old_and_cannot_be_ended(
    world: OverviewWorld, qtbot: QtBot
) -> None:
    world.feed(count=10)
    pane = shown(world, qtbot)
    assert pane.view.choose(VLLM)
    assert pane.details.end.isEnabled()

    world.sessions.set(SPARK.id, Phase.RECONNECTING)
    world.clock.seconds += 12.0
    pane._refresh()

    assert pane.about.whole_text() == "spark-01 · 3 processes · 12 s ago"
    assert not pane.details.end.isEnabled()
    assert pane.details.end.toolTip() == "spark-01 is not connected"
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert not any(each.isVisible() for each in pane.findChildren(ConfirmDialog))


def test_processes_ask_before_one_is_ended(world: OverviewWorld, qtbot: QtBot) -> None:
    pane = end(world, qtbot, SHELL)
    qtbot.mouseClick(question(pane).no, Qt.MouseButton.LeftButton)
    assert world.control.asked == []

    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    qtbot.mouseClick(question(pane).yes, Qt.MouseButton.LeftButton)
    assert world.control.asked == [(SHELL.pid, False, False)]
    world.control.answer(SHELL, outcome=Outcome.ENDED)
    assert world.told[-1].title == "bash (100) ended."


def test_processes_offer_force_to_one_that_stays(world: OverviewWorld, qtbot: QtBot) -> None:
    pane = end(world, qtbot, SHELL)
    question(pane).yes.click()
    world.control.answer(SHELL, outcome=Outcome.REMAINS)

    again = question(pane)
    assert again.windowTitle() == "Force bash to end?"
    assert again.yes.text() == "Force end"
    again.yes.click()
    assert world.control.asked[-1] == (SHELL.pid, True, False)
    world.control.answer(SHELL, outcome=Outcome.WAITS, force=True)
    assert "waits for a device" in world.told[-1].hint


def test_processes_use_sudo_only_when_it_is_ticked(world: OverviewWorld, qtbot: QtBot) -> None:
    pane = end(world, qtbot, SHELL)
    dialog = question(pane)
    box = pane._ending.as_root
    assert box is not None
    assert not box.isChecked()
    box.setChecked(True)
    dialog.yes.click()
    assert world.control.asked == [(SHELL.pid, False, True)]
    world.control.answer(SHELL, error=RemoteError("sudo did not end it.", "It asks a password."))
    assert world.told[-1].title == "sudo did not end it."


def test_processes_remember_columns_and_order(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=2)
    pane = shown(world, qtbot)
    pane.view.sortByColumn(6, Qt.SortOrder.AscendingOrder)
    pane._on_settled()

    other = shown(world, qtbot)
    assert names(other) == ["systemd", "bash", "VLLM::EngineCore"]
