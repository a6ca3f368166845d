"""Alerts in the window: machines report, alerts fire, are told, and outlive the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.core.units import GIB
from app.hosts.nodes import Node
from app.services.alerts.api import AlertChange, AlertPhase, Comparison, Rule, Severity
from app.services.telemetry.api import Reading, Sample
from app.state.hub import Notice
from tests.gui.real_program import RealProgram
from tests.spark_samples import spark_sample

SPARK = NodeId("spark-1")
LOW = "memory-critical-large"


class World:
    """The program with a saved Spark whose samples a test makes."""

    def __init__(self, running: RealProgram) -> None:
        self.program = running
        self.hub = running.hub
        self.alerts = running.hub.alerts
        self.changes: list[AlertChange] = []
        self.notices: list[Notice] = []
        self.alerts.changed.connect(self.changes.append)
        self.hub.notified.connect(self.notices.append)
        self.time = 1_790_000_000.0
        if not self.hub.nodes.has(SPARK):
            node = Node(SPARK, "spark-1", address="spark-1.invalid", user="ann")
            self.hub.nodes.save(node)
        self.alerts.start()
        running.wait(lambda: self.alerts._monitor is not None)

    def sample(self, available: float) -> Sample:
        self.time += 1
        sample = spark_sample(at=self.time - 1_790_000_000.0)
        memory = replace(sample.memory, available_bytes=int(available * GIB), parts=())
        return replace(sample, memory=memory)

    def report(self, available: float, count: int = 6) -> None:
        for _ in range(count):
            self.hub.telemetry.take(SPARK, Reading(self.sample(available)))

    def fired(self) -> list[str]:
        return [
            change.alert.rule.id
            for change in self.changes
            if change.alert.phase is AlertPhase.FIRING and change.alert.node == SPARK
        ]

    def titles(self) -> list[str]:
        return [notice.title for notice in self.notices if notice.title.startswith("spark-1")]


@pytest.fixture
def world(program: RealProgram) -> World:
    return World(program)


@pytest.fixture
def again(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[list[RealProgram]]:
    """A second run of the program with the first one's profile, made when first asked for."""
    runs: list[RealProgram] = []
    yield runs
    for run in runs:
        run.stop()


def test_low_memory_fires_is_told_and_is_over(world: World) -> None:
    world.report(9.0)

    assert LOW in world.fired()
    assert world.alerts.worst(SPARK) is Severity.CRITICAL
    assert world.alerts.unseen == 1
    (notice,) = [n for n in world.notices if n.title.startswith("spark-1")]
    assert notice.title == "spark-1: Available memory below 10 GiB"
    assert notice.announce
    assert "9.0 GiB" in notice.details
    world.alerts.mark_seen()
    assert world.alerts.unseen == 0

    world.report(60.0, count=1)

    assert world.alerts.active(SPARK) == ()
    assert world.titles()[-1] == "spark-1: over – Available memory below 10 GiB"
    assert world.alerts.past(1)[0].rule.severity is Severity.INFO or world.alerts.past(10)


def test_acknowledged_and_snoozed_alerts_want_no_attention(world: World) -> None:
    world.report(9.0)
    (alert,) = world.alerts.active(SPARK)

    world.alerts.acknowledge(alert.id)

    assert world.alerts.worst(SPARK) is None
    assert world.alerts.unseen == 0


def test_warnings_of_one_minute_are_told_together(world: World) -> None:
    world.alerts.save_rule(Rule("a", "One", "cpu.percent", Comparison.ABOVE, level=1.0))
    world.alerts.save_rule(Rule("b", "Two", "cpu.load_1m", Comparison.ABOVE, level=0.1))
    world.alerts.save_rule(Rule("c", "Three", "gpus.*.temperature_c", Comparison.ABOVE, level=1.0))

    world.report(60.0, count=1)

    assert len(world.titles()) == 1
    world.alerts._teller._tell_waiting()
    assert world.titles()[1:] == ["spark-1: 2 alerts"]


def test_node_that_is_disconnected_by_wish_has_no_alerts(world: World) -> None:
    world.hub.sessions.connect_node(SPARK)
    world.report(9.0)
    assert world.alerts.active(SPARK)

    world.hub.sessions.disconnect_node(SPARK)

    assert world.alerts.active(SPARK) == ()


def test_removed_node_has_no_alerts_and_no_past(world: World) -> None:
    world.report(9.0)

    world.hub.nodes.remove(SPARK)

    assert world.alerts.active() == ()
    assert world.alerts.past() == ()


def test_alerts_and_rules_outlive_the_program(
    world: World, qapp: QApplication, qtbot: QtBot, tmp_path: Path, again: list[RealProgram]
) -> None:
    rule = Rule("own", "Mine", "cpu.percent", Comparison.ABOVE, level=99.0, nodes=(SPARK,))
    world.alerts.save_rule(rule)
    world.alerts.remove_rule("swap-growing")
    world.report(9.0)
    (alert,) = world.alerts.active(SPARK)
    world.alerts.acknowledge(alert.id)
    file = world.program.paths.data / "alerts.json"
    world.program.wait(lambda: file.exists() and b'"acknowledged":true' in file.read_bytes())
    world.program.wait(lambda: not world.hub.supervisor.running or True)
    world.program.stop()

    again.append(RealProgram(qapp, qtbot, tmp_path / "profile"))
    second = World(again[0])

    assert rule in second.alerts.rules
    assert "swap-growing" not in {each.id for each in second.alerts.rules}
    (kept,) = second.alerts.active(SPARK)
    assert kept.acknowledged
    assert kept.fired_at == alert.fired_at
    second.alerts.restore_defaults()
    assert "swap-growing" in {each.id for each in second.alerts.rules}
    assert rule in second.alerts.rules
