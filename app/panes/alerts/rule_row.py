"""One rule: whether it is on, what it says in words, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import ElidedLabel, IconButton, Pill
from app.panes.alert_words import SEVERITIES
from app.panes.alerts.rows import REMOVE_KEYS, KeyPressed, Row
from app.services.alerts.api import Rule

_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_E,
    Qt.Key.Key_Space,
    *REMOVE_KEYS,
)


_SCOPE_WIDTH = 184
_SEVERITY_WIDTH = 66


class RuleWish(StrEnum):
    """What can be done with a rule."""

    EDIT = "edit"
    SWITCH = "switch"
    DUPLICATE = "duplicate"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """Something shall be done with a rule."""

    rule: Rule
    wish: RuleWish


class RuleRow(Row):
    """One rule. `show_rule` brings it up to date.

    Signals:
        asked: one of its buttons or keys was used.
    """

    asked = Signal(RuleAsked)

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.id, _KEYS)
        self._rule = rule
        self.switch = QCheckBox()
        self._title = ElidedLabel("", "strong")
        self._condition = ElidedLabel("", "label", "text2")
        self._scope = ElidedLabel("", "label", "text2")
        self._severity = Pill()
        self.edit = IconButton("pencil-simple", tr("Edit"))
        self.duplicate = IconButton("copy", tr("Duplicate"))
        self.remove = IconButton("trash", tr("Remove"))
        self.stops = (self.switch, self.edit, self.duplicate, self.remove)
        self._lay_out()
        self.switch.clicked.connect(self._on_switch)
        self.edit.clicked.connect(self._on_edit)
        self.duplicate.clicked.connect(self._on_duplicate)
        self.remove.clicked.connect(self._on_remove)
        self.pressed.connect(self._on_key)

    @property
    def rule(self) -> Rule:
        """The rule as it is shown."""
        return self._rule

    def show_rule(self, rule: Rule, condition: str, scope: str) -> None:
        """Show a rule; `condition` and `scope` say when it fires and where."""
        self._rule = rule
        look = SEVERITIES[rule.severity]
        self._title.setText(rule.title)
        self._title.set_tone("text" if rule.enabled else "text3")
        self._condition.setText(condition)
        self._scope.setText(scope)
        self._severity.show_state(look.word, look.tone if rule.enabled else "text2")
        self.switch.setChecked(rule.enabled)
        self.switch.setAccessibleName(tr("Watch: {title}").format(title=rule.title))
        self.switch.setToolTip(tr("Switch off") if rule.enabled else tr("Switch on"))
        for button, verb in (
            (self.edit, tr("Edit")),
            (self.duplicate, tr("Duplicate")),
            (self.remove, tr("Remove")),
        ):
            button.setAccessibleName(f"{verb}: {rule.title}")
        off = "" if rule.enabled else tr(", switched off")
        self.setAccessibleName(f"{rule.title}{off}. {look.word}. {condition}. {scope}")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit with a double click, too."""
        super().mouseDoubleClickEvent(event)
        self._on_edit()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._condition)
        policy = QSizePolicy.Policy
        self._scope.setSizePolicy(policy.Fixed, policy.Preferred)
        self._scope.setFixedWidth(_SCOPE_WIDTH)
        severity = QHBoxLayout()
        severity.addWidget(self._severity)
        severity.addStretch(1)
        holder = QWidget()
        holder.setFixedWidth(_SEVERITY_WIDTH)
        severity.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(severity)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.switch, 0, middle)
        row.addLayout(words, 1)
        row.addWidget(self._scope)
        row.addWidget(holder)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for button in (self.edit, self.duplicate, self.remove):
            tools.addWidget(button)
        row.addLayout(tools)

    def _ask(self, wish: RuleWish) -> None:
        self.asked.emit(RuleAsked(self._rule, wish))

    def _on_key(self, pressed: KeyPressed) -> None:
        if pressed.key == Qt.Key.Key_Space:
            self._on_switch()
        elif pressed.key in REMOVE_KEYS:
            self._on_remove()
        else:
            self._on_edit()

    def _on_switch(self) -> None:
        self._ask(RuleWish.SWITCH)

    def _on_edit(self) -> None:
        self._ask(RuleWish.EDIT)

    def _on_duplicate(self) -> None:
        self._ask(RuleWish.DUPLICATE)

    def _on_remove(self) -> None:
        self._ask(RuleWish.REMOVE)
