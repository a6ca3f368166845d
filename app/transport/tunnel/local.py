"""LocalSide: the local socket of a connection, written by two threads and closed by one."""

from __future__ import annotations

import collections
import contextlib
import os
import selectors
import socket
import struct
import threading
from typing import Protocol

from app.transport.tunnel.pump import Pump, Watched

RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""SO_LINGER for a close that tells the other side that bytes may be missing."""


class Owner(Watched, Protocol):
    """The connection that a local socket belongs to."""

    def local_lost(self) -> None:
        """The client is gone. Called in the pump's thread."""
        ...


class LocalSide:
    """A socket that never blocks. What it does not take is kept, and written by the pump.

    `put` and `end` may be called from any thread, the rest from the pump's. The lock keeps the
    socket from being closed, and its number from being used again, while the other one writes.
    """

    def __init__(self, pump: Pump, owner: Owner, sock: socket.socket) -> None:
        sock.setblocking(False)
        if sock.family == socket.AF_INET:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pump = pump
        self._owner = owner
        self._sock = sock
        self._lock = threading.Lock()
        self._kept: collections.deque[memoryview] = collections.deque()
        self._ended = self._closed = False
        self.reading = False

    @property
    def flushed(self) -> bool:
        """Whether everything put was written."""
        return not self._kept

    def put(self, data: memoryview) -> int:
        """Write what the socket takes, keep the rest; return how much it took."""
        with self._lock:
            if self._closed:
                return len(data)
            took = 0
            if not self._kept:
                try:
                    took = self._sock.send(data)
                except BlockingIOError:
                    took = 0
                except OSError:
                    self._pump.post(self._owner.local_lost)
                    return len(data)
            if took == len(data):
                return took
            self._kept.append(memoryview(bytes(data[took:])))
            if len(self._kept) == 1:
                self._pump.post(self._watch)
            return took

    def end(self) -> None:
        """Pass the end of what is put on, once everything before it is written."""
        with self._lock:
            self._ended = True
            self._pass_end_on()

    def flush(self) -> int:
        """Write more of what is kept; return how much."""
        written = 0
        with self._lock:
            try:
                while self._kept:
                    took = self._sock.send(self._kept[0])
                    written += took
                    rest = self._kept.popleft()[took:]
                    if rest:
                        self._kept.appendleft(rest)
            except BlockingIOError:
                pass
            except OSError:
                self._kept.clear()
                self._pump.post(self._owner.local_lost)
            self._pass_end_on()
        self._watch()
        return written

    def read(self, size: int) -> bytes:
        """Return what the client sent, b"" at its end; OSError like a socket."""
        return self._sock.recv(size)

    def read_into(self, buffer: memoryview) -> int:
        """Read into `buffer` and return how much, 0 at the end; OSError like a socket."""
        return self._sock.recv_into(buffer)

    def listen(self, wanted: bool) -> None:
        """Tell the owner when the client sent something, or not."""
        self.reading = wanted
        self._watch()

    def close(self, *, reset: bool) -> None:
        """Close; what is kept is dropped. With `reset` the client is told that bytes miss."""
        with self._lock:
            self._closed = True
            self._kept.clear()
            self._pump.forget(self._owner)
            with contextlib.suppress(OSError):
                if reset:
                    self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._sock.close()

    def _pass_end_on(self) -> None:
        if self._ended and not self._kept and not self._closed:
            self._ended = False
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_WR)

    def _watch(self) -> None:
        if self._closed:
            return
        events = selectors.EVENT_READ if self.reading else 0
        if self._kept:
            events |= selectors.EVENT_WRITE
        self._pump.watch(self._owner, self._sock, events)
