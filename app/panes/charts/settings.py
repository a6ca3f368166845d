"""What the charts pane remembers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import tr
from app.core.settings import setting

SECTION = "charts"
LIVE = (60, 300, 900)
"""Seconds of the windows that are drawn from memory, at full rate."""
RANGES = (*LIVE, 3_600, 21_600, 86_400, 7 * 86_400, 30 * 86_400)
"""Seconds that the charts can show."""


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """Settings of the charts pane."""

    window_s: int = setting(300, "Seconds that the charts show: 60 to 900, 3600 to 2592000.")

    hidden: tuple[str, ...] = setting((), "Usual charts that are not shown.")
    added: tuple[str, ...] = setting((), "Charts of single devices that are shown as well.")
    pinned: tuple[str, ...] = setting((), "Charts that come first.")
    order: tuple[str, ...] = setting((), "Charts in the order that the user gave them.")
    table: bool = setting(False, "Whether the numbers are shown as a table, too.")
    export_folder: str = setting("", "Where pictures and values were saved last.")

    @property
    def window(self) -> int:
        """The window to show: the stored one if it is on offer."""
        return self.window_s if self.window_s in RANGES else LIVE[1]


def range_title(seconds: int) -> str:
    """Return what a range is called: `5 min`, `1 h`, `24 h`, `7 d`."""
    if seconds < 3_600:
        return tr("{seconds} min").format(seconds=seconds // 60)
    return f"{seconds // 3_600} h" if seconds <= 86_400 else f"{seconds // 86_400} d"
