"""An incident in words. No Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence

from app.core import units
from app.core.i18n import tr
from app.services.history.api import Event, EventKind, Incident


def moment(unix_seconds: float) -> str:
    """Return a local date and time: `21 Nov 14:02:11`."""
    return time.strftime("%d %b %H:%M:%S", time.localtime(unix_seconds))


def heading(incident: Incident, name: str) -> str:
    """Return what happened, in one line."""
    return tr("{name} vanished at {moment}").format(name=name, moment=moment(incident.time_lost))


def outcome(incident: Incident) -> str:
    """Return since when it is back."""
    return tr("Back at {moment}").format(moment=moment(incident.time_back))


def before(incident: Incident, events: Sequence[Event]) -> tuple[Event, ...]:
    """Return what happened before the machine vanished; that it was lost is the heading."""
    return tuple(
        event
        for event in events
        if event.time <= incident.time_lost and event.kind is not EventKind.LOST
    )


def event_row(event: Event, incident: Incident) -> tuple[str, str]:
    """Return how long before the loss an event was, and what it was."""
    ago = incident.time_lost - event.time
    details = f": {event.details}" if event.details else ""
    return tr("{duration} before").format(duration=units.duration(ago)) if ago >= 1 else tr(
        "at the end"
    ), event.title + details


def report(incident: Incident, name: str, events: Sequence[Event], ends: Sequence[str]) -> str:
    """Return everything known of an incident, as plain text.

    Args:
        incident: the incident.
        name: what the machine is called.
        events: what happened before it, the oldest first.
        ends: the last numbers, one line each.
    """
    parts = [
        heading(incident, name),
        outcome(incident) + ".",
        incident.summary,
        "",
        tr("Last numbers before it vanished"),
        *(f"  {line}" for line in ends or [tr("none were kept")]),
        "",
        tr("What happened before"),
        *("  {}  {}".format(*event_row(event, incident)) for event in events),
        *(() if events else (tr("  nothing was noted"),)),
    ]
    if incident.journal_tail:
        parts += ["", tr("What the machine wrote last"), incident.journal_tail]
    return "\n".join(parts) + "\n"
