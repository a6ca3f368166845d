"""What the charts show: which stretch of time, from memory or from the history's store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core import units
from app.core.i18n import tr
from app.panes.charts.comparing import Comparison, compared_rows
from app.panes.charts.settings import LIVE
from app.panes.charts.stored_reader import StoredReader, Wanted
from app.panes.charts.time_stack import TimeStack
from app.plots.navigation import StretchAsked, TimeNavigation
from app.plots.rows import Rows, Window
from app.plots.stored import StretchRows
from app.plots.view import AlertSpan, Compared
from app.services.alerts.api import Alert, AlertChange, Severity
from app.services.history.api import Event
from app.state.archive import EventAdded
from app.state.rings import GAP_FACTOR, Timeline

if TYPE_CHECKING:
    from app.state.hub import Hub

_REFRESH_S = 5.0
"""Stored rows are read anew at most this often while time goes on."""
_CLOCK_SET_S = 0.05
"""Seconds by which the two clocks must differ anew before the wall clock counts as set."""
_EVENTS_S = 3 * 3_600.0
"""How far back events are asked for beside rows from memory."""
_KEPT_EVENTS = 500
_AROUND_S = 300.0
"""Seconds before and after a moment that shall be shown."""
_NOTHING = Timeline(1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What to draw."""

    rows: Rows
    window: Window
    events: tuple[Event, ...]
    loading: bool = False
    problem: str = ""
    compared: Compared | None = None
    alerts: tuple[AlertSpan, ...] = ()


