"""A node that tells nothing but its memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.services.serving.fit.api import GIB
from app.transport.api import Completed

TOTAL = 119 * GIB


class Kernel:
    """A session; each look at the memory finds the next of `available`."""

    host_key = "SHA256:x"
    is_local = False
    alive = True

    def __init__(self, available: Iterator[int]) -> None:
        self._available = available
        self.last = 0
        self.asked: list[list[str]] = []

    def exec(self, argv: Sequence[str], **_more: object) -> Completed:
        self.asked.append(list(argv))
        if argv[0] != "cat":
            return Completed(tuple(argv), 0, b"", b"")
        self.last = next(self._available, self.last)
        text = f"MemTotal: {TOTAL // 1024} kB\nMemAvailable: {self.last // 1024} kB\n"
        return Completed(tuple(argv), 0, text.encode(), b"")


class Slot:
    """Holds it."""

    def __init__(self, session: Kernel) -> None:
        self.session = session
