"""Alerts and rules as JSON: what the window answers and the command line prints."""

from __future__ import annotations

from typing import Any

from app.core.units import iso_time
from app.services.alerts.api import Alert, AlertChange, Rule
from app.services.alerts.words import sentence, unit_of, value_text


def alert_to_json(alert: Alert, node: str) -> dict[str, Any]:
    """Return an alert for people and programs; `node` is the machine's name."""
    return {
        "id": alert.id,
        "node": node,
        "rule": alert.rule.id,
        "title": alert.rule.title,
        "text": sentence(alert),
        "severity": alert.rule.severity.value,
        "phase": alert.phase.value,
        "metric": alert.subject,
        "value": alert.value,
        "value_text": value_text(alert) or None,
        "since": iso_time(alert.since),
        "fired_at": _time(alert.fired_at),
        "resolved_at": _time(alert.resolved_at),
        "acknowledged": alert.acknowledged,
        "snoozed_until": _time(alert.snoozed_until),
        "wants_attention": alert.wants_attention,
        "times_in_last_hour": alert.flaps,
        "evidence": list(alert.evidence),
        "advice": alert.rule.advice,
    }


def change_to_json(change: AlertChange, node: str) -> dict[str, Any]:
    """Return a change of an alert, as a replay finds it."""
    return {"time": iso_time(change.time), **alert_to_json(change.alert, node)}


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Return a rule; its levels are in the metric's stored unit."""
    return {
        "id": rule.id,
        "title": rule.title,
        "metric": rule.metric,
        "comparison": rule.comparison.value,
        "level": rule.level,
        "recover_level": rule.recover_level,
        "unit": unit_of(rule.metric).name or None,
        "for_s": rule.for_s,
        "severity": rule.severity.value,
        "nodes": list(rule.nodes),
        "machines": rule.size.value,
        "enabled": rule.enabled,
        "advice": rule.advice,
    }


def _time(moment: float | None) -> str | None:
    return None if moment is None else iso_time(moment)
