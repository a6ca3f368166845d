"""The containers of a real Docker Engine in the real window: seen, changed, kept and opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.panes.containers.list.actions import EndDialog
from app.panes.containers.list.model import Role
from app.panes.containers.list.removal import RemoveDialog
from app.panes.containers.list.rename import RenameDialog
from app.panes.containers.list.rows import Column
from app.panes.containers.list.section import ListSection
from app.panes.containers.pane import ContainersPane
from app.services.containers.api import State, Verb
from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
PROJECT = ("--label=com.docker.compose.project=stack",)


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    yield program
    program.stop()


def opened(program: RealProgram) -> tuple[ContainersPane, ListSection]:
    program.window.resize(1440, 900)
    program.window.show_pane("containers")
    program.wait(lambda: isinstance(program.window.stack.pane("containers"), ContainersPane))
    pane: Any = program.window.stack.pane("containers")
    return pane, pane.show_section("containers")


class Rows:
    """The rows as a user reads them."""

    def __init__(self, program: RealProgram, section: ListSection) -> None:
        self._program = program
        self._view = section.view

    def text(self, name: str, column: Column) -> str:
        for index in self._view._indexes():
            if index.data() == name:
                return str(index.siblingAtColumn(column).data())
        return ""

    def wait(self, name: str, column: Column, wanted: str) -> None:
        self._program.wait(lambda: wanted in self.text(name, column))

    def wait_gone(self, name: str) -> None:
        self._program.wait(lambda: not self.text(name, Column.NAME))

    def choose(self, name: str) -> None:
        for index in self._view._indexes():
            if index.data() == name:
                self._view.choose(index.data(Role.KEY))


def test_containers_are_listed_changed_renamed_removed_and_kept(
    program: RealProgram, docker: DockerEngine
) -> None:
    docker.run("web", "sleep", "600", options=(*PROJECT, "--init"))
    docker.run("worker", "sleep", "600", options=(*PROJECT, "--init", "--volume=/data"))
    docker.run("done", "true")
    pane, section = opened(program)
    rows = Rows(program, section)
    rows.wait("stack", Column.STATE, "2 of 2 run")
    rows.wait("done", Column.STATE, "Exited (0)")
    program.wait(lambda: "2 running of 3" in pane.about.whole_text())
    program.wait(lambda: pane.about.whole_text().startswith("Docker "))
    rows.wait("web", Column.CPU, " cores")
    rows.wait("web", Column.CPU_MEMORY, "iB")
    assert rows.text("web", Column.UP).startswith("up ")

    docker._docker("stop", "web")  # somebody else, on the box
    rows.wait("web", Column.STATE, "Exited (143)")
    rows.wait("stack", Column.STATE, "1 of 2 run")

    rows.choose("stack")
    section.toolbar.button(Verb.START).click()
    rows.wait("stack", Column.STATE, "2 of 2 run")
    rows.choose("worker")
    section.toolbar.button(Verb.STOP).click()
    program.dialog(EndDialog).accept()
    rows.wait("worker", Column.STATE, "Exited")

    section._actions.do(LAB, Verb.RENAME, section.view.containers)
    rename = program.dialog(RenameDialog)
    rename.editor.setText("old-worker")
    rename.yes.click()
    rows.wait("old-worker", Column.STATE, "Exited")
    container = section.view.container
    assert container is not None  # still chosen
    volume = container.mounts[0].volume

    section.toolbar.button(Verb.REMOVE).click()
    remove = program.dialog(RemoveDialog)
    assert "/data" in remove.volumes.text()
    remove.volumes.setChecked(True)
    remove.accept()
    rows.wait_gone("old-worker")
    program.wait(lambda: volume not in docker._docker("volume", "ls", "--quiet"))
    assert section.details.shown is not None
    assert section.details.shown.state is State.REMOVING

    docker.end()
    program.wait(section.banner.isVisible)
    assert rows.text("web", Column.NAME) == "web"
    assert section.banner.title.text().startswith("As of ")
    docker.start_again()
    program.wait(lambda: not section.banner.isVisible())
    assert "Remove container" in program.paths.audit.read_text()


def test_container_on_the_gpu_shows_memory_of_both_sides_and_its_page_is_opened(
    program: RealProgram, docker: DockerEngine, docker_lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []
    monkeypatch.setattr(program.hub.launcher, "open_url", urls.append)
    docker.run("engine", "eat", "400", "40")
    web = ("httpd", "-f", "-p", "80", "-h", "/www")
    docker.run("page", *web, network="bridge", options=("--publish=127.0.0.1:8123:80",))
    eats = gb10.Process(docker.pid("engine"), "eat", 2048)
    gb10.apply(docker_lab.root, replace(docker_lab.scenario, processes=(eats,)), "not-supported")
    _pane, section = opened(program)
    rows = Rows(program, section)
    rows.wait("engine", Column.GPU_MEMORY, "2.0 GiB")
    rows.wait("engine", Column.CPU_MEMORY, "MiB")
    assert rows.text("page", Column.GPU_MEMORY) == "–"
    assert rows.text("page", Column.PORTS) == "8123 → 80"

    rows.choose("page")
    section.toolbar.browse.click()
    program.wait(lambda: urls)
    assert urls[0].startswith("http://127.0.0.1:")
