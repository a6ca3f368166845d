"""A network that announces what a test says, when it says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.hosts.discovery.api import Snapshot


class SpokenNetwork:
    """A search that yields what the test says, one snapshot at a time."""

    def __init__(self) -> None:
        self.searches = 0
        self._changed = threading.Condition()
        self._next: Snapshot | UserError | None = None

    def say(self, what: Snapshot | UserError) -> None:
        with self._changed:
            self._next = what
            self._changed.notify_all()

    def discover(self, cancel: Cancel) -> Iterator[Snapshot]:
        self.searches += 1
        with cancel.on_cancel(self._wake):
            while (said := self._hear(cancel)) is not None:
                if isinstance(said, UserError):
                    raise said
                yield said

    def _hear(self, cancel: Cancel) -> Snapshot | UserError | None:
        """Wait for what is said; a search that was given up takes it from no other one."""
        with self._changed:
            self._changed.wait_for(lambda: cancel.cancelled or self._next is not None)
            if cancel.cancelled:
                return None
            said, self._next = self._next, None
            return said

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
