"""A stand-in for AlertsState that a test can put into any state; what it makes up is synthetic."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.ids import NodeId
from app.core.units import GIB
from app.services.alerts.api import (
    Alert,
    AlertChange,
    AlertPhase,
    Comparison,
    Rule,
    Severity,
    Target,
)
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.settings import AlertSettings, checked
from app.services.detectors.api import Finding
from app.state.alerts import (
    FindingsChanged,
    RulesChanged,
    TargetsChanged,
    TargetTested,
    UnseenChanged,
)
from app.state.hub import Notice, PaneRequested
from app.state.rehearsals import Rehearsed

LOW_MEMORY = Rule(
    "low",
    "Available memory below 16 GiB",
    "memory.available_bytes",
    Comparison.BELOW,
    level=16 * GIB,
    recover_level=18 * GIB,
    for_s=5.0,
    advice="Load nothing more.",
)
WEDGE = Rule(
    "wedge",
    "GPU power delivery is stuck",
    "power-wedge",
    Comparison.DETECTED,
    severity=Severity.CRITICAL,
    advice="Take the power brick off.",
)
HOT = Rule(
    "hot",
    "GPU is hot",
    "gpus.*.temperature_c",
    Comparison.ABOVE,
    level=85.0,
    recover_level=80.0,
    for_s=30.0,
)


def alert(rule: Rule, node: NodeId, **more: Any) -> Alert:
    """Return an alert that has been firing for two minutes."""
    subject = rule.metric.replace("*", "0")
    now = time.time()
    made = Alert(rule, node, subject, AlertPhase.FIRING, now - 120, fired_at=now - 115)
    return replace(made, **more)


class FakeAlerts(QObject):
    changed = Signal(AlertChange)
    findings_changed = Signal(FindingsChanged)
    rules_changed = Signal(RulesChanged)
    targets_changed = Signal(TargetsChanged)
    target_tested = Signal(TargetTested)
    unseen_changed = Signal(UnseenChanged)
    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)

    def __init__(self) -> None:
        super().__init__()
        self.alerts: dict[str, Alert] = {}
        self.over: tuple[Alert, ...] = ()
        self.faults: dict[NodeId, tuple[Finding, ...]] = {}
        self.settings = AlertSettings(rules=(LOW_MEMORY,), removed=_all_but("gpu-hot", "swap"))
        self.urls: dict[str, str] = {}
        self.unseen = 0
        self.asked: list[tuple[Any, ...]] = []

    def set(self, alert: Alert) -> None:
        self.alerts[alert.id] = alert
        self.changed.emit(AlertChange(alert, time.time()))

    def resolve(self, alert: Alert) -> None:
        over = replace(
            self.alerts.pop(alert.id), phase=AlertPhase.RESOLVED, resolved_at=time.time()
        )
        self.over = (over, *self.over)
        self.changed.emit(AlertChange(over, time.time()))

    def find(self, node: NodeId, *findings: Finding) -> None:
        self.faults[node] = findings
        self.findings_changed.emit(FindingsChanged(node))

    def set_unseen(self, count: int) -> None:
        self.unseen = count
        self.unseen_changed.emit(UnseenChanged(count))

    def mark_seen(self) -> None:
        if self.unseen:
            self.set_unseen(0)

    def active(self, node: NodeId | None = None) -> tuple[Alert, ...]:
        ranks = list(Severity)
        found = [each for each in self.alerts.values() if node in (None, each.node)]
        return tuple(sorted(found, key=lambda each: -ranks.index(each.rule.severity)))

    def past(self, limit: int = 100) -> tuple[Alert, ...]:
        return self.over[:limit]

    def findings(self, node: NodeId) -> tuple[Finding, ...]:
        return self.faults.get(node, ())

    def acknowledge(self, alert_id: str) -> None:
        self.set(replace(self.alerts[alert_id], acknowledged=True))

    def snooze(self, alert_id: str, seconds: float) -> None:
        self.asked.append(("snooze", alert_id, seconds))
        self.set(replace(self.alerts[alert_id], snoozed_until=time.time() + seconds))

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.settings.all_rules()

    def save_rule(self, rule: Rule) -> None:
        self._edit(self.settings.with_rule(checked(rule)))

    def remove_rule(self, rule_id: str) -> None:
        self._edit(self.settings.without_rule(rule_id))

    def restore_defaults(self) -> None:
        self._edit(self.settings.with_defaults())

    def set_least_told(self, severity: Severity) -> None:
        self._edit(self.settings.telling_from(severity))

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.settings.targets

    def set_targets(
        self, targets: tuple[Target, ...], urls: Mapping[str, str] | None = None
    ) -> None:
        self.settings = self.settings.with_targets(targets)
        self.urls = {
            **{key: url for key, url in self.urls.items() if key in {t.id for t in targets}},
            **(urls or {}),
        }
        self.targets_changed.emit(TargetsChanged())

    def test_target(self, target: Target, url: str = "") -> None:
        self.asked.append(("test", target.id, url))

    def _edit(self, settings: AlertSettings) -> None:
        self.settings = settings
        self.rules_changed.emit(RulesChanged())


class FakeRehearsals(QObject):
    rehearsed = Signal(Rehearsed)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Rule, float]] = []

    def ask(self, rule: Rule, seconds: float) -> None:
        self.asked.append((rule, seconds))


class FakeArchive:
    """As much of the history as rules are tried on."""

    def __init__(self) -> None:
        self.rehearsals = FakeRehearsals()


def _all_but(*kept: str) -> tuple[str, ...]:
    """Return the ids of the default rules without those that begin like one of `kept`."""
    return tuple(rule.id for rule in DEFAULT_RULES if not rule.id.startswith(kept))
