"""Reading a moment that somebody types: `14:05`, `2026-11-21 14:05:12`, `10m` ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from app.core.errors import BadInput
from app.core.i18n import tr

_AGO = re.compile(r"(\d{1,6})\s*([smhdw])(?:\s+ago)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_HINT = tr("Write 14:05, 14:05:12, 2026-11-21 14:05, or how long ago: 10m, 2h, 3d.")


def moment(text: str, now: float, *, utc: bool = False) -> float:
    """Return the time that is meant, Unix seconds; BadInput when none is.

    A time of day is today's, or yesterday's when it is still to come. Without a zone it is local,
    or UTC with `utc`.
    """
    words = text.strip()
    if ago := _AGO.fullmatch(words):
        return max(0.0, now - int(ago[1]) * _SECONDS[ago[2]])
    zone = UTC if utc else None
    try:
        if day := _CLOCK.fullmatch(words):
            hour, minute, second = (int(each or 0) for each in day.groups())
            today = datetime.fromtimestamp(now, zone)
            meant = today.replace(hour=hour, minute=minute, second=second, microsecond=0)
            if meant.timestamp() > now:
                meant -= timedelta(days=1)
        else:
            meant = datetime.fromisoformat(words)
            if meant.tzinfo is None and utc:
                meant = meant.replace(tzinfo=UTC)
        return max(0.0, meant.timestamp())
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(tr("“{words}” is no time.").format(words=words[:40]), _HINT) from error