class Showing(QObject):
    """Follows the current node and what is asked of `navigation`.

    Signals:
        changed: another stretch is shown, or rows of it came.
    """

    changed = Signal()

    def __init__(
        self,
        hub: Hub,
        navigation: TimeNavigation,
        span: float,
        parent: QObject | None = None,
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wall = wall
        self._offset = wall() - hub.telemetry.now()
        self._paused_at: float | None = None
        self._read_at = wall()
        self._node = hub.current_node
        self._added: list[Event] = []
        self._alerts: tuple[AlertSpan, ...] = ()
        self._merged: tuple[object, tuple[Event, ...]] | None = None
        self._drawn: Window | None = None
        self._rows: Rows | None = None
        self._following_events = False
        self.times = TimeStack(span)
        self.stored = StoredReader(hub, self)
        self.comparison: Comparison | None = None
        self._happened = StoredReader(hub, self)
        self._other = StoredReader(hub, self)
        for reader in self._readers:
            reader.changed.connect(self.changed)
        navigation.stretch_asked.connect(self._on_stretch_asked)
        navigation.back_asked.connect(self.back)
        navigation.reset_asked.connect(self.reset)
        navigation.now_asked.connect(self._on_now_asked)

    @property
    def paused(self) -> bool:
        """Whether the charts stand still."""
        return self._paused_at is not None

    @property
    def live(self) -> bool:
        """Whether what is shown goes on with every sample."""
        return self.times.shown.end is None and self.times.shown.span <= LIVE[-1]

    @property
    def stretch(self) -> tuple[float, float]:
        """What is shown, in Unix seconds."""
        shown = self.times.shown
        end = self._end() if shown.end is None else shown.end
        return end - shown.span, end

    def follow(self) -> None:
        """Show the node that is selected now, as time goes on."""
        self._drawn = self._rows = None
        self._node = self._hub.current_node
        self._paused_at = None
        self._added.clear()
        if self._following_events:
            self._find_alerts()
        self.comparison = None
        for reader in self._readers:
            reader.forget()
        self.times.reset()

    def choose(self, span: float) -> None:
        """Show the last `span` seconds."""
        self._paused_at = None
        self._read_at = self._wall()
        self.times.choose(span)
        self.changed.emit()

    def look_at(self, moment: float) -> None:
        """Show the minutes around a moment, in Unix seconds."""
        self._read_at = self._wall()
        self.times.show(moment - _AROUND_S, moment + _AROUND_S, self._read_at)
        self.changed.emit()

    def compare(self, comparison: Comparison | None) -> None:
        """Draw something else beside it, or nothing."""
        self.comparison = comparison
        self._other.forget()
        self.changed.emit()

    def set_paused(self, paused: bool) -> None:
        """Stand still, or catch up; nothing is lost meanwhile."""
        if paused != self.paused:
            self._paused_at = self._end() - self.offset if paused else None
            self._read_at = self._wall()

    def back(self) -> None:
        """Show what was shown before."""
        if self.times.back():
            self.changed.emit()

    def reset(self) -> None:
        """Show the chosen range."""
        if self.times.reset():
            self.changed.emit()

    def tick(self) -> bool:
        """Let time go on in stored rows; return whether there is something to draw."""
        if self.live or self.paused or self.times.shown.end is not None:
            return False
        rows = self.stored.rows
        step = 0.0 if rows is None else rows.stretch.step
        if self._wall() - self._read_at < max(_REFRESH_S, step):
            return False
        self._read_at = self._wall()
        return True

    def frame(self, keys: tuple[str, ...], width: int) -> Frame:
        """Return what to draw, and see to it that it is read.

        Args:
            keys: series that are drawn.
            width: pixels of the widest plot.
        """
        self.follow_events()
        frame = self._frame(keys, width)
        self._drawn, self._rows = frame.window, frame.rows
        frame = replace(frame, alerts=self._alerts)
        if self.comparison is None:
            return frame
        compared = compared_rows(self.comparison, frame.window, keys, width, self._other, self._hub)
        return replace(frame, compared=compared, problem=frame.problem or self._other.problem)

    def _frame(self, keys: tuple[str, ...], width: int) -> Frame:
        start, end = self.stretch
        memory, offset = self._memory, self.offset
        times = memory.times
        covered = bool(len(times)) and start - offset >= times[0]
        if covered or self.live:
            window = Window(start - offset, end - offset, offset)
            return Frame(memory, window, self._events(self._happened))
        self.stored.want(Wanted(self._node, keys, start, end, width))
        rows = self.stored.rows
        return Frame(
            _NOTHING if rows is None else rows,
            Window(start, end),
            self._events(self.stored),
            loading=self.stored.late,
            problem=self.stored.problem or self._store_trouble,
        )

    @property
    def _store_trouble(self) -> str:
        status = self._hub.archive.status
        return f"{status.problem} {status.hint}".strip()

    @property
    def fineness(self) -> str:
        """How far apart the values are, "" before there are any."""
        rows = self._rows
        if rows is None or not rows.interval:
            return ""
        if isinstance(rows, StretchRows):
            return tr("one value per {duration}").format(
                duration=units.duration(max(rows.interval, 1.0))
            )
        sampling = units.sampling(rows.interval)
        if not self.live or self.paused:
            return sampling
        return tr("No samples") if self.age else tr("Live · {sampling}").format(sampling=sampling)

    @property
    def known(self) -> tuple[str, ...]:
        """Every series that the history holds of the node, once that was read."""
        return self._happened.known

    @property
    def offset(self) -> float:
        """Unix time minus steady time; the same number until the wall clock is set."""
        offset = self._wall() - self._hub.telemetry.now()
        if abs(offset - self._offset) > _CLOCK_SET_S:
            self._offset = offset
        return self._offset

    @property
    def _readers(self) -> tuple[StoredReader, ...]:
        return self.stored, self._happened, self._other

    @property
    def _memory(self) -> Timeline:
        return self._hub.telemetry.history(self._node)

    def _end(self) -> float:
        """Return the end of a stretch that goes on with time."""
        if self._paused_at is not None:
            return self._paused_at + self.offset
        return self.newest + self.offset if self.live else self._read_at

    @property
    def newest(self) -> float:
        """Steady time of the newest sample, the present when newer ones are overdue."""
        last, now = self._memory.last_time, self._hub.telemetry.now()
        return now if last is None or self.age > 0 else last

    @property
    def age(self) -> float:
        """Seconds since the newest sample when newer ones are overdue, else 0."""
        last = self._memory.last_time
        age = 0.0 if last is None else self._hub.telemetry.now() - last
        return age if age > GAP_FACTOR * (self._memory.interval or 1.0) else 0.0

    def follow_events(self) -> None:
        """Read what happened lately, and which series there are, unless that was done."""
        if not self._following_events:
            self._following_events = True
            self._hub.archive.event_added.connect(self._on_event_added)
            self._hub.alerts.changed.connect(self._find_alerts)
            self._find_alerts()
        if self._happened.idle:
            now = self._wall()
            self._happened.want(Wanted(self._node, (), now - _EVENTS_S, now, 1))

    def _events(self, reader: StoredReader) -> tuple[Event, ...]:
        """Return what was read and what has happened since; the same tuple until that changes."""
        key = (reader.events, len(self._added), self._added[-1:])
        if self._merged is None or self._merged[0] != key:
            known = set(reader.events)
            added = (event for event in self._added if event not in known)
            self._merged = (key, (*reader.events, *added))
        return self._merged[1]

    def _find_alerts(self, _change: AlertChange | None = None) -> None:
        alerts = (*self._hub.alerts.past(), *self._hub.alerts.active(self._node))
        self._alerts = tuple(_span(a) for a in alerts if a.node == self._node and a.fired_at)

    def _on_event_added(self, added: EventAdded) -> None:
        if added.node == self._node:
            self._added.append(added.event)
            del self._added[:-_KEPT_EVENTS]

    def _on_stretch_asked(self, asked: StretchAsked) -> None:
        start, end = self.stretch
        if self._drawn is not None:  # shares are those of what the user sees
            start, end = (
                moment + self._drawn.wall_offset for moment in (self._drawn.start, self._drawn.end)
            )
        span = end - start
        self.times.show(
            start + asked.start * span,
            start + asked.end * span,
            self._end() if self.times.shown.end is None else self._wall(),
            gradual=asked.gradual,
        )
        self.changed.emit()

    def _on_now_asked(self) -> None:
        self._paused_at = None
        self.times.show_now()
        self.changed.emit()


def _span(alert: Alert) -> AlertSpan:
    critical = alert.rule.severity is Severity.CRITICAL
    return AlertSpan(alert.fired_at or alert.since, alert.resolved_at, alert.subject, critical)
