"""TunnelsState without a network: sessions and forwards are stand-ins, workers are real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.core.errors import LocalPortTaken
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.hosts.keyring import Keyring, KeyringFailed
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook
from app.hosts.secrets import SecretStore
from app.services.tunnels.api import (
    Listener,
    ServiceScan,
    TunnelId,
    TunnelPhase,
    TunnelSpec,
    TunnelStatus,
)
from app.services.tunnels.book import spec_of_preset
from app.services.tunnels.presets import find
from app.state.nodes import NodesState
from app.state.sessions import SessionsState
from app.state.tunnels import TunnelsChanged, TunnelsState
from app.transport.slot import SessionSlot
from app.transport.status import Phase
from app.transport.tunnel.api import Traffic
from app.workers.supervisor import Supervisor
from tests.gui.shell_fakes import FakeSessions
from tests.gui.shell_fakes import node as make_node


class FakeForward:
    """Listens nowhere; counts what was asked of it."""

    def __init__(self, spec: TunnelSpec, world: World) -> None:
        self.spec = spec
        self.world = world
        self.closed = False
        self.counted = Traffic()

    def open(self, port: int) -> int:
        if port in self.world.taken:
            raise LocalPortTaken(f"Local port {port} is taken.", "Free it.", port=port)
        return port

    def close(self) -> None:
        self.closed = True

    def traffic(self) -> Traffic:
        return self.counted


class NoKeyring:
    """A computer without any keyring."""

    def set(self, *_arguments: object) -> None:
        raise KeyringFailed("this computer has no keyring")


class FakeSession:
    alive = True


class Sessions(FakeSessions):
    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[NodeId, SessionSlot] = {}

    def slot(self, node: NodeId) -> SessionSlot:
        return self.slots.setdefault(node, SessionSlot())

    def session(self, node: NodeId) -> Any:
        return self.slot(node).session

    def connect(self, node: NodeId) -> None:  # type: ignore[override]
        self.slot(node).put(cast(Any, FakeSession()))
        self.set(node, Phase.CONNECTED)

    def lose(self, node: NodeId) -> None:
        slot = self.slot(node)
        if slot.session is not None:
            slot.clear(slot.session)
        self.set(node, Phase.RECONNECTING)

    def turn_off(self, node: NodeId) -> None:
        self.lose(node)
        self.set(node, Phase.OFF)


class Heard(QObject):
    def __init__(self, tunnels: TunnelsState) -> None:
        super().__init__()
        self.changed: list[TunnelsChanged] = []
        self.statuses: list[TunnelStatus] = []
        self.scans: list[ServiceScan] = []
        tunnels.changed.connect(self.on_changed)
        tunnels.status_changed.connect(self.on_status)
        tunnels.services_found.connect(self.on_scan)

    def on_changed(self, changed: TunnelsChanged) -> None:
        self.changed.append(changed)

    def on_status(self, status: TunnelStatus) -> None:
        self.statuses.append(status)

    def on_scan(self, scan: ServiceScan) -> None:
        self.scans.append(scan)


class World:
    """One run of the program; `again` makes the next one out of the same folder."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.taken: set[int] = set()
        self.forwards: list[FakeForward] = []
        self.make()

    def make(self, *, start: bool = True) -> None:
        store = SettingsStore(self.folder / "settings.json")
        self.nodes = NodesState(NodeBook(store), KnownHosts(self.folder / "known_hosts", also=()))
        self.sessions = Sessions()
        self.supervisor = Supervisor()
        self.tunnels = TunnelsState(
            nodes=self.nodes,
            sessions=cast(SessionsState, self.sessions),
            supervisor=self.supervisor,
            settings=store,
            audit_file=self.folder / "audit.jsonl",
            secrets=SecretStore(store, cast(Keyring, NoKeyring())),
            make_forward=self.make_forward,
        )
        self.heard = Heard(self.tunnels)
        if start:
            self.tunnels.start()

    def again(self) -> None:
        self.stop()
        self.forwards.clear()
        self.make()

    def stop(self) -> None:
        assert self.supervisor.stop_all() == ()

    def make_forward(self, _slot: SessionSlot, spec: TunnelSpec) -> FakeForward:
        self.forwards.append(FakeForward(spec, self))
        return self.forwards[-1]

    def node(self, name: str) -> Node:
        return self.nodes.save(make_node(name))

    def wait(self, tunnel: TunnelId, phase: TunnelPhase) -> TunnelStatus:
        self.qtbot.waitUntil(lambda: self.tunnels.status(tunnel).phase is phase)
        return self.tunnels.status(tunnel)

    @property
    def listening(self) -> list[str]:
        return [each.spec.name for each in self.forwards if not each.closed]


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    made = World(qtbot, tmp_path)
    yield made
    made.stop()


