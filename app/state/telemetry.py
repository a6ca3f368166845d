"""What each node reports: its newest sample, its machine, and its history."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.ids import NodeId

if TYPE_CHECKING:
    from app.services.telemetry.admission import Names
    from app.services.telemetry.api import Machine, Reading, Sample
    from app.state.history import NodeHistory


@dataclass(frozen=True, slots=True)
class SampleTaken:
    """A node has a new newest sample."""

    node: NodeId
    sample: Sample
    row: Mapping[str, float | None]
    """Its numbers, as `metrics.row_of` returns them."""


@dataclass(frozen=True, slots=True)
class MachineSeen:
    """What stays the same about a machine became known, or changed."""

    node: NodeId
    machine: Machine


@dataclass(frozen=True, slots=True)
class TelemetryStopped:
    """A node sends no samples any more; `reason` is one sentence for the user."""

    node: NodeId
    reason: str
    hint: str = ""


STALE_S = 30.0
STALE_STEPS = 3.0
"""Seconds, and intervals between two samples, after which the newest says nothing of now."""
_SLEEPLESS = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
if _SLEEPLESS is None and sys.platform == "darwin":
    _SLEEPLESS = time.CLOCK_MONOTONIC


def steady_clock() -> float:
    """Seconds that a set clock leaves alone and that go on during sleep."""
    # time.monotonic counts sleep on Windows only.
    return time.monotonic() if _SLEEPLESS is None else time.clock_gettime(_SLEEPLESS)


class TelemetryState(QObject):
    """Newest samples, machines and histories of all nodes; lives on the GUI thread.

    Signals:
        sample_taken: a node has a new newest sample.
        machine_seen: a machine's description is new or changed.
        telemetry_stopped: a node sends no samples any more.
    """

    sample_taken = Signal(SampleTaken)
    machine_seen = Signal(MachineSeen)
    telemetry_stopped = Signal(TelemetryStopped)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        capacity: int | None = None,
        clock: Callable[[], float] = steady_clock,
    ) -> None:
        super().__init__(parent)
        self._capacity = capacity
        self._clock = clock
        self._latest: dict[NodeId, Sample] = {}
        self._machines: dict[NodeId, Machine] = {}
        self._machine_seen_at: dict[NodeId, float] = {}
        self._histories: dict[NodeId, NodeHistory] = {}
        self._stopped: dict[NodeId, TelemetryStopped] = {}
        self._names: dict[NodeId, Names] = {}

    def latest(self, node: NodeId) -> Sample | None:
        """Return the newest sample, None before the first."""
        return self._latest.get(node)

    def present(self, node: NodeId) -> Sample | None:
        """Return the newest sample while it says something of now. Workers ask, too."""
        history = self._histories.get(node)
        if history is None or history.last_time is None or node in self._stopped:
            return None
        longest = max(STALE_S, STALE_STEPS * (history.interval or 0.0))
        return self._latest.get(node) if self._clock() - history.last_time <= longest else None

    def machine(self, node: NodeId) -> Machine | None:
        """Return what is known of the machine."""
        return self._machines.get(node)

    def uptime(self, node: NodeId) -> float | None:
        """Return for how many seconds the machine runs by now."""
        machine = self._machines.get(node)
        if machine is None or machine.uptime_s is None:
            return None
        return machine.uptime_s + self._clock() - self._machine_seen_at[node]

    def history(self, node: NodeId) -> NodeHistory:
        """Return the node's history, empty before the first sample."""
        history = self._histories.get(node)
        if history is None:
            from app.state.history import NodeHistory  # numpy: not before the first paint

            history = NodeHistory() if self._capacity is None else NodeHistory(self._capacity)
            self._histories[node] = history
        return history

    def stopped(self, node: NodeId) -> TelemetryStopped | None:
        """Return why samples stopped, None while they come or before the first."""
        return self._stopped.get(node)

    def take(self, node: NodeId, reading: Reading) -> None:
        """Keep what a source read."""
        from app.services.telemetry.metrics import row_of  # no first paint needs it

        known = self._machines.get(node)
        if reading.machine is not None and known != reading.machine:
            self._machines[node] = reading.machine
            if known is None or known.uptime_s != reading.machine.uptime_s:
                self._machine_seen_at[node] = self._clock()  # else it was told when it was first
            self.machine_seen.emit(MachineSeen(node, reading.machine))
        self._stopped.pop(node, None)
        self._latest[node] = reading.sample
        row = self._names_of(node).admit(row_of(reading.sample), self._clock())
        self.history(node).add(reading.sample, row, self._clock())
        self.sample_taken.emit(SampleTaken(node, reading.sample, row))

    def _names_of(self, node: NodeId) -> Names:
        names = self._names.get(node)
        if names is None:
            from app.services.telemetry.admission import Names

            names = self._names[node] = Names()
        return names

    def fail(self, node: NodeId, reason: str, hint: str = "") -> None:
        """Note that no source works on a node, and why; its charts show a gap from here on."""
        stopped = TelemetryStopped(node, reason, hint)
        self._stopped[node] = stopped
        self.mark_gap(node, reason)
        self.telemetry_stopped.emit(stopped)

    def mark_gap(self, node: NodeId, reason: str) -> None:
        """Break the lines of a node's charts until the next sample."""
        self.history(node).open_gap(reason)

    def expect(self, node: NodeId, seconds: float | None) -> None:
        """Say how often a node's samples come; None: find out from the samples."""
        self.history(node).expect_interval(seconds)

    def now(self) -> float:
        """Return the present on the time axis of every history."""
        return self._clock()

    def forget(self, node: NodeId) -> None:
        """Drop everything known of a node that was removed."""
        for kept in (
            self._latest,
            self._machines,
            self._machine_seen_at,
            self._histories,
            self._stopped,
            self._names,
        ):
            kept.pop(node, None)
