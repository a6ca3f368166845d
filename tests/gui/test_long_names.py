"""Where a name is long, or many machines are there: what says where one is stays in sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.panes.charts.header import ChartsHeader
from app.panes.overview.header import OverviewHeader
from app.shell.topbar import TopBar
from app.shell.window import MainWindow
from tests.gui.shell_fakes import CHARTS, fake_hub, node, paths_in

LONG = "spark-nowhere-with-a-very-long-name-in-the-lab"


def test_top_bar_cuts_the_name_of_the_node_before_that_of_the_pane(qtbot: QtBot) -> None:
    top = TopBar()
    qtbot.addWidget(top)
    top.resize(960, 54)
    top.show_place(LONG, "Connection")
    top.show()
    QApplication.processEvents()

    assert top._pane.width() >= top._pane.fontMetrics().horizontalAdvance("Connection")
    assert top._node.text().endswith("…")
    assert top.place() == (LONG, "Connection")


@pytest.mark.parametrize("kind", [OverviewHeader, ChartsHeader])
def test_header_cuts_a_long_name_and_keeps_its_buttons(qtbot: QtBot, kind: type[Any]) -> None:
    header = kind()
    qtbot.addWidget(header)
    header.show()
    header.show_name(LONG)
    header.resize(620, 60)
    QApplication.processEvents()

    assert header.width() == 620
    assert header.name.text().endswith("…")
    assert header.name.toolTip()
    header.show_name("spark-01")
    assert header.name.text() == "spark-01"


def test_rail_scrolls_to_the_node_that_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    nodes = [node(f"spark-{number:02}") for number in range(1, 31)]
    hub = fake_hub(tmp_path / "settings.json", *nodes)
    window = MainWindow(hub, (CHARTS,), paths_in(tmp_path))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.resize(1280, 600)
    row = cast(Any, window.rail)._rows[nodes[-1].id]
    qtbot.waitUntil(lambda: row.visibleRegion().isEmpty())

    hub.select_node(nodes[-1].id)

    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect().height() == row.height())
    window.resize(1280, 560)
    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect().height() == row.height())
