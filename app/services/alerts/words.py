"""What an alert says: its value in its unit, one line, a message for somebody far away."""

from __future__ import annotations

import re
from datetime import datetime

from app.core.i18n import tr
from app.services.alerts.api import Alert, AlertPhase, Comparison, Severity
from app.services.alerts.derived import METRICS
from app.services.telemetry.metrics import Unit, describe

SEVERITIES = {
    Severity.INFO: tr("info", "severity of an alert"),
    Severity.WARNING: tr("warning", "severity of an alert"),
    Severity.CRITICAL: tr("critical", "severity of an alert"),
}
_DERIVED = [
    (re.compile(".+".join(re.escape(part) for part in metric.key.split("*"))), metric.unit)
    for metric in METRICS
]


def unit_of(metric: str) -> Unit:
    """Return the unit of a metric, also of one with `*`; a plain number where it is not known."""
    found = (unit for pattern, unit in _DERIVED if pattern.fullmatch(metric))
    return next(found, None) or describe(metric.replace("*", "0")).unit


def value_text(alert: Alert) -> str:
    """Return the newest value with its unit; nothing for a detector."""
    if alert.rule.comparison is Comparison.DETECTED or alert.value is None:
        return ""
    return unit_of(alert.subject).format(alert.value)


def sentence(alert: Alert) -> str:
    """Return one line: `Available memory below 10 GiB: 9.2 GiB (memory.available_bytes)`."""
    value = value_text(alert)
    where = f" ({alert.subject})" if "*" in alert.rule.metric else ""
    return f"{alert.rule.title}{f': {value}' if value else ''}{where}"


def message(alert: Alert, node: str) -> tuple[str, str]:
    """Return subject and text of a message: machine, what, value, since when, what to do."""
    over = alert.phase is AlertPhase.RESOLVED
    since = _clock(alert.fired_at if alert.fired_at is not None else alert.since)
    lines = [
        tr("Machine: {node}").format(node=node),
        tr("Alert: {sentence}").format(sentence=sentence(alert)),
        tr("Severity: {severity}").format(severity=SEVERITIES[alert.rule.severity]),
    ]
    lines.append(tr("Since: {since}").format(since=since))
    if over and alert.resolved_at is not None:
        lines.append(tr("Over: {clock}").format(clock=_clock(alert.resolved_at)))
    lines += [tr("Seen: {line}").format(line=line) for line in alert.evidence]
    if alert.rule.advice and not over:
        lines.append(tr("What to do: {advice}").format(advice=alert.rule.advice))
    title = f"{node}: {alert.rule.title}"
    return (tr("Over: {title}").format(title=title) if over else title), "\n".join(lines)


def _clock(unix_seconds: float) -> str:
    return datetime.fromtimestamp(unix_seconds).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
