"""The form that adds or edits a rule; says in plain words what the rule will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.hosts.nodes import Node
from app.look.components import Button, Card, Chosen, FormField, Segmented, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.alert_words import (
    SEVERITIES,
    SIZES,
    condition_words,
    metric_name,
    ruled_metrics,
    scope_words,
)
from app.panes.alerts.node_choice import NodeChoice
from app.panes.alerts.quantity import QuantityField
from app.services.alerts.api import Comparison, MachineSize, Rule, Severity
from app.services.alerts.replay import replayable

MOST_S = 86_400
_DETECTOR = "detector:"
"""Before the name of a detector among the things that a rule can look at."""
_SIDES = ((Comparison.ABOVE.value, tr("Above")), (Comparison.BELOW.value, tr("Below")))


@dataclass(frozen=True, slots=True)
class RuleEntered:
    """A rule as it was typed."""

    rule: Rule


class RuleForm(QWidget):
    """What a rule looks at, from when on it fires, where, and what to do.

    Signals:
        entered: the user confirmed the rule.
        rehearsal_requested: the user wants to know how often the rule would have fired.
        cancelled: the user wants to leave the form.
    """

    entered = Signal(RuleEntered)
    rehearsal_requested = Signal(RuleEntered)
    cancelled = Signal()

    def __init__(self, detectors: Mapping[str, str]) -> None:
        """Make it; `detectors` are the titles of all detectors by name."""
        super().__init__()
        self._detectors = detectors
        self._rule = Rule("", "", "memory.available_bytes", Comparison.BELOW)
        self._names: Mapping[str, str] = {}
        self._make()
        self._lay_out()
        self._connect()

    @property
    def rule_id(self) -> str:
        """The id of the rule that is edited."""
        return self._rule.id

    def start(self, rule: Rule, nodes: Sequence[Node], *, is_new: bool) -> None:
        """Show a rule to edit, or the beginning of a new one."""
        self._rule = rule
        self._names = {str(node.id): node.name for node in nodes}
        self._heading.setText(
            tr("Add a rule") if is_new else tr("Edit “{title}”").format(title=rule.title)
        )
        self._save.setText(tr("Add") if is_new else tr("Save"))
        self.show_problem("")
        self._offer_subject(rule)
        self.title.setText(rule.title)
        self.advice.setText(rule.advice)
        self.lasting.setValue(round(rule.for_s))
        self.severity.choose(rule.severity.value)
        self.machines.setCurrentIndex(self.machines.findData(rule.size))
        if rule.comparison is not Comparison.DETECTED:
            self.side.choose(rule.comparison.value)
        self.scope.show_choice(nodes, rule.nodes)
        self._show_levels(rule.metric, rule.level, rule.recover_level)
        self._show_what_counts()
        self.title.setFocus()

    def read(self) -> Rule:
        """Return the rule as it is typed now."""
        subject = str(self.subject.currentData())
        detected = subject.startswith(_DETECTOR)
        level, recover = self.level.level(), self.recover.level()
        return replace(
            self._rule,
            title=self.title.text(),
            metric=subject.removeprefix(_DETECTOR),
            comparison=Comparison.DETECTED if detected else Comparison(self.side.key),
            level=0.0 if detected else level,
            recover_level=None if detected or recover == level else recover,
            for_s=float(self.lasting.value()),
            severity=Severity(self.severity.key),
            nodes=self.scope.nodes(),
            size=MachineSize(self.machines.currentData()),
            advice=self.advice.text().strip(),
        )

    def preview(self) -> str:
        """Return in words what the rule does as it is typed now."""
        rule = self.read()
        look = SEVERITIES[rule.severity]
        return (
            f"{look.word}: {condition_words(rule, self._detectors)}. "
            f"{scope_words(rule, self._names)}."
        )

    def show_problem(self, message: str) -> None:
        """Say why the rule could not be saved; "" takes it back."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def show_rehearsed(self, text: str) -> None:
        """Say how often the rule would have fired; "" takes it back."""
        self._rehearsed.setText(text)

    def submit(self) -> None:
        """Hand the rule over."""
        if self.scope.nobody:
            self.show_problem(tr("Tick the nodes that the rule looks at, or choose all nodes."))
            return
        self.entered.emit(RuleEntered(self.read()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form with Escape, confirm it with Return."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)

    def _offer_subject(self, rule: Rule) -> None:
        """Choose what the rule looks at; one that is not in the list is added to it."""
        detected = rule.comparison is Comparison.DETECTED
        key = f"{_DETECTOR}{rule.metric}" if detected else rule.metric
        if self.subject.findData(key) < 0:
            name = self._detectors.get(rule.metric) if detected else metric_name(rule.metric)
            self.subject.insertItem(0, name or rule.metric, key)
        self.subject.setCurrentIndex(self.subject.findData(key))

    def _show_levels(self, metric: str, level: float, recover: float | None) -> None:
        self.level.show_level(metric, level)
        self.recover.show_level(metric, level if recover is None else recover)

    def _show_what_counts(self) -> None:
        """Show only the fields that matter, and what they say together."""
        rule = self.read()
        measured = rule.comparison is not Comparison.DETECTED
        for widget in (self._side_block, self._level_field, self._recover_field):
            widget.setVisible(measured)
        below = rule.comparison is Comparison.BELOW
        self._recover_field.set_hint(
            tr("{which} ends it.").format(which=tr("This or more") if below else tr("This or less"))
        )
        self._preview.setText(self.preview())
        self.rehearse.setVisible(bool(replayable((rule,))))
        self.show_rehearsed("")

    def _on_subject(self) -> None:
        """Begin with a level of the new unit: one of another unit would be nonsense."""
        subject = str(self.subject.currentData())
        if subject.removeprefix(_DETECTOR) != self._rule.metric:
            self._show_levels(subject, 0.0, None)
        else:
            self._show_levels(subject, self._rule.level, self._rule.recover_level)
        self._show_what_counts()

    def _on_level(self) -> None:
        """Keep the recover level from the wrong side of the level."""
        level, recover = self.level.value(), self.recover.value()
        wrong = recover < level if self.side.key == Comparison.BELOW.value else recover > level
        if wrong:
            self.recover.setValue(level)
        self._show_what_counts()

    def _on_chosen(self, _chosen: Chosen) -> None:
        self._on_level()

    def _on_rehearse(self) -> None:
        self.rehearsal_requested.emit(RuleEntered(self.read()))

    def _make(self) -> None:
        self._heading = Text("", "card")
        self.title, self.advice = QLineEdit(), QLineEdit()
        self.advice.setPlaceholderText(tr("What to do when it fires"))
        self.subject, self.machines = QComboBox(), QComboBox()
        for metric in sorted(ruled_metrics(), key=lambda each: each.name.casefold()):
            self.subject.addItem(metric.name, metric.key)
        self.subject.insertSeparator(self.subject.count())
        for name, title in sorted(self._detectors.items(), key=lambda each: each[1]):
            self.subject.addItem(title, f"{_DETECTOR}{name}")
        for size, words in SIZES.items():
            self.machines.addItem(words[:1].upper() + words[1:], size)
        self.side = Segmented(tr("Fires when"), _SIDES)
        self.severity = Segmented(
            tr("Severity"), [(each.value, SEVERITIES[each].word) for each in Severity]
        )
        self.level, self.recover = QuantityField(), QuantityField()
        self.lasting = QSpinBox()
        self.lasting.setRange(0, MOST_S)
        self.lasting.setSuffix(" s")
        for widget in (self.subject, self.machines):
            widget.setMinimumHeight(CONTROL_HEIGHT)
        self.scope = NodeChoice()
        self._level_field = FormField(tr("Level", "threshold of an alert"), self.level)
        self._recover_field = FormField(tr("Well again at"), self.recover, " ")
        self._preview = Text("", "strong", wrap=True)
        self.rehearse = Button(tr("How often in the last 24 h?"), "link")
        self._rehearsed = Text("", "body", "text2", wrap=True)
        self._problem = Text("", "body", "err", wrap=True)
        self._save = Button(tr("Save"), "primary")
        self._cancel = Button(tr("Cancel"))

    def _connect(self) -> None:
        self.title.textChanged.connect(self._show_what_counts)
        self.subject.activated.connect(self._on_subject)
        self.machines.activated.connect(self._show_what_counts)
        self.level.valueChanged.connect(self._on_level)
        self.recover.valueChanged.connect(self._show_what_counts)
        self.lasting.valueChanged.connect(self._show_what_counts)
        self.side.chosen.connect(self._on_chosen)
        self.severity.chosen.connect(self._on_chosen)
        self.scope.changed.connect(self._show_what_counts)
        self.rehearse.clicked.connect(self._on_rehearse)
        self._save.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)

    def _lay_out(self) -> None:
        self._side_block = _titled(tr("Fires when"), self.side)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(FormField(tr("Title"), self.title), 0, 0, 1, 2, top)
        grid.addWidget(FormField(tr("Looks at"), self.subject), 1, 0, top)
        grid.addWidget(self._side_block, 1, 1, top)
        grid.addWidget(self._level_field, 2, 0, top)
        grid.addWidget(self._recover_field, 2, 1, top)
        grid.addWidget(
            FormField(tr("For at least"), self.lasting, tr("0 fires at once.")), 3, 0, top
        )
        grid.addWidget(_titled(tr("Severity"), self.severity), 3, 1, top)
        grid.addWidget(_titled(tr("Nodes"), self.scope), 4, 0, top)
        grid.addWidget(FormField(tr("Memory of the machine"), self.machines), 4, 1, top)
        grid.addWidget(FormField(tr("Advice"), self.advice), 5, 0, 1, 2, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        card = Card()
        card.body.setSpacing(14)
        card.body.addWidget(self._heading)
        card.body.addLayout(grid)
        card.body.addWidget(self._preview)
        rehearsal = QHBoxLayout()
        rehearsal.setSpacing(12)
        rehearsal.addWidget(self.rehearse)
        rehearsal.addWidget(self._rehearsed, 1)
        card.body.addLayout(rehearsal)
        card.body.addWidget(self._problem)
        card.body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)


def _titled(title: str, widget: QWidget) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Text(title, "label", "text2"))
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    return block
