"""The pump: one thread per node that moves the bytes of all its tunnels' connections.

It accepts, reads local sockets, and writes what they did not take at once; what comes from the node
is written by the session's own thread. It sleeps while nothing happens.
"""

from __future__ import annotations

import collections
import contextlib
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
"""Bytes read from a local socket at once."""
MAX_WAIT = 3600.0


class Watched(Protocol):
    """What owns a socket of the pump. Called in the pump's thread."""

    def ready(self, readable: bool, writable: bool) -> None:
        """The socket is ready."""
        ...

    def expired(self) -> None:
        """The time given to `Pump.remind` has come."""
        ...

    def abandon(self) -> None:
        """End at once: the pump ends, or something unforeseen happened."""
        ...


class Pump:
    """One selector thread. `post` may be called from any thread, the rest from its own."""

    def __init__(self, name: str) -> None:
        self._posted: collections.deque[Callable[[], object]] = collections.deque()
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)
        self._signalled = False
        self._ending = False
        self._deadlines: dict[Watched, float] = {}
        self._watched: dict[Watched, tuple[socket.socket, int]] = {}
        self._chunk = memoryview(bytearray(CHUNK))
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def chunk(self) -> memoryview:
        """Where a socket is read into; free again when the pump goes on to the next one."""
        return self._chunk

    def post(self, action: Callable[[], object]) -> None:
        """Have `action` run in the pump's thread soon."""
        self._posted.append(action)
        if not self._signalled:
            self._signalled = True
            with contextlib.suppress(OSError):  # full means it is awake; closed, that it ended
                self._wake_write.send(b"\0")

    def call(self, action: Callable[[], object], timeout: float = 5.0) -> None:
        """Have `action` run in the pump's thread and wait for that."""
        if threading.current_thread() is self._thread:
            action()
            return
        done = threading.Event()

        def act() -> None:
            try:
                action()
            finally:
                done.set()

        self.post(act)
        deadline = time.monotonic() + timeout
        while not done.wait(0.2) and self._thread.is_alive() and time.monotonic() < deadline:
            continue

    def end(self) -> None:
        """End the thread and everything it serves."""

        def stop() -> None:
            self._ending = True

        self.call(stop)
        if threading.current_thread() is not self._thread:
            self._thread.join(5.0)

    def watch(self, owner: Watched, sock: socket.socket, events: int) -> None:
        """Tell `owner` of `events` (of `selectors`) of its socket from now on; 0 for none."""
        before = self._watched.get(owner)
        if before is None:
            if events:
                self._selector.register(sock, events, owner)
                self._watched[owner] = (sock, events)
        elif not events:
            self._selector.unregister(sock)
            del self._watched[owner]
        elif before[1] != events:
            self._selector.modify(sock, events, owner)
            self._watched[owner] = (sock, events)

    def remind(self, owner: Watched, when: float | None) -> None:
        """Call `owner.expired` at `when` of the monotonic clock, unless changed by then."""
        if when is None:
            self._deadlines.pop(owner, None)
        else:
            self._deadlines[owner] = when

    def forget(self, owner: Watched) -> None:
        """Neither watch nor remind `owner` any more."""
        self._deadlines.pop(owner, None)
        before = self._watched.pop(owner, None)
        if before is not None:
            with contextlib.suppress(KeyError, ValueError, OSError):
                self._selector.unregister(before[0])

    def _run(self) -> None:
        try:
            while not self._ending:
                self._turn()
        finally:
            for owner in {*self._watched, *self._deadlines}:
                self._guard(owner, owner.abandon)
            self._selector.close()
            self._wake_read.close()
            self._wake_write.close()

    def _turn(self) -> None:
        for key, events in self._selector.select(self._wait()):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._wake_read.recv(4096)
                continue
            owner: Watched = key.data
            if owner not in self._watched:  # gone by what another one did in this turn
                continue
            readable = bool(events & selectors.EVENT_READ)
            writable = bool(events & selectors.EVENT_WRITE)
            self._guard(owner, lambda o=owner, r=readable, w=writable: o.ready(r, w))  # type: ignore[misc]
        self._signalled = False
        while self._posted:
            self._guard(None, self._posted.popleft())
        now = time.monotonic()
        for owner in [each for each, when in self._deadlines.items() if when <= now]:
            if self._deadlines.pop(owner, None) is not None:
                self._guard(owner, owner.expired)

    def _wait(self) -> float | None:
        if self._posted:
            return 0.0
        if not self._deadlines:
            return None
        return min(MAX_WAIT, max(0.0, min(self._deadlines.values()) - time.monotonic()))

    def _guard(self, owner: Watched | None, action: Callable[[], object]) -> None:
        """Run `action`; what nobody foresaw ends its owner, not the other connections."""
        try:
            action()
        except Exception:
            log.exception("a tunnel's connection failed")
            if owner is not None:
                with contextlib.suppress(OSError):
                    owner.abandon()
