"""What is chosen in the wizard, and what may be done next. Plain values: no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.api import (
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Origin,
    Recipe,
    Runtime,
)
from app.services.serving.facts.api import ModelFacts
from app.services.serving.fit.api import Weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.ids import NodeId
    from app.services.serving.api import EngineSpec
    from app.services.serving.facts.api import CachedModel


NOTHING_CHANGED = LaunchSettings()


class Step(StrEnum):
    """The pages, in their order."""

    MODEL = "model"
    ENGINE = "engine"
    SETTINGS = "settings"
    PLAN = "plan"
    RUN = "run"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Family:
    """One model, under every engine and quantization that is known for it."""

    key: str
    title: str
    recipes: tuple[Recipe, ...]
    facts: ModelFacts | None = None
    """What was found out about its files, where somebody asked."""

    @property
    def features(self) -> tuple[str, ...]:
        """Return what any of its recipes can do, in the order they say it."""
        return tuple(dict.fromkeys(each for recipe in self.recipes for each in recipe.features))

    @property
    def engines(self) -> tuple[str, ...]:
        """Return the names of the engines it has recipes for."""
        return tuple(dict.fromkeys(recipe.engine for recipe in self.recipes))

    @property
    def parameters(self) -> float | None:
        """Return how many parameters the model has."""
        known = (recipe.parameters for recipe in self.recipes if recipe.parameters)
        return next(known, self.facts.parameters if self.facts is not None else None)


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine for a model: how it would be run, or why not."""

    engine: EngineSpec
    recipes: tuple[Recipe, ...]
    """One per quantization, the recommended one first."""
    has_recipe: bool = True
    """Whether somebody wrote down how; otherwise the engine's general way is taken."""


@dataclass(frozen=True, slots=True)
class Choice:
    """All that a person chose so far."""

    node: NodeId
    step: Step = Step.MODEL
    family: Family | None = None
    recipe: Recipe | None = None
    settings: LaunchSettings = NOTHING_CHANGED
    """Over the recipe's: only what the person changed."""
    deployment: int | None = None
    """The one that the last step shows."""

    def can_show(self, step: Step) -> bool:
        """Tell whether a page has what it needs."""
        if step is Step.MODEL:
            return True
        if step is Step.ENGINE:
            return self.family is not None
        if step is Step.RUN:
            return self.deployment is not None
        return self.recipe is not None

    @property
    def is_running(self) -> bool:
        """Whether the last page is shown."""
        return self.step is Step.RUN


def families(recipes: Iterable[Recipe]) -> tuple[Family, ...]:
    """Group recipes by model, in the order in which the models come first."""
    groups: dict[str, list[Recipe]] = {}
    for recipe in recipes:
        groups.setdefault(recipe.family or recipe.id, []).append(recipe)
    return tuple(Family(key, group[0].title, tuple(group)) for key, group in groups.items())


def family_of(recipe: Recipe, known: Sequence[Family]) -> Family:
    """Return the model of a recipe with all that is known of it, this recipe among them."""
    key = recipe.family or recipe.id
    found = next((each for each in known if each.key == key), None)
    if found is None:
        return Family(key, recipe.title, (recipe,))
    others = tuple(each for each in found.recipes if each.id != recipe.id)
    return replace(found, recipes=(recipe, *others))


def family_of_facts(facts: ModelFacts, engines: Mapping[str, EngineSpec]) -> Family:
    """Return a model that no recipe is known for, as every engine that takes it would run it."""
    key = f"{facts.ref.source}:{facts.ref.handle}"
    made = tuple(
        _general(facts.ref, engine, facts)
        for engine in engines.values()
        if facts.ref.source in engine.sources and _runs_models(engine)
    )
    return Family(key, facts.ref.short, made, facts)


def families_on_node(
    cached: Iterable[CachedModel], known: Iterable[Family], engines: Mapping[str, EngineSpec]
) -> tuple[Family, ...]:
    """Return the models that lie on a node whole and that no recipe is known for."""
    written = {recipe.model for family in known for recipe in family.recipes}
    found = (
        family_of_facts(
            ModelFacts(
                each.ref,
                weights=Weights(
                    each.bytes, tr("its files in the {origin}").format(origin=each.origin)
                ),
            ),
            engines,
        )
        for each in cached
        if each.is_whole and each.ref not in written
    )
    return tuple(family for family in found if family.recipes)


