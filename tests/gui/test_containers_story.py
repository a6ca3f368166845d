"""An owner's hour with containers: pull, run, watch, read, shell in, recreate, undo, tidy up."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.details.logs_tab import LogsTab
from app.panes.containers.details.panel import DetailsPanel
from app.panes.containers.details.shell_tab import ShellTab
from app.panes.containers.disk.prune_dialog import PruneDialog
from app.panes.containers.disk.section import DiskSection
from app.panes.containers.images.pull_dialog import PullDialog
from app.panes.containers.images.section import ImagesSection
from app.panes.containers.list.section import ListSection
from app.panes.containers.pane import ContainersPane
from app.panes.containers.run.dialogs import RecreateDialog, RunDialog
from app.panes.containers.run.flow import recreate_container
from app.services.containers.api import Container, ContainerChange, State, Verb
from app.services.containers.reading import PROJECT
from app.services.containers.run_spec import PublishedPort, RunSpec, Variable
from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry
from tests.gui.real_program import RealProgram
from tests.gui.shown_texts import harmful, is_shown
from tests.registry_fixtures import LLAMA
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
SAYS = (
    'trap "exit 0" TERM; i=0; while true; do i=$((i+1)); echo "line $i of $MODEL"; sleep 0.05; done'
)
EVIL = "<img src=x><b>\x1b[31mred\u202efdp\x07\x1b]52;c;ZXZpbA==\x07"
"""Markup, colours, text turned around, a bell, and something for the clipboard."""
HARMLESS = {
    "overview": "<img src=x><b> [31mred fdp",
    "processes": "<img src=x>",
    "inspect": "<img src=x><b> [31mred fdp",
    "files": "www",
}
"""What each view of a container shows of it."""
QUIT_LIMIT_S = 5.0
OWN_THREADS = {
    *("container-events", "container-log", "container-bell", "docker-relay", "layer-sizes"),
    *("pull-anchor", "shell-type"),
}
"""Threads beside workers that follow, pull and type."""


class Owner:
    """The window on the Containers pane, and short words for what its owner does there."""

    def __init__(self, program: RealProgram, pane: ContainersPane) -> None:
        self.program = program
        self.pane = pane
        self.hub = program.hub

    @property
    def list(self) -> ListSection:
        section = self.pane.show_section("containers")
        assert isinstance(section, ListSection)
        return section

    def container(self, name: str, state: State = State.RUNNING) -> Container:
        def found() -> list[Container]:
            known = self.hub.containers.view(LAB).containers or ()
            return [each for each in known if each.name == name and each.state is state]

        self.program.wait(found)
        return found()[0]

    def cell(self, name: str, column: str) -> str:
        """What the table shows of a container."""
        model = self.list.view.model()
        headers = [
            model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())
        ]
        groups = [QModelIndex(), *(model.index(n, 0) for n in range(model.rowCount()))]
        for group in groups:
            for row in range(model.rowCount(group)):
                if model.index(row, 0, group).data() == name:
                    return str(model.index(row, headers.index(column), group).data())
        return ""

    def details(self, container: Container) -> DetailsPanel:
        section = self.list
        self.program.wait(lambda: section.view.choose(container.id))
        self.program.wait(lambda: section.details.panel is not None)
        panel = section.details.panel
        assert panel is not None

        def shows_it() -> bool:  # not as it was: how long it runs is said anew
            return panel.container is not None and panel.container.id == container.id

        self.program.wait(shows_it)
        return panel

    def errands_end(self) -> None:
        """Wait until nothing goes on, and nothing failed."""
        self.program.wait(lambda: not any(each.is_running for each in self.hub.errands.all()))
        assert [each.error for each in self.hub.errands.all() if each.error] == []


@pytest.fixture
def owner(qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode) -> Iterator[Owner]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    program.window.show_pane("containers")
    program.wait(lambda: program.window.stack.pane("containers"))
    pane = program.window.stack.pane("containers")
    assert isinstance(pane, ContainersPane)
    yield Owner(program, pane)
    program.stop()


def test_owner_pulls_runs_watches_recreates_and_tidies_up(
    owner: Owner, bare_docker: DockerEngine, docker_lab: LabNode, registry: Registry
) -> None:
    program, name = owner.program, registry.name(LLAMA, "1.0")
    pull(owner, name)
    run(owner, name)
    first = owner.container("llama")
    assert first.image == name
    assert [(port.host_ip, port.number) for port in first.ports] == [("127.0.0.1", 8000)]

    # Both sides of its memory: what Docker counts, and what the GPU does.
    holder = gb10.Process(bare_docker.pid("llama"), "llama-server", 2048)
    shown = replace(docker_lab.scenario, processes=(holder,))
    gb10.apply(docker_lab.root, shown, "not-supported")
    program.wait(lambda: owner.cell("llama", "GPU memory") == "2.0 GiB")
    program.wait(lambda: "iB" in owner.cell("llama", "CPU memory"))
    program.wait(lambda: "cores" in owner.cell("llama", "CPU"))

    read_log(owner, first, "of small")
    shell_in(owner, first)

    recreate(owner, first)
    second = owner.container("llama")
    assert second.id != first.id
    assert second.ports[0].host_port != first.ports[0].host_port
    read_log(owner, second, "of large")

    (card,) = owner.list.kept.cards
    card.undo.click()
    program.wait(lambda: owner.container("llama").id == first.id)
    owner.errands_end()
    program.wait(lambda: not owner.list.kept.cards)
    read_log(owner, owner.container("llama"), "of small")

    tidy_up(owner, first)
    audit = [json.loads(line) for line in program.paths.audit.read_text().splitlines()]
    assert {each["outcome"] for each in audit} == {"begun", "done"}


def test_what_a_container_says_is_text_alone_and_quit_ends_all_within_5_s(
    owner: Owner, docker: DockerEngine, slow_registry: FaultProxy
) -> None:
    program, hub = owner.program, owner.hub
    evil = (f"--label={PROJECT}={EVIL}", f"--label=note={EVIL}", f"--env=NOTE={EVIL}")
    docker.run("llama", "sh", "-c", SAYS, EVIL, options=(*evil, "--env=MODEL=small"))
    docker._docker("exec", "llama", "sh", "-c", 'echo "$NOTE" >/proc/1/fd/1')
    container = owner.container("llama")
    slow_registry.bytes_per_second = 200_000
    begin_pull(owner, f"127.0.0.1:{slow_registry.port}/{LLAMA}:1.0")
    program.wait(lambda: (hub.errands.all()[0].progress.fraction or 0.0) > 0)
    slow_registry.bytes_per_second = 10_000  # it goes on to the end, however long that takes
    program.wait(lambda: "cores" in owner.cell("llama", "CPU"))
    shell_in(owner, container)
    for tab, words in HARMLESS.items():
        owner.details(container).show_tab(tab)
        program.wait(partial(is_shown, program.window, words))
        program.window.grab()
        assert harmful(program.window) == []
    read_log(owner, container, "of small")
    assert harmful(program.window) == []
    wait_for(lambda: len(programs(docker, "llama")) == 2)  # what is just forked is seen twice

    program.window.quit()
    dialog = program.dialog(ConfirmDialog)
    assert "llama:1.0" in dialog.accessibleDescription()
    began = time.monotonic()
    dialog.yes.click()
    assert time.monotonic() - began < QUIT_LIMIT_S
    assert hub.supervisor.running == ()
    assert not {each.name for each in threading.enumerate()} & OWN_THREADS
    wait_for(lambda: slow_registry.connections == 0)
    wait_for(lambda: len(programs(docker, "llama")) == 1)


def programs(docker: DockerEngine, container: str) -> list[str]:
    """What runs in a container, without what comes and goes."""
    lines = docker._docker("top", container, "-o", "pid,args").splitlines()[1:]
    return [line for line in lines if "sleep" not in line.split()[1].strip("[]")]


def begin_pull(owner: Owner, name: str) -> ImagesSection:
    """Ask for an image of a registry."""
    images = owner.pane.show_section("images")
    assert isinstance(images, ImagesSection)
    images.pull.click()
    dialog = owner.program.dialog(PullDialog)
    assert isinstance(dialog.field.editor, QLineEdit)
    dialog.field.editor.setText(name)
    dialog.pull.click()
    return images


def pull(owner: Owner, name: str) -> None:
    """Pull an image from the registry."""
    images = begin_pull(owner, name)
    owner.program.wait(lambda: name in [tag for each in images.images for tag in each.tags])
    owner.errands_end()


def run(owner: Owner, image: str) -> None:
    """Fill in the form and run a container."""
    owner.program.wait(owner.list.toolbar.run.isEnabled)
    owner.list.toolbar.run.click()
    dialog = owner.program.dialog(RunDialog)
    owner.program.wait(lambda: dialog.form.has_image(image))
    assert dialog.form.gpus.switch.key == "all"  # the node has one, which no container can get here
    spec = RunSpec(
        image=image,
        name="llama",
        command=("sh", "-c", SAYS),
        ports=(PublishedPort(8000),),
        environment=(Variable("MODEL", "small"),),
    )
    dialog.form.fill(spec)
    dialog.yes.click()
    owner.container("llama")
    owner.errands_end()


def read_log(owner: Owner, container: Container, words: str) -> None:
    """Follow a container's log until the last line that is shown has some words."""
    panel = owner.details(container)
    panel.show_tab("logs")
    tab = panel.tab
    assert isinstance(tab, LogsTab)
    owner.program.wait(lambda: tab.panel.view.texts and words in tab.panel.view.texts[-1])
    seen = tab.panel.view.texts[-1]
    owner.program.wait(lambda: tab.panel.view.texts and tab.panel.view.texts[-1] != seen)


