"""The Alerts pane: what is wrong now and was, the rules, and who is told."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import inside, tr
from app.look.components import Chosen
from app.look.components.surfaces import GAP, MARGIN
from app.panes.alert_words import attention, count_words, worst_look
from app.panes.alerts.active import NOTED, ActiveView, is_watching, watched
from app.panes.alerts.card import AlertAsked, Wish
from app.panes.alerts.header import AlertsHeader
from app.panes.alerts.page import BAR_MARGIN
from app.panes.alerts.past import PastView
from app.panes.alerts.rules import RulesView
from app.panes.alerts.telling import TellingView
from app.panes.box_asking import ABOUT_ALERT, alert_part, ask_about
from app.services.alerts.api import AlertChange, AlertPhase
from app.state.alerts import FindingsChanged, RulesChanged, TargetsChanged
from app.state.hub import Hub
from app.state.nodes import NodesChanged
from app.transport.status import SessionStatus

BEAT_MS = 1000
"""Values and durations change once a second: faster ones cannot be read."""
SOON_MS = 50
"""Changes that come together are shown together."""


class AlertsPane(QWidget):
    """Four views of alerts. Changes only start a short timer, and only while it can be seen."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.header = AlertsHeader()
        self.active = ActiveView(hub)
        self.past = PastView(hub)
        self.rules = RulesView(hub)
        self.telling = TellingView(hub)
        self._views: dict[str, ActiveView | PastView | RulesView | TellingView] = {
            "active": self.active,
            "history": self.past,
            "rules": self.rules,
            "notifications": self.telling,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN - BAR_MARGIN, 0)
        column.setSpacing(GAP)
        self.header.setContentsMargins(0, 0, BAR_MARGIN, 0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._listen()
        self.refresh()

    def show_view(self, name: str) -> None:
        """Show one view by its key: `active`, `history`, `rules` or `notifications`."""
        self.header.views.choose(name)
        self._stack.setCurrentWidget(self._views[name])
        self.refresh()
        self._views[name].focus_first()

    def refresh(self) -> None:
        """Bring the header and the open view up to date."""
        self.header.show_state(self._state(), self._line())
        self._views[self.header.views.key].refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up and start the clock; what is here was seen now."""
        super().showEvent(event)
        self._hub.alerts.mark_seen()
        self._beat.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._beat.stop()
        self._soon.stop()

    def _listen(self) -> None:
        alerts = self._hub.alerts
        alerts.changed.connect(self._on_alert)
        alerts.findings_changed.connect(self._on_findings)
        alerts.rules_changed.connect(self._on_rules)
        alerts.targets_changed.connect(self._on_targets)
        self._hub.nodes.changed.connect(self._on_nodes)
        self._hub.sessions.status_changed.connect(self._on_session)
        self._soon.timeout.connect(self._on_soon)
        self._beat.timeout.connect(self._on_beat)
        self.header.view_chosen.connect(self._on_view)
        self.active.asked.connect(self._on_asked)
        self.active.rules_requested.connect(self._on_rules_requested)

    def _state(self) -> tuple[str, str]:
        wanting = attention(self._hub.alerts.active())
        look = worst_look(wanting)
        if look is not None:
            return count_words(len(wanting)), look.tone
        if any(alert.phase is AlertPhase.FIRING for alert in self._hub.alerts.active()):
            return tr("Nothing new"), "text2"
        return (
            (tr("All well"), "ok")
            if is_watching(self._hub)
            else (tr("Nothing is watched"), "text2")
        )

    def _line(self) -> str:
        alerts = self._hub.alerts.active()
        noted = sum(a.phase is AlertPhase.FIRING and not a.wants_attention for a in alerts)
        pending = sum(alert.phase is AlertPhase.PENDING for alert in alerts)
        words = [f"{noted} {inside(NOTED)}"] if noted else []
        words += [tr("{pending} pending").format(pending=pending)] if pending else []
        nodes = len(self._hub.nodes.all())
        words.append(
            tr("{watched} of %n nodes connected", "{watched} of %n node connected", nodes).format(
                watched=len(watched(self._hub))
            )
        )
        return " · ".join(words)

    def _on_asked(self, asked: AlertAsked) -> None:
        alert, hub = asked.alert, self._hub
        if asked.wish is Wish.ACKNOWLEDGE:
            hub.alerts.acknowledge(alert.id)
        elif asked.wish is Wish.SNOOZE:
            hub.alerts.snooze(alert.id, asked.seconds)
        elif asked.wish is Wish.CHARTS:
            hub.show_moment(alert.node, alert.since)
        elif asked.wish is Wish.ASK:
            advice = self.active.advice(alert)
            ask_about(hub, alert_part(hub, alert, advice, time.time()), ABOUT_ALERT)
        else:
            self.show_view("rules")
            self.rules.edit_rule(alert.rule)

    def _on_view(self, chosen: Chosen) -> None:
        self._stack.setCurrentWidget(self._views[chosen.key])
        self.refresh()

    def _on_rules_requested(self) -> None:
        self.show_view("rules")

    def _on_soon(self) -> None:
        self._hub.alerts.mark_seen()
        self.refresh()

    def _on_beat(self) -> None:
        """Follow values and durations; the other views change with what they show only."""
        if not self.window().isMinimized() and self._stack.currentWidget() is self.active:
            self.refresh()

    def _show_soon(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _on_alert(self, _change: AlertChange) -> None:
        self._show_soon()

    def _on_findings(self, _changed: FindingsChanged) -> None:
        self._show_soon()

    def _on_rules(self, _changed: RulesChanged) -> None:
        self._show_soon()

    def _on_targets(self, _changed: TargetsChanged) -> None:
        self._show_soon()

    def _on_nodes(self, _changed: NodesChanged) -> None:
        self._show_soon()

    def _on_session(self, _status: SessionStatus) -> None:
        self._show_soon()
