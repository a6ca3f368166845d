"""Ask the feed of releases once; for a worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from app import APP_SLUG, __version__
from app.core.cancel import Cancel
from app.core.i18n import tr
from app.core.settings import setting
from app.services.updates.release import FeedUnreadable, Release, newer, parse_feed

TIMEOUT_S = 10.0
TOTAL_S = 20.0
MAX_ANSWER = 1024 * 1024
EVERY_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class UpdateSettings:
    """Whether releases are looked for."""

    SECTION = "updates"

    look: bool = setting(True, "Ask the release feed once a day whether there is a newer version.")
    asked: float = setting(0.0, "Unix seconds of the last answer.")
    dismissed: str = setting("", "A version that shall not be told again.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the feed said."""

    newer: Release | None
    """None: what runs is the newest."""
    time: float
    """Unix seconds."""


def is_due(settings: UpdateSettings, now: float) -> bool:
    """Whether it is time to ask; a clock that was set back does not put it off."""
    return settings.look and not 0 <= now - settings.asked < EVERY_S


def check(feed: str, cancel: Cancel, *, present: str = __version__) -> Checked:
    """Return whether the feed has a newer version than `present`. Raises FeedUnreadable.

    One GET that says the program's name, not its version nor who asks. Redirects stay on https.
    """
    return Checked(newer(parse_feed(_get(feed, cancel)), present), time.time())


def _get(feed: str, cancel: Cancel) -> bytes:
    import httpx2  # only here: 60 ms

    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",  # what is small on the way may be huge when it is unpacked
        "User-Agent": APP_SLUG,
    }
    try:
        with (
            httpx2.Client(timeout=TIMEOUT_S, follow_redirects=True, max_redirects=3) as client,
            cancel.on_cancel(client.close),
            client.stream("GET", feed, headers=headers) as answer,
        ):
            if feed.startswith("https:") and answer.url.scheme != "https":
                raise FeedUnreadable(tr("The release feed led to an address without encryption."))
            if answer.status_code != 200:
                raise FeedUnreadable(
                    tr("The release feed answered with status {status_code}.").format(
                        status_code=answer.status_code
                    )
                )
            return _limited(answer.iter_raw())
    except (httpx2.HTTPError, httpx2.InvalidURL, RuntimeError, OSError) as error:
        cancel.raise_if_cancelled()
        reason = str(error) or type(error).__name__
        raise FeedUnreadable(tr("The release feed could not be asked."), reason) from error


def _limited(pieces: Iterator[bytes]) -> bytes:
    """Return the whole answer, however it drips; one without end is no feed."""
    data, deadline = b"", time.monotonic() + TOTAL_S
    for piece in pieces:
        data += piece
        if len(data) > MAX_ANSWER:
            raise FeedUnreadable(tr("The release feed's answer is too large."))
        if time.monotonic() > deadline:
            raise FeedUnreadable(tr("The release feed did not come to an end."))
    return data
