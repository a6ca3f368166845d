"""What went through a forward: counted by the threads that move bytes, read by any."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.transport.tunnel.api import Traffic


class Counted(Protocol):
    """A connection as the ledger sees it."""

    @property
    def bytes_up(self) -> int:
        """From this computer to the node."""
        ...

    @property
    def bytes_down(self) -> int:
        """From the node to this computer."""
        ...

    @property
    def waiting(self) -> bool:
        """Whether it waits for the session."""
        ...

    def give_up(self) -> None:
        """End soon; from any thread."""
        ...


class Ledger:
    """Totals of one forward and its open connections. Thread-safe."""

    def __init__(self, on_change: Callable[[], object] | None = None) -> None:
        self._on_change = on_change
        self._lock = threading.Lock()
        self._open: set[Counted] = set()
        self._up = self._down = self._total = 0
        self._error, self._error_at = "", 0.0
        self.closed = False

    def joined(self, connection: Counted) -> bool:
        """A connection was accepted; False when the forward is closed by now."""
        with self._lock:
            if self.closed:
                return False
            self._open.add(connection)
            self._total += 1
        self.changed()
        return True

    def left(self, connection: Counted) -> None:
        """A connection ended."""
        with self._lock:
            if connection not in self._open:
                return
            self._open.discard(connection)
            self._up += connection.bytes_up
            self._down += connection.bytes_down
        self.changed()

    def failed(self, words: str) -> None:
        """A connection could not be served."""
        with self._lock:
            self._error, self._error_at = words, time.time()
        self.changed()

    def changed(self) -> None:
        """Tell who listens; byte counts alone are not told."""
        if self._on_change is not None:
            self._on_change()

    def close(self) -> None:
        """End every connection and accept no more."""
        with self._lock:
            self.closed = True
            left = list(self._open)
        for connection in left:
            connection.give_up()

    def traffic(self) -> Traffic:
        """Return the totals now."""
        with self._lock:
            present = list(self._open)
            up, down = self._up, self._down
            for each in present:
                up += each.bytes_up
                down += each.bytes_down
            return Traffic(
                bytes_up=up,
                bytes_down=down,
                connections_open=len(present),
                connections_total=self._total,
                connections_waiting=sum(each.waiting for each in present),
                last_error=self._error,
                last_error_at=self._error_at,
            )
