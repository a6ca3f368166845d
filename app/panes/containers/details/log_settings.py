"""What the Logs tab remembers: how lines are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting
from app.logview.row_layout import Clock, Drawing

SECTION = "logs"


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How lines of logs are drawn."""

    wrap: bool = setting(True, "Whether long lines are wrapped.")
    times: str = setting("local", "Times before the lines: off, local or utc.")

    @property
    def drawing(self) -> Drawing:
        """What the view is told."""
        clocks = {clock.value: clock for clock in Clock}
        return Drawing(wrap=self.wrap, clock=clocks.get(self.times, Clock.LOCAL))
