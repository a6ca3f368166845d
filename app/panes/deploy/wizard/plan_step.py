"""The fourth page: all that will be done, and whether anything speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import Button, Card, KeyValues, Text, scrolled
from app.look.components.progress import ProgressBar
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.panes.deploy.wizard.bar_parts import with_fit, without
from app.panes.deploy.wizard.check_list import CheckList
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.command_card import CommandCard
from app.panes.deploy.wizard.looking import (
    LICENCE,
    MEMORY,
    SECRETS,
    KeysAsked,
    can_override,
    facts_of,
    looking,
    summary_of,
    wanted_key,
)
from app.panes.deploy.wizard.memory_bar import MemoryBar
from app.panes.deploy.wizard.override import OverrideDialog
from app.services.serving.api import LaunchPlan
from app.services.serving.fit.api import Verdict
from app.services.serving.launching.admission import safe_settings
from app.services.serving.launching.preflight import Preflight

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.panes.deploy.wizard.desk import WizardDesk
    from app.services.serving.api import LaunchSettings
    from app.services.serving.fit.api import Room


@dataclass(frozen=True, slots=True)
class PlanAccepted:
    """A plan is to be carried out."""

    plan: LaunchPlan


class PlanStep(QWidget):
    """Looks before the launch, each time the page is entered with another choice.

    Signals:
        ready_changed: `can_deploy` may be otherwise.
        plan_accepted: it is to be deployed.
        keys_asked: a key is missing.
    """

    ready_changed = Signal()
    plan_accepted = Signal(PlanAccepted)
    keys_asked = Signal(KeysAsked)

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__()
        self._desk = desk
        self._key: object = None
        """The choice that was looked at."""
        self._room: Room | None = None
        """The memory that was free then."""
        self._is_entered = False
        self.preflight: Preflight | None = None
        self._safe: LaunchSettings | None = None
        self._refused: Preflight | None = None
        """What the question about deploying anyway is about."""
        self._asking = Asking(desk.hub, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._show_busy)
        self._build()
        desk.chosen.connect(self._on_chosen)
        desk.known.connect(self._on_chosen)

    @property
    def can_deploy(self) -> bool:
        """Whether nothing forbids it."""
        found = self.preflight
        return found is not None and not found.refused and not self._asking.is_busy

    @property
    def is_looking(self) -> bool:
        """Whether it is still being looked at."""
        return self._asking.is_busy

    def look(self) -> None:
        """Look at the node again."""
        request, engine = self._desk.request(), self._desk.engine
        self.preflight = None
        self._key, self._room = self._wanted_key(), self._desk.node.room
        self._area.verticalScrollBar().setValue(0)  # the outcome is on top
        if request is None or engine is None:
            error = self._desk.node.error
            if error is not None:
                self._show_error(error)
            self._show_busy()
            return
        facts = self._desk.facts_of(request.recipe)
        known = facts if facts.weights is not None or facts.config else None
        question = looking(self._desk.hub, request, engine, known)
        self._asking.ask(self._desk.choice.node, question)
        self._show_busy()

    def deploy(self) -> None:
        """Carry the plan out."""
        if self.preflight is not None and self.can_deploy:
            self.plan_accepted.emit(PlanAccepted(self.preflight.plan))

    def stop(self) -> None:
        """Ask nothing more."""
        self._asking.stop()
        self._show_busy()

    # What happens

    def _wanted_key(self) -> object:
        choice, fit = self._desk.choice, self._desk.fit_now()
        refused = fit is not None and fit.verdict is Verdict.NO
        return (choice.node, choice.recipe, choice.settings, self._desk.look is None, refused)

    def _on_chosen(self) -> None:
        if self._desk.choice.step is not Step.PLAN:
            self._is_entered = False
            if self._asking.is_busy:
                self._key = None
                self.stop()
            return
        back, self._is_entered = not self._is_entered, True
        is_stale = back and self._desk.node.room != self._room
        if is_stale or self._wanted_key() != self._key:
            self.look()

    def _on_answered(self, answered: Answered) -> None:
        if isinstance(answered.value, Preflight):
            self.preflight = answered.value
            self._show(answered.value)

    def _on_refused(self, refused: Refused) -> None:
        self._show_error(refused.error)

    def _on_again(self) -> None:
        self.look()

    def _on_cancel(self) -> None:
        self.stop()
        self.outcome.setText(tr("It was not looked at to the end."))
        self.outcome.set_tone("text2")

    def _on_safe(self) -> None:
        if self._safe is not None:
            self._desk.change(replace(self._desk.choice, settings=self._safe))

    def _on_smaller(self) -> None:
        self._desk.show_step(Step.MODEL)

    def _on_override(self) -> None:
        found = self.preflight
        if found is None:
            return
        self._refused = found
        why = next((check.message for check in found.refused if check.name == MEMORY), "")
        dialog = OverrideDialog(self._desk.node.name, said(why, limit=400), self)
        dialog.accepted.connect(self._on_overridden)
        dialog.open()

    def _on_overridden(self) -> None:
        found = self._refused
        if found is not None and can_override(found):
            overrides = tuple(check.name for check in found.refused)
            self.plan_accepted.emit(PlanAccepted(replace(found.plan, overrides=overrides)))

    def _on_keys(self) -> None:
        wanted = wanted_key(self.preflight) if self.preflight is not None else ""
        self.keys_asked.emit(KeysAsked(wanted))

    def _on_licence(self) -> None:
        page = self.preflight.plan.recipe.model.page if self.preflight is not None else ""
        if page:
            self._desk.hub.launcher.open_url(page)

    # What is shown

    def _show_busy(self) -> None:
        busy = self._asking.is_busy
        if busy:
            self.outcome.setText(tr("Looking at {name}…").format(name=self._desk.node.name))
            self.outcome.set_tone("text2")
        had_focus = self.cancel.hasFocus() or self.again.hasFocus()
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        self.again.setVisible(not busy)
        for card in self._cards:
            card.setVisible(self.preflight is not None)
        if had_focus:
            (self.cancel if busy else self.again).setFocus(Qt.FocusReason.OtherFocusReason)
        self.ready_changed.emit()

    def _show_error(self, error: UserError) -> None:
        self.outcome.setText(str(error))
        self.outcome.set_tone("err")
        for button in (self.use_safe, self.smaller, self.override, self.keys, self.licence):
            button.hide()

    def _show(self, found: Preflight) -> None:
        words, tone = summary_of(found)
        self.outcome.setText(words)
        self.outcome.set_tone(tone)
        self.checks.show_checks(found.checks)
        names = {check.name for check in found.refused}
        self.keys.setVisible(SECRETS in names or LICENCE in names)
        self.licence.setVisible(LICENCE in names or found.plan.recipe.gated)
        self._show_memory(found, refused=MEMORY in names)
        self.facts.set_rows(facts_of(found, self._desk.node.name))
        notes = "\n".join(f"• {said(note, limit=400)}" for note in found.plan.notes)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self._show_command(found)

    def _show_memory(self, found: Preflight, *, refused: bool) -> None:
        fit = found.plan.fit
        after = with_fit(fit) if fit is not None else None
        before = without(fit.room, after.scale_bytes) if fit is not None and after else None
        self.before.show_content(before)
        self.after.show_content(after)
        self.no_fit.setVisible(fit is None)
        self._bars.setVisible(fit is not None)
        own = self._desk.choice.settings
        safe = safe_settings(fit, own) if fit is not None and refused else None
        self._safe = safe if safe != own else None
        self.use_safe.setVisible(self._safe is not None)
        if self._safe is not None:
            self.use_safe.setText(
                tr("Use {difference}").format(difference=_difference(own, self._safe))
            )
        self.smaller.setVisible(refused and self._safe is None)
        self.override.setVisible(can_override(found))

    def _show_command(self, found: Preflight) -> None:
        from app.services.serving.script import command_text

        self.command.show_command(command_text(found.plan), found.plan.recipe.id)

    # Making it

    def _build(self) -> None:
        self.outcome = Text("", "card", wrap=True)
        self.progress = ProgressBar(tr("Looking before the launch"))
        self.again = Button(tr("Check again"), icon_name="arrow-clockwise")
        self.cancel = Button(tr("Cancel"))
        self.checks = CheckList()
        self.use_safe = Button("", "primary")
        self.smaller = Button(tr("Choose another model"))
        self.override = Button(tr("Deploy anyway…"), "link")
        self.keys = Button(tr("Keys…"), icon_name="key")
        self.licence = Button(tr("Open the model's page"), "link", "arrow-square-out")
        self.before = MemoryBar(tr("Memory now"), legend=False)
        self.after = MemoryBar(tr("Memory with this model"))
        self.no_fit = Text(tr("n/a: it is not known how much it takes."), "body", "text2")
        self.facts = KeyValues()
        self.notes = Text("", "body", "text2", wrap=True)
        self.command = CommandCard(self._desk.hub)
        checks = Card(tr("Checks"))
        checks.body.addWidget(self.checks)
        checks.body.addLayout(self._buttons())
        memory = self._memory_card()
        needs = Card(tr("What it needs"))
        needs.body.addWidget(self.facts)
        needs.body.addWidget(self.notes)
        self._cards = (checks, memory, needs, self.command)
        self._lay_out()
        self.again.clicked.connect(self._on_again)
        self.cancel.clicked.connect(self._on_cancel)
        self.use_safe.clicked.connect(self._on_safe)
        self.smaller.clicked.connect(self._on_smaller)
        self.override.clicked.connect(self._on_override)
        self.keys.clicked.connect(self._on_keys)
        self.licence.clicked.connect(self._on_licence)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.use_safe, self.smaller, self.keys, self.licence, self.override):
            button.hide()
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _memory_card(self) -> Card:
        card = Card(tr("Memory"), tr("now, and with this model"))
        self._bars = QWidget()
        column = QVBoxLayout(self._bars)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for words, bar in ((tr("Now"), self.before), (tr("Then"), self.after)):
            column.addWidget(Text(words, "label", "text2"))
            column.addWidget(bar)
        card.body.addWidget(self._bars)
        card.body.addWidget(self.no_fit)
        return card

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.outcome, 1)
        top.addWidget(self.cancel)
        top.addWidget(self.again)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 5, 6, 16)  # room for the ring around a button
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.progress)
        for card in self._cards:
            column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
            card.hide()
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(content)
        outer.addWidget(self._area)


def _difference(before: LaunchSettings, after: LaunchSettings) -> str:
    """Return what a button offers: `44,965 tokens`."""
    parts = []
    if after.context != before.context and after.context is not None:
        parts.append(tr("{context} tokens").format(context=numeral(after.context)))
    if after.users != before.users and after.users is not None:
        parts.append(
            tr("1 user") if after.users == 1 else tr("{users} users").format(users=after.users)
        )
    if after.kv_dtype != before.kv_dtype:
        parts.append(tr("{kv_dtype} KV cache").format(kv_dtype=after.kv_dtype))
    if after.memory_fraction != before.memory_fraction and after.memory_fraction is not None:
        parts.append(
            tr("{memory_fraction} of the memory").format(
                memory_fraction=numeral(after.memory_fraction, 2, grouped=False)
            )
        )
    return ", ".join(parts) or tr("safe settings")
