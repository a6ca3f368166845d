"""Why there are no charts, in words. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.state.telemetry import TelemetryStopped

_WHAT = "Charts show memory, GPU, processor, temperatures, disk and network while it is connected."
_BEFORE = "What was recorded before is in the ranges from 1 h on."


@dataclass(frozen=True, slots=True)
class Absence:
    """What to say in place of charts."""

    title: str
    text: str
    may_connect: bool = False


def absence(
    name: str,
    status: SessionStatus,
    stopped: TelemetryStopped | None,
    *,
    sampled: bool,
    remembered: bool,
    live: bool,
) -> Absence | None:
    """Return what to say in place of charts, None when there are some.

    Args:
        name: of the node.
        status: of its session.
        stopped: why samples stopped, None while they come.
        sampled: whether there was a sample since the program started.
        remembered: whether the history knows the node.
        live: whether the charts show the present.
    """
    phase = status.phase
    if not live and (sampled or remembered):
        return None
    if phase in (Phase.OFF, Phase.REFUSED):
        why = f"{status.message} {status.hint}".strip() or _WHAT
        text = f"{why} {_BEFORE}" if sampled or remembered else why
        return Absence(f"{name} is not connected", text, may_connect=True)
    if stopped is not None and phase is Phase.CONNECTED:
        return Absence(f"No readings from {name}", f"{stopped.reason} {stopped.hint}".strip())
    if sampled:
        return None
    if phase is Phase.CONNECTED:
        return Absence("Waiting for the first sample", f"{name} is connected.")
    return Absence(f"Connecting to {name}", status.message or "Charts begin by themselves.")
