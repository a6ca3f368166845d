"""Cancel stops a job, whatever it is waiting for; Wake ends a wait before its time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from app.core.errors import Cancelled


class Cancel:
    """Stops a job from another thread: wakes its sleeps and runs what it registered.

    A job that blocks on a socket registers `on_cancel(sock.close)`, so that cancelling ends the
    read. Callbacks run once, in the cancelling thread, and must neither block nor raise.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._next_key = 0

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` has been called."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Stop the job; may be called from any thread, any number of times."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            callback()

    def wait(self, seconds: float | None = None) -> bool:
        """Sleep for `seconds` (None: for ever) or until cancelled; True when cancelled."""
        return self._event.wait(seconds)

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` once `cancel` has been called."""
        if self._event.is_set():
            raise Cancelled

    @contextlib.contextmanager
    def on_cancel(self, callback: Callable[[], object]) -> Iterator[None]:
        """Run `callback` if cancelled inside the `with` block (at once if already cancelled)."""
        with self._lock:
            key = self._next_key
            self._next_key += 1
            fire_now = self._event.is_set()
            if not fire_now:
                self._callbacks[key] = callback
        if fire_now:
            callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.pop(key, None)


class Wake:
    """Ends a wait before its time. Thread-safe; one thread waits, any may call."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def call(self) -> None:
        """End the wait that goes on, or the next one."""
        self._event.set()

    def wait(self, seconds: float | None, cancel: Cancel) -> None:
        """Return after `seconds` (None: for ever), or when called; raises Cancelled."""
        with cancel.on_cancel(self._event.set):
            self._event.wait(seconds)
        self._event.clear()
        cancel.raise_if_cancelled()
