"""What the palette puts first: the page of a tunnel, the pane that does what others are used to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.panes import processes, terminal
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.shell.palette.entries import Entry
from app.shell.palette.finding import Finder
from app.shell.palette.sources import entries_of
from app.shell.window import MainWindow
from app.state.hub import Hub
from app.transport.status import Phase, SessionStatus
from tests.gui.shell_fakes import CHARTS, fake_hub, node, paths_in

SPARK = node("spark-01")
LAB = TunnelSpec(TunnelId("t1"), SPARK.id, "JupyterLab", remote_port=8888)


@pytest.fixture
def hub(qapp: QApplication, tmp_path: Path) -> Hub:
    return fake_hub(tmp_path / "settings.json", SPARK)


def found(hub: Hub, text: str, *, used: tuple[str, ...] = ()) -> list[Entry]:
    return list(Finder(entries_of(hub, tuple), used).find(text).entries)


def test_palette_puts_the_page_of_a_tunnel_before_closing_it(hub: Hub) -> None:
    cast(Any, hub.tunnels).set(LAB, TunnelPhase.OPEN, local_port=8889)

    titles = [entry.title for entry in found(hub, "jup")]
    again = found(hub, "jup", used=("tunnel:t1:close",))

    assert titles == [
        "Open JupyterLab in the browser",
        "Copy address of JupyterLab",
        "Close tunnel JupyterLab",
    ]
    assert again[0].key == "tunnel:t1:browse"
    assert [entry.key for entry in found(hub, "close jup")] == ["tunnel:t1:close"]


def test_palette_opens_the_page_of_a_closed_tunnel_once_it_is_open(hub: Hub) -> None:
    tunnels, launcher = cast(Any, hub.tunnels), cast(Any, hub.launcher)
    tunnels.set(LAB, TunnelPhase.CLOSED)

    for _twice in range(2):
        found(hub, "jup")[0].run()
    assert tunnels.asked == [("open", LAB.id)] * 2
    assert launcher.asked == []
    tunnels.set(LAB, TunnelPhase.OPEN, local_port=8889)

    assert launcher.asked == [("url", "http://127.0.0.1:8889/")]


def test_palette_puts_disconnecting_behind_what_shows_a_node(hub: Hub) -> None:
    hub.sessions.statuses[SPARK.id] = SessionStatus(SPARK.id, Phase.CONNECTED)  # type: ignore[attr-defined]

    keys = [entry.key.rpartition(":")[2] for entry in found(hub, "spark-01")]

    assert keys == ["show", "charts", "shell", "disconnect"]


def test_palette_finds_panes_by_the_programs_they_stand_for(
    qtbot: QtBot, tmp_path: Path, hub: Hub
) -> None:
    window = MainWindow(hub, (CHARTS, processes.PANE, terminal.PANE), paths_in(tmp_path))
    qtbot.addWidget(window)
    finder = Finder(entries_of(hub, window.commands.all))

    first = {word: finder.find(word).entries[0].title for word in ("kill", "nvtop", "ssh")}

    assert first == {"kill": "Processes", "nvtop": "Processes", "ssh": "Terminal"}
