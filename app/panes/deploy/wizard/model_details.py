"""What is known of the model that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Card, KeyValues, Text
from app.panes.deploy.wizard.choosing import Family
from app.panes.deploy.wizard.rating import (
    Rating,
    feature_words,
    parameter_words,
    speed_words,
    verdict_words,
)
from app.services.serving.api import Recipe


class ModelDetails(Card):
    """Summary, sizes, speed and whether a licence has to be accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = Text("", "card", wrap=True)
        self.summary = Text("", "body", "text2", wrap=True)
        self.verdict = Text("", "body", "text", wrap=True)
        self.facts = KeyValues()
        self.body.setSpacing(8)
        for widget in (self.name, self.summary, self.verdict, self.facts):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addStretch(1)

    def show_model(self, family: Family, best: Recipe | None, rating: Rating, engines: str) -> None:
        """Show a model with what does best on the node."""
        words = verdict_words(rating)
        self.name.setText(said(family.title))
        self.setAccessibleName(said(family.title))
        self.summary.setText(said(best.summary, limit=400) if best is not None else "")
        self.summary.setVisible(bool(self.summary.text()))
        self.verdict.setText(f"{words.text}: {words.tip}" if words.tip else words.text)
        self.verdict.set_tone(words.tone if words.tone != "ok" else "text")
        rows = details_of(family, best, rating, engines)
        self.facts.set_rows(rows)


def details_of(
    family: Family, best: Recipe | None, rating: Rating, engines: str
) -> list[tuple[str, str]]:
    """Return names and values; what is not known says so."""
    fit = rating.fit
    weights = fit.weights_bytes if fit is not None else best.weights_bytes if best else None
    speed = fit.speed if fit is not None else None
    active = parameter_words(best.active_parameters) if best is not None else ""
    size = parameter_words(family.parameters) or units.NOT_AVAILABLE
    licence = family.facts.licence if family.facts is not None else ""
    gated = best is not None and best.gated
    rows = [
        (
            tr("Parameters"),
            tr("{size}, {active} of them per token").format(size=size, active=active)
            if active
            else size,
        ),
        (tr("Weights"), units.memory(weights)),
        (
            tr("Speed"),
            speed_words(speed)
            or tr("{unknown}: too little is known of it").format(unknown=units.NOT_AVAILABLE),
        ),
        (tr("Can"), feature_words(family.features) or tr("answer text")),
        (tr("Engines"), engines),
    ]
    if gated or licence:
        must = tr("has to be accepted on its page first") if gated else ""
        rows.append((tr("Licence"), ", ".join(part for part in (said(licence), must) if part)))
    if best is not None:
        rows.append((tr("As", "the source that a model comes from"), said(best.model.handle)))
    return rows
