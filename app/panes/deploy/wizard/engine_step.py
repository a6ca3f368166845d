"""The second page: which engine runs the model, and in which quantization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import EmptyState, scrolled
from app.look.components.tab_order import follow
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.engine_card import EngineCard, RecipeChosen

if TYPE_CHECKING:
    from app.panes.deploy.wizard.choosing import Offer
    from app.panes.deploy.wizard.desk import WizardDesk


class EngineStep(QWidget):
    """A card per engine, those with a recipe for the model first.

    Signals:
        cluster_asked: the model takes several machines.
    """

    cluster_asked = Signal(RecipeChosen)

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__()
        self._desk = desk
        self._key: tuple[object, ...] = ()
        self.cards: list[EngineCard] = []
        self.before: QWidget | None = None
        """What stands before the page, for whoever goes there by Tab."""
        self.empty = EmptyState("cpu", tr("No engine takes this model"), "", "")
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 6, 16)
        self._column.setSpacing(10)
        self._column.addWidget(self.empty, 1)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))
        desk.known.connect(self._on_known)
        desk.chosen.connect(self._on_known)
        self._on_known()

    @property
    def recommended(self) -> EngineCard | None:
        """The engine to take: the first that can."""
        return next((c for c in self.cards if self._desk.rate(c.offer.recipes[0]).rank <= 2), None)

    @property
    def first(self) -> QWidget | None:
        """Where the keyboard goes: the engine that is chosen, else the first one."""
        chosen = next((card.choice for card in self.cards if card.choice.isChecked()), None)
        return chosen or next((card.choice for card in self.cards), None)

    def card(self, engine: str) -> EngineCard:
        """Return the card of an engine."""
        return next(card for card in self.cards if card.offer.engine.name == engine)

    def choose_recommended(self) -> None:
        """Choose the engine to take, where none is chosen."""
        best = self.recommended
        if self._desk.choice.recipe is None and best is not None:
            self._desk.take_recipe(best.offer.recipes[0])

    def _on_known(self) -> None:
        if self._desk.choice.step is not Step.ENGINE:
            return  # it is shown anew when somebody goes there
        family = self._desk.choice.family
        found = self._desk.offers()
        names = tuple(
            sorted((o.engine.name, tuple(sorted(r.id for r in o.recipes))) for o in found)
        )
        key = (family.key if family is not None else "", names)
        if key != self._key:
            self._key = key
            self._make_cards(found)
        best = self.recommended
        offers = {offer.engine.name: offer for offer in found}
        for card in self.cards:
            card.show_offer(offers[card.offer.engine.name], self._desk.rate)
            card.show_chosen(self._desk.choice.recipe, recommended=card is best)
        self.empty.setVisible(family is not None and not found)
        if family is not None and not found:
            self.empty.text.setText(
                tr("None of the engines here loads {title}.").format(title=family.title)
            )

    def _make_cards(self, found: tuple[Offer, ...]) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        for number, offer in enumerate(found):
            card = EngineCard(offer)
            card.recipe_chosen.connect(self._on_recipe)
            card.cluster_asked.connect(self.cluster_asked)
            self.cards.append(card)
            self._column.insertWidget(number, card, 0, Qt.AlignmentFlag.AlignTop)
        if self.before is not None:
            follow(self.before, *self.cards)

    def _on_recipe(self, chosen: RecipeChosen) -> None:
        self._desk.take_recipe(chosen.recipe)
