"""The memory guard in the window: explained, armed, told, remembered, disarmed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.services.guard.api import GuardAction, GuardPhase, GuardPolicy, GuardStatus
from app.shell.guard_desk import GuardDesk, words
from app.shell.guard_dialog import GuardDialog, choices, first_policy, most_gib
from app.state.guard import GuardChanged, GuardSettings, GuardState
from app.state.hub import Notice, Severity
from app.state.nodes import NodesChanged
from app.transport.slot import SessionSlot
from app.workers.supervisor import Supervisor
from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from scripts.lab.pressure import Pressure
from tests.gui.real_program import WAIT_MS, RealProgram, press
from tests.gui.shell_fakes import FakeNodes, sample
from tests.gui.shell_fakes import node as make_node

GIB = 1024**3
LAB = NodeId("node-lab")
ACTION = GuardAction(5.0, "container vllm (docker stop)", 7 * GIB, GIB, 0.001, "")


class Notices(QObject):
    def __init__(self, program: RealProgram) -> None:
        super().__init__()
        self.told: list[Notice] = []
        program.hub.notified.connect(self.on_notified)

    def on_notified(self, notice: Notice) -> None:
        self.told.append(notice)

    def titles(self) -> list[str]:
        return [notice.title for notice in self.told]


def begin(qapp: QApplication, qtbot: QtBot, home: Path, lab: LabNode) -> RealProgram:
    """Start the program with the lab saved and connected, and guards as after the first paint."""
    program = RealProgram(qapp, qtbot, home)
    if not program.hub.nodes.has(LAB):
        program.save_lab(LAB, lab)
    GuardDesk(program.hub, program.window)
    program.hub.sessions.connect_node(LAB)
    program.hub.guard.start()
    return program


@pytest.mark.lab
def test_guard_is_explained_armed_told_remembered_and_disarmed(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode, docker: DockerEngine
) -> None:
    docker.run("vllm", "eat", "0", "0")
    holder = gb10.Process(docker.pid("vllm"), "python3", 1024)
    shown = replace(docker_lab.scenario, processes=(holder,))
    gb10.apply(docker_lab.root, shown, "not-supported")
    program = begin(qapp, qtbot, tmp_path / "profile", docker_lab)
    guard = program.hub.guard
    program.wait_sample(LAB)
    assert guard.status(LAB).phase is GuardPhase.OFF

    guard.request_arm(LAB)
    dialog = program.dialog(GuardDialog)
    program.wait(lambda: dialog.target.text() == "container vllm")
    assert not dialog.arm.isEnabled()
    dialog.consent.setChecked(True)
    dialog.limit.setValue(9)
    press(dialog, "Arm guard")
    program.wait(lambda: guard.status(LAB).target == "container vllm")
    assert guard.status(LAB).policy == GuardPolicy(9 * GIB)
    program.stop()

    again = begin(qapp, qtbot, tmp_path / "profile", docker_lab)
    guard = again.hub.guard
    notices = Notices(again)
    again.wait(lambda: guard.status(LAB).target == "container vllm")
    with Pressure(docker_lab, lambda: 0, available_bytes=4 * GIB, limit_bytes=9 * GIB):
        again.wait(lambda: len(notices.titles()) == 2)
    assert notices.titles() == [
        "lab: the memory guard stops container vllm (docker stop)",
        "lab: the memory guard stopped container vllm (docker stop)",
    ]
    assert notices.told[0].severity is Severity.ERROR
    assert notices.told[0].announce
    assert docker.running() == set()

    guard.request_arm(LAB)
    press(again.dialog(GuardDialog), "Disarm")
    assert guard.status(LAB).phase is GuardPhase.OFF
    settings = again.paths.settings
    again.wait(lambda: json.loads(settings.read_text())["sections"]["guard"]["armed"] == [])
    again.stop()
    audit = [json.loads(line) for line in again.paths.audit.read_text().splitlines()]
    assert [line["what"] for line in audit if line["outcome"] == "begun"] == [
        "Arm the memory guard (below 9.0 GiB, the newest container with GPU memory first)",
        "Arm the memory guard (below 9.0 GiB, the newest container with GPU memory first)",
        next(line["what"] for line in audit if line["what"].startswith("Memory guard: ")),
    ]


class Sessions(QObject):
    """Sessions of nodes that are never connected."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[NodeId, SessionSlot] = {}

    def slot(self, node: NodeId) -> SessionSlot:
        return self.slots.setdefault(node, SessionSlot())


