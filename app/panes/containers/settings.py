"""What the containers pane remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.settings import setting

if TYPE_CHECKING:
    from app.state.hub import Hub

SECTION = "containers"


@dataclass(frozen=True, slots=True)
class ContainersSettings:
    """Section, columns, order and sizes."""

    section: str = setting("containers", "Section that is shown.")
    widths: tuple[int, ...] = setting((), "Widths of the columns, in pixels.")
    sort: int = setting(0, "Column that containers are sorted by.")
    down: bool = setting(False, "Whether they are sorted downwards.")
    list_share: float = setting(0.34, "Share of the height that the list has over the details.")


def load(hub: Hub) -> ContainersSettings:
    """Return what is remembered."""
    return hub.settings.load(SECTION, ContainersSettings)


def keep(hub: Hub, **changes: Any) -> None:  # noqa: ANN401 - fields of ContainersSettings
    """Remember other values; the user is told when that fails."""
    before = load(hub)
    after = replace(before, **changes)
    if after == before:
        return
    hub.remember(SECTION, after)