def test_a_service_is_opened_at_its_own_port_and_stays_there(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)

    spec = world.tunnels.open_service(spark.id, find("dashboard"))
    status = world.wait(spec.id, TunnelPhase.OPEN)

    assert status.local_port == 11000
    assert status.note == ""
    assert world.tunnels.url(spec.id) == "http://127.0.0.1:11000/"
    assert world.tunnels.open_service(spark.id, Listener(11000, ("127.0.0.1",))).id == spec.id
    assert len(world.tunnels.specs(spark.id)) == 1


def test_two_nodes_with_the_same_service_get_ports_of_their_own(world: World) -> None:
    ports = []
    for name in ("one", "two"):
        node = world.node(name)
        world.sessions.connect(node.id)
        spec = world.tunnels.open_service(node.id, find("dashboard"))
        ports.append(world.wait(spec.id, TunnelPhase.OPEN).local_port)

    assert ports == [11000, 11001]

    world.again()
    assert [spec.local_port for spec in world.tunnels.all()] == ports


def test_a_taken_port_is_said_and_the_next_one_becomes_the_stable_one(world: World) -> None:
    world.taken = {11000}
    spark = world.node("spark")
    world.sessions.connect(spark.id)

    spec = world.tunnels.open_service(spark.id, find("dashboard"))
    status = world.wait(spec.id, TunnelPhase.OPEN)

    assert status.local_port == 11001
    assert status.note.startswith("Port 11000 is held by ")
    assert status.note.endswith("; 11001 is used.")
    world.qtbot.waitUntil(lambda: world.tunnels.get(spec.id).local_port == 11001)


def test_what_insists_on_its_port_fails_in_words_when_it_is_taken(world: World) -> None:
    world.taken = {18789}
    spark = world.node("spark")
    world.sessions.connect(spark.id)

    spec = world.tunnels.open_service(spark.id, find("openclaw"))
    status = world.wait(spec.id, TunnelPhase.FAILED)

    assert status.message == "Local port 18789 is taken."
    assert status.hint
    assert status.local_port is None

    world.taken.clear()
    world.tunnels.open(spec.id)
    assert world.wait(spec.id, TunnelPhase.OPEN).local_port == 18789


def test_a_tunnel_keeps_its_port_while_its_node_is_away(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.OPEN)

    world.sessions.lose(spark.id)
    waiting = world.wait(spec.id, TunnelPhase.WAITING)
    assert waiting.local_port == 11434
    assert waiting.message
    world.sessions.connect(spark.id)
    world.wait(spec.id, TunnelPhase.OPEN)

    assert len(world.forwards) == 1


def test_opening_a_tunnel_connects_its_node(world: World) -> None:
    spark = world.node("spark")

    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.WAITING)

    assert world.sessions.asked == [("connect", spark.id)]


