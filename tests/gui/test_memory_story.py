"""A bad day of a Spark, as its owner sees it in the real window.

An engine takes the memory, an alert says so, the machine vanishes and comes back restarted, an
incident shows the minutes before; the program is closed and opened again, and nothing is lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.hosts.nodes import Node
from app.panes.incidents.pane import IncidentsPane
from app.panes.overview.pane import OverviewPane
from app.services.alerts.api import AlertPhase, Severity
from app.services.telemetry.api import PartKind
from app.state.archive import StretchRead
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

pytestmark = pytest.mark.lab

SPARK = NodeId("node-spark")
FULL = "memory-critical-large"
AVAILABLE = "memory.available_bytes"


@pytest.fixture
def spark(lab_node: LabNode) -> LabNode:
    lab_node.set_scenario("loaded")
    return lab_node


def node_of(lab: LabNode) -> Node:
    return Node(SPARK, "spark-01", lab.host, lab.port, lab.user, str(lab.identity))


def start(qapp: QApplication, qtbot: QtBot, home: Path, lab: LabNode) -> RealProgram:
    """Open the window; the node is saved and its key is trusted."""
    program = RealProgram(qapp, qtbot, home)
    program.trust(lab)
    if not program.hub.nodes.has(SPARK):
        program.hub.nodes.save(replace(node_of(lab), host_key=lab.host_key_fingerprint()))
    program.hub.select_node(SPARK)
    program.begin()
    program.wait_phase(SPARK, Phase.CONNECTED)
    program.wait_sample(SPARK)
    return program


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, spark: LabNode
) -> Iterator[RealProgram]:
    program = start(qapp, qtbot, tmp_path / "profile", spark)
    yield program
    program.stop()


def overview(program: RealProgram) -> OverviewPane:
    program.window.show_pane("overview")
    program.wait(lambda: program.window.stack.pane("overview"))
    pane = program.window.stack.pane("overview")
    assert isinstance(pane, OverviewPane)
    return pane


def firing(program: RealProgram) -> set[str]:
    return {
        alert.rule.id
        for alert in program.hub.alerts.active(SPARK)
        if alert.phase is AlertPhase.FIRING
    }


def engines(program: RealProgram) -> str:
    """Return the names of what holds GPU memory; the parts of the map always make up all of it."""
    sample = program.hub.telemetry.latest(SPARK)
    assert sample is not None
    memory = sample.memory
    assert sum(part.bytes for part in memory.parts) == memory.total_bytes
    return ", ".join(part.name for part in memory.parts if part.kind is PartKind.ENGINE)


def incidents(program: RealProgram) -> IncidentsPane:
    program.window.show_pane("incidents")
    program.wait(lambda: program.window.stack.pane("incidents"))
    pane = program.window.stack.pane("incidents")
    assert isinstance(pane, IncidentsPane)
    return pane


def stored(program: RealProgram, start: float) -> StretchRead:
    answers: list[StretchRead] = []
    program.hub.archive.stretch_read.connect(answers.append)
    asked = program.hub.archive.request(SPARK, (AVAILABLE,), start, time.time(), 2000)
    program.wait(lambda: any(answer.request == asked for answer in answers))
    return next(answer for answer in answers if answer.request == asked)


def test_memory_runs_out_and_nothing_of_it_is_lost(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, spark: LabNode, program: RealProgram
) -> None:
    began = time.time()
    pane = overview(program)
    program.wait(lambda: pane.header.state.text() == "Healthy")
    program.wait(lambda: "vllm-qwen" in engines(program))

    spark.set_scenario("oom")
    program.wait(lambda: FULL in firing(program))
    assert program.hub.alerts.active(SPARK)[0].rule.severity is Severity.CRITICAL
    program.wait(lambda: "ritical" in pane.header.state.text())
    assert program.window.top.bell.alerts[0] > 0

    spark.set_scenario("reboot")
    spark.kill_sessions()
    program.wait(lambda: program.hub.archive.incidents.known)
    page = incidents(program).page
    program.wait(lambda: page.charts.isVisibleTo(page))
    assert "spark-01 vanished" in page.title.text()
    assert "Available memory below 10 GiB" in page.report()
    program.wait(lambda: FULL not in firing(program))
    program.stop()

    again = start(qapp, qtbot, tmp_path / "profile", spark)
    try:
        again.wait(lambda: again.hub.archive.incidents.known)
        again.wait(lambda: FULL in {alert.rule.id for alert in again.hub.alerts.past()})
        stretch = stored(again, began).stretch
        assert stretch is not None
        assert np.nanmin(stretch.series[AVAILABLE].low) < 10 * 1024**3
    finally:
        again.stop()
