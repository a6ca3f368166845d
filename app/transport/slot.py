"""SessionSlot: where a node's present session is found, whichever one that is by now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from app.transport.api import Session

OnChange: TypeAlias = "Callable[[Session | None], object]"


class SessionSlot:
    """Holds one node's open session, or None while there is none. Thread-safe.

    It outlives sessions and keepers: a tunnel keeps its listener and follows the slot across
    reconnects. Callbacks run in the thread that opened or lost the session and must not block.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._watchers: dict[int, OnChange] = {}
        self._next_key = 0

    @property
    def session(self) -> Session | None:
        """The open session, None while there is none."""
        session = self._session
        return session if session is not None and session.alive else None

    def put(self, session: Session) -> None:
        """Make `session` the present one and tell who watches."""
        with self._lock:
            self._session = session
            watchers = list(self._watchers.values())
        for watcher in watchers:
            watcher(session)

    def clear(self, session: Session) -> None:
        """Forget `session`, unless another one took its place already."""
        with self._lock:
            if self._session is not session:
                return
            self._session = None
            watchers = list(self._watchers.values())
        for watcher in watchers:
            watcher(None)

    def watch(self, callback: OnChange) -> Callable[[], None]:
        """Call `callback(session or None)` at every change; return what ends that.

        It is not called for the session that is present already: read `session` after `watch`.
        """
        with self._lock:
            key = self._next_key
            self._next_key += 1
            self._watchers[key] = callback

        def end() -> None:
            with self._lock:
                self._watchers.pop(key, None)

        return end
