"""Later: something that is made when it is first needed, once, whoever asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Call it to get the one thing that `make` returns. Thread-safe."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        """Return the thing, made now if nobody asked before."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
