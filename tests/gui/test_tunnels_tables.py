"""The tables of the Tunnels pane: models that keep Qt's rules, and columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import (
    QModelIndex,
    Qt,
)
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.look.components.columns import ColumnWidth, hidden, shared
from app.panes.tunnels.arrangement import SECTION, TunnelsPaneSettings
from app.panes.tunnels.cells import Role
from app.panes.tunnels.pane import TunnelsPane
from app.panes.tunnels.service_model import ServiceModel
from app.panes.tunnels.tunnel_model import Column, TunnelModel
from app.services.tunnels.api import (
    TunnelPhase,
)
from tests.gui.tunnels_bench import (
    BACKEND,
    DASHBOARD,
    PAGE,
    SCAN,
    Bench,
    rows,
)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def test_tunnel_model_keeps_qts_rules(qapp: object, bench: Bench) -> None:
    for spec in (DASHBOARD, PAGE, BACKEND):
        bench.tunnels.set(spec, TunnelPhase.OPEN)
    model = TunnelModel(bench.tunnels.status)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_tunnels("spark-01", (DASHBOARD, PAGE, BACKEND))
    assert rows(model) == ["dashboard", "app:Chatbot", "ui", "be"]
    assert model.parent(model.index_of("be")) == model.index_of("app:Chatbot")
    changed: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first))
    model.refresh()
    assert not changed
    bench.tunnels.change(BACKEND.id, phase=TunnelPhase.WAITING)
    model.refresh()
    assert {index.data(Role.KEY) for index in changed} == {"app:Chatbot", "be"}
    model.sort(int(Column.NAME))
    assert rows(model)[0] == "app:Chatbot"
    model.sort(-1)
    assert rows(model)[0] == "dashboard"
    tester.deleteLater()


def test_service_model_keeps_qts_rules_and_puts_known_services_first(qapp: object) -> None:
    model = ServiceModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_listeners("spark-01", SCAN.listeners, {})
    assert rows(model) == ["8888", "11000", "40123"]
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert rows(model) == ["40123", "11000", "8888"]
    model.show_listeners("spark-01", (), {})
    assert rows(model) == []
    tester.deleteLater()


def test_columns_give_way_only_as_far_as_they_can_be_read() -> None:
    columns = (ColumnWidth(300, 200), ColumnWidth(200, 100), ColumnWidth(100, 100))
    assert shared(columns, 1, 900) == [300, 500, 100]
    assert shared(columns, 1, 550) == [300, 150, 100]
    assert shared(columns, 1, 450) == [250, 100, 100]
    assert shared(columns, 1, 300) == [200, 100, 100]


def test_columns_that_have_no_room_are_left_out_in_order() -> None:
    columns = (ColumnWidth(300, 200), ColumnWidth(200, 100), ColumnWidth(100, 100))
    assert hidden(columns, (2, 1), 400) == set()
    assert hidden(columns, (2, 1), 399) == {2}
    assert hidden(columns, (2, 1), 250) == {2, 1}


def test_columns_and_order_are_remembered(bench: Bench) -> None:
    bench.connect()
    bench.tunnels.set(DASHBOARD, TunnelPhase.OPEN, local_port=11000)
    pane = bench.show()
    pane.tunnels.view.header().resizeSection(int(Column.NAME), 333)
    pane.tunnels.view.sortByColumn(int(Column.NAME), Qt.SortOrder.DescendingOrder)
    load = bench.hub.settings.load
    bench.settle(lambda: load(SECTION, TunnelsPaneSettings).tunnel_widths)
    kept = load(SECTION, TunnelsPaneSettings)
    assert (kept.tunnel_widths[0], kept.tunnel_sort, kept.tunnel_down) == (333, 0, True)
    again = TunnelsPane(bench.hub)
    bench.qtbot.addWidget(again)
    again.resize(1200, 900)
    again.show()
    assert again.tunnels.view.header().sectionSize(int(Column.NAME)) == 333
    assert again.tunnels.view.header().sortIndicatorSection() == 0
