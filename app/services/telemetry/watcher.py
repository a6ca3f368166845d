"""Watch nodes as the settings say, and say what is read from where."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from app.core.cancel import Cancel
from app.core.settings import SettingsStore
from app.services.telemetry.api import Reading, SourceSpec, SourceState, SourceStatus
from app.services.telemetry.extras import Extras, find_extras
from app.services.telemetry.source_settings import (
    LOCAL_KEY,
    DashboardLogin,
    NodeSources,
    load_sources,
)
from app.services.telemetry.watch import find_sources, watch
from app.transport.api import Session

PASSWORD = "dgx-dashboard"  # noqa: S105 - a kind, not a secret
"""Kind of the Dashboard's password among the secrets; its owner is the node's key."""

Recall = Callable[[str, str], "str | None"]
"""`recall(owner, kind)` returns a secret that is known, else None."""


def key_of(session: Session) -> str:
    """Return what a machine is known by: its host key, `local` for this computer."""
    return LOCAL_KEY if session.is_local else session.host_key


class Watcher:
    """Watches any number of nodes at once; any thread may ask for their status."""

    def __init__(self, settings: SettingsStore, recall: Recall | None = None) -> None:
        self._settings = settings
        self._recall = recall
        self._lock = threading.Lock()
        self._watched: dict[str, _Watched] = {}

    def watch(
        self, session: Session, node: str, interval_s: float, cancel: Cancel
    ) -> Iterator[Reading]:
        """Yield readings of a node until cancelled; see `app.services.telemetry.watch`."""
        wanted = load_sources(self._settings, key_of(session))
        login = self._login(wanted)
        places = [(spec, place) for spec in find_extras() for place in spec.places(wanted, login)]
        sources = find_sources()
        watched = _Watched(sources, Extras(session, node, places))
        with self._lock:
            self._watched[node] = watched
        try:
            for reading in watch(session, node, interval_s, cancel, sources, watched.extras):
                watched.last = reading
                yield reading
        finally:
            with self._lock:
                if self._watched.get(node) is watched:
                    del self._watched[node]

    def status(self, node: str) -> tuple[SourceStatus, ...]:
        """Return what a node is read from, its source first; empty while it is not watched."""
        with self._lock:
            watched = self._watched.get(node)
        return () if watched is None else watched.status()

    def has_looked(self, node: str) -> bool:
        """Whether everybody who could tell something of a node has been asked."""
        with self._lock:
            watched = self._watched.get(node)
        return watched is not None and watched.extras.looked.is_set()

    def _login(self, wanted: NodeSources) -> DashboardLogin | None:
        if not wanted.dashboard_user or self._recall is None:
            return None
        password = self._recall(wanted.key, PASSWORD)
        return None if password is None else DashboardLogin(wanted.dashboard_user, password)


class _Watched:
    """One node that is watched."""

    def __init__(self, sources: Sequence[SourceSpec], extras: Extras) -> None:
        self.extras = extras
        self.last: Reading | None = None
        self._titles = {source.name: source.title for source in sources}

    def status(self) -> tuple[SourceStatus, ...]:
        extras, sample = self.extras.status(), self.last and self.last.sample
        if not sample or sample.source not in self._titles:
            return extras  # no source works: an extra one stands in
        title = self._titles[sample.source]
        reading = SourceState.READING
        return (SourceStatus(sample.source, title, "", reading, "", sample.time), *extras)
