"""What a chosen container shows, driven against a real engine over a real sshd."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.core.log import MASK
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.api import Tab
from app.panes.containers.details.files_tab import FilesTab
from app.panes.containers.details.inspect_tab import InspectTab
from app.panes.containers.details.overview_tab import OverviewTab
from app.panes.containers.details.panel import DetailsPanel
from app.panes.containers.details.processes_tab import ProcessesTab
from app.panes.containers.details.stat_charts import CPU, CPU_MEMORY
from app.panes.containers.details.stats_tab import StatsTab
from app.services.containers.api import Container, State
from app.state.containers import ContainersChanged
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
TOKEN = "hf_synthetic0123456789abcdef"
TabT = TypeVar("TabT", bound=Tab)


class Shown(DetailsPanel):
    """The panel as its pane uses it: it follows one container by its name."""

    def __init__(self, program: RealProgram) -> None:
        super().__init__(program.hub)
        self._program = program
        self._wanted = ""
        program.hub.containers.changed.connect(self.follow)
        program.hub.containers.watch(LAB)

    def choose(self, name: str) -> None:
        self._wanted = name
        self._program.wait(lambda: self.found(name) is not None)
        self.follow(ContainersChanged(LAB))

    def found(self, name: str) -> Container | None:
        known = self._program.hub.containers.view(LAB).containers or ()
        return next((each for each in known if each.name == name), None)

    def follow(self, _changed: ContainersChanged) -> None:
        found = self.found(self._wanted)
        if found is not None and found != self.container:
            self.show_container(LAB, found)

    def at(self, name: str, kind: type[TabT]) -> TabT:
        self.show_tab(name)
        assert isinstance(self.tab, kind)
        return self.tab


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    yield program
    program.stop()


@pytest.fixture
def panel(program: RealProgram) -> Iterator[Shown]:
    panel = Shown(program)
    panel.resize(1100, 500)
    panel.show()
    panel.activateWindow()
    yield panel
    panel.end()
    panel.close()
    panel.deleteLater()


def test_overview_and_inspect_say_everything_but_secrets(
    program: RealProgram, panel: Shown, docker: DockerEngine
) -> None:
    options = (f"--env=HF_TOKEN={TOKEN}", "--env=HF_HOME=/models", "--volume=models:/models")
    docker.run("serving", "sleep", "600", options=options)
    panel.choose("serving")
    overview = panel.at("overview", OverviewTab)
    program.wait(lambda: overview.start.isVisible() and panel.state.text() == "Running")
    assert panel.name.whole_text() == "serving"
    assert overview.start.value("Command") == "sleep 600"
    assert overview.mounts.value("/models") == "volume models"
    assert overview.variables.value("HF_HOME") == "/models"
    assert overview.variables.value("HF_TOKEN") == MASK
    button(overview, "Reveal HF_TOKEN").click()
    assert overview.variables.value("HF_TOKEN") == TOKEN
    button(overview, "Copy HF_TOKEN").click()
    assert QGuiApplication.clipboard().text() == TOKEN

    button(overview, "Open /models in Files").click()
    files = panel.tab
    assert isinstance(files, FilesTab)
    program.wait(lambda: files.note.text().startswith("It is empty"))
    assert files.path.text() == "/models"

    files.table.setFocus()
    QTest.keyClick(files.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    processes = panel.tab
    assert isinstance(processes, ProcessesTab)
    processes.filter.setFocus()
    QTest.keyClick(processes.filter, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    inspect = panel.tab
    assert isinstance(inspect, InspectTab)
    check_inspect(program, panel, inspect)


def check_inspect(program: RealProgram, panel: Shown, inspect: InspectTab) -> None:
    program.wait(lambda: inspect.model.rowCount())
    assert TOKEN not in inspect.json.toPlainText()
    inspect.wanted.setText("hf_token")
    assert inspect.order.rowCount() == 1  # Config, and in it Env
    env = inspect.order.index(0, 0, inspect.order.index(0, 0))
    assert inspect.order.path(inspect.order.index(0, 0, env)).startswith(".Config.Env[")
    assert inspect.found.text() == "1 found"
    inspect.secrets.setChecked(True)
    assert json.loads(inspect.json.toPlainText())["Config"]["Env"]
    assert TOKEN in inspect.json.toPlainText()
    panel.show_tab("overview")
    assert TOKEN not in inspect.json.toPlainText()


def test_stats_and_processes_are_asked_for_while_they_are_seen(
    program: RealProgram, panel: Shown, docker: DockerEngine
) -> None:
    docker.run("eater", "eat", "100", "40")
    panel.choose("eater")
    stats = panel.at("stats", StatsTab)
    program.wait(lambda: (stats.latest.get(CPU_MEMORY) or 0) > 40_000_000)
    program.wait(lambda: stats.latest.get(CPU) is not None)
    assert "MiB" in stats.canvases[1].accessibleDescription()
    assert stats.canvases[2].accessibleDescription().startswith("Network: n/a")

    processes = panel.at("processes", ProcessesTab)
    assert len(stats.gaps) == 1  # nobody looks any more
    program.wait(lambda: processes.table.order.rowCount() == 1)
    row = processes.table.order.index(0, 0)
    assert row.data() == str(docker.pid("eater"))
    assert row.siblingAtColumn(5).data() == "eat 100 40"
    docker._docker("kill", "eater")
    program.wait(lambda: processes.empty.title.text() == "It does not run")
    program.wait(lambda: "signal KILL" in panel.condition.whole_text())
    docker._docker("rm", "eater")


def test_container_that_ran_out_of_memory_says_so(
    program: RealProgram, panel: Shown, docker: DockerEngine
) -> None:
    docker.run("glutton", "eat", "400", "64", options=("--memory=16m", "--memory-swap=16m"))
    panel.choose("glutton")
    program.wait(lambda: "out of memory" in panel.condition.whole_text())
    assert panel.state.tone == "err"


def test_files_are_browsed_and_copied_both_ways(
    program: RealProgram, panel: Shown, docker: DockerEngine, tmp_path: Path
) -> None:
    docker.run("box", "sh", "-c", "/bin/busybox mkdir /data; echo one > /data/one; sleep 600")
    look = ("exec", "box", "sh", "-c", "cat /data/one || true")
    wait_for(lambda: docker._docker(*look) == "one\n")
    panel.choose("box")
    files = panel.at("files", FilesTab)
    files.go_to("/data")
    program.wait(lambda: names(files) == ["one"])
    (entry,) = files.table.selected
    target = tmp_path / "one"
    box = panel.found("box")
    assert box is not None
    files.copies.download(LAB, box, "/data", entry, target)
    program.wait(target.exists)
    assert target.read_text() == "one\n"

    target.write_text("two\n")
    files.upload([target])
    dialog = next(iter_dialogs(program, files))
    assert "there is already: one." in dialog.accessibleDescription()
    dialog.yes.click()
    program.wait(lambda: docker._docker("exec", "box", "cat", "/data/one") == "two\n")
    assert "replacing what was there" in program.paths.audit.read_text()

    check_folders(program, panel, files, tmp_path)
    docker._docker("exec", "box", "rm", "-r", "/data/new")
    files.path.setText("/data")
    QTest.keyClick(files.path, Qt.Key.Key_Return)
    program.wait(lambda: names(files) == ["one"])
    docker._docker("exec", "box", "mv", "/data/one", "/data/other")
    QTest.keyClick(files.path, Qt.Key.Key_F5)
    program.wait(lambda: names(files) == ["other"])

    docker._docker("rm", "--force", "box")
    panel.show_container(LAB, gone(box))
    assert panel.state.text() == "Removing"
    assert not files.again.isEnabled()


def check_folders(program: RealProgram, panel: Shown, files: FilesTab, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "file").write_text("three")
    files.upload([new])
    program.wait(lambda: names(files) == ["new", "one"])  # looked at again by itself
    panel.activateWindow()  # the question had the keyboard
    files.table.setFocus()
    files.table.setCurrentIndex(files.table.order.index(0, 0))
    QTest.keyClick(files.table, Qt.Key.Key_Return)
    program.wait(lambda: names(files) == ["file"])
    QTest.keyClick(files.table, Qt.Key.Key_Backspace)
    program.wait(lambda: names(files) == ["new", "one"])
    files.path.setText("/nowhere")
    QTest.keyClick(files.path, Qt.Key.Key_Return)
    program.wait(lambda: "/nowhere is not there" in files.empty.text.text())


def names(files: FilesTab) -> list[str]:
    order = files.table.order
    return [order.index(row, 0).data() for row in range(order.rowCount())]


def gone(container: Container) -> Container:
    from dataclasses import replace

    return replace(container, state=State.REMOVING)


def button(parent: Tab, name: str) -> QToolButton:
    found = [each for each in parent.findChildren(QToolButton) if each.accessibleName() == name]
    assert found, [each.accessibleName() for each in parent.findChildren(QToolButton)]
    return found[0]


def iter_dialogs(program: RealProgram, parent: Tab) -> Iterator[ConfirmDialog]:
    program.wait(lambda: parent.findChildren(ConfirmDialog))
    yield from parent.findChildren(ConfirmDialog)
