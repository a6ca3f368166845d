"""Watch one machine: with the best source that works on it, and what else it tells beside it."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from app.core.cancel import Cancel
from app.core.discovery import discover
from app.core.errors import OutputTooLarge, RemoteError, SourceUnavailable, UserError
from app.core.i18n import tr
from app.services.telemetry import sources as sources_package
from app.services.telemetry.api import MAX_INTERVAL, MIN_INTERVAL, Reading, SourceSpec
from app.services.telemetry.extras import Extras
from app.transport.api import Session

log = logging.getLogger(__name__)

RESTART_S = 1.0
"""Seconds before a source that worked and then ended is tried again."""
FIRST_LOOK_S = 10.0
"""Seconds that extra sources have to answer where no source works."""
ONLY_EXTRAS_S = 30.0
"""Seconds of extra sources alone before the sources are tried again."""


def find_sources() -> list[SourceSpec]:
    """Return every source, best first."""
    return sorted(discover(sources_package, "SOURCE", SourceSpec), key=lambda source: source.rank)


def watch(
    session: Session,
    node: str,
    interval_s: float,
    cancel: Cancel,
    sources: Sequence[SourceSpec] | None = None,
    extras: Extras | None = None,
) -> Iterator[Reading]:
    """Yield readings of the first source that works, until cancelled.

    `extras` fill what it does not know, and stand in for it where no source works; they are started
    after the first reading, since a server may allow few channels. A source that gave readings
    and then ended is started again after `RESTART_S`. Raises `SourceUnavailable` when nothing
    works, `OutputTooLarge` when the peer sends a line without end, `SessionLost` when the session
    died, `Cancelled`.
    """
    interval = min(max(interval_s, MIN_INTERVAL), MAX_INTERVAL)
    candidates = find_sources() if sources is None else list(sources)
    fitting = [source for source in candidates if source.works_on(session)]
    beside = extras or Extras(session, node, ())
    try:
        while True:
            error = yield from _by_sources(fitting, session, node, interval, cancel, beside)
            if error is not None:
                yield from _by_extras(beside, error, cancel)
            if cancel.wait(RESTART_S):
                cancel.raise_if_cancelled()
    finally:
        beside.stop()


def _by_sources(
    fitting: Sequence[SourceSpec],
    session: Session,
    node: str,
    interval_s: float,
    cancel: Cancel,
    extras: Extras,
) -> Generator[Reading, None, SourceUnavailable | None]:
    """Yield the readings of the first source that works; return why when none does."""
    failures: list[tuple[SourceSpec, UserError]] = []
    for source in fitting:
        gave = False
        try:
            for reading in source.read(session, node, interval_s, cancel):
                gave = True
                extras.start()
                yield replace(reading, sample=extras.fill(reading.sample))
            cancel.raise_if_cancelled()
            raise SourceUnavailable(tr("{title} ended.").format(title=source.title))
        except OutputTooLarge:
            raise
        except (SourceUnavailable, RemoteError) as error:
            log.warning("%s: source %s: %s", node, source.name, error)
            failures.append((source, error))
        if gave:
            return None
    return _none_works(session, failures)


def _by_extras(extras: Extras, error: SourceUnavailable, cancel: Cancel) -> Iterator[Reading]:
    """Yield what extra sources tell for a while; `error` when they tell nothing."""
    extras.start()
    with cancel.on_cancel(extras.looked.set):
        extras.looked.wait(FIRST_LOOK_S)
    until = time.monotonic() + ONLY_EXTRAS_S
    told = False
    for reading in extras.alone(cancel):
        told = True
        yield reading
        if time.monotonic() >= until:
            break
    if not told:
        raise error


def _none_works(
    session: Session, failures: Sequence[tuple[SourceSpec, UserError]]
) -> SourceUnavailable:
    if not failures:
        return SourceUnavailable(
            tr("No telemetry source fits {title}.").format(title=session.title)
        )
    told = " ".join(f"{source.title}: {error.message}" for source, error in failures)
    hint = next((error.hint for _, error in failures if error.hint), "")
    return SourceUnavailable(
        tr("{title} cannot be watched. {told}").format(title=session.title, told=told), hint
    )
