"""An alert's whole way in the real program: a rule is added, fires, is seen, and is over."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.ids import LOCAL_NODE
from app.panes.alerts.pane import AlertsPane
from app.services.alerts.api import Severity
from tests.gui.real_program import RealProgram


def test_own_rule_fires_is_acknowledged_and_ends_with_the_rule(program: RealProgram) -> None:
    window, hub = program.window, program.hub
    hub.alerts.start()
    for rule in hub.alerts.rules:  # this computer may be short of anything
        hub.alerts.remove_rule(rule.id)
    window.show_pane("alerts")
    program.wait(lambda: isinstance(window.stack.pane("alerts"), AlertsPane))
    pane = window.stack.pane("alerts")
    assert isinstance(pane, AlertsPane)
    hub.sessions.connect_node(LOCAL_NODE)
    program.wait_sample(LOCAL_NODE)

    pane.show_view("rules")
    pane.rules.add_rule()
    form = pane.rules.form
    form.title.setText("There is memory")
    form.subject.setCurrentText("Total memory")
    form.subject.activated.emit(form.subject.currentIndex())
    form.side.choose("above")
    form.severity.choose(Severity.CRITICAL.value)
    form.lasting.setValue(0)
    form.submit()

    pane.show_view("active")
    program.wait(lambda: "There is memory" in titles(pane))
    entry = window.rail._entries["alerts"]
    program.wait(lambda: entry.tone == "err")
    card = next(card for card in pane.active.cards if card.alert.rule.title == "There is memory")
    program.wait(lambda: card.alert.wants_attention)
    assert window.status.alerts is not None
    assert window.status.alerts.isVisible()
    assert any("There is memory" in told.notice.title for told in window.history.entries)

    program.qtbot.keyClick(card, Qt.Key.Key_A)
    program.wait(lambda: not card.alert.wants_attention)
    assert not any(alert.wants_attention for alert in hub.alerts.active())

    hub.alerts.remove_rule(card.alert.rule.id)
    program.wait(lambda: "There is memory" not in titles(pane))
    pane.show_view("history")
    found = [pane.past.model.alert(row) for row in range(pane.past.model.rowCount())]
    assert "There is memory" in [alert.rule.title for alert in found]


def titles(pane: AlertsPane) -> list[str]:
    return [card.alert.rule.title for card in pane.active.cards]
