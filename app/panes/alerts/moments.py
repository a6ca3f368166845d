"""Until when an alert can be put off. No Qt."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.i18n import tr
from app.plots.axis import when_text

MORNING_H = 8
"""The hour of the next day until which an alert is put off."""


def snooze_choices(now: float) -> tuple[tuple[str, float], ...]:
    """Return for how long an alert can be put off: words, and seconds from `now`."""
    today = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
    until = (today + timedelta(days=1, hours=MORNING_H)).timestamp()
    return (
        (tr("15 minutes"), 900.0),
        (tr("1 hour"), 3600.0),
        (tr("8 hours"), 8 * 3600.0),
        (tr("Until tomorrow, {when_text}").format(when_text=when_text(until, until)), until - now),
    )
