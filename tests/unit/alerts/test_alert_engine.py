"""Rules become alerts: when they fire, when they are over, what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.ids import NodeId
from app.core.units import GIB
from app.services.alerts.api import (
    Alert,
    AlertChange,
    AlertPhase,
    Comparison,
    MachineSize,
    Rule,
    Severity,
)
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import (
    CALM_S,
    NOT_REPORTED,
    PAST_KEPT,
    SILENT,
    UNREPORTED_S,
    AlertEngine,
)
from app.services.detectors.api import Finding

NODE, OTHER = NodeId("node-1"), NodeId("node-2")
PENDING, FIRING, RESOLVED = AlertPhase.PENDING, AlertPhase.FIRING, AlertPhase.RESOLVED
HOT = Rule(
    "hot", "GPU is hot", "gpus.*.temperature_c", Comparison.ABOVE,
    level=85.0, recover_level=80.0, for_s=30.0,
)  # fmt: skip
NOW = Rule("cpu", "CPU is busy", "cpu.percent", Comparison.ABOVE, level=90.0)


class Feed:
    """One machine that reports the values a test says, one a second."""

    def __init__(self, *rules: Rule, node: NodeId = NODE) -> None:
        self.engine = AlertEngine(rules)
        self.node = node
        self.time = 1_790_000_000.0
        self.changes: list[AlertChange] = []

    def report(
        self, seconds: int = 1, *findings: Finding, **values: float | None
    ) -> list[AlertChange]:
        """Report the same for some seconds; `gpus__0__power_w` stands for `gpus.0.power_w`."""
        row = {name.replace("__", "."): value for name, value in values.items()}
        fresh: list[AlertChange] = []
        for _ in range(seconds):
            self.time += 1
            fresh += self.engine.observe(self.node, self.time, row, findings)
        self.changes += fresh
        return fresh

    def only(self) -> Alert:
        """Return the one alert there is."""
        (alert,) = self.engine.active()
        return alert


def phases(changes: list[AlertChange]) -> list[AlertPhase]:
    return [change.alert.phase for change in changes]


def finding(name: str = "power-wedge", *evidence: str) -> Finding:
    return Finding(name, "It is stuck", Severity.CRITICAL, 1_790_000_001.0, evidence, ("Do it",))


def test_alert_is_pending_then_fires_then_is_over() -> None:
    feed = Feed(HOT)

    assert phases(feed.report(gpus__0__temperature_c=90.0)) == [PENDING]
    assert feed.report(29, gpus__0__temperature_c=90.0) == []
    (fired,) = feed.report(gpus__0__temperature_c=91.0)
    (over,) = feed.report(gpus__0__temperature_c=79.0)

    assert fired.alert.phase is FIRING
    assert fired.tell
    assert fired.alert.fired_at == fired.alert.since + 30.0
    assert (over.alert.phase, over.alert.worst, over.alert.value) == (RESOLVED, 91.0, 79.0)
    assert feed.engine.active() == ()
    assert feed.engine.past == (over.alert,)


def test_condition_that_ends_while_pending_never_fires() -> None:
    feed = Feed(HOT)

    changes = feed.report(29, gpus__0__temperature_c=90.0)
    changes += feed.report(gpus__0__temperature_c=84.0)

    assert phases(changes) == [PENDING, RESOLVED]
    assert changes[-1].alert.resolved_at is None
    assert not any(change.tell for change in changes)
    assert feed.engine.past == ()


def test_alert_goes_on_until_the_recover_level() -> None:
    feed = Feed(HOT)
    feed.report(40, gpus__0__temperature_c=90.0)

    assert feed.report(5, gpus__0__temperature_c=81.0) == []
    assert phases(feed.report(gpus__0__temperature_c=80.0)) == [RESOLVED]


def test_each_subject_of_a_wildcard_has_its_own_alert() -> None:
    feed = Feed(HOT)

    feed.report(40, gpus__0__temperature_c=90.0, gpus__1__temperature_c=60.0, gpus__0__power_w=99.0)

    assert feed.only().subject == "gpus.0.temperature_c"


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf")])
def test_unknown_value_neither_fires_nor_resolves(unknown: float | None) -> None:
    feed = Feed(NOW)
    assert feed.report(cpu__percent=unknown) == []
    feed.report(cpu__percent=95.0)

    assert feed.report(60, cpu__percent=unknown) == []
    assert feed.only().phase is FIRING


def test_alert_ends_when_a_machine_does_not_report_its_subject_any_more() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)

    changes = feed.report(int(UNREPORTED_S) + 2, memory__total_bytes=1.0)

    assert phases(changes) == [RESOLVED]
    assert changes[0].alert.evidence == (NOT_REPORTED,)
    assert not changes[0].tell


def test_time_in_which_a_machine_was_gone_does_not_count_as_missing() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)
    feed.time += 10 * UNREPORTED_S

    assert feed.report(60, cpu__percent=None) == []
    assert feed.only().phase is FIRING


def test_pending_alert_begins_anew_after_a_gap() -> None:
    feed = Feed(HOT)
    feed.report(20, gpus__0__temperature_c=90.0)

    feed.time += 600

    assert feed.report(20, gpus__0__temperature_c=90.0) == []
    assert feed.only().phase is PENDING


def test_pending_alert_begins_anew_when_the_clock_is_set_back() -> None:
    feed = Feed(HOT)
    feed.report(20, gpus__0__temperature_c=90.0)

    feed.time -= 3600

    assert feed.report(30, gpus__0__temperature_c=90.0) == []
    assert phases(feed.report(gpus__0__temperature_c=90.0)) == [FIRING]


def test_alert_that_comes_and_goes_fires_three_times_and_then_stays_until_it_is_calm() -> None:
    feed = Feed(NOW)

    for _ in range(10):
        feed.report(cpu__percent=95.0)
        feed.report(cpu__percent=10.0)

    fired = [change for change in feed.changes if change.alert.phase is FIRING]
    assert [change.alert.flaps for change in fired] == [1, 2, 3]
    assert all(change.tell for change in fired)
    assert feed.only().phase is FIRING

    assert feed.report(int(CALM_S) - 1, cpu__percent=10.0) == []
    (over,) = feed.report(cpu__percent=10.0)
    assert over.tell

    feed.time += 3600
    (again,) = feed.report(cpu__percent=95.0)
    assert again.alert.flaps == 1


def test_acknowledged_alert_wants_no_attention_until_it_fires_again() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)

    (noted,) = feed.engine.acknowledge(feed.only().id, feed.time)

    assert noted.alert.acknowledged
    assert not noted.alert.wants_attention
    assert feed.engine.acknowledge(noted.alert.id, feed.time) == []
    (over,) = feed.report(cpu__percent=10.0)
    assert not over.tell
    (fired,) = feed.report(cpu__percent=95.0)
    assert fired.alert.wants_attention


def test_snoozed_alert_is_quiet_also_when_it_fires_again_and_is_told_after() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)

    feed.engine.snooze(feed.only().id, feed.time, 60.0)
    feed.report(cpu__percent=10.0)
    (again,) = feed.report(cpu__percent=95.0)
    assert not again.tell
    assert not again.alert.wants_attention

    changes = feed.report(60, cpu__percent=95.0)

    assert [change.tell for change in changes] == [True]
    assert feed.only().wants_attention


def test_worse_level_stands_for_the_lesser_ones() -> None:
    feed = Feed(*DEFAULT_RULES)
    total = 119.0 * GIB

    changes = feed.report(6, memory__total_bytes=total, memory__available_bytes=8.0 * GIB)

    told = [change.alert.rule.id for change in changes if change.tell]
    assert told == ["memory-critical-large"]
    assert feed.only().rule.id == "memory-critical-large"
    feed.report(memory__total_bytes=total, memory__available_bytes=13.0 * GIB)
    assert feed.only().rule.id == "memory-low-large"


def test_small_machine_is_measured_in_percent() -> None:
    feed = Feed(*DEFAULT_RULES)

    feed.report(
        6,
        memory__total_bytes=16.0 * GIB,
        memory__available_bytes=9.0 * GIB,
        memory__available_percent=56.0,
    )
    assert feed.engine.active() == ()
    feed.report(
        6,
        memory__total_bytes=16.0 * GIB,
        memory__available_bytes=2.0 * GIB,
        memory__available_percent=12.5,
    )
    assert feed.only().rule.id == "memory-low-small"


def test_rule_for_one_size_waits_until_the_size_is_known() -> None:
    feed = Feed(replace(NOW, size=MachineSize.LARGE))

    assert feed.report(cpu__percent=95.0) == []


def test_rule_looks_at_its_nodes_only() -> None:
    rule = replace(NOW, nodes=(NODE,))

    assert phases(Feed(rule).report(cpu__percent=95.0)) == [FIRING]
    assert Feed(rule, node=OTHER).report(cpu__percent=95.0) == []


def test_finding_of_a_detector_fires_with_its_evidence() -> None:
    rule = Rule("stuck", "Stuck", "power-wedge", Comparison.DETECTED, severity=Severity.CRITICAL)
    feed = Feed(rule)

    (fired,) = feed.report(1, finding("power-wedge", "8 W at 96 %"), cpu__percent=1.0)
    assert fired.alert.evidence == ("8 W at 96 %",)
    assert feed.engine.observe(NODE, feed.time + 1, {}, None) == []
    assert phases(feed.report(cpu__percent=1.0)) == [RESOLVED]


def test_rule_that_is_edited_while_it_fires_goes_by_the_new_level() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)

    assert feed.engine.set_rules((replace(NOW, level=97.0, title="New"),), feed.time) == []

    assert feed.only().rule.title == "New"
    assert phases(feed.report(cpu__percent=95.0)) == [RESOLVED]


@pytest.mark.parametrize(
    "edited",
    [
        (),
        (replace(NOW, enabled=False),),
        (replace(NOW, nodes=(OTHER,)),),
        (replace(NOW, metric="cpu.load_1m"),),
        (replace(NOW, comparison=Comparison.BELOW),),
    ],
)
def test_rule_that_does_not_look_any_more_ends_its_alert(edited: tuple[Rule, ...]) -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)

    (over,) = feed.engine.set_rules(edited, feed.time)

    assert over.alert.phase is RESOLVED
    assert not over.tell
    assert feed.engine.active() == ()


def test_silent_machine_is_lost_and_keeps_its_other_alerts() -> None:
    lost = Rule("lost", "No data", SILENT, Comparison.ABOVE, level=30.0)
    feed = Feed(NOW, lost)
    feed.report(cpu__percent=95.0)

    assert feed.engine.silent(NODE, feed.time + 30, 30.0) == []
    assert phases(feed.engine.silent(NODE, feed.time + 35, 35.0)) == [FIRING]
    assert len(feed.engine.active()) == 2

    feed.time += 40
    assert phases(feed.report(cpu__percent=95.0)) == [RESOLVED]


def test_machine_that_is_left_or_removed_has_no_alerts() -> None:
    feed = Feed(NOW)
    feed.report(cpu__percent=95.0)
    (over,) = feed.engine.leave(NODE, feed.time)
    assert not over.tell
    assert feed.engine.past

    feed.report(cpu__percent=95.0)
    feed.engine.remove(NODE, feed.time)

    assert feed.engine.active() == ()
    assert feed.engine.past == ()


def test_restart_loses_nothing() -> None:
    feed = Feed(HOT, NOW)
    feed.report(40, gpus__0__temperature_c=90.0, cpu__percent=95.0)
    feed.engine.acknowledge(feed.engine.active()[0].id, feed.time)
    feed.engine.snooze(feed.engine.active()[1].id, feed.time, 600.0)
    before = feed.engine

    feed.engine = AlertEngine((HOT, NOW), before.state)

    assert feed.engine.active() == before.active()
    assert feed.report(600, gpus__0__temperature_c=90.0, cpu__percent=None) != []
    assert [alert.fired_at for alert in feed.engine.active()] == [
        alert.fired_at for alert in before.active()
    ]


def test_detectors_may_take_a_while_to_see_again_what_they_saw_before_a_restart() -> None:
    rule = Rule("stuck", "Stuck", "power-wedge", Comparison.DETECTED)
    feed = Feed(rule)
    feed.report(1, finding(), cpu__percent=1.0)
    feed.engine = AlertEngine((rule,), feed.engine.state)

    assert feed.report(30, cpu__percent=1.0) == []
    assert feed.report(1, finding(), cpu__percent=1.0) == []
    assert phases(feed.report(cpu__percent=1.0)) == [RESOLVED]


def test_past_is_bounded() -> None:
    feed = Feed(NOW)

    for _ in range(PAST_KEPT + 20):
        feed.report(cpu__percent=95.0)
        feed.report(cpu__percent=10.0)
        feed.time += 3600

    assert len(feed.engine.past) == PAST_KEPT
    assert feed.engine.past[0].resolved_at == feed.time - 3600
