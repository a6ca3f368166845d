"""Pause holds work until it may go on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel


class Pause:
    """Holds work between two of its steps. Thread-safe."""

    def __init__(self) -> None:
        self._go = threading.Event()
        self._go.set()

    @property
    def is_on(self) -> bool:
        """Whether work is held."""
        return not self._go.is_set()

    def set(self, *, paused: bool) -> None:
        """Hold, or go on."""
        if paused:
            self._go.clear()
        else:
            self._go.set()

    def wait(self, cancel: Cancel) -> None:
        """Return once work may go on. Raises Cancelled."""
        with cancel.on_cancel(self._go.set):
            self._go.wait()
        cancel.raise_if_cancelled()
