"""What the program learns about nodes is saved without the window waiting for the disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook
from app.state.node_saver import NodeSaver
from app.state.nodes import NodesState
from app.workers.supervisor import Supervisor

SPARK = Node(NodeId("node-1"), "Spark", "spark.local", user="ann", connect_at_start=False)


class World:
    """A node list on disk, and what saves to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = NodeBook(SettingsStore(path))
        self.book.save(SPARK)
        self.nodes = NodesState(self.book, KnownHosts(path.parent / "known_hosts", also=()))
        self.supervisor = Supervisor()
        self.owner = QObject()
        self.saver = NodeSaver(self.nodes, self.supervisor, self.owner)

    def on_disk(self) -> Node:
        """What another program would find."""
        return NodeBook(SettingsStore(self.path)).get(SPARK.id)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "settings.json")
    yield made
    assert made.supervisor.stop_all() == ()


def test_a_slow_disk_does_not_hold_the_window_up(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, real = threading.Event(), world.book.change

    def slow(node: NodeId, **fields: Any) -> bool:
        release.wait(10)
        return real(node, **fields)

    monkeypatch.setattr(world.book, "change", slow)
    began = time.monotonic()
    world.saver.change(SPARK.id, connect_at_start=True)
    world.saver.change(SPARK.id, host_key="SHA256:a")
    assert time.monotonic() - began < 5

    with qtbot.waitSignal(world.nodes.changed):
        release.set()
    qtbot.waitUntil(lambda: world.on_disk().host_key == "SHA256:a")
    assert world.on_disk().connect_at_start


def test_the_last_wish_counts(world: World, qtbot: QtBot) -> None:
    for wanted in (True, False, True, False, True):
        world.saver.change(SPARK.id, connect_at_start=wanted)

    qtbot.waitUntil(lambda: world.supervisor.running == ())
    assert world.on_disk().connect_at_start


def test_a_name_that_another_program_gave_stays(world: World, qtbot: QtBot) -> None:
    other = NodeBook(SettingsStore(world.path))
    other.change(SPARK.id, name="Desk")

    with qtbot.waitSignal(world.nodes.changed):
        world.saver.change(SPARK.id, connect_at_start=True)

    assert (world.on_disk().name, world.on_disk().connect_at_start) == ("Desk", True)
    assert world.nodes.get(SPARK.id).name == "Desk"


def test_what_waits_is_saved_when_the_program_ends(world: World) -> None:
    world.saver.change(SPARK.id, connect_at_start=True)

    assert world.supervisor.stop_all() == ()

    assert world.on_disk().connect_at_start


def test_a_node_that_was_removed_stays_removed(world: World, qtbot: QtBot) -> None:
    world.nodes.remove(SPARK.id)
    world.saver.change(SPARK.id, connect_at_start=True)

    qtbot.waitUntil(lambda: world.supervisor.running == ())
    assert not world.nodes.has(SPARK.id)
