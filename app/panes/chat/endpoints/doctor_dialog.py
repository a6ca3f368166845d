"""DoctorDialog: what a model of an endpoint can do, as the Endpoint Doctor found it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import Button, ElidedLabel, Line, Text, scrolled
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.chat.endpoints.words import ABILITIES, PARAMETERS, Words, mark, verdict
from app.services.chat.api import Ability, Card, Finding, ModelAt
from app.services.chat.endpoints.naming import model_title

if TYPE_CHECKING:
    from app.state.chat_endpoints import CardChanged
    from app.state.hub import Hub

WIDTH, HEIGHT = 660, 640
_ICON = 18
_NAME = 168
_ABOUT = tr(
    "The Endpoint Doctor asks the model some twenty small questions, which takes it "
    "seconds and a few hundred tokens. The chat does as the card says."
)
_LOADS = tr("It is not loaded: trying it loads it into its machine's memory. ")


class DoctorDialog(QDialog):
    """The card of one model, and a button that has it made anew."""

    def __init__(self, hub: Hub, parent: QWidget | None, endpoint: str, model: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What a model can do"))
        self._hub = hub
        self._endpoint, self._model = endpoint, model
        self._begun = 0.0
        """When it was asked for from here."""
        self.rows = {ability: _FindingRow(ability) for ability in ABILITIES}
        self._build()
        self._listen()
        self._show()
        self.resize(WIDTH, HEIGHT)

    def _build(self) -> None:
        self.title = ElidedLabel(said(model_title(self._model), limit=120), "card")
        self.below = ElidedLabel("", "body", "text2")
        self.about = Text(_ABOUT, "label", "text2", wrap=True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("How much was tried"))
        self.parameters = Text("", "label", "text2", wrap=True)
        self.start = Button(tr("Try it"), "primary", icon_name="stethoscope")
        self.stop = Button(tr("Stop"), icon_name="stop")
        self.leave = Button(tr("Close"))
        content = QWidget()
        grid = QVBoxLayout(content)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setSpacing(12)
        for row in self.rows.values():
            grid.addWidget(row)
        grid.addWidget(self.parameters)
        grid.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for button in (self.leave, self.stop, self.start):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        parts = (self.title, self.below, self.about, self.progress, Line())
        for part in parts:
            column.addWidget(part)
        column.addWidget(scrolled(content), 1)
        column.addWidget(Line())
        column.addLayout(buttons)

    def _listen(self) -> None:
        self._hub.chat.endpoints.card_changed.connect(self._on_card_changed)
        self.start.clicked.connect(self._on_start)
        self.stop.clicked.connect(self._on_stop)
        self.leave.clicked.connect(self.reject)

    def _show(self) -> None:
        endpoints = self._hub.chat.endpoints
        card = endpoints.card(self._endpoint, self._model)
        busy = endpoints.examining(self._endpoint, self._model)
        view = endpoints.view(self._endpoint)
        self.below.setText(self._facts(card))
        listed = view.models if view is not None else None
        model = next((each for each in listed or () if each.id == self._model), None)
        sleeps = model is not None and model.at is ModelAt.ON_DISK
        self.about.setText((_LOADS if sleeps and not busy else "") + _ABOUT)
        for ability, row in self.rows.items():
            row.show_finding(card.findings.get(ability))
        self.parameters.setText(_parameters(card))
        self.parameters.setVisible(bool(card.tested_at))
        done = sum(each.tested_at >= self._begun for each in card.findings.values())
        self.progress.setVisible(busy)
        self.progress.setMaximum(len(ABILITIES) if self._begun else 0)  # 0: it is not known
        self.progress.setValue(done)
        self.start.setVisible(not busy)
        self.start.setText(tr("Try it again") if card.tested_at else tr("Try it"))
        self.start.setEnabled(view is not None)
        self.stop.setVisible(busy)

    def _facts(self, card: Card) -> str:
        view = self._hub.chat.endpoints.view(self._endpoint)
        parts = [said(view.endpoint.title) if view is not None else tr("its endpoint is not there")]
        if card.context is not None:
            parts.append(tr("context {context} tokens").format(context=numeral(card.context)))
        if card.embedding_dimensions is not None:
            parts.append(
                tr("vectors of {embedding_dimensions}").format(
                    embedding_dimensions=card.embedding_dimensions
                )
            )
        parts.append(
            tr("tried {date_and_clock}").format(
                date_and_clock=units.date_and_clock(card.tested_at)[:16]
            )
            if card.tested_at
            else tr("not tried")
        )
        return " · ".join(parts)

    def _on_start(self) -> None:
        self._begun = time.time()
        self._hub.chat.endpoints.examine(self._endpoint, self._model)

    def _on_stop(self) -> None:
        self._hub.chat.endpoints.stop_examining(self._endpoint, self._model)

    def _on_card_changed(self, changed: CardChanged) -> None:
        if (changed.endpoint, changed.model) == (self._endpoint, self._model):
            self._show()


class _FindingRow(QWidget):
    """One ability: a mark, its name, and what was seen."""

    def __init__(self, ability: Ability) -> None:
        super().__init__()
        self._ability = ability
        self._mark = Words("question", "text3")
        self.picture = QLabel()
        self.picture.setFixedSize(_ICON, _ICON)
        self.name = Text(ABILITIES[ability], "strong")
        self.detail = Text("", "body", "text2", wrap=True, selectable=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        self.name.setFixedWidth(_NAME)
        row.addWidget(self.picture, 0, top)
        row.addWidget(self.name, 0, top)
        row.addWidget(self.detail, 1)
        theme().changed.connect(self._retint)

    def show_finding(self, finding: Finding | None) -> None:
        """Show what was found; None: nothing was tried."""
        self._mark = mark(self._ability, finding)
        words = said(finding.detail, limit=400) if finding is not None else tr("Not tried yet.")
        self.detail.setText(words)
        self.detail.setAccessibleName(f"{ABILITIES[self._ability]}: {verdict(finding)}. {words}")
        self._retint()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        icon, tone = self._mark.text, self._mark.tone
        self.picture.setPixmap(pixmap(icon, tone, _ICON, self.devicePixelRatioF()))


def _parameters(card: Card) -> str:
    """Return which parameters have no effect, in a sentence each."""
    ignored, refused = (
        ", ".join(words for name, words in PARAMETERS.items() if name in names)
        for names in (card.ignored, card.refused)
    )
    parts = (
        [tr("Parameters that it ignores: {ignored}.").format(ignored=ignored)] if ignored else []
    )
    parts += (
        [tr("Parameters that it refuses: {refused}.").format(refused=refused)] if refused else []
    )
    return " ".join(parts) or tr("It refuses no parameter of the chat.")