def shell_in(owner: Owner, container: Container) -> None:
    """Open a shell in a container and type."""
    panel = owner.details(container)
    panel.show_tab("shell")
    tab = panel.tab
    assert isinstance(tab, ShellTab)
    tab.form.open.click()
    assert tab.panel is not None
    view = tab.panel.view

    def shown() -> str:
        return "\n".join(row.text for row in view.terminal.grid.rows)

    owner.program.wait(lambda: "#" in shown())
    QTest.keyClicks(view, "echo $((6*7))$MODEL")
    QTest.keyClick(view, Qt.Key.Key_Return)
    owner.program.wait(lambda: "42small" in shown())


def recreate(owner: Owner, container: Container) -> None:
    """Make a container anew with another port and another model."""
    recreate_container(owner.hub, LAB, container, owner.list)
    dialog = owner.program.dialog(RecreateDialog)
    dialog.form.ports.fill([PublishedPort(8000, host_port=18000)])
    dialog.form.variables.fill([Variable("MODEL", "large")])
    dialog.yes.click()
    owner.program.wait(lambda: owner.list.kept.cards)
    owner.errands_end()


def tidy_up(owner: Owner, container: Container) -> None:
    """Stop the container and give its space back."""
    change = ContainerChange(Verb.STOP, patience_s=0)
    owner.hub.containers.change(LAB, [container], change)
    owner.container("llama", State.EXITED)
    disk = owner.pane.show_section("disk")
    assert isinstance(disk, DiskSection)
    owner.program.wait(lambda: disk.prune.isEnabled())
    disk.prune.click()
    dialog = owner.program.dialog(PruneDialog)
    assert "llama" in [each.name for each in dialog.plan.items]
    dialog.yes.click()
    owner.program.wait(lambda: owner.hub.containers.view(LAB).containers == ())
    owner.errands_end()
