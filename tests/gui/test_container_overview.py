"""The overview of a container: every line whole, every port once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from app.panes.containers.details.overview_tab import OverviewTab
from app.services.containers.api import Port, State
from app.services.containers.inspection import inspection_of
from tests.gui.containers_fakes import FakeContainers, container
from tests.gui.overview_world import SPARK, OverviewWorld

DATA = Path(__file__).parent.parent / "data" / "docker"


def lines(tab: OverviewTab) -> list[QLabel]:
    return [each for each in tab.state.findChildren(QLabel) if each.isVisible()]


def is_whole(tab: OverviewTab) -> bool:
    found = lines(tab)
    return bool(found) and all(each.height() >= each.fontMetrics().height() for each in found)


def test_overview_of_another_container_shows_every_line_whole(qtbot: QtBot, tmp_path: Path) -> None:
    world = OverviewWorld(tmp_path)
    asked = cast(FakeContainers, cast(Any, world.hub.containers))
    tabs = QStackedWidget()
    qtbot.addWidget(tabs)
    tab, other = OverviewTab(world.hub, tabs), QWidget()
    for each in (tab, other):
        tabs.addWidget(each)
    tabs.resize(1120, 310)
    tabs.show()
    both = (Port(80, "tcp", "0.0.0.0", 8000), Port(80, "tcp", "::", 8000))
    told = replace(
        inspection_of(json.loads((DATA / "inspect_serving.json").read_text())), ports=both
    )
    tab.show_container(SPARK.id, container("serving"))
    asked.workers[-1].answer(told)
    qtbot.waitUntil(lambda: is_whole(tab))
    assert len(tab.ports.findChildren(QLabel)) == 2  # what it is, and where: once for IPv4 and IPv6

    tabs.setCurrentWidget(other)
    tab.show_container(SPARK.id, container("done", state=State.EXITED))
    tabs.setCurrentWidget(tab)
    ended = replace(told.details, state=State.EXITED, exit_code=3, finished=told.details.started)
    asked.workers[-1].answer(replace(told, details=ended))
    qtbot.waitUntil(lambda: "Exit code" in [each.text() for each in lines(tab)])
    qtbot.waitUntil(lambda: is_whole(tab))
