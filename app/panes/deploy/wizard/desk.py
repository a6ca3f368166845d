"""WizardDesk: what is chosen, and what is known of the node that it is chosen for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import BadInput
from app.core.i18n import tr
from app.panes.asking import Answered
from app.panes.deploy.asking import Asking
from app.panes.deploy.wizard.choosing import (
    Choice,
    Family,
    Offer,
    Step,
    choose_family,
    choose_node,
    choose_recipe,
    families,
    families_on_node,
    family_of,
    family_of_facts,
    offers,
)
from app.panes.deploy.wizard.judging import Ratings
from app.panes.deploy.wizard.limits import USUAL_CONTEXT, most_context
from app.panes.deploy.wizard.node_view import NodeLook, NodeView
from app.panes.deploy.wizard.rating import ModelRow, Rating, in_order, model_rows
from app.panes.deploy.wizard.remembered import recall
from app.services.serving.api import LaunchRequest, ModelRef, Source
from app.services.serving.catalogue import engines, title_of
from app.services.serving.facts.api import ModelFacts
from app.services.serving.launch_settings import merged

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.serving.api import EngineSpec, LaunchSettings, Recipe
    from app.services.serving.facts.api import CachedModel
    from app.services.serving.fit.api import Fit
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub
    from app.state.model_facts import FactsChanged, ModelFactsState
    from app.state.nodes import NodesChanged


class WizardDesk(QObject):
    """Holds the choice and answers what the pages show; fits are judged here, on this thread.

    Signals:
        chosen: the choice is another one.
        known: recipes, the node or its memory are known better.
    """

    chosen = Signal()
    known = Signal()

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self.hub = hub
        self.choice = Choice(hub.current_node)
        self.node = NodeView(hub, self.choice.node, self)
        self._families: tuple[Family, ...] = ()
        self._on_node: dict[str, Family] = {}
        """Models of the node that no recipe is known for."""
        self._reading = Asking(hub, self)
        self._reading.answered.connect(self._on_read)
        self.ratings = Ratings(self.node, self.facts_of, lambda: hub.serving.measured, self)
        self.ratings.judged.connect(self.known)
        self._fit: tuple[tuple[str, LaunchSettings], Fit | None] | None = None
        self._problem: tuple[tuple[str, LaunchSettings], str] | None = None
        self._most: tuple[str, int] | None = None
        self.node.looked.connect(self._on_looked)
        self.node.room_changed.connect(self._on_room)
        hub.serving.recipes_changed.connect(self._on_recipes)
        hub.serving.facts.changed.connect(self._on_facts)
        hub.nodes.changed.connect(self._on_nodes_changed)
        self._on_recipes()

    # What is known

    @property
    def look(self) -> NodeLook | None:
        """What the node answered; None while it has not."""
        return self.node.look

    @property
    def engine(self) -> EngineSpec | None:
        """The engine of the recipe that is chosen."""
        recipe = self.choice.recipe
        return engines().get(recipe.engine) if recipe is not None else None

    def rows(self) -> tuple[ModelRow, ...]:
        """Return the list of models; what is being judged anew has its last rating till then."""
        there = frozenset(each.ref for each in self.node.cached)
        known = (*self._families, *self._on_node.values())
        return model_rows(known, self.ratings.last, there, title_of)

    def offers(self) -> tuple[Offer, ...]:
        """Return the engines of the model that is chosen, each one's best quantization first."""
        family = self.choice.family
        found = offers(family, engines()) if family is not None else ()

        def order(offer: Offer) -> tuple[int, bool, int]:
            best = min((self.rate(recipe).rank for recipe in offer.recipes), default=9)
            return (best, not offer.has_recipe, offer.engine.order)

        return tuple(
            replace(each, recipes=in_order(each.recipes, self.rate))
            for each in sorted(found, key=order)
        )

    def rate(self, recipe: Recipe) -> Rating:
        """Return how a recipe does on the node as it is written."""
        return self.ratings.rate(recipe)

    def fit_now(self) -> Fit | None:
        """Return how the choice fits; judged once for each choice and each look at the memory."""
        recipe, settings = self.choice.recipe, self.choice.settings
        if recipe is None:
            return None
        key = (recipe.id, settings)
        if self._fit is None or self._fit[0] != key:
            self._fit = (key, self.ratings.fit(recipe, merged(recipe.settings, settings)))
        return self._fit[1]

    def most_context(self) -> int:
        """Return the largest context that the model can have."""
        recipe = self.choice.recipe
        if recipe is None:
            return USUAL_CONTEXT
        if self._most is None or self._most[0] != recipe.id:
            self._most = (recipe.id, most_context(recipe, self.facts_of(recipe)))
        return self._most[1]

    def request(self) -> LaunchRequest | None:
        """Return what would be launched; None while the recipe or the node is not known."""
        recipe, facts = self.choice.recipe, self.node.facts
        if recipe is None or facts is None:
            return None
        return LaunchRequest(recipe, self.choice.settings, facts)

    def problem(self) -> str:
        """Return what is wrong with the settings; "" when nothing is known to be."""
        request, engine = self.request(), self.engine
        if request is None or engine is None:
            return ""
        key = (request.recipe.id, request.settings)
        if self._problem is None or self._problem[0] != key:
            self._problem = (key, _why_no_plan(request, engine))
        return self._problem[1]

    # Choosing

    def show_step(self, step: Step) -> None:
        """Go to a page that can be shown."""
        if self.choice.can_show(step):
            self.change(replace(self.choice, step=step))

    def take_family(self, family: Family) -> None:
        """Choose a model; the files of one that lies on the node are read."""
        self.ratings.forget(family.recipes)
        self._fit = self._problem = self._most = None
        self.change(choose_family(self.choice, family))
        facts = family.facts
        cached = self.node.cached_of(facts.ref) if facts is not None and not facts.config else None
        if cached is not None:
            self._reading.ask(self.choice.node, _reading(cached))

    def look_up(self) -> None:
        """Ask the Hub for the files of the model that is chosen, as its recipes name them."""
        family = self.choice.family
        if family is not None and family.facts is None:
            self.hub.serving.facts.want(recipe.model for recipe in family.recipes)
            self.ratings.forget(family.recipes)
            self.known.emit()

    def unknown(self) -> tuple[ModelRef, ...]:
        """Return the models on the Hub of which too little is known to judge them."""
        found = (
            recipe.model
            for family in self._families
            for recipe in family.recipes
            if recipe.model.is_on_hub
            and (rating := self.ratings.last(recipe)).can_run
            and rating.fit is None
            and self.hub.serving.facts.get(recipe.model) is None
        )
        return tuple(dict.fromkeys(found))

    def take_recipe(self, recipe: Recipe) -> None:
        """Choose an engine and a quantization."""
        self.change(choose_recipe(self.choice, recipe, recall(self.hub, recipe.id)))

    def begin_with(self, recipe: Recipe, settings: LaunchSettings | None = None) -> None:
        """Begin anew with a recipe, and with its last settings unless others are given."""
        step = Step.SETTINGS if recipe.nodes == 1 else Step.ENGINE
        chosen = settings if settings is not None else recall(self.hub, recipe.id)
        family = family_of(recipe, self._families)
        self.change(replace(self._anew(), step=step, family=family, recipe=recipe, settings=chosen))
        self.look_up()

    def begin(self) -> None:
        """Begin anew, with nothing chosen."""
        self.change(self._anew())

    def take_settings(self, **changes: object) -> None:
        """Choose other settings, over the recipe's."""
        settings = replace(self.choice.settings, **changes)  # type: ignore[arg-type]
        self.change(replace(self.choice, settings=settings))

    def take_node(self, node: NodeId) -> None:
        """Choose where it shall run."""
        if node != self.choice.node:
            self.change(choose_node(self.choice, node))
            self.node.move(node)

    def change(self, choice: Choice) -> None:
        """Choose anything."""
        if choice != self.choice:
            self.choice = choice
            self.chosen.emit()

    # Private

    def _anew(self) -> Choice:
        return Choice(self.choice.node, deployment=self.choice.deployment)

    def _forget(self) -> None:
        """Judge anew: what was judged with is otherwise."""
        self._fit = self._problem = self._most = None
        known = (*self._families, *self._on_node.values())
        self.ratings.judge_again(recipe for family in known for recipe in family.recipes)

    def facts_of(self, recipe: Recipe) -> ModelFacts:
        """Return what was found out about a recipe's model, by the node's files or the Hub."""
        key = f"{recipe.model.source}:{recipe.model.handle}"
        for family in (self.choice.family, self._on_node.get(key)):
            if family is not None and family.facts and family.facts.ref == recipe.model:
                return family.facts
        return _looked_up(self.hub.serving.facts, recipe.model)

    def _on_looked(self) -> None:
        self._take_cached()
        self.known.emit()

    def _on_room(self) -> None:
        self._forget()
        self.known.emit()

    def _take_cached(self) -> None:
        found = families_on_node(self.node.cached, self._families, engines())
        self._on_node = {each.key: self._on_node.get(each.key, each) for each in found}
        self._forget()

    def _on_read(self, answered: Answered) -> None:
        """Know better what a model of the node is."""
        if isinstance(answered.value, ModelFacts):
            family = family_of_facts(answered.value, engines())
            self._on_node[family.key] = family
            self._forget()
            if self.choice.family is not None and self.choice.family.key == family.key:
                same = self.choice.recipe.id if self.choice.recipe is not None else ""
                recipe = next((each for each in family.recipes if each.id == same), None)
                self.change(replace(self.choice, family=family, recipe=recipe))
            self.known.emit()

    def _on_facts(self, changed: FactsChanged) -> None:
        """Judge with what is known now of one model, or of all that were kept."""
        if changed.ref is None:
            self._forget()
        else:
            known = (self.choice.family, *self._families)
            recipes = (
                recipe for family in known if family is not None for recipe in family.recipes
            )
            self.ratings.forget(recipe for recipe in recipes if recipe.model == changed.ref)
            self._fit = self._problem = self._most = None
        self.known.emit()

    def _on_recipes(self) -> None:
        recipes = self.hub.serving.recipes()
        self._families = families(recipes.recipes) if recipes is not None else ()
        self._take_cached()
        self.known.emit()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self.choice.node and not self.hub.nodes.has(changed.node):
            self.take_node(self.hub.current_node)
        self.chosen.emit()


def _reading(cached: CachedModel) -> Callable[[NodeReach, Cancel], object]:
    def question(reach: NodeReach, cancel: Cancel) -> object:
        from app.services.serving.facts.on_node import look_on_node

        facts = look_on_node(ModelRef(Source.FILE, cached.path), reach, "", cancel)
        return replace(facts, ref=cached.ref)

    return question


def _why_no_plan(request: LaunchRequest, engine: EngineSpec) -> str:
    try:
        engine.plan(request)
    except BadInput as error:
        return str(error)
    return ""


def _looked_up(facts: ModelFactsState, ref: ModelRef) -> ModelFacts:
    """Return what the Hub told of a model, or why it told nothing."""
    if (found := facts.get(ref)) is not None:
        return found
    error = facts.error(ref)
    why = error.message if error is not None else tr("Its size was not looked up yet.")
    if facts.is_asked(ref):
        why = tr("Its files are being looked up.")
    return ModelFacts(ref, reasons={"weights": why})
