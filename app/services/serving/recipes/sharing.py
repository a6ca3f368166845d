"""A recipe as a text for others, without anything that is only one's own business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.containers.masking import is_secret
from app.services.serving.api import EnvironmentEntry, LaunchSettings, Recipe
from app.services.serving.recipes.schema import write_recipe
from app.services.serving.recipes.secret_words import without_secrets

_HOME = re.compile(r"(?:/home|/Users)/[^/\s\"'\]},]+")


@dataclass(frozen=True, slots=True)
class Shared:
    """A recipe's text, and what was changed in it: a sentence each."""

    text: str
    notes: tuple[str, ...] = ()


def shared(recipe: Recipe, names: Sequence[str] = ()) -> Shared:
    """Return a recipe's text for others.

    Secrets and the container's name go, the home of an account becomes `~`.

    Args:
        recipe: the one that is shared.
        names: names and addresses of nodes, which are told where they stand in it.
    """
    notes: list[str] = []
    recipe = replace(recipe, settings=_settings(recipe.settings), copied_from="")
    recipe = _without_secrets(recipe, notes)
    text = write_recipe(recipe)
    homeless = _HOME.sub("~", text)
    if homeless != text:
        notes.append(tr("Folders of a home begin with ~ now: others have theirs elsewhere."))
    for name in names:
        if len(name) > 2 and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", homeless):
            notes.append(
                tr("“{name}” stands in it, as one of your nodes is called.").format(
                    name=said(name, limit=60)
                )
            )
    return Shared(homeless, tuple(notes))


def _settings(settings: LaunchSettings) -> LaunchSettings:
    return replace(settings, container_name="")


def _without_secrets(recipe: Recipe, notes: list[str]) -> Recipe:
    entries = (*recipe.environment, *recipe.settings.environment)
    secret = [each.name for each in entries if is_secret(each.name, each.value)]
    if secret:
        notes.append(
            tr("The values of {secret} were left out: whoever uses it has own ones.").format(
                secret=", ".join(secret)
            )
        )
    arguments, gone = without_secrets((*recipe.arguments, *recipe.settings.arguments))
    command = recipe.command
    if command is not None:
        command, more = without_secrets(command)
        gone += more
    files = tuple(replace(each, text=redact(each.text)) for each in recipe.files)
    if gone:
        notes.append(
            tr("{map} was taken out with its value.").format(map=", ".join(map(said, gone)))
        )
    if files != recipe.files:
        notes.append(tr("What looks like a secret in its files was masked."))
    plain = tuple(
        EnvironmentEntry(each.name, each.value) for each in entries if each.name not in secret
    )
    return replace(
        recipe,
        environment=plain,
        arguments=arguments,
        command=command,
        files=files,
        secrets=tuple(dict.fromkeys((*recipe.secrets, *secret))),
        notes=tuple(redact(each) for each in recipe.notes),
        settings=replace(recipe.settings, environment=(), arguments=()),
    )
