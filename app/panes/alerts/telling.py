"""Who is told: the desktop, and anybody that apprise reaches."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, Card, FormField, Text
from app.look.components.confirm import ConfirmDialog
from app.look.components.controls import CONTROL_HEIGHT, inset
from app.panes.alerts.page import Page
from app.panes.alerts.rows import RowColumn
from app.panes.alerts.target_row import TargetAsked, TargetRow, TargetWish
from app.services.alerts.api import Severity, Target
from app.services.alerts.notify import scheme_of
from app.state.desktop_notices import DesktopSettings

if TYPE_CHECKING:
    from app.state.alerts import TargetTested
    from app.state.hub import Hub

_WHAT = tr(
    "Alerts can also be sent to a phone, a chat or a mailbox. The address is one of "
    "Apprise's: ntfys://ntfy.example/topic, mailtos://…, slack://…, jsons://host/path "
    "and a hundred others."
)
_FROM = {
    Severity.INFO: tr("All alerts"),
    Severity.WARNING: tr("Warnings and critical"),
    Severity.CRITICAL: tr("Critical only"),
}


class TellingView(QWidget):
    """Desktop notifications, and targets beyond the desktop."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._rows: dict[str, TargetRow] = {}
        self._removing: Target | None = None
        self.desktop = DesktopCard(hub)
        self.targets = Card(tr("Elsewhere"))
        self.column = RowColumn(tr("Targets"), 6)
        self.label, self.address = QLineEdit(), QLineEdit()
        self.least = severity_choice(tr("Which alerts are sent"))
        self.add = Button(tr("Add"), "primary", "plus")
        self._problem = Text("", "body", "err", wrap=True)
        self._lay_out()
        self.add.clicked.connect(self.add_target)
        for editor in (self.label, self.address):
            editor.returnPressed.connect(self.add_target)
        hub.alerts.target_tested.connect(self._on_tested)

    def refresh(self) -> None:
        """Show the targets as they are now."""
        targets = self._hub.alerts.targets
        for target in targets:
            row = self._rows.get(target.id)
            if row is None:
                row = self._rows[target.id] = TargetRow(target)
                row.asked.connect(self._on_asked)
            row.show_target(target, _FROM[target.least])
        self.column.arrange([self._rows[target.id] for target in targets])
        self._rows = {target.id: self._rows[target.id] for target in targets}
        self.desktop.refresh()

    def focus_first(self) -> None:
        """Give the keyboard to the first choice."""
        self.desktop.enabled.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_target(self) -> None:
        """Save what was typed, and send a test message there."""
        url = self.address.text().strip()
        try:
            kind = scheme_of(url)
        except BadInput as error:
            self._show_problem(str(error))
            return
        least = Severity(self.least.currentData())
        label = self.label.text().strip() or kind
        target = Target(f"target-{uuid.uuid4().hex[:12]}", label, kind, least)
        self._show_problem("")
        self._hub.alerts.set_targets((*self._hub.alerts.targets, target), {target.id: url})
        self.label.clear()
        self.address.clear()
        self.refresh()
        self._rows[target.id].show_testing()
        self._hub.alerts.test_target(target, url)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no secret in a field that nobody sees."""
        super().hideEvent(event)
        self.address.clear()

    def _lay_out(self) -> None:
        self.address.setEchoMode(QLineEdit.EchoMode.Password)
        self.label.setPlaceholderText(tr("Team channel"))
        self.least.setMinimumHeight(CONTROL_HEIGHT)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        address = FormField(
            tr("Address"), self.address, tr("Kept in the keyring of this computer only.")
        )
        fields.addWidget(FormField(tr("Name"), self.label), 0, 0, top)
        fields.addWidget(address, 0, 1, top)
        fields.addWidget(FormField(tr("Which alerts"), self.least), 0, 2, top)
        fields.addWidget(_below_a_label(self.add), 0, 3, top)
        fields.setColumnStretch(0, 2)
        fields.setColumnStretch(1, 4)
        self.targets.body.addWidget(Text(_WHAT, "body", "text2", wrap=True))
        self.targets.body.addWidget(self.column)
        self.targets.body.addLayout(fields)
        self.targets.body.addWidget(self._problem)
        self._show_problem("")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(self.desktop, self.targets).area)

    def _show_problem(self, message: str) -> None:
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def _on_asked(self, asked: TargetAsked) -> None:
        target, alerts = asked.target, self._hub.alerts
        if asked.wish is TargetWish.TEST:
            self._rows[target.id].show_testing()
            alerts.test_target(target)
        elif asked.wish is TargetWish.SWITCH:
            switched = replace(target, enabled=not target.enabled)
            alerts.set_targets(
                tuple(switched if each.id == target.id else each for each in alerts.targets)
            )
            self.refresh()
        else:
            self._ask_to_remove(target)

    def _ask_to_remove(self, target: Target) -> None:
        self._removing = target
        dialog = ConfirmDialog(
            tr("Remove {label}?").format(label=target.label),
            tr("No alert is sent there any more, and its address is taken out of the keyring."),
            tr("Remove"),
            self,
        )
        dialog.accepted.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        if self._removing is not None:
            gone, self._removing = self._removing.id, None
            alerts = self._hub.alerts
            alerts.set_targets(tuple(each for each in alerts.targets if each.id != gone))
            self.refresh()

    def _on_tested(self, tested: TargetTested) -> None:
        row = self._rows.get(tested.target)
        if row is not None:
            row.show_tested(tested.error)


class DesktopCard(Card):
    """Whether, from which severity on and when the desktop is told."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(tr("This desktop"))
        self._hub = hub
        self.enabled = QCheckBox(tr("Show a desktop notification while this window is not active"))
        self.quiet = QCheckBox(tr("Quiet hours: only what is critical between"))
        self.least = severity_choice(tr("Which alerts are told"))
        self.begin, self.end = QTimeEdit(), QTimeEdit()
        self.begin.setAccessibleName(tr("Quiet hours begin"))
        self.end.setAccessibleName(tr("Quiet hours end"))
        for editor in (self.begin, self.end):
            inset(editor)
        self._lay_out()
        self.refresh()
        self.enabled.clicked.connect(self._on_changed)
        self.quiet.clicked.connect(self._on_changed)
        for editor in (self.begin, self.end):
            editor.timeChanged.connect(self._on_changed)
        self.least.activated.connect(self._on_least)

    def refresh(self) -> None:
        """Show what is chosen."""
        chosen = self._hub.settings.load(DesktopSettings.SECTION, DesktopSettings)
        self.enabled.setChecked(chosen.enabled)
        self.quiet.setChecked(chosen.quiet)
        for editor, minute in ((self.begin, chosen.quiet_from), (self.end, chosen.quiet_until)):
            editor.blockSignals(True)
            editor.setTime(QTime(minute // 60 % 24, minute % 60))
            editor.blockSignals(False)
        self.least.setCurrentIndex(self.least.findData(self._hub.alerts.settings.tell_from))
        self._enable()

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(Text(tr("Tell of"), "body", "text2"))
        told.addWidget(self.least)
        told.addWidget(Text(tr("in the window and on the desktop"), "body", "text2"), 1)
        hours = QHBoxLayout()
        hours.setSpacing(8)
        hours.addWidget(self.quiet)
        hours.addWidget(self.begin)
        hours.addWidget(Text(tr("and"), "body", "text2"))
        hours.addWidget(self.end)
        hours.addStretch(1)
        self.body.addLayout(told)
        self.body.addWidget(self.enabled, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(hours)

    def _enable(self) -> None:
        self.quiet.setEnabled(self.enabled.isChecked())
        for editor in (self.begin, self.end):
            editor.setEnabled(self.enabled.isChecked() and self.quiet.isChecked())

    def _on_changed(self) -> None:
        self._enable()
        chosen = DesktopSettings(
            enabled=self.enabled.isChecked(),
            quiet=self.quiet.isChecked(),
            quiet_from=_minute(self.begin),
            quiet_until=_minute(self.end),
        )
        self._hub.remember(DesktopSettings.SECTION, chosen)

    def _on_least(self) -> None:
        self._hub.alerts.set_least_told(Severity(self.least.currentData()))


def severity_choice(name: str) -> QComboBox:
    """Return a choice of how bad an alert has to be, called `name` for screen readers."""
    choice = QComboBox()
    choice.setAccessibleName(name)
    for severity, words in _FROM.items():
        choice.addItem(words, severity)
    choice.setCurrentIndex(choice.findData(Severity.WARNING))
    return choice


def _below_a_label(button: Button) -> QWidget:
    """Return a block with a button as far down as a field is below its label."""
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Text(" ", "label"))
    column.addWidget(button)
    return block


def _minute(editor: QTimeEdit) -> int:
    return editor.time().hour() * 60 + editor.time().minute()
