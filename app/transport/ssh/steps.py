"""The steps of opening a session, told while several routes are tried side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.transport.status import Step, StepState, StepStatus

Report = Callable[[tuple[StepStatus, ...]], object]


@dataclass
class _Entry:
    state: StepState
    detail: str
    started: float
    seconds: float | None = None


class Steps:
    """Merges what each route did into one row of steps; `report` gets a new row at every change.

    A step is done once any route passed it; its detail tells what each route found. Thread-safe.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._ways: list[Way] = []
        self._changed: dict[Step, tuple[StepState, float]] = {}
        self.lock = threading.RLock()

    def way(self, title: str, *, instead_of: Way | None = None) -> Way:
        """Add a route that is tried from now on, or tried again."""
        with self.lock:
            way = Way(self, title)
            if instead_of is None:
                self._ways.append(way)
            else:
                self._ways[self._ways.index(instead_of)] = way
            return way

    def tell(self, step: Step) -> None:
        """Report the row; `step` is the one that changed."""
        with self.lock:
            state = self._merge(step).state
            before = self._changed.get(step)
            if before is None or before[0] is not state:
                self._changed[step] = (state, time.time())
            self._report(tuple(self._merge(each) for each in Step))

    def _merge(self, step: Step) -> StepStatus:
        came = [(way.title, way.entries[step]) for way in self._ways if step in way.entries]
        if not came:
            return StepStatus(step, StepState.WAITING)
        states = [entry.state for _title, entry in came]
        decisive = (StepState.DONE, StepState.RUNNING, StepState.FAILED)
        state = next(each for each in decisive if each in states)
        details = [
            entry.detail
            if len(self._ways) == 1 or title in entry.detail
            else f"{title}: {entry.detail}"
            for title, entry in came
            if entry.detail
        ]
        seconds = came[states.index(state)][1].seconds
        _state, at = self._changed.get(step, (state, time.time()))
        return StepStatus(step, state, " · ".join(details), seconds, at)


class Way:
    """How far one route came."""

    def __init__(self, steps: Steps, title: str) -> None:
        self._steps = steps
        self._running: Step | None = None
        self._ended = False
        self.title = title
        self.entries: dict[Step, _Entry] = {}

    def begin(self, step: Step, detail: str = "") -> None:
        """Start a step. Those after it wait again: every machine on the way takes its own."""
        with self._steps.lock:
            if not self._ended:
                self._running = step
                order = list(Step)
                for later in order[order.index(step) :]:
                    self.entries.pop(later, None)
                self.entries[step] = _Entry(StepState.RUNNING, detail, time.monotonic())
                self._steps.tell(step)

    def done(self, detail: str) -> None:
        """Finish the running step."""
        self._finish(StepState.DONE, detail)

    def end(self, detail: str) -> None:
        """Give the route up: the running step, if any, failed, and nothing follows."""
        with self._steps.lock:
            self._finish(StepState.FAILED, detail)
            self._ended = True

    def _finish(self, state: StepState, detail: str) -> None:
        with self._steps.lock:
            if self._running is None:
                return
            step, self._running = self._running, None
            entry = self.entries[step]
            entry.state, entry.detail = state, detail
            entry.seconds = time.monotonic() - entry.started
            self._steps.tell(step)