def test_wanted_tunnels_come_back_at_the_next_start_and_others_do_not(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    kept = world.tunnels.open_service(spark.id, find("dashboard"))
    closed = world.tunnels.open_service(spark.id, find("ollama"))
    for spec in (kept, closed):
        world.wait(spec.id, TunnelPhase.OPEN)
    world.tunnels.close(closed.id)
    world.wait(closed.id, TunnelPhase.CLOSED)

    world.again()
    world.sessions.set(spark.id, Phase.CONNECTING)
    assert world.wait(kept.id, TunnelPhase.WAITING).local_port == 11000
    world.sessions.connect(spark.id)
    world.wait(kept.id, TunnelPhase.OPEN)

    assert world.listening == ["DGX Dashboard"]


def test_a_tunnel_that_starts_with_its_node_does_and_stays_closed_once_closed(
    world: World,
) -> None:
    spark = world.node("spark")
    spec = world.tunnels.add(
        replace(spec_of_preset(spark.id, find("jupyter")), start_with_node=True)
    )
    world.sessions.connect(spark.id)
    world.wait(spec.id, TunnelPhase.OPEN)

    world.tunnels.close(spec.id)
    world.wait(spec.id, TunnelPhase.CLOSED)
    world.sessions.lose(spark.id)
    world.sessions.connect(spark.id)
    other = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(other.id, TunnelPhase.OPEN)
    assert world.tunnels.status(spec.id).phase is TunnelPhase.CLOSED

    world.sessions.turn_off(spark.id)
    world.sessions.connect(spark.id)
    world.wait(spec.id, TunnelPhase.OPEN)


def test_disconnecting_a_node_closes_its_tunnels_until_it_is_connected_again(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.OPEN)

    world.sessions.turn_off(spark.id)
    world.wait(spec.id, TunnelPhase.CLOSED)
    assert world.listening == []
    world.sessions.connect(spark.id)

    world.wait(spec.id, TunnelPhase.OPEN)


def test_a_removed_nodes_tunnels_go_and_come_back_with_it(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.OPEN)

    removed = world.nodes.remove(spark.id)
    world.sessions.turn_off(spark.id)
    assert world.tunnels.all() == ()
    world.qtbot.waitUntil(lambda: world.listening == [])
    world.nodes.save(removed)
    assert [each.id for each in world.tunnels.all()] == [spec.id]
    world.sessions.connect(spark.id)

    world.wait(spec.id, TunnelPhase.OPEN)


def test_a_removed_tunnel_can_be_brought_back(world: World) -> None:
    spark = world.node("spark")
    spec = world.tunnels.add(spec_of_preset(spark.id, find("ollama")))

    removed = world.tunnels.remove(spec.id)
    assert world.tunnels.specs(spark.id) == ()
    world.tunnels.save(removed)

    assert world.tunnels.specs(spark.id) == (spec,)
    assert {each.node for each in world.heard.changed} == {spark.id}


def test_a_service_opens_with_all_ports_of_its_app(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)

    world.tunnels.open_service(spark.id, find("chatbot"))
    specs = world.tunnels.specs(spark.id)
    for each in specs:
        world.wait(each.id, TunnelPhase.OPEN)
    assert sorted(each.remote_port for each in specs) == [3000, 8000]
    assert all(each.same_port for each in specs)


def test_an_edit_moves_an_open_tunnel_and_a_new_name_does_not(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.OPEN)
    spec = world.tunnels.get(spec.id)

    renamed = world.tunnels.save(replace(spec, name="My models", path="/api/version"))
    assert world.tunnels.url(spec.id) == "http://127.0.0.1:11434/api/version"
    assert len(world.forwards) == 1
    world.tunnels.save(replace(renamed, local_port=21434))
    world.qtbot.waitUntil(lambda: world.tunnels.status(spec.id).local_port == 21434)

    assert len(world.forwards) == 2
    assert world.forwards[0].closed


def test_traffic_is_read_only_while_somebody_watches(world: World) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    world.tunnels.watch_traffic(True)
    assert not world.tunnels._ticker.isActive()
    spec = world.tunnels.open_service(spark.id, find("ollama"))
    world.wait(spec.id, TunnelPhase.OPEN)
    assert world.tunnels._ticker.isActive()

    world.forwards[0].counted = Traffic(bytes_down=2**40, connections_total=1)
    world.qtbot.waitUntil(lambda: world.tunnels.status(spec.id).traffic.bytes_down == 2**40)
    world.tunnels.watch_traffic(False)

    assert not world.tunnels._ticker.isActive()
    assert world.heard.statuses[-1].traffic.bytes_down == 2**40


def test_a_scan_without_a_session_says_so(world: World) -> None:
    spark = world.node("spark")

    world.tunnels.scan(spark.id)
    world.qtbot.waitUntil(lambda: bool(world.heard.scans))

    assert world.heard.scans[0].error == "The node is not connected."
    assert world.tunnels.services(spark.id) == world.heard.scans[0]


def test_a_token_is_part_of_the_address_and_in_no_file(world: World, tmp_path: Path) -> None:
    spark = world.node("spark")
    world.sessions.connect(spark.id)
    spec = world.tunnels.add(spec_of_preset(spark.id, find("openclaw")))
    world.tunnels.set_token(spec.id, "s3cret-t0ken")
    world.tunnels.open(spec.id)
    world.wait(spec.id, TunnelPhase.OPEN)

    assert world.tunnels.url(spec.id) == "http://127.0.0.1:18789/?token=s3cret-t0ken"
    assert "for this run only" in world.tunnels.status(spec.id).note
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"s3cret" not in file.read_bytes()


def test_before_the_start_there_is_nothing_and_no_file_is_read(
    qtbot: QtBot, tmp_path: Path
) -> None:
    world = World.__new__(World)
    world.qtbot, world.folder, world.taken, world.forwards = qtbot, tmp_path, set(), []
    world.make(start=False)

    assert world.tunnels.all() == ()
    assert world.tunnels.specs(NodeId("any")) == ()
    assert world.supervisor.running == ()
