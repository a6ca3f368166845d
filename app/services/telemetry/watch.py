"""Watch one machine with the best source that works on it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from app.core.cancel import Cancel
from app.core.discovery import discover
from app.core.errors import OutputTooLarge, RemoteError, SourceUnavailable, UserError
from app.services.telemetry import sources as sources_package
from app.services.telemetry.api import MAX_INTERVAL, MIN_INTERVAL, Reading, SourceSpec
from app.transport.api import Session

log = logging.getLogger(__name__)

RESTART_S = 1.0
"""Seconds before a source that worked and then ended is tried again."""


def find_sources() -> list[SourceSpec]:
    """Return every source, best first."""
    return sorted(discover(sources_package, "SOURCE", SourceSpec), key=lambda source: source.rank)


def watch(
    session: Session,
    node: str,
    interval_s: float,
    cancel: Cancel,
    sources: Sequence[SourceSpec] | None = None,
) -> Iterator[Reading]:
    """Yield readings of the first source that works, until cancelled.

    A source that gave readings and then ended is started again after `RESTART_S`. Raises
    `SourceUnavailable` when none works, `OutputTooLarge` when the peer sends a line without end,
    `SessionLost` when the session died, `Cancelled`.
    """
    interval = min(max(interval_s, MIN_INTERVAL), MAX_INTERVAL)
    candidates = find_sources() if sources is None else list(sources)
    fitting = [source for source in candidates if source.works_on(session)]
    while True:
        failures: list[tuple[SourceSpec, UserError]] = []
        for source in fitting:
            gave = False
            try:
                for reading in source.read(session, node, interval, cancel):
                    gave = True
                    yield reading
                cancel.raise_if_cancelled()
                raise SourceUnavailable(f"{source.title} ended.")
            except OutputTooLarge:
                raise
            except (SourceUnavailable, RemoteError) as error:
                log.warning("%s: source %s: %s", node, source.name, error)
                failures.append((source, error))
            if gave:
                break
        else:
            raise _none_works(session, failures)
        if cancel.wait(RESTART_S):
            cancel.raise_if_cancelled()


def _none_works(
    session: Session, failures: Sequence[tuple[SourceSpec, UserError]]
) -> SourceUnavailable:
    if not failures:
        return SourceUnavailable(f"No telemetry source fits {session.title}.")
    told = " ".join(f"{source.title}: {error.message}" for source, error in failures)
    hint = next((error.hint for _, error in failures if error.hint), "")
    return SourceUnavailable(f"{session.title} cannot be watched. {told}", hint)
