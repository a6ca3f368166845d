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
        self._says = threading.Event()
        self._next: Snapshot | UserError | None = None

    def say(self, what: Snapshot | UserError) -> None:
        self._next = what
        self._says.set()

    def discover(self, cancel: Cancel) -> Iterator[Snapshot]:
        self.searches += 1
        with cancel.on_cancel(self._says.set):
            while not cancel.cancelled:
                self._says.wait()
                self._says.clear()
                said, self._next = self._next, None
                if isinstance(said, UserError):
                    raise said
                if said is not None:
                    yield said
