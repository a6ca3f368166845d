"""One alert: what, where, how bad, since when; what was seen and what to do when unfolded."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import (
    Button,
    ElidedLabel,
    IconButton,
    KeyValues,
    Line,
    Pill,
    SectionLabel,
    Text,
)
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.alert_words import SEVERITIES, alert_line, level_text
from app.panes.alerts.moments import snooze_choices
from app.panes.alerts.rows import KeyPressed, Row
from app.panes.box_asking import ICON
from app.plots.axis import when_text
from app.services.alerts.api import FLAPPING, Alert, AlertPhase
from app.services.alerts.words import value_text

_ICON = 20
_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_A,
    Qt.Key.Key_S,
    Qt.Key.Key_C,
    Qt.Key.Key_E,
    Qt.Key.Key_Q,
)


class Wish(StrEnum):
    """What can be done with an alert."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    CHARTS = "charts"
    EDIT = "edit"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class AlertAsked:
    """Something shall be done with an alert; `seconds` is for how long it is put off."""

    alert: Alert
    wish: Wish
    seconds: float = 0.0


class AlertCard(Row):
    """One alert. `show_alert` brings it up to date.

    Signals:
        asked: one of its buttons or keys was used.
    """

    asked = Signal(AlertAsked)

    def __init__(self, alert: Alert, node: str) -> None:
        super().__init__(alert.id, _KEYS)
        self._alert = alert
        self._node = node
        self._advice: tuple[str, ...] = ()
        self._told: tuple[object, ...] = ()
        self._details: QWidget | None = None
        self._make()
        self._lay_out()
        self.pressed.connect(self._on_key)
        theme().changed.connect(self._retint)

    @property
    def alert(self) -> Alert:
        """The alert as it is shown."""
        return self._alert

    @property
    def unfolded(self) -> bool:
        """Whether evidence and advice are shown."""
        return self._details is not None

    def show_alert(self, alert: Alert, advice: tuple[str, ...], now: float) -> None:
        """Show how the alert is at `now`, in Unix seconds, and what to do about it, in order."""
        self._alert, self._advice = alert, advice
        look = SEVERITIES[alert.rule.severity]
        self._severity.show_state(look.word, look.tone)
        line = " · ".join(filter(None, (self._node, alert_line(alert))))
        for label, text in ((self._title, alert.rule.title), (self._line, line)):
            if text != label.whole_text():  # else the card would be laid out anew each second
                label.setText(text)
        self._value.setText(value_text(alert))
        self._value.setVisible(bool(self._value.text()))
        self._since.setText(_lasting(alert, now))
        self._state.show_state(*_state(alert))
        self._state.setVisible(bool(self._state.text()))
        self.acknowledge.setVisible(alert.phase is AlertPhase.FIRING and not alert.acknowledged)
        self.snooze.setVisible(alert.phase is AlertPhase.FIRING and not alert.acknowledged)
        self._retint()
        said = (f"{look.word}: {alert.rule.title}, {self._node}", self._state.text())
        self.setAccessibleName(". ".join(filter(None, said)))
        self.setAccessibleDescription(
            tr("{value} since {when_text}")
            .format(value=self._value.text(), when_text=when_text(alert.since))
            .strip()
        )
        if self.unfolded:
            self._show_details()

    def unfold(self, unfolded: bool) -> None:
        """Show or hide evidence and advice."""
        if unfolded and self._details is None:
            self._details = QWidget()
            ask = Button(tr("Ask a model about it"), icon_name=ICON)
            ask.setToolTip(tr("With these facts and the last minutes in numbers (Q)"))
            ask.clicked.connect(self._on_ask)
            column = QVBoxLayout(self._details)
            column.setContentsMargins(_ICON + 10, 0, 6, 6)
            column.setSpacing(10)
            self._known = QVBoxLayout()
            self._known.setSpacing(4)
            column.addLayout(self._known)
            column.addWidget(ask, 0, Qt.AlignmentFlag.AlignLeft)
            self._column.addWidget(self._details)
            self._told = ()
            self._show_details()
        elif not unfolded and self._details is not None:
            self._details.hide()
            self._details.deleteLater()
            self._details = None
        self.more.set_icon_name("caret-up" if unfolded else "caret-down")
        self.more.rename(tr("Hide details") if unfolded else tr("Show details"))

    def open_snooze_menu(self) -> None:
        """Offer for how long the alert can be put off."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choices = snooze_choices(time.time())
        if self._alert.snoozed_until is not None:
            choices = ((tr("Wake it now"), 0.0), *choices)
        for text, seconds in choices:
            action = QAction(text, menu)
            action.setData(seconds)
            menu.addAction(action)
        menu.triggered.connect(self._on_snooze)
        menu.popup(self.snooze.mapToGlobal(QPoint(0, self.snooze.height() + 4)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Unfold with a double click, too."""
        super().mouseDoubleClickEvent(event)
        self._on_more()

    def _make(self) -> None:
        self._picture = QLabel()
        self._picture.setFixedSize(_ICON, _ICON)
        self._title = ElidedLabel("", "strong")
        self._severity = Pill()
        self._state = Pill()
        self._line = ElidedLabel("", "label", "text2")
        self._value = Text("", "card")
        self._since = Text("", "meta", "text3")
        title = self._alert.rule.title
        self.acknowledge = Button(tr("Acknowledge"))
        self.acknowledge.setToolTip(tr("I know: count it no more until it fires anew (A)"))
        self.snooze = Button(tr("Snooze"), icon_name="clock")
        self.snooze.setToolTip(tr("Put it off for a while (S)"))
        self.charts = IconButton(
            "chart-line-up", tr("Show the charts of {node}").format(node=self._node)
        )
        self.edit = IconButton("pencil-simple", tr("Edit the rule"))
        self.more = IconButton("caret-down", tr("Show details"))
        for keeper in (self.acknowledge, self.snooze):
            policy = keeper.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the columns of all cards stay in line
            keeper.setSizePolicy(policy)
        self.acknowledge.setAccessibleName(tr("Acknowledge: {title}").format(title=title))
        self.snooze.setAccessibleName(tr("Snooze: {title}").format(title=title))
        self.stops = (self.acknowledge, self.snooze, self.charts, self.edit, self.more)
        for button, slot in zip(
            self.stops,
            (
                self._on_acknowledge,
                self.open_snooze_menu,
                self._on_charts,
                self._on_edit,
                self._on_more,
            ),
            strict=True,
        ):
            button.clicked.connect(slot)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._title, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._line)
        numbers = QVBoxLayout()
        numbers.setSpacing(1)
        right = Qt.AlignmentFlag.AlignRight
        numbers.addStretch(1)
        numbers.addWidget(self._value, 0, right)
        numbers.addWidget(self._since, 0, right)
        numbers.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._picture, 0, middle)
        row.addLayout(words, 1)
        for pill in (self._severity, self._state):
            row.addWidget(pill, 0, middle)
        row.addSpacing(4)
        row.addLayout(numbers)
        row.addSpacing(4)
        row.addWidget(self.acknowledge)
        row.addWidget(self.snooze)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for button in (self.charts, self.edit, self.more):
            tools.addWidget(button)
        row.addLayout(tools)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 10, 10)
        self._column.setSpacing(10)
        self._column.addLayout(row)

    def _show_details(self) -> None:
        """Fill what is unfolded anew, only when something of it changed."""
        told = (self._alert.evidence, self._advice, tuple(_facts(self._alert)))
        if told == self._told or self._details is None:
            return
        self._told = told
        layout = self._known
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        layout.addWidget(Line())
        for heading, lines, are_steps in (
            (tr("What was seen"), self._alert.evidence, False),
            (tr("What to do"), told[1], True),
        ):
            if lines:
                label = SectionLabel(heading)
                label.setContentsMargins(0, 6, 0, 0)
                layout.addWidget(label)
                mark = "{n}. {line}" if are_steps and len(lines) > 1 else "{line}"
                for n, line in enumerate(lines, 1):
                    text = mark.format(n=n, line=line)
                    layout.addWidget(Text(text, "body", wrap=True, selectable=True))
        facts = KeyValues(_facts(self._alert))
        facts.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(facts)

    def _ask(self, wish: Wish, seconds: float = 0.0) -> None:
        self.asked.emit(AlertAsked(self._alert, wish, seconds))

    def _on_key(self, pressed: KeyPressed) -> None:
        firing = self._alert.phase is AlertPhase.FIRING
        if pressed.key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_more()
        elif pressed.key == Qt.Key.Key_A and firing and not self._alert.acknowledged:
            self._on_acknowledge()
        elif pressed.key == Qt.Key.Key_S and firing and not self._alert.acknowledged:
            self.open_snooze_menu()
        elif pressed.key == Qt.Key.Key_C:
            self._on_charts()
        elif pressed.key == Qt.Key.Key_E:
            self._on_edit()
        elif pressed.key == Qt.Key.Key_Q:
            self._on_ask()

    def _on_acknowledge(self) -> None:
        self._ask(Wish.ACKNOWLEDGE)

    def _on_snooze(self, action: QAction) -> None:
        self._ask(Wish.SNOOZE, float(action.data()))

    def _on_charts(self) -> None:
        self._ask(Wish.CHARTS)

    def _on_ask(self) -> None:
        self._ask(Wish.ASK)

    def _on_edit(self) -> None:
        self._ask(Wish.EDIT)

    def _on_more(self) -> None:
        self.unfold(not self.unfolded)

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        look = SEVERITIES[self._alert.rule.severity]
        tone = "text3" if self._alert.phase is AlertPhase.PENDING else look.tone
        self._picture.setPixmap(pixmap(look.icon, tone, _ICON, self.devicePixelRatioF()))


def _lasting(alert: Alert, now: float) -> str:
    return tr("for {duration}").format(duration=units.duration(max(1.0, now - alert.since)))


def _state(alert: Alert) -> tuple[str, str]:
    if alert.phase is AlertPhase.PENDING:
        return tr("Fires after {duration}").format(
            duration=units.duration(alert.rule.for_s)
        ), "text2"
    if alert.snoozed_until is not None:
        return tr("Snoozed until {when_text}").format(
            when_text=when_text(alert.snoozed_until)
        ), "text2"
    return (tr("Acknowledged"), "text2") if alert.acknowledged else ("", "text2")


def _facts(alert: Alert) -> list[tuple[str, str]]:
    facts = [(tr("Since"), when_text(alert.since))]
    if alert.worst is not None:
        facts.append((tr("Worst"), level_text(alert.subject, alert.worst)))
    if alert.flaps > 1:
        damped = tr(", too often to be told each time") if alert.flaps > FLAPPING else ""
        facts.append(
            (
                tr("Fired"),
                tr("{flaps} times in the last hour{damped}").format(
                    flaps=alert.flaps, damped=damped
                ),
            )
        )
    return facts
