"""How a machine is, in one word and one colour: its session, its alerts and its faults together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.i18n import inside, tr
from app.look.components.status import DotState
from app.panes.node_words import NodeLook, look_of, pill_of
from app.services.alerts.api import Alert, AlertPhase, Severity
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.hosts.nodes import Node
    from app.services.detectors.api import Finding
    from app.state.hub import Hub


def health_of(
    status: SessionStatus,
    alerts: Iterable[Alert],
    findings: Iterable[Finding] = (),
    *,
    has_data: bool = True,
) -> tuple[str, str]:
    """Return the words and the colour token of a `Pill` that says how a machine is.

    Args:
        status: its session.
        alerts: its alerts in any phase; an acknowledged or snoozed one still counts.
        findings: what its detectors see now; one that is an alert already counts once.
        has_data: whether it sends samples.
    """
    if status.phase is Phase.OFF:
        return tr("Offline"), "text2"
    if status.phase is not Phase.CONNECTED:
        return pill_of(status)
    if not has_data:
        return tr("No data"), "text2"
    count = _faults(alerts, findings)
    if count[Severity.CRITICAL]:
        return tr("Critical"), "err"
    if warnings := count[Severity.WARNING]:
        return tr("%n warnings", "%n warning", warnings), "warn"
    return tr("Healthy"), "ok"


def healthy_look(
    node: Node, status: SessionStatus, alerts: Iterable[Alert], findings: Iterable[Finding] = ()
) -> NodeLook:
    """Say how a node is where there is room for one mark: its faults while it is connected."""
    look = look_of(node, status)
    if status.phase is not Phase.CONNECTED:
        return look
    text, tone = health_of(status, alerts, findings)
    if tone not in _DOTS:
        return look
    return replace(look, dot=_DOTS[tone], words=f"{look.words}, {inside(text)}")


def look_now(hub: Hub, node: Node) -> NodeLook:
    """Say how a node is now, for rail and tray."""
    alerts, status = hub.alerts, hub.sessions.status(node.id)
    return healthy_look(node, status, alerts.active(node.id), alerts.findings(node.id))


def health_now(hub: Hub, node: NodeId) -> tuple[str, str]:
    """Return the words and the colour token of a `Pill` that says how a node is now."""
    return health_of(
        hub.sessions.status(node),
        hub.alerts.active(node),
        hub.alerts.findings(node),
        has_data=hub.telemetry.latest(node) is not None and hub.telemetry.stopped(node) is None,
    )


def _faults(alerts: Iterable[Alert], findings: Iterable[Finding]) -> Counter[Severity]:
    firing = [alert for alert in alerts if alert.phase is AlertPhase.FIRING]
    told = {alert.subject for alert in firing}
    count = Counter(alert.rule.severity for alert in firing)
    count.update(each.severity for each in findings if each.detector not in told)
    return count


_DOTS = {"err": DotState.ERROR, "warn": DotState.WARNING}
