"""tr(The rules: swit)ch, add, edit, duplicate, remove, restore."""

from __future__ import annotations

import functools
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core import units
from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, EmptyState, Text
from app.look.components.confirm import ConfirmDialog
from app.look.keys import native_keys
from app.panes.alert_words import condition_words, node_names, scope_words
from app.panes.alerts.detectors import detector_titles
from app.panes.alerts.page import BAR_MARGIN, Page
from app.panes.alerts.rows import RowColumn, RowReached
from app.panes.alerts.rule_form import RuleEntered, RuleForm
from app.panes.alerts.rule_row import RuleAsked, RuleRow, RuleWish
from app.services.alerts.api import Comparison, Rule
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state.hub import Hub
    from app.state.rehearsals import Rehearsed

_GAP = 6
DAY_S = 86_400.0


class RulesView(QStackedWidget):
    """Every rule as a row, or the form of one."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._rows: dict[str, RuleRow] = {}
        self._form_area: QWidget | None = None
        self._summary = Text("", "body", "text2")
        self.restore = Button(tr("Restore defaults"), icon_name="arrow-clockwise")
        self.add = Button(tr("Add a rule"), "primary", "plus")
        self.add.setToolTip(native_keys("Ctrl+N"))
        self.column = RowColumn(tr("Rules"), _GAP)
        self.empty = EmptyState(
            "bell",
            tr("No rules"),
            tr(
                "Without a rule nothing is ever told. The defaults know what goes wrong on a Spark."
            ),
            tr("Restore defaults"),
        )
        self._lay_out()
        self.column.reached.connect(self._on_reached)
        self.restore.clicked.connect(self._on_restore)
        self.add.clicked.connect(self.add_rule)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(hub.alerts.restore_defaults)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.add_rule)

    @functools.cached_property
    def form(self) -> RuleForm:
        """The form, made when it is first wanted."""
        form = RuleForm(detector_titles())
        form.entered.connect(self._on_entered)
        form.cancelled.connect(self.close_form)
        form.rehearsal_requested.connect(self._on_rehearsal)
        self._hub.archive.rehearsals.rehearsed.connect(self._on_rehearsed)
        self._form_area = Page(form).area
        self.addWidget(self._form_area)
        return form

    @property
    def rows(self) -> tuple[RuleRow, ...]:
        """The rows from top to bottom."""
        return tuple(row for row in self.column.rows.values() if isinstance(row, RuleRow))

    def refresh(self) -> None:
        """Show the rules as they are now."""
        rules = self._hub.alerts.rules
        names, detectors = node_names(self._hub), detector_titles()
        for rule in rules:
            row = self._rows.get(rule.id)
            if row is None:
                row = self._rows[rule.id] = RuleRow(rule)
                row.asked.connect(self._on_asked)
            row.show_rule(rule, condition_words(rule, detectors), scope_words(rule, names))
        self.column.arrange([self._rows[rule.id] for rule in rules])
        self._rows = {rule.id: self._rows[rule.id] for rule in rules}
        on = sum(rule.enabled for rule in rules)
        self._summary.setText(tr("{on} of {rules} switched on").format(on=on, rules=len(rules)))
        if self.currentWidget() is not self._form_area:
            self.setCurrentWidget(self._page if rules else self.empty)

    def focus_first(self) -> None:
        """Give the keyboard to the first rule."""
        self.column.focus("")

    def add_rule(self) -> None:
        """Open the empty form."""
        rule = Rule(
            _new_id(),
            "",
            "memory.available_bytes",
            Comparison.BELOW,
            level=16.0 * units.GIB,
            recover_level=18.0 * units.GIB,
        )
        self._open_form(rule, is_new=True)

    def edit_rule(self, rule: Rule) -> None:
        """Open the form of a rule."""
        self._open_form(rule, is_new=False)

    def close_form(self) -> None:
        """Go back to the rules."""
        edited = self.form.rule_id
        self.setCurrentWidget(self._page)
        self.refresh()
        self.column.focus(edited)

    def _open_form(self, rule: Rule, *, is_new: bool) -> None:
        form = self.form  # before its area, which comes with it
        form.start(rule, self._hub.nodes.all(), is_new=is_new)
        assert self._form_area is not None
        self.setCurrentWidget(self._form_area)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self._summary, 1)
        tools.addWidget(self.restore)
        tools.addWidget(self.add)
        self._area = Page(self.column).area
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        tools.setContentsMargins(0, 0, BAR_MARGIN, 0)
        column.addLayout(tools)
        column.addWidget(self._area, 1)
        self.addWidget(self._page)
        self.addWidget(self.empty)

    def _on_asked(self, asked: RuleAsked) -> None:
        rule, alerts = asked.rule, self._hub.alerts
        if asked.wish is RuleWish.EDIT:
            self.edit_rule(rule)
        elif asked.wish is RuleWish.SWITCH:
            alerts.save_rule(replace(rule, enabled=not rule.enabled))
        elif asked.wish is RuleWish.DUPLICATE:
            copy = replace(rule, id=_new_id(), title=tr("{title} (copy)").format(title=rule.title))
            self._open_form(copy, is_new=True)
        else:
            alerts.remove_rule(rule.id)
            undo = NoticeAction(tr("Undo"), functools.partial(alerts.save_rule, rule))
            self._hub.tell(
                Notice(
                    Severity.INFO,
                    tr("“{title}” was removed.").format(title=rule.title),
                    action=undo,
                )
            )

    def _on_entered(self, entered: RuleEntered) -> None:
        try:
            self._hub.alerts.save_rule(entered.rule)
        except BadInput as error:
            self.form.show_problem(str(error))
            return
        self.close_form()

    def _on_rehearsal(self, asked: RuleEntered) -> None:
        self.form.show_rehearsed(tr("Reading the history…"))
        self._hub.archive.rehearsals.ask(asked.rule, DAY_S)

    def _on_rehearsed(self, answer: Rehearsed) -> None:
        if answer.rule == self.form.read():
            self.form.show_rehearsed(rehearsed_words(answer, node_names(self._hub)))

    def _on_restore(self) -> None:
        dialog = ConfirmDialog(
            tr("Restore the default rules?"),
            tr(
                "Every default rule is set back to how it was delivered and switched on. "
                "Rules that you added stay."
            ),
            tr("Restore defaults"),
            self,
        )
        dialog.accepted.connect(self._hub.alerts.restore_defaults)
        dialog.open()

    def _on_reached(self, reached: RowReached) -> None:
        self._area.ensureWidgetVisible(self.column.rows[reached.key], 0, 24)


def rehearsed_words(answer: Rehearsed, names: Mapping[str, str]) -> str:
    """Say how often a rule would have fired: `3 times: spark-01 2, spark-02 1`."""
    if answer.error:
        return answer.error
    if not answer.fired:
        return tr("Nothing was kept in that time.")
    total = sum(each.times for each in answer.fired)
    if not total:
        return tr("It would not have fired.")
    which = ", ".join(
        f"{names.get(each.node, each.node)} {each.times}" for each in answer.fired if each.times
    )
    return tr("It would have fired {format}: {which}.").format(
        format=tr("once") if total == 1 else tr("{total} times").format(total=total), which=which
    )


def _new_id() -> str:
    return f"rule-{uuid.uuid4().hex[:12]}"
