"""One engine for a model: whether it can, in which quantizations, and how well it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, Chosen, Pill, Segmented, Text, plain_tip
from app.look.fonts import ui_font
from app.panes.deploy.wizard.choosing import Offer, is_general
from app.panes.deploy.wizard.rating import Rate, Rating, speed_words, verdict_words

if TYPE_CHECKING:
    from app.services.serving.api import Recipe


@dataclass(frozen=True, slots=True)
class RecipeChosen:
    """An engine and a quantization were chosen."""

    recipe: Recipe


class EngineCard(Card):
    """The card; a click anywhere on it chooses the engine.

    Signals:
        recipe_chosen: this engine, or another quantization of it.
        cluster_asked: it takes several machines; there is a page for them.
    """

    recipe_chosen = Signal(RecipeChosen)
    cluster_asked = Signal(RecipeChosen)

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.offer = offer
        self._recipe = offer.recipes[0]
        engine = offer.engine
        self.choice = QRadioButton(engine.title)
        self.choice.setFont(ui_font(14, 600))
        self.choice.setAutoExclusive(False)  # the page knows which one is chosen
        self.recommended = Pill(tr("Recommended"), "accent")
        self.verdict = Pill()
        self.speed = Text("", "label", "text2")
        self.summary = Text(said(engine.summary), "body", "text2", wrap=True)
        self.about = Text("", "body", "text", wrap=True)
        self.why = Text("", "body", "warn", wrap=True)
        self.cluster = Button(tr("Plan it for several machines"), "link")
        self.proved = Text("", "meta", "text3", wrap=True)
        self.proved.setText(
            tr("How far it was tested: {proof}").format(proof=said(engine.proved))
            if engine.proved
            else ""
        )
        self.quantizations = self._quantizations()
        self._lay_out()
        self.choice.clicked.connect(self._on_clicked)
        self.cluster.clicked.connect(self._on_cluster)

    @property
    def recipe(self) -> Recipe:
        """The quantization that is shown."""
        return self._recipe

    def show_offer(self, offer: Offer, rate: Rate) -> None:
        """Show the same engine's newer numbers."""
        self.offer = offer
        known = {recipe.id: recipe for recipe in offer.recipes}
        self._recipe = known.get(self._recipe.id, offer.recipes[0])
        self.show_rating(rate(self._recipe))

    def show_rating(self, rating: Rating) -> None:
        """Show how the chosen quantization does."""
        words = verdict_words(rating)
        self.verdict.show_state(words.text, words.tone)
        self.verdict.setToolTip(plain_tip(words.tip))
        fit = rating.fit
        self.speed.setText(speed_words(fit.speed if fit is not None else None))
        self.speed.setToolTip(plain_tip(fit.speed.origin) if fit and fit.speed else "")
        self.about.setText(_about(self._recipe, rating))
        self.why.setText(words.tip if fit is None else "")
        self.why.setVisible(fit is None)
        self.cluster.setVisible(self._recipe.nodes > 1)
        self.choice.setEnabled(rating.can_run)
        if self.quantizations is not None:
            self.quantizations.choose_if_any(self._recipe.id)
        spoken = ", ".join(p for p in (self.offer.engine.title, words.text, self.speed.text()) if p)
        self.choice.setAccessibleName(spoken)
        self.choice.setAccessibleDescription(self.about.text() or rating.why)

    def show_chosen(self, recipe: Recipe | None, *, recommended: bool) -> None:
        """Show whether it is the one that is chosen, and the one to take."""
        mine = recipe is not None and recipe.engine == self.offer.engine.name
        if mine and recipe is not None:
            self._recipe = recipe
        self.choice.setChecked(mine)
        self.recommended.setVisible(recommended)
        self.setProperty("chosen", "true" if mine else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the engine."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.choice.isEnabled():
            self._on_clicked()

    def _on_clicked(self) -> None:
        self.recipe_chosen.emit(RecipeChosen(self._recipe))

    def _on_cluster(self) -> None:
        self.cluster_asked.emit(RecipeChosen(self._recipe))

    def _on_quantization(self, chosen: Chosen) -> None:
        self._recipe = next(each for each in self.offer.recipes if each.id == chosen.key)
        self.recipe_chosen.emit(RecipeChosen(self._recipe))

    def _quantizations(self) -> Segmented | None:
        recipes = self.offer.recipes
        if len(recipes) < 2:
            return None
        names = [(recipe.id, variant_of(recipe, recipes)) for recipe in recipes]
        switch = Segmented(
            tr("Quantization with {title}").format(title=self.offer.engine.title), names
        )
        switch.chosen.connect(self._on_quantization)
        return switch

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.choice)
        top.addWidget(self.recommended)
        top.addStretch(1)
        top.addWidget(self.speed)
        top.addWidget(self.verdict)
        self.body.setSpacing(6)
        self.body.addLayout(top)
        self.body.addWidget(self.summary)
        if self.quantizations is not None:
            self.body.addWidget(self.quantizations, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.about)
        self.body.addWidget(self.why)
        self.body.addWidget(self.cluster, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.proved)
        self.proved.setVisible(bool(self.proved.text()))


def variant_of(recipe: Recipe, all_of_them: tuple[Recipe, ...]) -> str:
    """Return what tells a recipe apart from the engine's others: `NVFP4`, `NVFP4 agent`."""
    name = recipe.quantization or recipe.model.short
    same = [
        each
        for each in all_of_them
        if each is not recipe and each.quantization == recipe.quantization
    ]
    common = [set(each.id.split("-")) for each in same]
    own = [word for word in recipe.id.split("-") if not all(word in words for words in common)]
    return said(" ".join((name, *own)), limit=40)


def _about(recipe: Recipe, rating: Rating) -> str:
    """Return `MXFP4 · weights 60.8 GiB · openai/gpt-oss-120b · as in the vLLM playbook`."""
    fit = rating.fit
    weights = fit.weights_bytes if fit is not None else recipe.weights_bytes
    is_estimate = fit is not None and fit.is_estimate
    size = units.about(units.memory(weights), is_estimate=is_estimate)
    shown = tr("weights {size}").format(size=size) if weights else tr("size n/a")
    origin = recipe.origin
    source = (
        tr("no recipe: its general way")
        if is_general(recipe)
        else tr("recipe: {title}").format(title=origin.title)
    )
    proof = tr("ran on {verified}").format(verified=origin.verified) if origin.verified else ""
    parts = (recipe.quantization, shown, recipe.model.handle, source, proof)
    return said(" · ".join(part for part in parts if part), limit=400)
