"""What a node's health is called."""

from __future__ import annotations

import pytest

from app.look.components.status import DotState
from app.panes.health_words import health_of, healthy_look
from app.services.alerts.api import Alert, AlertPhase, Comparison, Rule, Severity
from app.services.detectors.api import Finding
from app.transport.status import Phase, SessionStatus
from tests.gui.shell_fakes import node

SPARK = node("spark-01")
CONNECTED = SessionStatus(SPARK.id, Phase.CONNECTED)


def alert(severity: Severity, subject: str = "m", phase: AlertPhase = AlertPhase.FIRING) -> Alert:
    rule = Rule(f"r-{subject}", "Synthetic", subject, Comparison.ABOVE, severity=severity)
    return Alert(rule, SPARK.id, subject, phase, 1.0)


def finding(severity: Severity, detector: str = "swap-thrash") -> Finding:
    return Finding(detector, "Synthetic fault.", severity, 1.0, (), ())


@pytest.mark.parametrize(
    ("alerts", "findings", "expected"),
    [
        ((), (), ("Healthy", "ok")),
        ((alert(Severity.INFO),), (), ("Healthy", "ok")),
        ((alert(Severity.CRITICAL, phase=AlertPhase.PENDING),), (), ("Healthy", "ok")),
        ((alert(Severity.WARNING),), (), ("1 warning", "warn")),
        ((alert(Severity.WARNING, "a"), alert(Severity.WARNING, "b")), (), ("2 warnings", "warn")),
        ((alert(Severity.WARNING), alert(Severity.CRITICAL)), (), ("Critical", "err")),
        ((), (finding(Severity.CRITICAL),), ("Critical", "err")),
    ],
)
def test_health_is_the_worst_of_what_fires_and_is_found(
    alerts: tuple[Alert, ...], findings: tuple[Finding, ...], expected: tuple[str, str]
) -> None:
    assert health_of(CONNECTED, alerts, findings) == expected


def test_health_a_fault_that_is_told_by_a_rule_counts_once() -> None:
    told = (alert(Severity.WARNING, "swap-thrash"),)
    assert health_of(CONNECTED, told, (finding(Severity.WARNING),)) == ("1 warning", "warn")


def test_health_without_session_or_samples_is_not_claimed() -> None:
    bad = (alert(Severity.CRITICAL),)
    assert health_of(SessionStatus(SPARK.id, Phase.OFF), bad) == ("Offline", "text2")
    assert health_of(SessionStatus(SPARK.id, Phase.RECONNECTING), bad) == ("Reconnecting", "warn")
    assert health_of(CONNECTED, (), has_data=False) == ("No data", "text2")


def test_node_with_warnings_has_a_mark_of_its_own_and_says_so() -> None:
    look = healthy_look(SPARK, CONNECTED, (alert(Severity.WARNING),))
    assert (look.dot, look.words) == (DotState.WARNING, "Connected, 1 warning")
    away = SessionStatus(SPARK.id, Phase.RECONNECTING)
    assert healthy_look(SPARK, away, (alert(Severity.WARNING),)).dot is DotState.BUSY
    assert healthy_look(SPARK, CONNECTED, ()).words == "Connected"
