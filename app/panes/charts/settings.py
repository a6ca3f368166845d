"""What the charts pane remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "charts"
WINDOWS = (60, 300, 900)
"""Seconds that the charts can show."""


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """Settings of the charts pane."""

    window_s: int = setting(300, "Seconds of history that the charts show: 60, 300 or 900.")

    @property
    def window(self) -> int:
        """The window to show: the stored one if it is on offer."""
        return self.window_s if self.window_s in WINDOWS else WINDOWS[1]
