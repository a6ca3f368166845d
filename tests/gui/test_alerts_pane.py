"""The Alerts pane on a stand-in for its state: what is shown, and what each key and button asks."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.core.units import GIB
from app.look.components import ElidedLabel
from app.look.components.confirm import ConfirmDialog
from app.panes.alerts.active import MOST
from app.panes.alerts.moments import snooze_choices
from app.panes.alerts.pane import AlertsPane
from app.services.alerts.api import (
    AlertPhase,
    Comparison,
    MachineSize,
    Rule,
    Severity,
)
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.detectors.api import Finding
from app.state.alerts import TargetTested
from app.state.desktop_notices import DesktopSettings
from app.state.hub import Notice, PaneRequested
from app.state.rehearsals import Rehearsed, TimesFired
from app.transport.status import Phase
from tests.gui.alerts_fakes import HOT, LOW_MEMORY, WEDGE, FakeAlerts, FakeArchive, alert
from tests.gui.real_program import WAIT_MS
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless

SPARK = node("spark-01")
SECOND = node("spark-02")
WEDGED = Finding(
    "power-wedge",
    "GPU power delivery is stuck.",
    Severity.CRITICAL,
    1.0,
    ("GPU load 96 % with 14.1 W",),
    ("Stop the engine.", "Take the power brick off the wall."),
)


class Bench:
    """The pane, what stands behind it, and what it asked for."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.hub: Any = fake_hub(folder / "settings.json", SPARK, SECOND)
        self.alerts: FakeAlerts = self.hub.alerts
        self.archive = vars(self.hub)["archive"] = FakeArchive()
        for each in (SPARK, SECOND):
            self.hub.sessions.set(each.id, Phase.CONNECTED)
        self.told: list[Notice] = []
        self.panes: list[PaneRequested] = []
        self.hub.notified.connect(self.told.append)
        self.hub.pane_requested.connect(self.panes.append)
        self.pane = AlertsPane(self.hub)
        qtbot.addWidget(self.pane)
        self.pane.resize(1100, 800)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def shows(self, *titles: str) -> None:
        """Wait until the cards have these titles, from top to bottom."""
        self.settle(
            lambda: [card.alert.rule.title for card in self.pane.active.cards] == list(titles)
        )

    def settle(self, condition: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def press(self, widget: QWidget, key: Qt.Key) -> None:
        self.qtbot.keyClick(widget, key)

    def menu(self) -> QMenu:
        (menu,) = [m for m in self.pane.findChildren(QMenu) if m.isVisible()]
        return menu

    def words(self, widget: QWidget) -> str:
        """Return everything that can be read in a widget."""
        found = [each for each in widget.findChildren(QWidget) if each.isVisible()]
        return "\n".join(
            each.whole_text() if isinstance(each, ElidedLabel) else str(each.text())
            for each in found
            if hasattr(each, "text")
        )

    def reads(self, widget: QWidget, text: str) -> None:
        """Wait until a text can be read in a widget."""
        self.settle(lambda: text in self.words(widget))


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


# Active


def test_without_alerts_it_says_what_watches_what(bench: Bench) -> None:
    active = bench.pane.active
    assert active.empty.isVisible()
    rules = len(bench.alerts.rules)
    assert active.empty.text.text() == f"{rules} rules watch 3 nodes."
    assert bench.pane.header.state.text() == "All well"
    assert active.empty.action is not None
    active.empty.action.click()
    assert bench.pane.rules.isVisible()


def test_where_nothing_is_connected_nothing_is_claimed_to_be_well(bench: Bench) -> None:
    for each in (SPARK.id, SECOND.id, LOCAL_NODE):
        bench.hub.sessions.set(each, Phase.OFF)
    bench.settle(lambda: bench.pane.header.state.text() == "Nothing is watched")
    assert "as soon as it is connected" in bench.pane.active.empty.text.text()


def test_active_alerts_are_grouped_worst_first_with_value_and_place(bench: Bench) -> None:
    bench.alerts.set(alert(HOT, SPARK.id, phase=AlertPhase.PENDING, value=86.0, fired_at=None))
    bench.alerts.set(alert(LOW_MEMORY, SPARK.id, value=9.8 * GIB))
    bench.alerts.set(alert(WEDGE, SECOND.id))
    bench.shows(WEDGE.title, LOW_MEMORY.title, HOT.title)
    wedge, memory, hot = bench.pane.active.cards
    assert "9.8 GiB" in bench.words(memory)
    assert "spark-01 · Available memory · well from 18.0 GiB" in bench.words(memory)
    assert "spark-02" in bench.words(wedge)
    assert "Fires after 30 s" in bench.words(hot)
    assert not hot.acknowledge.isVisible()
    assert bench.pane.header.state.text() == "2 alerts"
    assert bench.pane.header.state.tone == "err"
    assert "Critical: GPU power delivery is stuck, spark-02" in wedge.accessibleName()


def test_card_unfolds_to_evidence_and_the_detectors_own_advice(bench: Bench) -> None:
    bench.alerts.find(SECOND.id, WEDGED)
    bench.alerts.set(alert(WEDGE, SECOND.id, evidence=WEDGED.evidence))
    bench.shows(WEDGE.title)
    (card,) = bench.pane.active.cards
    bench.press(card, Qt.Key.Key_Return)
    bench.reads(card, "GPU load 96 % with 14.1 W")
    bench.reads(card, "2. Take the power brick off the wall.")
    bench.press(card, Qt.Key.Key_Return)
    assert not card.unfolded


def test_keys_acknowledge_snooze_and_lead_to_charts_and_rule(bench: Bench) -> None:
    found = alert(LOW_MEMORY, SECOND.id, value=9.8 * GIB)
    bench.alerts.set(found)
    bench.shows(LOW_MEMORY.title)
    (card,) = bench.pane.active.cards
    bench.press(card, Qt.Key.Key_S)
    hour = next(action for action in bench.menu().actions() if action.text() == "1 hour")
    hour.trigger()
    assert bench.alerts.asked == [("snooze", found.id, 3600.0)]
    bench.menu().close()
    bench.reads(card, "Snoozed until")

    bench.press(card, Qt.Key.Key_A)
    assert bench.alerts.alerts[found.id].acknowledged
    bench.settle(lambda: not card.acknowledge.isVisible())
    bench.reads(bench.pane, "ACKNOWLEDGED OR SNOOZED")

    bench.press(card, Qt.Key.Key_C)
    assert bench.hub.current_node == SECOND.id
    assert bench.panes == [PaneRequested("charts")]

    bench.press(card, Qt.Key.Key_E)
    assert bench.pane.rules.form.isVisible()
    assert bench.pane.rules.form.title.text() == LOW_MEMORY.title


def test_arrows_go_from_card_to_card_and_stay_when_one_goes(bench: Bench) -> None:
    first, second = alert(WEDGE, SPARK.id), alert(LOW_MEMORY, SPARK.id)
    bench.alerts.set(first)
    bench.alerts.set(second)
    bench.shows(WEDGE.title, LOW_MEMORY.title)
    bench.pane.activateWindow()
    bench.settle(bench.pane.isActiveWindow)
    bench.pane.active.focus_first()
    upper, lower = bench.pane.active.cards
    assert upper.hasFocus()
    bench.press(upper, Qt.Key.Key_Down)
    assert lower.hasFocus()
    bench.press(lower, Qt.Key.Key_Home)
    assert upper.hasFocus()
    bench.alerts.resolve(first)
    bench.shows(LOW_MEMORY.title)
    assert lower.hasFocus()


def test_more_alerts_than_fit_are_counted_not_drawn(bench: Bench) -> None:
    for number in range(MOST + 3):
        rule = replace(LOW_MEMORY, id=f"low-{number}")
        bench.alerts.alerts[f"{number}"] = alert(rule, SPARK.id)
    bench.alerts.set(alert(WEDGE, SPARK.id))
    bench.settle(lambda: len(bench.pane.active.cards) == MOST)
    assert bench.pane.active.cards[0].alert.rule == WEDGE
    assert "4 more, none of them worse." in bench.words(bench.pane.active)


def test_looking_at_the_pane_marks_alerts_as_seen(bench: Bench) -> None:
    bench.alerts.set_unseen(2)
    bench.alerts.set(alert(WEDGE, SPARK.id))
    bench.settle(lambda: bench.alerts.unseen == 0)
    bench.pane.hide()
    bench.alerts.set_unseen(1)
    bench.alerts.set(alert(LOW_MEMORY, SPARK.id))
    assert bench.alerts.unseen == 1


@pytest.mark.parametrize("hour", [0, 8, 23])
def test_snooze_until_tomorrow_ends_in_the_morning(hour: int) -> None:
    now = time.mktime((2026, 11, 21, hour, 59, 59, 0, 0, -1))
    words, seconds = snooze_choices(now)[-1]
    assert words.startswith("Until tomorrow, ")
    end = time.localtime(now + seconds)
    assert (end.tm_hour, end.tm_min) == (8, 0)
    assert 8 * 3600 <= seconds <= 33 * 3600


# History


def test_history_is_filtered_by_node_severity_and_text(bench: Bench) -> None:
    for found in (
        alert(LOW_MEMORY, SPARK.id, worst=9.1 * GIB, evidence=("It fell by 1.2 GB/s",)),
        alert(WEDGE, SECOND.id),
        alert(HOT, SECOND.id),
    ):
        bench.alerts.set(found)
        bench.alerts.resolve(found)
    bench.pane.show_view("history")
    past = bench.pane.past
    QAbstractItemModelTester(past.model)
    assert past.model.rowCount() == 3
    past.node.setCurrentText("spark-02")
    assert past.model.rowCount() == 2
    past.severity.setCurrentText("Critical")
    assert [past.model.alert(row).rule for row in range(past.model.rowCount())] == [WEDGE]
    past.node.setCurrentIndex(0)
    past.severity.setCurrentIndex(0)
    past.text.setText("fell by")
    assert past.model.rowCount() == 1
    assert past.model.index(0, 4).data() == "9.1 GiB"
    past.table.setCurrentIndex(past.model.index(0, 0))
    assert "It fell by 1.2 GB/s" in past.evidence.text()
    past.text.setText("nothing like this")
    assert past.none.isVisible()
    assert not past.table.isVisible()


def test_history_says_what_will_be_kept_here(bench: Bench) -> None:
    bench.pane.show_view("history")
    assert bench.pane.past.empty.isVisible()


# Rules


def test_rules_say_what_they_do_in_plain_words(bench: Bench) -> None:
    bench.pane.show_view("rules")
    row = next(row for row in bench.pane.rules.rows if row.rule.id == LOW_MEMORY.id)
    bench.reads(row, "Available memory below 16.0 GiB for 5 s, until above 18.0 GiB")
    bench.reads(row, "All nodes")


def test_rule_is_switched_removed_and_brought_back(bench: Bench) -> None:
    bench.pane.show_view("rules")
    row = next(row for row in bench.pane.rules.rows if row.rule.id == LOW_MEMORY.id)
    bench.press(row, Qt.Key.Key_Space)
    assert not next(r for r in bench.alerts.rules if r.id == LOW_MEMORY.id).enabled
    bench.settle(lambda: "switched off" in row.accessibleName())
    bench.press(row, Qt.Key.Key_Delete)
    assert LOW_MEMORY.id not in [rule.id for rule in bench.alerts.rules]
    (notice,) = bench.told
    assert notice.action is not None
    notice.action.run()
    assert LOW_MEMORY.id in [rule.id for rule in bench.alerts.rules]


def test_defaults_are_restored_only_when_confirmed(bench: Bench) -> None:
    bench.pane.show_view("rules")
    before = len(bench.alerts.rules)
    bench.pane.rules.restore.click()
    (dialog,) = bench.pane.findChildren(ConfirmDialog)
    dialog.no.click()
    assert len(bench.alerts.rules) == before
    bench.pane.rules.restore.click()
    dialog = next(d for d in bench.pane.findChildren(ConfirmDialog) if d.isVisible())
    dialog.yes.click()
    assert {rule.id for rule in DEFAULT_RULES} <= {rule.id for rule in bench.alerts.rules}


def test_form_previews_and_adds_a_rule(bench: Bench) -> None:
    bench.pane.show_view("rules")
    bench.pane.rules.add_rule()
    form = bench.pane.rules.form
    form.title.setText("Hot for long")
    form.subject.setCurrentText("GPU temperature")
    form.subject.activated.emit(form.subject.currentIndex())
    bench.qtbot.mouseClick(
        form.side.findChild(QPushButton, "segment_above"), Qt.MouseButton.LeftButton
    )
    form.level.setValue(80.0)
    form.recover.setValue(75.0)
    form.lasting.setValue(90)
    assert form.preview() == (
        "Warning: GPU temperature above 80 °C for 1 min 30 s, until below 75 °C. All nodes."
    )
    form.submit()
    added = bench.alerts.rules[-1]
    assert (added.metric, added.level, added.recover_level) == ("gpus.*.temperature_c", 80.0, 75.0)
    assert added.comparison is Comparison.ABOVE
    assert not form.isVisible()


def test_form_refuses_what_makes_no_sense_and_says_why(bench: Bench) -> None:
    bench.pane.show_view("rules")
    bench.pane.rules.add_rule()
    form = bench.pane.rules.form
    form.submit()
    assert "title" in bench.words(form)
    form.title.setText("For some")
    form.scope.which.choose("some")
    form.submit()
    assert "Tick the nodes" in bench.words(form)
    assert form.isVisible()


def test_form_that_is_not_touched_changes_nothing(bench: Bench) -> None:
    odd = Rule(
        "odd",
        "Odd level",
        "memory.available_bytes",
        Comparison.BELOW,
        level=17_123_456_789.0,
        recover_level=18_123_456_789.0,
        nodes=("node-removed", SPARK.id),
        size=MachineSize.LARGE,
    )
    form = bench.pane.rules.form
    for rule in (odd, *DEFAULT_RULES):
        form.start(rule, bench.hub.nodes.all(), is_new=False)
        read = form.read()
        assert replace(read, nodes=()) == replace(rule, nodes=()), rule.id
        assert set(read.nodes) == set(rule.nodes)


def test_form_level_beyond_recover_takes_it_along(bench: Bench) -> None:
    form = bench.pane.rules.form
    form.start(LOW_MEMORY, bench.hub.nodes.all(), is_new=False)
    form.level.setValue(30.0)
    assert form.recover.value() == 30.0
    assert form.read().recover_level is None


def test_form_tries_a_rule_on_what_was_kept(bench: Bench) -> None:
    bench.pane.show_view("rules")
    bench.pane.rules.edit_rule(LOW_MEMORY)
    form, rehearsals = bench.pane.rules.form, bench.archive.rehearsals
    form.rehearse.click()
    assert rehearsals.asked == [(LOW_MEMORY, 86_400.0)]
    bench.reads(form, "Reading the history")
    fired = (TimesFired(SPARK.id, 2), TimesFired(SECOND.id, 0))
    rehearsals.rehearsed.emit(Rehearsed(LOW_MEMORY, fired))
    bench.reads(form, "It would have fired 2 times: spark-01 2.")
    form.level.setValue(12.0)  # what was said is of another rule
    assert "would have fired" not in bench.words(form)
    rehearsals.rehearsed.emit(Rehearsed(LOW_MEMORY, fired))
    assert "would have fired" not in bench.words(form)
    for answer, words in (
        (Rehearsed(form.read(), (TimesFired(SPARK.id, 0),)), "It would not have fired."),
        (Rehearsed(form.read()), "Nothing was kept in that time."),
        (Rehearsed(form.read(), error="The history is not open."), "The history is not open."),
    ):
        rehearsals.rehearsed.emit(answer)
        assert words in bench.words(form)


def test_form_offers_no_trial_of_what_no_history_has(bench: Bench) -> None:
    bench.pane.show_view("rules")
    bench.pane.rules.edit_rule(WEDGE)
    assert bench.pane.rules.form.rehearse.isHidden()


def test_duplicate_opens_the_form_of_a_copy(bench: Bench) -> None:
    bench.pane.show_view("rules")
    row = next(row for row in bench.pane.rules.rows if row.rule.id == LOW_MEMORY.id)
    row.duplicate.click()
    bench.pane.rules.form.submit()
    copies = [r for r in bench.alerts.rules if r.title == f"{LOW_MEMORY.title} (copy)"]
    assert [copy.level for copy in copies] == [LOW_MEMORY.level]
    assert copies[0].id != LOW_MEMORY.id


# Notifications


def test_target_is_added_tested_and_removed(bench: Bench) -> None:
    bench.pane.show_view("notifications")
    view = bench.pane.telling
    assert view.address.echoMode() is QLineEdit.EchoMode.Password
    view.label.setText("My phone")
    view.address.setText("not an address")
    view.add_target()
    assert "not an address of apprise" in bench.words(view)
    view.address.setText("ntfys://secret-token@ntfy.example/topic")
    view.add_target()
    (target,) = bench.alerts.targets
    assert (target.label, target.kind) == ("My phone", "ntfys")
    assert bench.alerts.urls == {target.id: "ntfys://secret-token@ntfy.example/topic"}
    assert view.address.text() == ""
    row = view.column.rows[target.id]
    bench.reads(row, "Sending a test message")
    bench.alerts.target_tested.emit(TargetTested(target.id, "It was refused."))
    bench.reads(row, "It was refused.")
    assert "secret-token" not in bench.words(bench.pane)
    bench.press(row, Qt.Key.Key_Delete)
    (dialog,) = bench.pane.findChildren(ConfirmDialog)
    dialog.yes.click()
    assert bench.alerts.targets == ()
    assert bench.alerts.urls == {}


def test_address_that_was_typed_is_gone_when_the_view_is_left(bench: Bench) -> None:
    bench.pane.show_view("notifications")
    bench.pane.telling.address.setText("ntfys://secret-token@ntfy.example/topic")
    bench.pane.show_view("active")
    assert bench.pane.telling.address.text() == ""


def test_desktop_notifications_and_quiet_hours_are_kept(bench: Bench) -> None:
    bench.pane.show_view("notifications")
    card = bench.pane.telling.desktop
    assert not card.begin.isEnabled()
    card.quiet.click()
    card.begin.setTime(QTime(23, 30))
    kept = bench.hub.settings.load(DesktopSettings.SECTION, DesktopSettings)
    assert (kept.enabled, kept.quiet, kept.quiet_from) == (True, True, 23 * 60 + 30)
    card.least.setCurrentText("Critical only")
    card.least.activated.emit(card.least.currentIndex())
    assert bench.alerts.settings.tell_from is Severity.CRITICAL


# All of it


@pytest.mark.parametrize("view", ["active", "history", "rules", "notifications"])
def test_everything_focusable_has_a_name(bench: Bench, view: str) -> None:
    found = alert(WEDGE, SPARK.id, evidence=("Seen.",))
    bench.alerts.set(found)
    bench.alerts.over = (replace(found, resolved_at=time.time()),)
    bench.shows(WEDGE.title)
    bench.pane.active.cards[0].unfold(True)
    bench.pane.show_view(view)
    assert nameless(bench.pane) == []
    if view == "rules":
        bench.pane.rules.add_rule()
        assert nameless(bench.pane) == []


def test_smallest_window_keeps_every_button_in_reach(bench: Bench) -> None:
    bench.alerts.set(alert(LOW_MEMORY, SPARK.id, value=9.8 * GIB, snoozed_until=time.time() + 9))
    bench.shows(LOW_MEMORY.title)
    bench.pane.resize(696, 440)
    (card,) = bench.pane.active.cards
    bench.settle(
        lambda: card.more.mapTo(bench.pane, card.more.rect().topRight()).x() < bench.pane.width()
    )
