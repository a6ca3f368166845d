"""The settings that were last used for each recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.settings import setting
from app.services.containers.masking import masked_words
from app.services.serving.api import LaunchSettings

if TYPE_CHECKING:
    from app.state.hub import Hub

SECTION = "models-wizard"
KEPT = 40


@dataclass(frozen=True, slots=True)
class LastSettings:
    """What a person chose for a recipe."""

    recipe: str
    settings: LaunchSettings


@dataclass(frozen=True, slots=True)
class WizardSettings:
    """What the wizard remembers, the last first."""

    last: tuple[LastSettings, ...] = setting((), "Settings that were last used for each recipe.")


def recall(hub: Hub, recipe: str) -> LaunchSettings:
    """Return the settings that were last used for a recipe."""
    known = hub.settings.load(SECTION, WizardSettings).last
    return next((each.settings for each in known if each.recipe == recipe), LaunchSettings())


def remember(hub: Hub, recipe: str, settings: LaunchSettings) -> None:
    """Keep the settings of a recipe for the next time; the user is told when that fails.

    A port is chosen anew each time, and an argument that looks like a secret is never written.
    """
    arguments = settings.arguments
    if masked_words(arguments) != arguments:
        arguments = ()
    kept = replace(settings, port=None, container_name="", arguments=arguments)
    known = hub.settings.load(SECTION, WizardSettings).last
    others = tuple(each for each in known if each.recipe != recipe)
    mine = (LastSettings(recipe, kept),) if kept != LaunchSettings() else ()
    hub.remember(SECTION, WizardSettings((*mine, *others)[:KEPT]))
