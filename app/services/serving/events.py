"""The events of a stream (SSE) out of its bytes, cut wherever they are. No network here."""

from __future__ import annotations

import msgspec

MAX_LINE = 16 * 1024 * 1024
"""Bytes of one line, and of one event; a longer one is no answer of a model."""
DONE = "[DONE]"


class EventReader:
    """Makes chunks of the bytes of a stream. Whatever comes, it does not fail."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._scanned = 0
        self._data: list[bytes] = []
        self._size = 0
        self._after_return = False
        self.is_done = False
        """Whether the server said that it is over: what comes after it counts for nothing."""
        self.unreadable = 0
        """How many events were no JSON, or too long."""

    def feed(self, data: bytes) -> tuple[object, ...]:
        """Take some bytes; return the chunks that they complete."""
        if self._after_return and data[:1] == b"\n":  # the second half of a CR LF
            data = data[1:]
        if data:
            self._after_return = data[-1:] == b"\r"
        self._rest += data
        found: list[object] = []
        begin = 0
        while not self.is_done and (end := self._line_end(self._scanned)) >= 0:
            line = bytes(self._rest[begin:end])
            is_pair = self._rest[end : end + 2] == b"\r\n"
            begin = self._scanned = end + (2 if is_pair else 1)
            found += self._take(line)
        del self._rest[:begin]
        self._scanned = len(self._rest)
        if len(self._rest) > MAX_LINE:
            self._rest.clear()
            self._scanned = 0
            self.unreadable += 1
        return tuple(found)

    def end(self) -> tuple[object, ...]:
        """Return what an end without an empty line leaves."""
        line = bytes(self._rest)
        self._rest.clear()
        self._scanned = 0
        return () if self.is_done else (*self._take(line), *self._take(b""))

    def _line_end(self, start: int) -> int:
        ends = [self._rest.find(mark, start) for mark in (b"\n", b"\r")]
        return min((each for each in ends if each >= 0), default=-1)

    def _take(self, line: bytes) -> list[object]:
        """Take a line; return the chunk that an empty one completes."""
        if not line:
            return self._complete()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._size += len(value)
            if self._size <= MAX_LINE:
                self._data.append(value)
        elif name == b"error":  # as older ones of llama.cpp say it
            return [{"error": _decoded(value)}]
        return []

    def _complete(self) -> list[object]:
        data, is_too_long = b"\n".join(self._data), self._size > MAX_LINE
        self._data.clear()
        self._size = 0
        if is_too_long:
            self.unreadable += 1
            return []
        if not data:
            return []
        if data.strip() == DONE.encode():
            self.is_done = True
            return []
        chunk = _decoded(data)
        if chunk is None:
            self.unreadable += 1
            return []
        return [chunk]


def _decoded(data: bytes) -> object:
    """Return the value of some JSON, None when it is none; bytes that are no UTF-8 are replaced."""
    try:
        return msgspec.json.decode(data.decode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError):
        return None
