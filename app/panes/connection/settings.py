"""What the Connection pane remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.ids import NodeId
from app.core.settings import setting

if TYPE_CHECKING:
    from app.state.hub import Hub

SECTION = "connection"
LEAST, MOST = 190, 480


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Settings of the Connection pane."""

    list_width: int = setting(280, "Width of the list of nodes in pixels, 190 to 480.")
    key_declined: tuple[NodeId, ...] = setting((), "Nodes whose key access is not suggested.")

    @property
    def width(self) -> int:
        """The width to use: the stored one if it is sensible."""
        return min(MOST, max(LEAST, self.list_width))


def load(hub: Hub) -> ConnectionSettings:
    """Return the settings of the pane."""
    return hub.settings.load(SECTION, ConnectionSettings)


def save(hub: Hub, settings: ConnectionSettings) -> None:
    """Keep the settings of the pane, or say why that was not possible."""
    hub.remember(SECTION, settings)
