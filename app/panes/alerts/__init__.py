"""Alerts: what is wrong now and was, the rules that find it, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.alerts.pane  # noqa: F401 - it takes a while to import
    from app.panes.alerts.detectors import detector_titles

    detector_titles()


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.alerts.pane import AlertsPane

    return AlertsPane(hub, parent)


def _count(hub: Hub) -> int:
    return sum(alert.wants_attention for alert in hub.alerts.active())


def _tone(hub: Hub) -> str:
    from app.panes.alert_words import attention, worst_look  # what alerts are: after the start

    look = worst_look(attention(hub.alerts.active()))
    return "" if look is None else look.tone


PANE = PaneSpec(
    name="alerts",
    title=tr("Alerts"),
    icon="bell",
    order=8,
    create=_create,
    prepare=_prepare,
    count=_count,
    count_tone=_tone,
    summary=tr("What is wrong on the nodes, what was, and the rules that find it"),
    shortcuts=(
        ("↑ ↓", tr("Go from alert to alert, from rule to rule")),
        ("Enter", tr("Show or hide what was seen and what to do; edit the rule")),
        ("A", tr("Acknowledge the alert")),
        ("S", tr("Snooze the alert")),
        ("C", tr("Show the charts of its node")),
        ("E", tr("Edit its rule")),
        ("Q", tr("Ask a model about it")),
        ("Space", tr("Switch the rule on or off")),
        ("Delete", tr("Remove the rule")),
        ("Ctrl+N", tr("Add a rule")),
    ),
)
