"""The Tunnels pane on a stand-in for its state, and what its tests look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
)
from pytestqt.qtbot import QtBot

from app.panes.tunnels.cells import Cell, Role
from app.panes.tunnels.pane import TunnelsPane
from app.panes.tunnels.row_view import RowView
from app.services.tunnels.api import (
    Listener,
    ServiceScan,
    TunnelId,
    TunnelSpec,
)
from app.services.tunnels.presets import guess
from app.state.hub import Notice
from app.transport.status import Phase
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.tunnels_fakes import PaneTunnels, use_fake_tunnels

SPARK = node("spark-01")


DASHBOARD = TunnelSpec(TunnelId("dashboard"), SPARK.id, "DGX Dashboard", remote_port=11000)


POSTGRES = TunnelSpec(TunnelId("pg"), SPARK.id, "PostgreSQL", remote_port=5432, scheme="")


PAGE = TunnelSpec(TunnelId("ui"), SPARK.id, "Chat page", remote_port=3000, group="Chatbot")


BACKEND = TunnelSpec(
    TunnelId("be"), SPARK.id, "Backend", remote_port=8000, scheme="", group="Chatbot"
)


def listener(port: int, *addresses: str, program: str = "") -> Listener:
    return Listener(port, addresses or ("127.0.0.1",), program, preset=guess(port, program))


SCAN = ServiceScan(
    SPARK.id,
    (listener(11000), listener(8888, "0.0.0.0", program="jupyter-lab"), listener(40123)),
    1_000.0,
    ("Programs of other accounts are not named: that needs an administrator there.",),
)


class Bench:
    """The pane, what stands behind it, and what it told."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.hub: Any = fake_hub(folder / "settings.json", SPARK)
        self.tunnels: PaneTunnels = use_fake_tunnels(self.hub)
        self.hub.select_node(SPARK.id)
        self.told: list[Notice] = []
        self.hub.notified.connect(self.told.append)

    def show(self) -> TunnelsPane:
        self.pane = TunnelsPane(self.hub)
        self.qtbot.addWidget(self.pane)
        self.pane.resize(1100, 900)
        self.pane.show()
        self.qtbot.waitExposed(self.pane)
        return self.pane

    def connect(self, phase: Phase = Phase.CONNECTED, **more: Any) -> None:
        self.hub.sessions.set(SPARK.id, phase, **more)

    def settle(self, condition: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)


def cell(view: RowView, key: str, column: int) -> Cell:
    assert view.choose(key)
    found = view.currentIndex().siblingAtColumn(column).data(Role.CELL)
    assert isinstance(found, Cell)
    return found


def rows(model: QAbstractItemModel) -> list[str]:
    """Return the keys of all rows from top to bottom."""
    found = []
    for number in range(model.rowCount()):
        above = model.index(number, 0)
        found.append(above.data(Role.KEY))
        found += [
            model.index(place, 0, above).data(Role.KEY) for place in range(model.rowCount(above))
        ]
    return found
