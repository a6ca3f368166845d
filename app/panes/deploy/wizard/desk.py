"""WizardDesk: what is chosen, and what is known of the node that it is chosen for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import BadInput, UserError
from app.panes.deploy.wizard.asking import Answered, Asking, Refused
from app.panes.deploy.wizard.choosing import (
    Choice,
    Family,
    Offer,
    Step,
    choose_family,
    choose_node,
    choose_recipe,
    families,
    family_of,
    offers,
    why_not,
)
from app.panes.deploy.wizard.limits import USUAL_CONTEXT, most_context
from app.panes.deploy.wizard.rating import ModelRow, Rating, in_order, model_rows
from app.panes.deploy.wizard.remembered import recall
from app.services.serving.admission import room_of
from app.services.serving.api import LaunchRequest
from app.services.serving.catalogue import engines
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.measured import measured_machine
from app.services.serving.planning import merged
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.serving.api import EngineSpec, LaunchSettings, ModelRef, NodeFacts, Recipe
    from app.services.serving.facts.api import CachedModel
    from app.services.serving.fit.api import Fit, Room
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

_ROOM_MS = 2000
"""Between two looks at how much memory is free, while the wizard is shown."""


@dataclass(frozen=True, slots=True)
class NodeLook:
    """What one question found out about a node."""

    facts: NodeFacts
    cached: tuple[CachedModel, ...]
    cached_why: str
    """Why it is not known what is there."""
    machine: str
    """Under which its measurements are kept."""


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
        self.look: NodeLook | None = None
        self.error: UserError | None = None
        """Why nothing is known of the node."""
        self.room: Room | None = None
        self._families: tuple[Family, ...] = ()
        self._ratings: dict[str, Rating] = {}
        self._fit: tuple[tuple[str, LaunchSettings], Fit | None] | None = None
        self._problem: tuple[tuple[str, LaunchSettings], str] | None = None
        self._most: tuple[str, int] | None = None
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_look)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self.known)
        self._timer = QTimer(self, interval=_ROOM_MS)
        self._timer.timeout.connect(self._on_time)
        hub.serving.recipes_changed.connect(self._on_recipes)
        hub.sessions.status_changed.connect(self._on_status)
        hub.nodes.changed.connect(self._on_nodes_changed)
        self._on_recipes()

    # What is known

    @property
    def node_name(self) -> str:
        """The name of the node that is chosen."""
        return self.hub.nodes.name_of(self.choice.node)

    @property
    def is_asking(self) -> bool:
        """Whether the node is being asked."""
        return self._asking.is_busy

    @property
    def families(self) -> tuple[Family, ...]:
        """The models that recipes are known for."""
        return self._families

    @property
    def facts(self) -> NodeFacts | None:
        """The node; None while it was not asked."""
        return self.look.facts if self.look is not None else None

    @property
    def engine(self) -> EngineSpec | None:
        """The engine of the recipe that is chosen."""
        recipe = self.choice.recipe
        return engines().get(recipe.engine) if recipe is not None else None

    def rows(self) -> tuple[ModelRow, ...]:
        """Return the list of models."""
        there = frozenset(each.ref for each in self.look.cached) if self.look else frozenset()
        return model_rows(self._families, self.rate, there, _title)

    def cached_of(self, ref: ModelRef) -> CachedModel | None:
        """Return a model as it lies on the node; None: it does not, or that is not known."""
        cached = self.look.cached if self.look is not None else ()
        return next((each for each in cached if each.ref == ref), None)

    def offers(self) -> tuple[Offer, ...]:
        """Return the engines of the model that is chosen, each one's best quantization first."""
        family = self.choice.family
        found = offers(family, engines()) if family is not None else ()
        return tuple(
            replace(each, recipes=in_order(each.recipes, self.rate))
            for each in sorted(found, key=self._offer_order)
        )

    def rate(self, recipe: Recipe) -> Rating:
        """Return how a recipe does on the node as it is written."""
        if recipe.id not in self._ratings:
            self._ratings[recipe.id] = self._rating(recipe)
        return self._ratings[recipe.id]

    def fit_now(self) -> Fit | None:
        """Return how the choice fits; judged once for each choice and each look at the memory."""
        recipe, settings = self.choice.recipe, self.choice.settings
        if recipe is None:
            return None
        key = (recipe.id, settings)
        if self._fit is None or self._fit[0] != key:
            self._fit = (key, self._judge(recipe, merged(recipe.settings, settings)))
        return self._fit[1]

    def most_context(self) -> int:
        """Return the largest context that the model can have."""
        recipe, family = self.choice.recipe, self.choice.family
        if recipe is None:
            return USUAL_CONTEXT
        if self._most is None or self._most[0] != recipe.id:
            facts = family.facts if family is not None else None
            self._most = (recipe.id, most_context(recipe, facts))
        return self._most[1]

    def request(self) -> LaunchRequest | None:
        """Return what would be launched; None while the recipe or the node is not known."""
        recipe, facts = self.choice.recipe, self.facts
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
        """Choose a model."""
        self._forget()
        self.change(choose_family(self.choice, family))

    def take_recipe(self, recipe: Recipe) -> None:
        """Choose an engine and a quantization."""
        self.change(choose_recipe(self.choice, recipe, recall(self.hub, recipe.id)))

    def begin_with(self, recipe: Recipe, settings: LaunchSettings | None = None) -> None:
        """Begin anew with a recipe, and with its last settings unless others are given."""
        step = Step.SETTINGS if recipe.nodes == 1 else Step.ENGINE
        chosen = settings if settings is not None else recall(self.hub, recipe.id)
        family = family_of(recipe, self._families)
        self.change(replace(self._anew(), step=step, family=family, recipe=recipe, settings=chosen))

    def begin(self) -> None:
        """Begin anew, with nothing chosen."""
        self.change(self._anew())

    def _anew(self) -> Choice:
        return Choice(self.choice.node, deployment=self.choice.deployment)

    def take_settings(self, **changes: object) -> None:
        """Choose other settings, over the recipe's."""
        settings = replace(self.choice.settings, **changes)  # type: ignore[arg-type]
        self.change(replace(self.choice, settings=settings))

    def take_node(self, node: NodeId) -> None:
        """Choose where it shall run."""
        if node != self.choice.node:
            self.look, self.error, self.room = None, None, None
            self._forget()
            self.change(choose_node(self.choice, node))
            self.ask()

    def change(self, choice: Choice) -> None:
        """Choose anything."""
        if choice != self.choice:
            self.choice = choice
            self.chosen.emit()

    # Asking

    def set_shown(self, shown: bool) -> None:
        """Follow the node's memory while the wizard is on the screen."""
        if shown:
            self._timer.start()
            self._take_room()
            if self.hub.serving.recipes() is None:
                self.hub.serving.load_recipes()
            if self.look is None and not self.is_asking:
                self.ask()
        else:
            self._timer.stop()

    def ask(self) -> None:
        """Ask the node what it is and which models it has."""
        status = self.hub.sessions.status(self.choice.node)
        self._take_room()
        if status.phase is not Phase.CONNECTED:
            self._asking.stop()
            self.error = UserError(f"{self.node_name} is not connected.", _CONNECT)
            self.known.emit()
            return
        self.error = None
        book = self.hub.serving.measured

        def question(reach: NodeReach, cancel: Cancel) -> object:
            return look_at_node(reach, book, cancel)

        self._asking.ask(self.choice.node, question)
        self.known.emit()

    def stop(self) -> None:
        """Ask nothing more."""
        self._timer.stop()
        self._asking.stop()

    def _forget(self) -> None:
        """Judge anew: what was judged with is otherwise."""
        self._ratings.clear()
        self._fit = self._problem = self._most = None

    def _judge(self, recipe: Recipe, settings: LaunchSettings) -> Fit | None:
        engine, family = engines().get(recipe.engine), self.choice.family
        if engine is None or self.room is None or self.look is None:
            return None
        facts = family.facts if family is not None else None
        facts = facts if facts is not None and facts.ref == recipe.model else None
        book = self.hub.serving.measured  # in memory by now: `look_at_node` read it
        return fit_of(recipe, settings, engine, facts, self.room, book, self.look.machine)

    def _rating(self, recipe: Recipe) -> Rating:
        engine = engines().get(recipe.engine)
        if engine is None:
            return Rating(why=f"There is no engine “{recipe.engine}”.", can_run=False)
        if recipe.nodes > 1:
            return Rating(why=f"It takes {recipe.nodes} machines: see Cluster.", can_run=False)
        why = why_not(recipe, engine, self.facts)
        if why:
            return Rating(why=why, can_run=False)
        if self.room is None or self.look is None:
            return Rating(why=self._why_unknown())
        return Rating(self._judge(recipe, recipe.settings))

    def _why_unknown(self) -> str:
        if self.error is not None:
            return self.error.message
        if self.look is None:
            return f"{self.node_name} is being looked at."
        return f"How much memory {self.node_name} has free is not known yet."

    def _offer_order(self, offer: Offer) -> tuple[int, bool, int]:
        best = min((self.rate(recipe).rank for recipe in offer.recipes), default=9)
        return (best, not offer.has_recipe, offer.engine.order)

    def _take_room(self) -> bool:
        """Look how much is free now; tell whether that is otherwise."""
        telemetry, node = self.hub.telemetry, self.choice.node
        sample = telemetry.latest(node)
        connected = self.hub.sessions.status(node).phase is Phase.CONNECTED
        room = room_of(sample, telemetry.machine(node)) if sample and connected else None
        if room == self.room:
            return False
        self.room = room
        self._forget()
        return True

    def _on_time(self) -> None:
        if self._take_room():
            self.known.emit()

    def _on_look(self, answered: Answered) -> None:
        if isinstance(answered.value, NodeLook):
            self.look = answered.value
            self._forget()

    def _on_refused(self, refused: Refused) -> None:
        self.error = refused.error
        self._forget()

    def _on_recipes(self) -> None:
        recipes = self.hub.serving.recipes()
        self._families = families(recipes.recipes) if recipes is not None else ()
        self._forget()
        self.known.emit()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self.choice.node or not self._timer.isActive():
            return
        if status.phase is Phase.CONNECTED or self.look is not None:
            self.look = self.look if status.phase is Phase.CONNECTED else None
            self._forget()
            self.ask()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self.choice.node and not self.hub.nodes.has(changed.node):
            self.take_node(self.hub.current_node)
        self.chosen.emit()


def look_at_node(reach: NodeReach, book: MeasuredBook, cancel: Cancel) -> NodeLook:
    """Return what a node is and has, and read what was measured there. Blocks."""
    from app.services.serving.facts.node_cache import cached_models
    from app.services.serving.node import node_facts

    facts = node_facts(reach, cancel)
    cached, why = _tried(lambda: cached_models(reach, facts.home, cancel))
    machine = reach.machine()
    key = measured_machine(reach.session().host_key, machine.machine_id if machine else None)
    book.speeds(key)
    return NodeLook(facts, cached, why, key)


_CONNECT = "Connect it, and what fits is shown here."


def _title(engine: str) -> str:
    known = engines().get(engine)
    return known.title if known is not None else engine


def _why_no_plan(request: LaunchRequest, engine: EngineSpec) -> str:
    try:
        engine.plan(request)
    except BadInput as error:
        return str(error)
    return ""


def _tried(
    question: Callable[[], tuple[CachedModel, ...]],
) -> tuple[tuple[CachedModel, ...], str]:
    """Ask for what the wizard can do without."""
    try:
        return question(), ""
    except UserError as error:
        return (), error.message
