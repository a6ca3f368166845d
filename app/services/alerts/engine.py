"""Decides which alerts there are. Knows no clock and no thread: the same calls, the same alerts.

An unknown value (None, NaN) neither fires nor resolves. What is not seen for `UNSEEN_S` counts
anew while pending; what a machine does not report for `UNREPORTED_S`, though it reports, ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.alerts.api import (
    FLAPPING,
    Alert,
    AlertChange,
    AlertPhase,
    Comparison,
    Rule,
)
from app.services.alerts.matching import Matcher, breaks, is_known, is_well, looks_at, worse
from app.services.detectors.api import Finding

PAST_KEPT = 500
FLAP_S = 3600.0
"""The stretch of time in which `Alert.flaps` are counted."""
UNSEEN_S = 120.0
"""Seconds without a value after which a pending alert begins anew: twice the slowest interval."""
UNREPORTED_S = 900.0
"""Seconds without a value, of a machine that reports, after which an alert ends."""
CALM_S = 300.0
"""Seconds that an alert which comes and goes has to be well before it is over."""
WARM_UP_S = 90.0
"""Seconds that detectors may take after a restart to see again what they saw before."""

SILENT = "node.silent_s"
"""Seconds for which a machine says nothing though it should be connected."""
NOT_REPORTED = tr("The machine does not report this any more.")
NOT_WATCHED = tr("The machine is not watched any more: it was disconnected here.")
RULE_GONE = tr("The rule was removed, switched off or changed to look at something else.")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What outlives an alert: when it fired lately and until when it is snoozed."""

    id: str
    fired: tuple[float, ...] = ()
    snoozed_until: float | None = None


@dataclass(frozen=True, slots=True)
class EngineState:
    """All that a restart must not lose."""

    active: tuple[Alert, ...] = ()
    past: tuple[Alert, ...] = ()
    remembered: tuple[Remembered, ...] = ()


@dataclass
class _Watched:
    """An alert that is pending or fires, and how old what is known of it is."""

    alert: Alert
    seen: float | None
    """When its value was last known; None: not since the restart."""
    restored: bool = False
    """Whether it comes from before the restart and has not been seen to hold since."""
    missing_since: float | None = None
    """Since when the machine reports without it."""
    well_since: float | None = None
    """Since when it would be over if it did not come and go."""


