"""Points in time as the user's own clock and calendar write them."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QTime

from app.core import units

MORNING_H = 8
"""The hour of the next day until which an alert is put off."""


def clock(seconds: float) -> str:
    """Return the local time of day: `09:30`."""
    moment = QDateTime.fromSecsSinceEpoch(round(seconds))
    return QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)


def day_and_clock(seconds: float | None) -> str:
    """Return the local day and time: `21/11/2026 09:30`; n/a where it is not known."""
    if seconds is None:
        return units.NOT_AVAILABLE
    moment = QDateTime.fromSecsSinceEpoch(round(seconds))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def snooze_choices(now: float) -> tuple[tuple[str, float], ...]:
    """Return for how long an alert can be put off: words, and seconds from `now`."""
    tomorrow = QDateTime.fromSecsSinceEpoch(round(now)).addDays(1)
    tomorrow.setTime(QTime(MORNING_H, 0))
    until = tomorrow.toSecsSinceEpoch()
    return (
        ("15 minutes", 900.0),
        ("1 hour", 3600.0),
        ("8 hours", 8 * 3600.0),
        (f"Until tomorrow, {clock(until)}", until - now),
    )
