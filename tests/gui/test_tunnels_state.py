"""TunnelsState without a network: sessions and forwards are stand-ins, workers are real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook
from app.services.tunnels.api import (
    Listener,
    ServiceScan,
    TunnelId,
    TunnelPhase,
    TunnelSpec,
    TunnelStatus,
)
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

    def open(self, port: int, *, fixed: bool = False) -> int:
        if port in self.world.taken:
            if fixed:
                raise BadInput(f"Local port {port} is taken.", "Free it.")
            port += 1
        return port

    def close(self) -> None:
        self.closed = True

    def traffic(self) -> Traffic:
        return self.counted


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
        self.begin()

    def begin(self) -> None:
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
            make_forward=self.make_forward,
        )
        self.heard = Heard(self.tunnels)
        self.tunnels.start()

    def again(self) -> None:
        self.stop()
        self.forwards.clear()
        self.begin()

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
