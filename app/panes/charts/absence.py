"""Why there are no charts, in words. No Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.absence import Absence
from app.panes.absence import absence as absence_of

if TYPE_CHECKING:
    from app.state.telemetry import TelemetryStopped
    from app.transport.status import SessionStatus

_WHAT = tr(
    "Charts show memory, GPU, processor, temperatures, disk and network while it is connected."
)
_BEGINS = tr("Charts begin by themselves.")
_BEFORE = tr("What was recorded before is in the ranges from 1 h on.")


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
    if not live and (sampled or remembered):
        return None
    missing = absence_of(name, status, stopped, sampled=sampled, what=_WHAT, begins=_BEGINS)
    if missing is not None and missing.may_connect and (sampled or remembered):
        return replace(missing, text=f"{missing.text} {_BEFORE}")
    return missing
