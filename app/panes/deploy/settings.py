"""What the Models pane remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.settings import setting

if TYPE_CHECKING:
    from app.state.hub import Hub

SECTION = "models"


@dataclass(frozen=True, slots=True)
class DeploySettings:
    """Section, columns, order and sizes."""

    section: str = setting("running", "Section that is shown.")


def load(hub: Hub) -> DeploySettings:
    """Return what is remembered."""
    return hub.settings.load(SECTION, DeploySettings)


def keep(hub: Hub, **changes: Any) -> None:  # noqa: ANN401 - fields of DeploySettings
    """Remember other values; the user is told when that fails."""
    before = load(hub)
    after = replace(before, **changes)
    if after == before:
        return
    hub.remember(SECTION, after)
