"""What a chart is asked to show. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.plots.rows import Rows, Window
from app.services.history.api import Event
from app.services.telemetry.api import Sample


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows drawn dashed over others: of another machine, or of another time of equal length."""

    rows: Rows
    window: Window
    label: str


@dataclass(frozen=True, slots=True)
class AlertSpan:
    """How long an alert fired, in Unix seconds; `end` is None while it does."""

    start: float
    end: float | None
    subject: str
    """The series that broke the rule."""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a chart shows: the part of `rows` in `window`, and the newest sample for its words."""

    rows: Rows
    window: Window
    sample: Sample
    row: Mapping[str, float | None]
    """The numbers of `sample` by key."""
    age: float = 0.0
    """Seconds since `sample` when newer ones are overdue, else 0."""
    events: tuple[Event, ...] = ()
    """What happened, the oldest first; drawn where it lies in the window."""
    alerts: tuple[AlertSpan, ...] = ()
    """Drawn on the charts of their series."""
    compared: Compared | None = None
    loading: bool = False
    """Whether rows are on their way, and late."""
    past: bool = False
    """Whether the window does not reach the present, of which the words still tell."""

    def draws_as(self, other: View) -> bool:
        """Whether the plot looks as in `other`: while time stands still, new rows lie outside."""
        return (
            self.rows is other.rows
            and self.window == other.window
            and self.events == other.events
            and self.alerts == other.alerts
            and self.compared == other.compared
            and self.loading == other.loading
        )
