"""The log of one node's session, in words: one line per change that a person cares about."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import units
from app.core.i18n import tr
from app.transport.status import Phase, SessionStatus, StepState, StepStatus


def lines(statuses: Iterable[SessionStatus]) -> list[str]:
    """Describe the changes of a session, oldest first.

    What repeats while it is tried again and again is told once.
    """
    told: list[str] = []
    repeated: set[str] = set()
    before: SessionStatus | None = None
    for status in statuses:
        if before is None or before.phase is not status.phase:
            if status.phase in (Phase.CONNECTING, Phase.CONNECTED, Phase.OFF):
                repeated.clear()
            told.append(f"{units.clock(status.since)}  {_phase(status)}")
        for step in status.steps:
            said = f"{step.step.words} {step.state.words} {step.detail}"
            ended = step.state in (StepState.DONE, StepState.FAILED)
            if ended and said not in repeated and status.phase is not Phase.CONNECTED:
                repeated.add(said)
                told.append(f"{units.clock(step.at or status.since)}  {_step(step)}")
        before = status
    return told


def _step(step: StepStatus) -> str:
    took = "" if step.seconds is None else f" ({units.duration(step.seconds)})"
    name = step.step.words
    if step.state is StepState.FAILED:
        name = tr("{step} failed").format(step=name)
    return f"{name}: {step.detail}{took}"


def _phase(status: SessionStatus) -> str:
    if status.phase is Phase.OFF:
        return tr("Disconnected.")
    if status.phase is Phase.CONNECTING:
        return tr("Connecting.")
    if status.phase is Phase.CONNECTED:
        return tr("Connected: {address}.").format(address=status.address)
    if status.phase is Phase.REFUSED:
        return tr("Stopped: {message}").format(message=status.message)
    return tr("Trying again: {message}").format(message=status.message)
