"""What is wrong now: a card for each alert, those that want attention first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components import EmptyState, SectionLabel, Text
from app.panes.alert_words import node_names
from app.panes.alerts.card import AlertAsked, AlertCard
from app.panes.alerts.page import Page
from app.panes.alerts.rows import RowColumn, RowReached
from app.services.alerts.api import Alert, AlertPhase, Comparison
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.state.hub import Hub

MOST = 60
"""Cards shown; more at once are a matter for the rules, and would make the window slow."""
NOTED = tr("Acknowledged or snoozed")
_GAP = 10


class ActiveView(QStackedWidget):
    """The alerts that fire or are pending.

    Signals:
        asked: something shall be done with an alert.
        rules_requested: the rules shall be shown.
    """

    asked = Signal(AlertAsked)
    rules_requested = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._cards: dict[str, AlertCard] = {}
        self._headings = {
            name: SectionLabel(name) for name in (tr("Needs attention"), NOTED, tr("Pending"))
        }
        for heading in self._headings.values():
            heading.setContentsMargins(0, 4, 0, 0)
        self._many = Text("", "body", "text2", wrap=True)
        self.column = RowColumn(tr("Alerts"), _GAP)
        self.column.reached.connect(self._on_reached)
        self._area = Page(self.column).area
        self.empty = EmptyState("check-circle", tr("No alerts"), "", tr("See the rules"))
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self.rules_requested)
        self.addWidget(self._area)
        self.addWidget(self.empty)

    @property
    def cards(self) -> tuple[AlertCard, ...]:
        """The cards from top to bottom."""
        return tuple(card for card in self.column.rows.values() if isinstance(card, AlertCard))

    def refresh(self) -> None:
        """Show the alerts as they are now."""
        alerts = self._hub.alerts.active()
        now = time.time()
        names = node_names(self._hub)
        shown = alerts[:MOST]
        for alert in shown:
            card = self._cards.get(alert.id)
            if card is None:
                card = self._cards[alert.id] = AlertCard(alert, names.get(alert.node, alert.node))
                card.asked.connect(self.asked)
            card.show_alert(alert, self.advice(alert), now)
        self._arrange(shown)
        more = len(alerts) - len(shown)
        self._many.setText(
            tr("{more} more, none of them worse. Fix or snooze some of these first.").format(
                more=more
            )
        )
        self._many.setVisible(more > 0)
        if not alerts:
            self.empty.text.setText(_all_well(self._hub))
        self.setCurrentWidget(self._area if alerts else self.empty)

    def focus_first(self) -> None:
        """Give the keyboard to the first alert."""
        self.column.focus("")

    def advice(self, alert: Alert) -> tuple[str, ...]:
        """Return what to do: what the detector says, which knows more, else what the rule does."""
        if alert.rule.comparison is Comparison.DETECTED:
            for finding in self._hub.alerts.findings(alert.node):
                if finding.detector == alert.subject and finding.advice:
                    return finding.advice
        return (alert.rule.advice,) if alert.rule.advice else ()

    def _arrange(self, alerts: Sequence[Alert]) -> None:
        groups: dict[str, list[AlertCard]] = {name: [] for name in self._headings}
        for alert in alerts:
            groups[_group(alert)].append(self._cards[alert.id])
        content: list[QWidget] = []
        for name, cards in groups.items():
            self._headings[name].setVisible(bool(cards))
            content += [self._headings[name], *cards]
        self.column.arrange([*content, self._many])
        self._cards = {alert.id: self._cards[alert.id] for alert in alerts}

    def _on_reached(self, reached: RowReached) -> None:
        self._area.ensureWidgetVisible(self.column.rows[reached.key], 0, 24)


def _group(alert: Alert) -> str:
    if alert.phase is AlertPhase.PENDING:
        return tr("Pending")
    return tr("Needs attention") if alert.wants_attention else NOTED


def is_watching(hub: Hub) -> bool:
    """Whether there is a rule that is on, and a node that is connected."""
    return any(rule.enabled for rule in hub.alerts.rules) and bool(watched(hub))


def watched(hub: Hub) -> list[NodeId]:
    """Return the nodes that are connected, hence watched."""
    return [
        node.id for node in hub.nodes.all() if hub.sessions.status(node.id).phase is Phase.CONNECTED
    ]


def _all_well(hub: Hub) -> str:
    """Say what would be noticed: `14 rules watch 2 nodes`."""
    rules = sum(rule.enabled for rule in hub.alerts.rules)
    nodes = watched(hub)
    if not rules:
        return tr("No rule is switched on, so nothing is watched.")
    verb = tr("rule watches") if rules == 1 else tr("rules watch")
    if not nodes:
        return tr("{rules} {verb} each node as soon as it is connected.").format(
            rules=rules, verb=verb
        )
    if nodes == [LOCAL_NODE]:
        return tr(
            "{rules} {verb} this computer. Other nodes are watched once they are connected."
        ).format(rules=rules, verb=verb)
    return tr("{rules} {verb} %n nodes.", "{rules} {verb} %n node.", len(nodes)).format(
        rules=rules, verb=verb
    )
