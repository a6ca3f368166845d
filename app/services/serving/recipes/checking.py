"""Whether a recipe could be launched, as far as that is known without a node."""

from __future__ import annotations

import difflib

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.masking import is_secret
from app.services.serving.api import EngineSpec, Recipe
from app.services.serving.arguments import check_arguments
from app.services.serving.catalogue import engines
from app.services.serving.launch_settings import check_model
from app.services.serving.recipes.secret_words import without_secrets


def check_recipe(recipe: Recipe) -> EngineSpec:
    """Return the recipe's engine; BadInput when that is unknown or cannot take what it is given."""
    engine = engine_of(recipe)
    check_model(recipe.model, engine)
    check_arguments(engine, recipe.arguments)
    _check_secrets(recipe)
    return engine


def _check_secrets(recipe: Recipe) -> None:
    held = [each.name for each in recipe.environment if is_secret(each.name, each.value)]
    held += without_secrets((*recipe.arguments, *(recipe.command or ())))[1]
    if held:
        raise BadInput(
            tr("{text} holds a secret, and recipes are files.").format(text=said(held[0])),
            tr("Name its variable under secrets and keep the value under Keys."),
        )


def engine_of(recipe: Recipe) -> EngineSpec:
    """Return the recipe's engine; BadInput with the nearest one when there is none of its name."""
    known = engines()
    engine = known.get(recipe.engine)
    if engine is None:
        near = difflib.get_close_matches(recipe.engine, known, 1)
        hint = (
            tr("Is {near} meant?").format(near=near[0])
            if near
            else tr("There are {known}.").format(known=", ".join(known))
        )
        raise BadInput(
            tr("There is no engine “{engine}”.").format(engine=said(recipe.engine)), hint
        )
    return engine