class AlertEngine:
    """The alerts of all machines. Not thread-safe: it belongs to one thread."""

    def __init__(self, rules: Sequence[Rule] = (), state: EngineState | None = None) -> None:
        """Begin with what a former run left; `set_rules` with the time follows up changed rules."""
        state = state or EngineState()
        self._matcher = Matcher(rules)
        self._watched: dict[NodeId, dict[str, _Watched]] = {}
        """By machine and id."""
        for alert in state.active:
            self._of(alert.node)[alert.id] = _Watched(alert, None, restored=True)
        self._past: deque[Alert] = deque(state.past, maxlen=PAST_KEPT)
        self._remembered = {item.id: item for item in state.remembered}
        self._reported: dict[NodeId, float] = {}
        """When each machine last reported."""

    @property
    def state(self) -> EngineState:
        """All that a restart must not lose."""
        return EngineState(
            active=tuple(watched.alert for watched in self._all()),
            past=tuple(self._past),
            remembered=tuple(self._remembered.values()),
        )

    @property
    def past(self) -> tuple[Alert, ...]:
        """Alerts that fired and are over, the newest first."""
        return tuple(reversed(self._past))

    def active(self, node: NodeId | None = None) -> tuple[Alert, ...]:
        """Return what fires or is pending, the worst first, of one machine or of all.

        Of several levels of one number only the worst that fires is there.
        """
        nodes = list(self._watched) if node is None else [node]
        alerts = [alert for each in nodes for alert in self._listed(each)]
        return tuple(sorted(alerts, key=_worst_first))

    def observe(
        self,
        node: NodeId,
        time: float,
        values: Mapping[str, float | None],
        findings: Iterable[Finding] | None = None,
    ) -> list[AlertChange]:
        """Take what a machine reports.

        Args:
            node: the machine.
            time: Unix seconds of the report.
            values: by metric; one that is None or absent is unknown.
            findings: what detectors see now; None: none of them looked.
        """
        changes: list[AlertChange] = []
        total = values.get("memory.total_bytes")
        for metric, value in (*values.items(), (SILENT, 0.0)):
            rules = self._matcher.rules_for(metric)
            if not rules or not is_known(value):
                continue
            assert value is not None
            for rule in rules:
                if rule.comparison is not Comparison.DETECTED and looks_at(rule, node, total):
                    changes += self._weigh(rule, node, metric, time, value)
        if findings is not None:
            changes += self._take_findings(node, time, findings, total)
        changes += self._end_unreported(node, time)
        return self._told(changes + self._wake(node, time))

    def silent(self, node: NodeId, time: float, seconds: float) -> list[AlertChange]:
        """Take that a machine has said nothing for so long, though it should be connected."""
        changes: list[AlertChange] = []
        for rule in self._matcher.rules_for(SILENT):
            if rule.comparison is not Comparison.DETECTED and looks_at(rule, node, None):
                changes += self._weigh(rule, node, SILENT, time, seconds)
        return self._told(changes + self._wake(node, time))

    def leave(self, node: NodeId, time: float) -> list[AlertChange]:
        """End what is known of a machine that is disconnected by wish."""
        return self._ended(list(self._of(node).values()), time, NOT_WATCHED)

    def remove(self, node: NodeId, time: float) -> list[AlertChange]:
        """Forget a machine that is not saved any more, its past included."""
        changes = self.leave(node, time)
        self._watched.pop(node, None)
        self._reported.pop(node, None)
        self._past = deque((a for a in self._past if a.node != node), maxlen=PAST_KEPT)
        self._remembered = {
            key: item for key, item in self._remembered.items() if f"|{node}|" not in key
        }
        return changes

    def set_rules(self, rules: Sequence[Rule], time: float) -> list[AlertChange]:
        """Go on with other rules: what fires stays firing by the new levels, or ends."""
        self._matcher = Matcher(rules)
        by_id = {rule.id: rule for rule in rules}
        gone = []
        for watched in self._all():
            rule = by_id.get(watched.alert.rule.id)
            if rule is not None and self._still_looks(rule, watched.alert):
                watched.alert = replace(watched.alert, rule=rule)
            else:
                gone.append(watched)
        return self._ended(gone, time, RULE_GONE)

    def acknowledge(self, alert_id: str, time: float) -> list[AlertChange]:
        """Note that somebody knows; nothing when there is no such alert."""
        watched = self._find(alert_id)
        if watched is None or watched.alert.acknowledged:
            return []
        watched.alert = replace(watched.alert, acknowledged=True)
        return [AlertChange(watched.alert, time)]

    def snooze(self, alert_id: str, time: float, seconds: float) -> list[AlertChange]:
        """Be quiet about an alert for so long, also when it ends and fires again meanwhile."""
        watched = self._find(alert_id)
        if watched is None:
            return []
        until = time + seconds
        kept = self._remembered.get(alert_id, Remembered(alert_id))
        self._remembered[alert_id] = replace(kept, snoozed_until=until)
        watched.alert = replace(watched.alert, snoozed_until=until)
        return [AlertChange(watched.alert, time)]

    def _still_looks(self, rule: Rule, alert: Alert) -> bool:
        """Whether an edited rule looks at what broke it before the edit."""
        return (
            rule in self._matcher.rules_for(alert.subject)
            and (not rule.nodes or alert.node in rule.nodes)
            and (rule.comparison, rule.size) == (alert.rule.comparison, alert.rule.size)
        )

    def _take_findings(
        self, node: NodeId, time: float, findings: Iterable[Finding], total: float | None
    ) -> list[AlertChange]:
        changes = []
        present = {finding.detector: finding for finding in findings}
        for name, finding in present.items():
            for rule in self._matcher.rules_for(name):
                if rule.comparison is Comparison.DETECTED and looks_at(rule, node, total):
                    changes += self._hold(rule, node, name, time, None, finding)
        for watched in list(self._of(node).values()):
            alert = watched.alert
            if (
                alert.rule.comparison is Comparison.DETECTED
                and alert.subject not in present
                and not _warms_up(watched, time)
            ):
                changes += self._recover(watched, time)
        return changes

    def _weigh(
        self, rule: Rule, node: NodeId, metric: str, time: float, value: float
    ) -> list[AlertChange]:
        """Take one known value for one rule."""
        watched = self._of(node).get(f"{rule.id}|{node}|{metric}")
        if breaks(rule, value):
            return self._hold(rule, node, metric, time, value, None)
        if watched is None:
            return []
        watched.seen = time
        watched.alert = replace(watched.alert, value=value)
        if watched.alert.phase is AlertPhase.PENDING or is_well(rule, value):
            return self._recover(watched, time)
        return []

    def _hold(
        self,
        rule: Rule,
        node: NodeId,
        subject: str,
        time: float,
        value: float | None,
        finding: Finding | None,
    ) -> list[AlertChange]:
        """Take that a rule's condition holds."""
        key = f"{rule.id}|{node}|{subject}"
        watched = self._of(node).get(key)
        is_new = watched is None
        if watched is None:
            since = min(time, finding.since) if finding else time
            alert = Alert(rule, node, subject, AlertPhase.PENDING, since)
            kept = self._remembered.get(key)
            if kept and kept.snoozed_until is not None and kept.snoozed_until > time:
                alert = replace(alert, snoozed_until=kept.snoozed_until)
            watched = self._of(node)[key] = _Watched(alert, time)
        alert = watched.alert
        if alert.phase is AlertPhase.PENDING and _began_anew(watched, time):
            alert = replace(alert, since=time, worst=None)
        watched.seen, watched.restored, watched.well_since = time, False, None
        watched.alert = replace(
            alert,
            value=value,
            worst=worse(rule, alert.worst, value),
            evidence=finding.evidence if finding else (),
        )
        if alert.phase is AlertPhase.PENDING and time - alert.since >= rule.for_s:
            return [self._fire(watched, time)]
        return [AlertChange(watched.alert, time)] if is_new else []

    def _fire(self, watched: _Watched, time: float) -> AlertChange:
        key = watched.alert.id
        kept = self._remembered.get(key, Remembered(key))
        fired = (*(moment for moment in kept.fired if 0 <= time - moment < FLAP_S), time)
        self._remembered[key] = replace(kept, fired=fired)
        watched.alert = replace(
            watched.alert, phase=AlertPhase.FIRING, fired_at=time, flaps=len(fired)
        )
        tell = len(fired) <= FLAPPING and watched.alert.snoozed_until is None
        return AlertChange(watched.alert, time, tell)

    def _recover(self, watched: _Watched, time: float) -> list[AlertChange]:
        """Take that an alert is well; one that comes and goes has to be so for a while."""
        if watched.alert.phase is AlertPhase.FIRING and watched.alert.flaps >= FLAPPING:
            if watched.well_since is None or watched.well_since > time:
                watched.well_since = time
            if time - watched.well_since < CALM_S:
                return []
        return [self._end(watched.alert, time)]

    def _end(self, alert: Alert, time: float) -> AlertChange:
        """End an alert; one that was only pending was never there."""
        del self._of(alert.node)[alert.id]
        if alert.phase is not AlertPhase.FIRING:
            return AlertChange(replace(alert, phase=AlertPhase.RESOLVED), time)
        over = replace(alert, phase=AlertPhase.RESOLVED, resolved_at=time)
        self._past.append(over)
        return AlertChange(over, time, alert.wants_attention and alert.flaps <= FLAPPING)

    def _ended(self, gone: Iterable[_Watched], time: float, why: str) -> list[AlertChange]:
        """End alerts of which nobody knows whether they are well again; it is not told aloud."""
        changes = []
        for watched in gone:
            alert = watched.alert
            change = self._end(replace(alert, evidence=(*alert.evidence, why)), time)
            changes.append(replace(change, tell=False))
        return changes

    def _end_unreported(self, node: NodeId, time: float) -> list[AlertChange]:
        """End what has been missing for long; only time in which the machine reports counts."""
        before = self._reported.get(node)
        self._reported[node] = time
        goes_on = before is not None and 0 <= time - before <= UNSEEN_S
        gone = []
        for watched in self._of(node).values():
            if watched.seen == time:
                watched.missing_since = None
            elif watched.missing_since is None or not goes_on:
                watched.missing_since = time
            elif time - watched.missing_since > UNREPORTED_S:
                gone.append(watched)
        return self._ended(gone, time, NOT_REPORTED)

    def _wake(self, node: NodeId, time: float) -> list[AlertChange]:
        """Tell again what is snoozed no longer."""
        changes = []
        for watched in self._of(node).values():
            until = watched.alert.snoozed_until
            if until is not None and until <= time:
                watched.alert = replace(watched.alert, snoozed_until=None)
                changes.append(AlertChange(watched.alert, time, watched.alert.wants_attention))
        return changes

    def _told(self, changes: list[AlertChange]) -> list[AlertChange]:
        """Put changes in one order, and be quiet about what a worse one says already."""
        self._forget_old(changes)
        changes.sort(key=lambda change: (change.alert.id, change.alert.phase))
        return [
            replace(change, tell=False) if change.tell and self._outranked(change.alert) else change
            for change in changes
        ]

    def _forget_old(self, changes: list[AlertChange]) -> None:
        if not changes:
            return
        now = max(change.time for change in changes)
        self._remembered = {
            key: item
            for key, item in self._remembered.items()
            if (item.snoozed_until or 0) > now or any(now - at < FLAP_S for at in item.fired)
        }

    def _outranked(self, alert: Alert) -> bool:
        """Whether a worse rule fires for the same number in the same direction."""
        return alert.rule.severity.rank < self._worst_firing(alert.node).get(_measured(alert), 0)

    def _listed(self, node: NodeId) -> Iterator[Alert]:
        worst = self._worst_firing(node)
        for watched in self._of(node).values():
            if watched.alert.rule.severity.rank >= worst.get(_measured(watched.alert), 0):
                yield watched.alert

    def _worst_firing(self, node: NodeId) -> dict[tuple[str, Comparison], int]:
        """Return how bad the worst is that fires for each number of a machine."""
        worst: dict[tuple[str, Comparison], int] = {}
        for watched in self._of(node).values():
            if watched.alert.phase is AlertPhase.FIRING:
                measured = _measured(watched.alert)
                worst[measured] = max(worst.get(measured, 0), watched.alert.rule.severity.rank)
        return worst

    def _of(self, node: NodeId) -> dict[str, _Watched]:
        return self._watched.setdefault(node, {})

    def _all(self) -> list[_Watched]:
        return [watched for each in self._watched.values() for watched in each.values()]

    def _find(self, alert_id: str) -> _Watched | None:
        found = (each[alert_id] for each in self._watched.values() if alert_id in each)
        return next(found, None)


def _measured(alert: Alert) -> tuple[str, Comparison]:
    """Return the number and the direction: what several levels have in common."""
    return (alert.subject, alert.rule.comparison)


def _began_anew(watched: _Watched, time: float) -> bool:
    """Whether a pending condition was not seen for too long, or the clock was set back."""
    if watched.seen is None or time < watched.seen:
        return True
    return time - watched.seen > UNSEEN_S


def _warms_up(watched: _Watched, time: float) -> bool:
    """Whether detectors may not have looked for long enough since the restart."""
    if watched.restored and watched.seen is None:
        watched.seen = time
    return watched.restored and 0 <= time - (watched.seen or time) < WARM_UP_S


def _worst_first(alert: Alert) -> tuple[object, ...]:
    fires = alert.phase is AlertPhase.FIRING
    return (not fires, -alert.rule.severity.rank, -(alert.fired_at or alert.since), alert.id)
