"""Alerts in the window: machines report, alerts fire, are told, and outlive the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import make_hub
from app.core.ids import NodeId
from app.core.paths import HOME_VARIABLE, Paths
from app.core.settings import SettingsStore
from app.core.units import GIB
from app.hosts.nodes import Node
from app.services.alerts import notify
from app.services.alerts.api import (
    Alert,
    AlertChange,
    AlertPhase,
    Comparison,
    Rule,
    Severity,
    Target,
)
from app.services.telemetry.api import Reading, Sample
from app.state.alert_silence import TICK_MS
from app.state.alert_targets import MORE_FOLLOW, MOST, MOST_S, AlertTargets
from app.state.alert_teller import AT_ONCE, AT_ONCE_OF_ALL, QUIET_S, SOON_S, AlertTeller
from app.state.alerts import FindingsChanged, TargetTested
from app.state.hub import Notice
from app.workers.questions import QuestionDesk
from app.workers.supervisor import Supervisor
from tests.gui.real_program import WAIT_MS, RealProgram
from tests.spark_samples import spark_sample
from tests.webhook import webhook

ROOT = Path(__file__).parents[2]
SECRET = "hook-5ecret-t0ken"
# WORKAROUND: apprise 2.2 imports `imghdr`, which Python 3.11 says will go.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
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
        self.unseen: list[int] = []
        self.alerts.changed.connect(self.changes.append)
        self.alerts.unseen_changed.connect(lambda changed: self.unseen.append(changed.count))
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

    def wanting(self) -> list[Severity]:
        active = self.alerts.active(SPARK)
        return [alert.rule.severity for alert in active if alert.wants_attention]

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
    assert world.wanting() == [Severity.CRITICAL]
    assert world.unseen == [1]
    (notice,) = [n for n in world.notices if n.title.startswith("spark-1")]
    assert notice.title == "spark-1: Available memory below 10 GiB"
    assert notice.announce
    assert "9.0 GiB" in notice.details
    world.alerts.mark_seen()
    assert world.unseen == [1, 0]

    world.report(60.0, count=1)

    assert world.alerts.active(SPARK) == ()
    assert world.titles()[-1] == "spark-1: over – Available memory below 10 GiB"
    assert LOW in {alert.rule.id for alert in world.alerts.past()}


def test_acknowledged_and_snoozed_alerts_want_no_attention(world: World) -> None:
    world.report(9.0)
    (alert,) = world.alerts.active(SPARK)

    world.alerts.snooze(alert.id, 3600.0)
    assert world.wanting() == []
    assert world.unseen == [1, 0]
    world.alerts.acknowledge(alert.id)

    (noted,) = world.alerts.active(SPARK)
    assert noted.acknowledged
    assert noted.snoozed_until is not None


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def firing(rule: str, severity: Severity = Severity.WARNING, node: NodeId = SPARK) -> AlertChange:
    made = Rule(rule, rule.title(), "cpu.percent", Comparison.ABOVE, severity=severity)
    alert = Alert(made, node, "cpu.percent", AlertPhase.FIRING, since=0.0, value=99.0)
    return AlertChange(alert, 0.0, tell=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def teller(clock: Clock, qapp: QApplication) -> Iterator[tuple[AlertTeller, list[Notice]]]:
    made, notices = AlertTeller(str, clock), list[Notice]()
    made.told.connect(notices.append)
    yield made, notices
    made._timer.stop()


def test_warnings_of_one_minute_are_told_together(
    teller: tuple[AlertTeller, list[Notice]], clock: Clock
) -> None:
    made, notices = teller
    for rule in ("one", "two", "three", "four"):
        made.take(firing(rule), Severity.WARNING)
    over = replace(firing("four").alert, phase=AlertPhase.RESOLVED)
    made.take(AlertChange(over, 0.0, tell=True), Severity.WARNING)
    made.take(firing("other", node=NodeId("spark-2")), Severity.WARNING)
    assert [notice.title for notice in notices] == ["spark-1: One", "spark-2: Other"]

    clock.seconds += QUIET_S - 1
    made._tell_waiting()
    assert len(notices) == 2
    clock.seconds += 1
    made._tell_waiting()

    assert notices[2].title == "spark-1: 2 alerts"
    assert notices[2].hint == "Two; Three."
    assert not made._timer.isActive()


def test_critical_is_told_at_once_and_what_is_less_than_wanted_never(
    teller: tuple[AlertTeller, list[Notice]],
) -> None:
    made, notices = teller
    made.take(firing("one"), Severity.WARNING)
    made.take(firing("bad", Severity.CRITICAL), Severity.WARNING)
    made.take(firing("worse", Severity.CRITICAL), Severity.WARNING)
    made.take(firing("note", Severity.INFO), Severity.WARNING)
    made.take(firing("late", node=NodeId("spark-3")), Severity.CRITICAL)

    assert [notice.title for notice in notices] == [
        "spark-1: One",
        "spark-1: Bad",
        "spark-1: Worse",
    ]
    assert all(notice.announce for notice in notices)


def test_node_that_invents_alerts_is_told_of_in_few_notices(
    teller: tuple[AlertTeller, list[Notice]], clock: Clock
) -> None:
    made, notices = teller
    for number in range(1000):
        made.take(firing(f"bad{number}", Severity.CRITICAL), Severity.WARNING)
        over = replace(firing(f"old{number}", Severity.CRITICAL).alert, phase=AlertPhase.RESOLVED)
        made.take(AlertChange(over, 0.0, tell=True), Severity.WARNING)
    assert len(notices) == AT_ONCE

    clock.seconds += QUIET_S
    made._tell_waiting()
    assert len(notices) == AT_ONCE + 1
    assert len(notices[-1].hint) < 200
    made.take(firing("again", Severity.CRITICAL), Severity.WARNING)
    assert notices[-1].title == "spark-1: Again"


def test_many_nodes_that_fall_silent_at_once_are_told_of_together(
    teller: tuple[AlertTeller, list[Notice]], clock: Clock
) -> None:
    made, notices = teller
    for number in range(32):
        node = NodeId(f"spark-{number}")
        made.take(firing("lost", Severity.CRITICAL, node=node), Severity.WARNING)
    assert len(notices) == AT_ONCE_OF_ALL

    clock.seconds += SOON_S
    made._tell_waiting()

    assert len(notices) == AT_ONCE_OF_ALL + 1
    assert notices[-1].title == "22 machines: Lost"
    assert notices[-1].hint.startswith("spark-10, spark-11")
    assert notices[-1].hint.endswith("and 16 more.")
    assert not made._timer.isActive()


def test_target_is_sent_a_number_of_messages_and_told_that_there_are_more(
    clock: Clock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(notify, "send", lambda _url, _subject, text, *_more: sent.append(text))
    monkeypatch.setattr(notify, "address_of", lambda *_arguments: "json://host")
    supervisor = Supervisor()
    targets = AlertTargets(lambda: None, supervisor, clock=clock)  # type: ignore[arg-type, return-value]
    phone = Target("one", "Phone", Severity.INFO)
    for _ in range(3 * MOST):
        targets.send((phone,), firing("one").alert, "spark-1")
    qtbot.waitUntil(lambda: len(sent) == MOST, timeout=WAIT_MS)
    assert [MORE_FOLLOW in text for text in sent] == [False] * (MOST - 1) + [True]

    clock.seconds += MOST_S
    targets.send((phone,), firing("one").alert, "spark-1")
    qtbot.waitUntil(lambda: len(sent) == MOST + 1, timeout=WAIT_MS)
    assert supervisor.stop_all() == ()


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
    world.hub.sessions.connect_node(SPARK)
    rule = Rule("own", "Mine", "cpu.percent", Comparison.ABOVE, level=99.0, nodes=(SPARK,))
    world.alerts.save_rule(rule)
    world.alerts.remove_rule("swap-growing")
    world.report(9.0)
    (alert,) = world.alerts.active(SPARK)
    world.alerts.acknowledge(alert.id)
    file = world.program.paths.data / "alerts.json"
    world.program.wait(lambda: file.exists() and b'"acknowledged":true' in file.read_bytes())
    world.program.wait(lambda: world.hub.nodes.get(SPARK).connect_at_start)
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


def test_damaged_file_is_set_aside_and_told(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = Paths(tmp_path / "config", tmp_path / "data", tmp_path / "log", tmp_path / "run")
    paths.data.mkdir()
    paths.alerts.write_bytes(b'{"active": [')
    hub = make_hub(paths, SettingsStore(paths.settings), QuestionDesk())
    notices: list[Notice] = []
    hub.notified.connect(notices.append)

    hub.alerts.start()
    qtbot.waitUntil(lambda: bool(notices), timeout=WAIT_MS)

    assert notices[0].title == "Not all alerts of the last run are known."
    assert "alerts.json.damaged" in notices[0].hint
    assert hub.alerts.active() == ()
    hub.supervisor.stop_all()


def test_node_that_falls_silent_is_lost_and_found_again(world: World) -> None:
    silence = world.alerts._silence
    assert silence is not None
    world.report(60.0, count=1)

    for _ in range(8):
        silence._looked_at -= TICK_MS / 1000
        silence.look()

    assert world.fired() == ["node-lost"]
    assert world.titles() == ["spark-1: No data from the machine"]
    world.report(60.0, count=1)
    assert world.alerts.active(SPARK) == ()


def test_hours_of_sleep_are_no_silence(world: World) -> None:
    silence = world.alerts._silence
    assert silence is not None
    world.report(60.0, count=1)

    silence._looked_at -= 8 * 3600.0
    silence.look()

    assert world.fired() == []


def test_faults_that_detectors_see_are_told_as_a_set(world: World) -> None:
    seen: list[FindingsChanged] = []
    world.alerts.findings_changed.connect(seen.append)

    for second in range(40):
        sample = spark_sample(at=float(second))
        world.hub.telemetry.take(SPARK, Reading(sample))

    (finding,) = world.alerts.findings(SPARK)
    assert finding.detector == "memory-retained"
    assert seen == [FindingsChanged(SPARK)]
    assert "detected-memory-retained" in world.fired()


def test_target_is_told_and_its_address_is_in_no_file(world: World, tmp_path: Path) -> None:
    target = Target("t1", "Team", "json", least=Severity.CRITICAL)
    tested: list[TargetTested] = []
    world.alerts.target_tested.connect(tested.append)
    with webhook() as hook:
        url = hook.url(f"ann:{SECRET}", SECRET)
        world.alerts.set_targets((target,), {"t1": url})
        world.alerts.test_target(target)
        world.program.wait(lambda: tested)
        world.report(9.0)
        world.program.wait(lambda: len(hook.bodies) == 2)
        assert tested == [TargetTested("t1")]
        assert hook.bodies[1]["title"] == "spark-1: Available memory below 10 GiB"

        hook.answers = [500]
        world.alerts.test_target(target, url)
        world.program.wait(lambda: len(tested) == 2)

    assert "not accepted" in tested[1].error
    assert SECRET not in tested[1].error
    world.program.wait((world.program.paths.data / "alerts.json").exists)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_command_line_asks_the_window(world: World, tmp_path: Path) -> None:
    world.report(9.0)
    environment = {**os.environ, HOME_VARIABLE: str(tmp_path / "profile")}
    command = [sys.executable, "-m", "app", "alerts", "--json"]

    def listed() -> bool:
        nonlocal answer
        asked = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        )
        world.program.wait(lambda: asked.poll() is not None)
        out, _err = asked.communicate()
        answer = asked.returncode, json.loads(out)
        return answer[1]["source"] == "window"

    answer: tuple[int, dict[str, Any]] = (0, {})
    world.program.wait(listed)

    code, document = answer
    assert code == 8
    (alert,) = document["alerts"]
    assert (alert["node"], alert["rule"], alert["value_text"]) == ("spark-1", LOW, "9.0 GiB")