def offers(family: Family, engines: Mapping[str, EngineSpec]) -> tuple[Offer, ...]:
    """Return the engines of a model: those with recipes, then those that take its files as well."""
    found = []
    for engine in engines.values():
        own = tuple(recipe for recipe in family.recipes if recipe.engine == engine.name)
        if own:
            written = any(not is_general(recipe) for recipe in own)
            found.append(Offer(engine, own, written))
        elif _runs_models(engine) and (others := _from_others(family, engine)):
            found.append(Offer(engine, others, has_recipe=False))
    return tuple(sorted(found, key=lambda offer: not offer.has_recipe))


def why_not(recipe: Recipe, engine: EngineSpec, node: NodeFacts | None) -> str:
    """Return why an engine cannot run a recipe on a node; "" when it can, or nobody knows."""
    if node is None:
        return ""
    try:
        engine.plan(LaunchRequest(recipe, LaunchSettings(), node))
    except BadInput as error:
        return str(error)
    return ""


def is_general(recipe: Recipe) -> bool:
    """Tell whether a recipe was made here, of nothing but a model and an engine."""
    return recipe.id.startswith(_GENERAL)


def choose_family(choice: Choice, family: Family) -> Choice:
    """Choose a model; the engine is open again when it is another one."""
    if choice.family is not None and choice.family.key == family.key:
        return replace(choice, family=family)
    return replace(choice, family=family, recipe=None, settings=NOTHING_CHANGED)


def choose_recipe(choice: Choice, recipe: Recipe, settings: LaunchSettings) -> Choice:
    """Choose an engine and a quantization, with the settings that were last used for it."""
    if choice.recipe == recipe:
        return choice
    return replace(choice, recipe=recipe, settings=settings)


def choose_node(choice: Choice, node: NodeId) -> Choice:
    """Choose where it runs. A port belongs to the node for which it was chosen."""
    if node == choice.node:
        return choice
    step = choice.step if choice.is_running else min(choice.step, Step.SETTINGS, key=STEPS.index)
    return replace(choice, node=node, step=step, settings=replace(choice.settings, port=None))


_GENERAL = "general-"


def _runs_models(engine: EngineSpec) -> bool:
    return any(runtime is not Runtime.ENDPOINT for runtime in engine.runtimes)


def _from_others(family: Family, engine: EngineSpec) -> tuple[Recipe, ...]:
    """Return what another engine's recipes say of the model, without their flags."""
    found: dict[ModelRef, Recipe] = {}
    for recipe in family.recipes:
        if recipe.model.source in engine.sources and recipe.nodes == 1:
            found.setdefault(recipe.model, _without_flags(recipe, engine))
    return tuple(found.values())


def _without_flags(recipe: Recipe, engine: EngineSpec) -> Recipe:
    kept = LaunchSettings(context=recipe.settings.context, users=recipe.settings.users)
    return replace(
        recipe,
        id=f"{_GENERAL}{engine.name}-{recipe.id}",
        engine=engine.name,
        image="",
        image_digest="",
        command=None,
        arguments=(),
        environment=(),
        files=(),
        settings=kept,
        notes=(),
        drafts=False,
        origin=_MADE_HERE,
        is_own=False,
    )


def _general(ref: ModelRef, engine: EngineSpec, facts: ModelFacts) -> Recipe:
    return Recipe(
        id=f"{_GENERAL}{engine.name}-{ref.short.lower()}",
        title=ref.short,
        engine=engine.name,
        model=ref,
        quantization=facts.quantization,
        gated=facts.gated,
        weights_bytes=facts.weights.bytes if facts.weights is not None else None,
        download_bytes=facts.download_bytes,
        parameters=facts.parameters,
        config=facts.config,
        origin=_MADE_HERE,
    )


_MADE_HERE = Origin(tr("the engine's general way; nobody wrote down a better one for this model"))
