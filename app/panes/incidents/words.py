"""An incident in words. No Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence

from app.core import units
from app.services.history.api import Event, Incident


def moment(unix_seconds: float) -> str:
    """Return a local date and time: `21 Nov 14:02:11`."""
    return time.strftime("%d %b %H:%M:%S", time.localtime(unix_seconds))


def away(incident: Incident) -> str:
    """Return for how long nothing was heard: `4 min 29 s`."""
    return units.duration(max(incident.time_back - incident.time_lost, 0.0))


def heading(incident: Incident, name: str) -> str:
    """Return what happened, in one line."""
    return f"{name} vanished at {moment(incident.time_lost)}"


def outcome(incident: Incident) -> str:
    """Return how it came back."""
    return f"Back at {moment(incident.time_back)}, {away(incident)} later, started anew"


def event_line(event: Event, incident: Incident) -> str:
    """Return an event with how long before the loss it was."""
    before = incident.time_lost - event.time
    when = f"{units.duration(before)} before" if before >= 1 else "at the end"
    details = f": {event.details}" if event.details else ""
    return f"{when}  {event.title}{details}"


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
        "Last numbers before it vanished",
        *(f"  {line}" for line in ends or ["none were kept"]),
        "",
        "What happened before",
        *(f"  {event_line(event, incident)}" for event in events),
        *(() if events else ("  nothing was noted",)),
        "",
        "Journal of the start before, its end",
        incident.journal_tail or "  it could not be read",
    ]
    return "\n".join(parts) + "\n"
