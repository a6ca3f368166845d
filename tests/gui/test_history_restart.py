"""The program is closed and opened again: what it knew before, and what happened meanwhile."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE, NodeId
from app.hosts.nodes import Node
from app.services.history.api import Event, EventKind
from app.services.history.clocks import ClockWatch
from app.state.archive import EventAdded
from app.state.ring_filler import REASON
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

SPARK = NodeId("node-spark")
CPU = "cpu.percent"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "profile"


def watch_this_computer(program: RealProgram, samples: int) -> None:
    program.hub.archive.start()
    program.hub.sessions.set_interval(0.1)
    program.hub.sessions.connect_node(LOCAL_NODE)
    history = program.hub.telemetry.history(LOCAL_NODE)
    program.wait(lambda: history.rows >= samples)


def test_live_charts_begin_with_what_the_program_before_kept(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> None:
    first = RealProgram(qapp, qtbot, home)
    watch_this_computer(first, 10)
    before = first.hub.telemetry.history(LOCAL_NODE)
    first.stop()
    kept = np.array(before.values(CPU))  # with what came while it ended
    ended = before.times[-1] + time.time() - first.hub.telemetry.now()

    second = RealProgram(qapp, qtbot, home)
    second.wait(lambda: time.time() > ended + 1.0)  # too long a pause to draw a line across
    try:
        watch_this_computer(second, 2)
        history = second.hub.telemetry.history(LOCAL_NODE)
        second.wait(lambda: any(gap.reason == REASON for gap in history.gaps))
        own = history.rows
        second.wait(lambda: history.rows > own + 5)
        times, values = np.array(history.times), history.values(CPU)
        offset = time.time() - second.hub.telemetry.now()
    finally:
        second.stop()
    assert (np.diff(times) > 0).all()
    (gap,) = [gap for gap in history.gaps if gap.reason == REASON]
    assert gap.end is not None
    assert gap.start == pytest.approx(ended - offset, abs=0.5), "where the program before ended"
    old = values[times <= gap.start]  # type: ignore[index]
    # Rows of the moments before its file was open were never kept.
    assert len(old) >= 3
    np.testing.assert_array_equal(old[-3:], kept[-3:])
    assert np.isnan(values[(times > gap.start) & (times < gap.end)]).all()  # type: ignore[index]


def test_clock_that_was_set_is_an_event_of_every_node(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[EventAdded] = []
    event = Event("", 1000.0, EventKind.CLOCK, "Clock set back by 1 h")
    looks = iter([event])
    monkeypatch.setattr(ClockWatch, "look", lambda _watch: next(looks, None))
    program.hub.archive.event_added.connect(told.append)
    watch_this_computer(program, 1)
    program.wait(lambda: EventAdded(LOCAL_NODE, event) in told)


@pytest.fixture
def spark(lab_node: LabNode) -> LabNode:
    lab_node.set_scenario("idle")
    return lab_node


def watch_spark(program: RealProgram, lab: LabNode) -> None:
    program.trust(lab)
    if not program.hub.nodes.has(SPARK):
        node = Node(SPARK, "spark-01", lab.host, lab.port, lab.user, str(lab.identity))
        program.hub.nodes.save(replace(node, host_key=lab.host_key_fingerprint()))
    program.hub.archive.start()
    program.hub.sessions.connect_node(SPARK)
    program.wait_phase(SPARK, Phase.CONNECTED)
    program.wait_sample(SPARK)
    program.wait_sample(SPARK)


@pytest.mark.lab
def test_restart_while_the_program_was_closed_is_told(
    qapp: QApplication, qtbot: QtBot, home: Path, spark: LabNode
) -> None:
    first = RealProgram(qapp, qtbot, home)
    watch_spark(first, spark)
    first.stop()
    spark.set_scenario("reboot")

    second = RealProgram(qapp, qtbot, home)
    told: list[EventAdded] = []
    second.hub.archive.event_added.connect(told.append)
    try:
        watch_spark(second, spark)
        second.wait(lambda: any(added.event.kind is EventKind.REBOOT for added in told))
        second.wait(lambda: second.hub.archive.incidents.known)
        (known,) = second.hub.archive.incidents.known
    finally:
        second.stop()
    (restart,) = [added.event for added in told if added.event.kind is EventKind.REBOOT]
    assert "not running then" in restart.details
    assert "Nobody watched it" in known.incident.summary, "it was watched until just before"

    third = RealProgram(qapp, qtbot, home)
    told.clear()
    third.hub.archive.event_added.connect(told.append)
    try:
        watch_spark(third, spark)
    finally:
        third.stop()
    assert EventKind.REBOOT not in {added.event.kind for added in told}, "told once"
