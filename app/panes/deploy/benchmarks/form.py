"""The question before a benchmark: which model, how many users, how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import Button, FormField, Text
from app.services.serving.benchmarks.api import (
    LEAST_LENGTH,
    MAX_ROUNDS,
    MAX_TOKENS,
    Sweep,
)
from app.services.serving.benchmarks.options import levels_text, read_levels
from app.services.serving.catalogue import title_of
from app.services.serving.running.api import ModelState, RunningModel

if TYPE_CHECKING:
    from app.state.hub import Hub

_WIDTH = 520


@dataclass(frozen=True, slots=True)
class BenchmarkAsked:
    """A benchmark shall begin."""

    model: RunningModel
    sweep: Sweep
    key: str = field(default="", repr=False)


class BenchmarkForm(QDialog):
    """Asks for model, levels and lengths; what cannot be run is said at its field.

    Signals:
        asked: it shall begin.
    """

    asked = Signal(BenchmarkAsked)

    def __init__(
        self,
        hub: Hub,
        models: Sequence[RunningModel],
        chosen: RunningModel | None,
        sweep: Sweep,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New benchmark"))
        self.setFixedWidth(_WIDTH)
        self._models = tuple(models)
        self._build(hub, sweep)
        if chosen is not None and chosen in self._models:
            self.model.setCurrentIndex(self._models.index(chosen))
        self._show_load()

    def _build(self, hub: Hub, sweep: Sweep) -> None:
        self.model = QComboBox()
        for model in self._models:
            node = hub.nodes.name_of(model.endpoint.node)
            self.model.addItem(
                said(
                    tr("{title} on {node} · {engine}").format(
                        title=model.title, node=node, engine=title_of(model.endpoint.engine)
                    )
                )
            )
        self.levels = QLineEdit(levels_text(sweep.levels))
        self.questions = _spin(sweep.prompt_tokens, LEAST_LENGTH, MAX_TOKENS, tr(" tokens"), 64)
        self.answers = _spin(sweep.answer_tokens, LEAST_LENGTH, MAX_TOKENS, tr(" tokens"), 64)
        self.rounds = _spin(sweep.rounds, 1, MAX_ROUNDS, "", 1)
        self.levels_field = FormField(
            tr("Users at the same time"),
            self.levels,
            tr("One level after the other, as in 1, 2, 4, 8. It stops at the first that fails."),
        )
        self.answers_field = FormField(tr("Answers"), self.answers)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key_field = FormField(
            tr("Key of the endpoint"), self.key, tr("Used now and not kept.")
        )
        self.load = Text("", "label", "text2", wrap=True)
        self._lay_out()
        self.levels.textChanged.connect(self._show_load)
        self.model.currentIndexChanged.connect(self._show_load)
        for spin in (self.questions, self.answers, self.rounds):
            spin.valueChanged.connect(self._show_load)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(tr("New benchmark"), "card"))
        column.addWidget(FormField(tr("Model"), self.model))
        column.addWidget(self.key_field)
        column.addWidget(self.levels_field)
        lengths = QGridLayout()
        lengths.setHorizontalSpacing(12)
        lengths.addWidget(FormField(tr("Questions"), self.questions), 0, 0)
        lengths.addWidget(self.answers_field, 0, 1)
        lengths.addWidget(FormField(tr("Questions of each user"), self.rounds), 0, 2)
        column.addLayout(lengths)
        column.addWidget(self.load)
        self.begin = Button(tr("Run benchmark"), "primary")
        self.begin.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.begin, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(Button(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_begin)
        buttons.rejected.connect(self.reject)
        column.addSpacing(4)
        column.addWidget(buttons)

    def sweep(self) -> Sweep:
        """Return what is asked for; BadInput when that cannot be run."""
        return Sweep(
            read_levels(self.levels.text()),
            self.questions.value(),
            self.answers.value(),
            self.rounds.value(),
        ).checked(None)

    def _show_load(self) -> None:
        """Say what the server will have to do, and ask for its key where it wants one."""
        self.key_field.setVisible(self._models[self.model.currentIndex()].endpoint.needs_key)
        try:
            sweep = self.sweep()
        except BadInput:
            self.load.setText("")
            return
        self.levels_field.set_error("")
        self.answers_field.set_error("")
        questions = sum(sweep.requests(users) for users in sweep.levels)
        tokens = questions * sweep.answer_tokens
        self.load.setText(
            tr(
                "{questions} questions, {tokens} tokens of answers. The model is busy "
                "meanwhile: whoever else asks it has to wait longer."
            ).format(questions=questions, tokens=numeral(tokens))
        )

    def _on_begin(self) -> None:
        model = self._models[self.model.currentIndex()]
        try:
            sweep = self.sweep()
        except BadInput as error:
            self.levels_field.set_error(f"{error.message} {error.hint}".strip())
            self.levels.setFocus()
            return
        try:
            sweep.checked(model.context)
        except BadInput as error:
            self.answers_field.set_error(f"{error.message} {error.hint}".strip())
            self.answers.setFocus()
            return
        self.accept()
        key = self.key.text() if model.endpoint.needs_key else ""
        self.asked.emit(BenchmarkAsked(model, sweep, key))


def measurable(models: Sequence[RunningModel]) -> tuple[RunningModel, ...]:
    """Return the models that answer."""
    return tuple(model for model in models if model.state is ModelState.READY)


def _spin(value: int, least: int, most: int, suffix: str, step: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setSingleStep(step)
    spin.setSuffix(suffix)
    spin.setGroupSeparatorShown(True)
    spin.setValue(value)
    return spin
