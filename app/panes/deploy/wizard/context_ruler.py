"""The context ruler: what a context and a number of users take, told while it is dragged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox

from app.core.i18n import tr
from app.look.components import Card, Pill, Text, plain_tip
from app.look.components.controls import inset
from app.panes.deploy.wizard.bar_parts import with_fit
from app.panes.deploy.wizard.context_slider import ContextChosen, ContextSlider
from app.panes.deploy.wizard.limits import fit_words, safe_context, users_words
from app.panes.deploy.wizard.memory_bar import MemoryBar
from app.panes.deploy.wizard.rating import Rating, speed_words, verdict_words

if TYPE_CHECKING:
    from app.services.serving.fit.api import Fit

_MOST_USERS = 1024


@dataclass(frozen=True, slots=True)
class UsersChosen:
    """Another number of requests at the same time."""

    users: int


class ContextRuler(Card):
    """Bar of the memory, slider of the context, field for it, and the users.

    Signals:
        context_chosen: the user chose another context.
        users_chosen: the user chose another number of users.
    """

    context_chosen = Signal(ContextChosen)
    users_chosen = Signal(UsersChosen)

    def __init__(self) -> None:
        super().__init__(tr("Context and memory"))
        self._showing = False
        self.verdict = Pill()
        self.speed = Text("", "label", "text2")
        self.bar = MemoryBar(tr("Memory with this model"))
        self.slider = ContextSlider()
        self.tokens = QSpinBox()
        self.users = QSpinBox()
        self.most_users = Text("", "label", "text3")
        self.words = Text("", "body", "text2", wrap=True)
        self.note = Text("", "label", "warn", wrap=True)
        self._build()

    def show_fit(self, rating: Rating, context: int, users: int, most: int) -> None:
        """Show what a context takes; `most` is the largest that can be chosen."""
        self._showing = True
        fit = rating.fit
        self.slider.show_scale(most, safe_context(fit, most))
        self.slider.show_context(context)
        self.tokens.setRange(1, most)
        self.tokens.setValue(context)
        self.users.setValue(users)
        self.most_users.setText(users_words(fit))
        self._show_rating(rating)
        self._showing = False

    def set_locked(self, why: str) -> None:
        """Keep the user from changing anything, and say why; "" lets them."""
        for control in (self.slider, self.tokens, self.users):
            control.setEnabled(not why)
            control.setToolTip(plain_tip(why))

    def _show_rating(self, rating: Rating) -> None:
        words = verdict_words(rating)
        fit = rating.fit
        self.verdict.show_state(words.text, words.tone)
        self.speed.setText(speed_words(fit.speed if fit is not None else None))
        self.speed.setToolTip(plain_tip(fit.speed.origin) if fit and fit.speed else "")
        self.bar.show_content(with_fit(fit) if fit is not None else None)
        self.words.setText(fit_words(fit) if fit is not None else words.tip)
        self.words.setToolTip(plain_tip(fit.method) if fit is not None else "")
        self._show_notes(fit)

    def _show_notes(self, fit: Fit | None) -> None:
        notes = " ".join(fit.notes) if fit is not None else ""
        self.note.setText(notes)
        self.note.setVisible(bool(notes))
        said = ", ".join(part for part in (self.verdict.text(), self.words.text(), notes) if part)
        self.slider.setAccessibleDescription(said)

    def _build(self) -> None:
        self.tokens.setGroupSeparatorShown(True)
        self.tokens.setAccessibleName(tr("Context, in tokens"))
        self.tokens.setSuffix(tr(" tokens"))
        self.tokens.setKeyboardTracking(False)
        self.tokens.setStepType(QSpinBox.StepType.DefaultStepType)
        self.tokens.setSingleStep(1024)
        self.users.setRange(1, _MOST_USERS)
        self.users.setAccessibleName(tr("Users at the same time"))
        self.users.setKeyboardTracking(False)
        for box in (self.tokens, self.users):
            inset(box)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.tokens.setFixedWidth(160)
        self.users.setFixedWidth(84)
        self.header.addWidget(self.speed)
        self.header.addWidget(self.verdict)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(Text(tr("Context"), "label", "text2"))
        fields.addWidget(self.tokens)
        fields.addSpacing(16)
        fields.addWidget(Text(tr("Users at the same time"), "label", "text2"))
        fields.addWidget(self.users)
        fields.addWidget(self.most_users)
        fields.addStretch(1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.slider)
        self.body.addLayout(fields)
        self.body.addWidget(self.words)
        self.body.addWidget(self.note)
        self.slider.context_chosen.connect(self.context_chosen)
        self.tokens.valueChanged.connect(self._on_tokens)
        self.users.valueChanged.connect(self._on_users)

    def _on_tokens(self, context: int) -> None:
        if not self._showing:
            self.context_chosen.emit(ContextChosen(context))

    def _on_users(self, users: int) -> None:
        if not self._showing:
            self.users_chosen.emit(UsersChosen(users))
