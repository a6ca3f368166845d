"""The benchmark of the charts stands in for the program; it has to keep up with the pane."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.services.telemetry import api
from scripts.bench import charts


@pytest.mark.usefixtures("qapp")
def test_bench_charts_shows_the_pane_with_what_it_measures(qtbot: QtBot) -> None:
    hub = charts.make_hub(60)
    pane = charts.show_pane(hub, 300)
    qtbot.addWidget(pane)
    assert len(pane.grid.canvases) == charts.CHARTS
    hub.telemetry.take(LOCAL_NODE, api.Reading(charts.synthetic_sample(1)))
