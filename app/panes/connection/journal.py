"""The log of one node's session, in words: one line per change that a person cares about."""

from __future__ import annotations

import time
from collections.abc import Iterable

from app.transport.status import Phase, SessionStatus, StepState, StepStatus

_STEP_WORDS = {StepState.DONE: "done", StepState.FAILED: "failed", StepState.RUNNING: "…"}


def lines(statuses: Iterable[SessionStatus]) -> list[str]:
    """Describe the changes of a session, oldest first; a repeated state is told once."""
    told: list[str] = []
    before: SessionStatus | None = None
    for status in statuses:
        told += _changes(before, status)
        before = status
    return told


def _changes(before: SessionStatus | None, status: SessionStatus) -> list[str]:
    found = []
    known = set(before.steps) if before is not None and before.phase == status.phase else set()
    for step in status.steps:
        ended = step.state in (StepState.DONE, StepState.FAILED)
        if ended and step not in known and status.phase is not Phase.CONNECTED:
            found.append(_step(step))
    moved = before is None or before.phase is not status.phase
    new_reason = status.retry_in_s is not None and before is not None
    if moved or (new_reason and before.message != status.message):
        found.append(_phase(status))
    return [f"{_clock(status.since)}  {text}" for text in found if text]


def _step(step: StepStatus) -> str:
    took = "" if step.seconds is None else f" ({step.seconds * 1000:.0f} ms)"
    return f"{step.step.value}: {_STEP_WORDS[step.state]} {step.detail}{took}".rstrip()


def _phase(status: SessionStatus) -> str:
    if status.phase is Phase.OFF:
        return "Disconnected."
    if status.phase is Phase.CONNECTING:
        return "Connecting."
    if status.phase is Phase.CONNECTED:
        return f"Connected: {status.address}."
    if status.phase is Phase.REFUSED:
        return f"Stopped: {status.message}"
    return f"Trying again: {status.message}"


def _clock(unix_seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(unix_seconds))