class World(QObject):
    """A GuardState with real workers, and what it told."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.spark, self.other = make_node("spark"), make_node("other")
        self.nodes = FakeNodes((self.spark, self.other))
        self.supervisor = Supervisor()
        self.settings = SettingsStore(folder / "settings.json")
        self.guard = GuardState(
            nodes=cast(Any, self.nodes),
            sessions=cast(Any, Sessions()),
            supervisor=self.supervisor,
            settings=self.settings,
            audit_file=folder / "audit.jsonl",
        )
        self.changes: list[GuardStatus] = []
        self.guard.status_changed.connect(self.on_changed)
        self.guard.start()

    def on_changed(self, changed: GuardChanged) -> None:
        self.changes.append(changed.status)

    def saved(self) -> list[str]:
        store = SettingsStore(self.settings.path)
        return [each.node for each in store.load("guard", GuardSettings).armed]


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    assert made.supervisor.stop_all() == ()


def test_guard_of_a_node_that_is_away_says_that_nothing_is_guarded(
    world: World, qtbot: QtBot
) -> None:
    node = world.spark.id
    world.guard.arm(node, GuardPolicy())
    qtbot.waitUntil(lambda: world.guard.status(node).phase is GuardPhase.LOST, timeout=WAIT_MS)
    assert "not guarded" in world.guard.status(node).message
    qtbot.waitUntil(lambda: world.saved() == [node], timeout=WAIT_MS)


def test_guard_that_is_disarmed_while_its_node_is_away_says_what_may_be_left_there(
    world: World, qtbot: QtBot
) -> None:
    node = world.spark.id
    world.guard.arm(node, GuardPolicy())
    qtbot.waitUntil(lambda: world.guard.status(node).phase is GuardPhase.LOST, timeout=WAIT_MS)

    world.guard.disarm(node)

    assert world.guard.status(node).phase is GuardPhase.OFF
    assert "ends by itself" in world.guard.status(node).message
    qtbot.waitUntil(lambda: world.saved() == [], timeout=WAIT_MS)


def test_guard_is_armed_anew_with_another_policy_and_once_at_a_time(
    world: World, qtbot: QtBot
) -> None:
    node = world.spark.id
    world.guard.arm(node, GuardPolicy())
    world.guard.arm(node, GuardPolicy(GIB))
    world.guard.arm(node, GuardPolicy(2 * GIB))
    qtbot.waitUntil(lambda: world.guard.status(node).policy.limit_bytes == 2 * GIB, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: world.guard.status(node).phase is GuardPhase.LOST, timeout=WAIT_MS)
    assert len([name for name in world.supervisor.running if name.startswith("guard:")]) == 1
    with pytest.raises(BadInput):
        world.guard.arm(node, GuardPolicy(0))


def test_guard_of_a_node_that_is_removed_is_forgotten(world: World, qtbot: QtBot) -> None:
    world.guard.arm(world.spark.id, GuardPolicy())
    qtbot.waitUntil(lambda: world.saved() == [world.spark.id], timeout=WAIT_MS)
    world.nodes.set(world.other)
    world.nodes.changed.emit(NodesChanged(world.spark.id))
    qtbot.waitUntil(lambda: world.saved() == [], timeout=WAIT_MS)
    assert world.guard.status(world.spark.id).phase is GuardPhase.OFF


def test_what_is_told_of_an_action() -> None:
    severity, title, hint = words("spark-1", ACTION)
    assert severity is Severity.ERROR
    assert title == "spark-1: the memory guard stops container vllm (docker stop)"
    assert hint == "7.0 GiB available, 1.0 GiB less a second."
    refused = replace(ACTION, ended=False, outcome="not possible: Permission denied")
    assert words("spark-1", refused)[0] is Severity.ERROR
    assert words("spark-1", refused)[2] == "Not possible: Permission denied."
    practised = replace(ACTION, practice=True)
    assert words("spark-1", practised)[0] is Severity.WARNING
    assert "would stop" in words("spark-1", practised)[1]


def test_what_is_proposed_fits_the_machine() -> None:
    small, spark = sample(total=16, available=8), sample(total=121, available=60)
    assert first_policy(None).limit_bytes == first_policy(spark).limit_bytes == 8 * GIB
    assert first_policy(small).limit_bytes == 4 * GIB
    assert (most_gib(small), most_gib(spark), most_gib(None)) == (8, 32, 32)
    assert choices(None, "ollama.service") == ["ollama.service"]
