"""AlertTeller: which alerts the user is told about, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.i18n import tr
from app.core.listed import listed
from app.services.alerts.api import FLAPPING, AlertPhase, Severity
from app.state.hub import Notice, NoticeAction, PaneRequested
from app.state.hub import Severity as NoticeSeverity

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.alerts.api import Alert, AlertChange

QUIET_S = 60.0
"""A node's alerts within this time of the last notice are told together; critical ones at once."""
AT_ONCE = 5
"""Critical ones within that time that are told one by one: a node may invent any number."""
AT_ONCE_OF_ALL = 10
"""Of all nodes: when this computer loses its network, every one of them is silent."""
SOON_S = 5.0
"""Seconds after which a node is told of that found no room then."""
SEVERAL = 3
"""More nodes than these that are due at the same time are told of in one notice."""
NAMED = 6
"""Alerts that one notice names; of the others it says how many there are."""
_LISTED = 50
PANE = "alerts"
_LOOKS = {
    Severity.INFO: NoticeSeverity.INFO,
    Severity.WARNING: NoticeSeverity.WARNING,
    Severity.CRITICAL: NoticeSeverity.ERROR,
}


class AlertTeller(QObject):
    """Makes notices of what the engine wants told: one per node and minute, critical at once.

    Signals:
        told: a notice for the user.
        pane_requested: the user wants to see the alerts.
    """

    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)

    def __init__(
        self,
        name_of: Callable[[NodeId], str],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._clock = clock
        self._told_at: dict[NodeId, float] = {}
        self._waiting: dict[NodeId, dict[str, Alert]] = {}
        self._singly: list[tuple[NodeId, float]] = []
        """What was told lately by itself: of which node, and when."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell_waiting)

    def take(self, change: AlertChange, least: Severity) -> None:
        """Tell of a change, now or soon, unless it is less than `least`."""
        alert = change.alert
        waiting = self._waiting.get(alert.node)
        if waiting is not None and not alert.wants_attention:
            waiting.pop(alert.id, None)  # over or known before anybody was told
        if not change.tell or alert.rule.severity.rank < least.rank:
            return
        if alert.phase is AlertPhase.RESOLVED:
            if alert.rule.severity is Severity.CRITICAL and self._at_once(alert.node):
                title = tr("{name_of}: over – {title}").format(
                    name_of=self._name_of(alert.node), title=alert.rule.title
                )
                self.told.emit(Notice(NoticeSeverity.SUCCESS, title, announce=True))
            return
        now = self._clock()
        told_lately = now - self._told_at.get(alert.node, -QUIET_S) < QUIET_S
        waits = told_lately and alert.rule.severity is not Severity.CRITICAL
        if waits or not self._at_once(alert.node):
            self._told_at.setdefault(alert.node, now - QUIET_S + SOON_S)
            self._waiting.setdefault(alert.node, {})[alert.id] = alert
            self._wait()
            return
        self._told_at[alert.node] = now
        self.told.emit(self._notice([alert]))

    def _at_once(self, node: NodeId) -> bool:
        """Whether one more alert of a node is told by itself; counts it."""
        now = self._clock()
        self._singly = [each for each in self._singly if now - each[1] < QUIET_S]
        of_node = sum(each[0] == node for each in self._singly)
        fits = of_node < AT_ONCE and len(self._singly) < AT_ONCE_OF_ALL
        if fits:
            self._singly.append((node, now))
        return fits

    def forget(self, node: NodeId) -> None:
        """Say nothing more of a node."""
        self._told_at.pop(node, None)
        self._waiting.pop(node, None)

    def _wait(self) -> None:
        """Look again when the first of the nodes that wait may be told of."""
        self._timer.stop()
        if self._waiting:
            due = min(self._told_at[node] for node in self._waiting) + QUIET_S
            self._timer.start(max(1, int(1000 * (due - self._clock())) + 1))

    def _tell_waiting(self) -> None:
        now = self._clock()
        found: list[list[Alert]] = []
        for node in [n for n in self._waiting if now - self._told_at[n] >= QUIET_S]:
            alerts = list(self._waiting.pop(node).values())
            if alerts:
                self._told_at[node] = now
                found.append(alerts)
        if len(found) > SEVERAL:
            self.told.emit(self._notice_of_many(found))
        else:
            for alerts in found:
                self.told.emit(self._notice(alerts))
        self._wait()

    def _notice_of_many(self, found: list[list[Alert]]) -> Notice:
        """Make one notice of the alerts of many nodes."""
        from app.services.alerts.words import sentence

        alerts = [alert for each in found for alert in each]
        worst = max(alerts, key=lambda alert: alert.rule.severity.rank)
        names = [self._name_of(each[0].node) for each in found]
        lines = [f"{self._name_of(alert.node)}: {sentence(alert)}" for alert in alerts[:_LISTED]]
        return Notice(
            _LOOKS[worst.rule.severity],
            tr("{found} machines: {title}").format(found=len(found), title=worst.rule.title),
            f"{listed(names, NAMED)}.",
            "\n".join(lines),
            action=NoticeAction(tr("Show alerts"), self._show),
            kept_elsewhere=True,
            announce=True,
        )

    def _notice(self, alerts: list[Alert]) -> Notice:
        from app.services.alerts.words import sentence

        worst = max(alerts, key=lambda alert: alert.rule.severity.rank)
        name = self._name_of(worst.node)
        details = "\n".join([*map(sentence, alerts[:_LISTED]), *worst.evidence])
        title, hint = f"{name}: {worst.rule.title}", worst.rule.advice
        if len(alerts) > 1:
            title = tr("{name}: {alerts} alerts").format(name=name, alerts=len(alerts))
            hint = f"{listed([alert.rule.title for alert in alerts], NAMED, '; ')}."
        elif worst.flaps >= FLAPPING:
            hint = (
                tr("It comes and goes and is not told again for a while. {hint}")
                .format(hint=hint)
                .rstrip()
            )
        return Notice(
            _LOOKS[worst.rule.severity],
            title,
            hint,
            details,
            action=NoticeAction(tr("Show alerts"), self._show),
            kept_elsewhere=True,
            announce=True,
        )

    def _show(self) -> None:
        self.pane_requested.emit(PaneRequested(PANE))
