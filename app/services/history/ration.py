"""How many events of a kind one machine may have: a fault that repeats must not fill the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.core.i18n import tr
from app.services.history.api import Event, EventKind

AT_ONCE = 60
REFILL_S = 30.0
"""Seconds for which each further event has to wait, once there were so many at once."""
MAX_TITLE = 300
MAX_DETAILS = 4000
TOO_MANY = tr("More of this kind follow than are noted.")


class Ration:
    """Lets events of one machine through; times are those of the events."""

    def __init__(self) -> None:
        self._room: dict[EventKind, tuple[float, float]] = {}

    def share(self, events: Iterable[Event]) -> list[Event]:
        """Return those that there is room for; the last before none is says so."""
        shared = []
        for event in events:
            room, at = self._room.get(event.kind, (float(AT_ONCE), event.time))
            room = min(float(AT_ONCE), room + max(0.0, event.time - at) / REFILL_S)
            if room < 1:
                self._room[event.kind] = (room, max(at, event.time))
                continue
            self._room[event.kind] = (room - 1, event.time)
            details = event.details[:MAX_DETAILS]
            if room < 2:
                details = f"{details}\n{TOO_MANY}".strip()
            shared.append(replace(event, title=event.title[:MAX_TITLE], details=details))
        return shared
