"""Containers of a real Docker Engine as the window knows them, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import SessionLost
from app.core.ids import NodeId
from app.services.containers.api import (
    Container,
    ContainerChange,
    EngineUnavailable,
    State,
    Trouble,
    Verb,
)
from app.state.containers import ContainerAnswer, ContainersState
from app.state.hub import Notice
from app.workers.job import Ended, Produced
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")


class Heard(QObject):
    """What the state told."""

    def __init__(self, state: ContainersState) -> None:
        super().__init__()
        self.notices: list[Notice] = []
        self.answers: list[ContainerAnswer] = []
        self.produced: list[object] = []
        self.ended: list[Ended] = []
        state.told.connect(self.notices.append)
        state.answered.connect(self.answers.append)

    def on_produced(self, produced: Produced) -> None:
        self.produced.append(produced.value)

    def on_ended(self, ended: Ended) -> None:
        self.ended.append(ended)


@pytest.fixture
def connected(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    yield program
    program.stop()


def named(program: RealProgram, name: str) -> Container | None:
    found = program.hub.containers.view(LAB).containers or ()
    return next((each for each in found if each.name == name), None)


def state_is(program: RealProgram, name: str, state: State) -> Callable[[], bool]:
    def holds() -> bool:
        found = named(program, name)
        return found is not None and found.state is state

    return holds


def test_containers_are_followed_changed_and_kept_while_the_node_is_away(
    connected: RealProgram, docker: DockerEngine
) -> None:
    program, state = connected, connected.hub.containers
    heard = Heard(state)
    docker.run("engine", "sleep", "600")
    docker.run("done", "true")
    assert state.view(LAB).containers is None
    state.watch(LAB)
    program.wait(state_is(program, "engine", State.RUNNING))
    program.wait(state_is(program, "done", State.EXITED))
    assert state.running(LAB) == 1

    engine = named(program, "engine")
    assert engine is not None
    state.change(LAB, [engine], ContainerChange(Verb.KILL))
    assert state.view(LAB).busy == {engine.id}
    program.wait(state_is(program, "engine", State.EXITED))
    program.wait(lambda: heard.answers and not state.view(LAB).busy)
    assert "Kill container" in program.paths.audit.read_text()

    state.change(LAB, [engine], ContainerChange(Verb.RENAME, name="done"))
    program.wait(lambda: heard.notices)
    assert heard.notices[0].title == "engine was not renamed."
    assert "already in use" in heard.notices[0].hint
    assert named(program, "engine") is not None
    done = named(program, "done")
    assert done is not None
    docker._docker("rm", "done")  # somebody else was quicker
    state.change(LAB, [done], ContainerChange(Verb.START))
    program.wait(lambda: len(heard.notices) == 2)
    assert heard.notices[1].title == "done was not started."
    assert heard.notices[1].hint.startswith("No such container")

    program.hub.sessions.disconnect_node(LAB)
    program.wait(lambda: state.view(LAB).error is not None)
    assert isinstance(state.view(LAB).error, SessionLost)
    assert named(program, "engine") is not None
    docker._docker("rm", "engine")
    program.hub.sessions.connect_node(LAB)
    program.wait(lambda: state.view(LAB).error is None)
    program.wait(lambda: named(program, "engine") is None)


def test_engine_that_may_not_be_used_is_told_and_found_when_it_may(
    connected: RealProgram, docker: DockerEngine
) -> None:
    program, state = connected, connected.hub.containers
    docker.permit(False)
    state.watch(LAB)
    program.wait(lambda: state.view(LAB).error is not None)
    error = state.view(LAB).error
    assert isinstance(error, EngineUnavailable)
    assert error.trouble is Trouble.NO_PERMISSION
    docker.permit(True)
    state.look_again(LAB)
    program.wait(lambda: state.view(LAB).error is None)
    assert state.view(LAB).containers == ()


def test_engine_that_ended_is_told_with_the_command_that_starts_it(
    connected: RealProgram, docker: DockerEngine
) -> None:
    program, state = connected, connected.hub.containers

    def fix() -> str:
        error = state.view(LAB).error
        return error.fix if isinstance(error, EngineUnavailable) else ""

    docker.run("engine", "true")
    state.watch(LAB)
    program.wait(state_is(program, "engine", State.EXITED))
    docker.end()
    program.wait(lambda: "systemctl" in fix())
    assert named(program, "engine") is not None
    docker.start_again()
    program.wait(lambda: state.view(LAB).error is None)


def test_question_is_answered_or_says_why_not(connected: RealProgram, docker: DockerEngine) -> None:
    program, state = connected, connected.hub.containers
    heard = Heard(state)
    docker.run("asked", "true")
    for name in ("asked", "missing"):
        worker = state.asking(LAB, lambda engine, _cancel, name=name: engine.details(name).name)
        worker.produced.connect(heard.on_produced)
        worker.ended.connect(heard.on_ended)
        state.start(worker)
        program.wait(lambda name=name: len(heard.ended) == ["asked", "missing"].index(name) + 1)
    assert heard.produced == ["asked"]
    assert heard.ended[0].error is None
    assert heard.ended[1].error is not None
    assert "missing" in heard.ended[1].error.message
