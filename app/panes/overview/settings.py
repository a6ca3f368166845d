"""What the overview remembers, and the ranges that its chart can show."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import tr
from app.core.settings import setting

SECTION = "overview"
LIVE = "live"
LIVE_S = 300.0
"""Seconds that the chart shows of what is in memory."""
RANGES: tuple[tuple[str, str, float], ...] = (
    (LIVE, tr("Live"), LIVE_S),
    ("1h", "1 h", 3600.0),
    ("6h", "6 h", 6 * 3600.0),
    ("24h", "24 h", 24 * 3600.0),
    ("7d", "7 d", 7 * 86400.0),
)
"""Key, title and seconds of each range."""


@dataclass(frozen=True, slots=True)
class OverviewSettings:
    """Settings of the overview."""

    range: str = setting(LIVE, "What the chart shows: live, 1h, 6h, 24h or 7d.")

    @property
    def shown(self) -> tuple[str, float]:
        """Key and seconds of the range to show: the stored one if it is on offer."""
        spans = {key: span for key, _, span in RANGES}
        return (self.range, spans[self.range]) if self.range in spans else (LIVE, LIVE_S)
