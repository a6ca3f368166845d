"""What the Connection pane remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "connection"
LEAST, MOST = 190, 480


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Settings of the Connection pane."""

    list_width: int = setting(280, "Width of the list of nodes in pixels, 190 to 480.")

    @property
    def width(self) -> int:
        """The width to use: the stored one if it is sensible."""
        return min(MOST, max(LEAST, self.list_width))
