"""Cut what an engine sends of a log into lines. Memory is bounded whatever comes.

Without a terminal the engine sends frames, `>BxxxL`: 1 is stdout, 2 stderr, then the length. A
frame begins with its time, and one without a newline is continued by the next of its kind. With a
terminal there are no frames, and each piece of 16 KiB begins with a time again.
"""

from __future__ import annotations

import functools
import re
import struct

from app.core.errors import RemoteError
from app.core.i18n import tr
from app.services.containers.api import LogLine
from app.services.containers.reading import time_ns

MAX_LINE = 256 * 1024
"""Bytes of a line that are kept; the rest is dropped and the line marked."""
PIECE = 16 * 1024
"""Bytes after which Docker cuts a line that does not end."""
_HEADER = struct.Struct(">BxxxL")
_KINDS = {0: False, 1: False, 2: True, 3: True}  # stdin, stdout, stderr, the engine's own error
_TIME = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ?")
_LONGEST_TIME = 40
_FRAME = re.compile(
    rb"([\0-\3])\0\0\0([\0-\xff]{4})(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z ([^\n]*)\n"
)
"""A frame that is one line, as nearly all are."""


class FramedLines:
    """Lines of a container without a terminal."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._left = 0
        """Bytes that the present frame still has."""
        self._lines = {False: _Pending(is_stderr=False), True: _Pending(is_stderr=True)}
        self._is_stderr = False

    @property
    def since_ns(self) -> int | None:
        """When the oldest line began that is not whole yet."""
        begun = [each.time_ns for each in self._lines.values() if each.time_ns is not None]
        return min(begun, default=None)

    def take(self, data: bytes) -> list[LogLine]:
        """Return the lines that `data` completes; RemoteError when it is not framed."""
        self._kept += data
        found: list[LogLine] = []
        at, end = 0, len(self._kept)
        while at < end:
            if self._left:
                size = min(self._left, end - at)
                piece = bytes(self._kept[at : at + size])
                self._lines[self._is_stderr].add(piece, found)
                self._left -= size
                at += size
                continue
            if end - at < _HEADER.size:
                break
            if begun := self._take_line(at, found):
                at = begun
                continue
            kind, length = _HEADER.unpack_from(self._kept, at)
            if kind not in _KINDS or any(self._kept[at + 1 : at + 4]):
                raise RemoteError(tr("The log that the engine sends is damaged."))
            first = min(length, _LONGEST_TIME)
            if end - at < _HEADER.size + first:
                break
            at += _HEADER.size
            self._is_stderr, self._left = _KINDS[kind], length
            skipped = self._lines[self._is_stderr].begin(bytes(self._kept[at : at + first]))
            at += skipped
            self._left -= skipped
        del self._kept[:at]
        return found

    def _take_line(self, at: int, found: list[LogLine]) -> int:
        """Take a frame that is one line and return where the next one begins; 0 for any other."""
        frame = _FRAME.match(self._kept, at)
        if frame is None:
            return 0
        kind, length, second, fraction, text = frame.groups()
        is_stderr = _KINDS[kind[0]]
        end, begun_ns = frame.end(), _second_ns(bytes(second))
        if (
            begun_ns is None
            or int.from_bytes(length, "big") != end - at - _HEADER.size
            or len(text) > MAX_LINE
            or self._lines[is_stderr].is_begun
        ):
            return 0
        moment = begun_ns + (int(fraction.ljust(9, b"0")) if fraction else 0)
        found.append(LogLine(moment, is_stderr, _text(text)))
        return end

    def rest(self) -> list[LogLine]:
        """Return the lines that ended without a newline."""
        return [line for each in self._lines.values() for line in each.rest()]


class TerminalLines:
    """Lines of a container with a terminal."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._dropping = False

    @property
    def since_ns(self) -> int | None:
        """When the line began that is not whole yet."""
        match = _TIME.match(self._kept)
        return time_ns(match[1].decode()) if match else None

    def take(self, data: bytes) -> list[LogLine]:
        """Return the lines that `data` completes."""
        found: list[LogLine] = []
        *whole, rest = data.split(b"\n")
        for part in whole:
            self._add(part, found)
            if not self._dropping:
                found.append(_terminal_line(bytes(self._kept)))
            self._dropping = False
            self._kept.clear()
        self._add(rest, found)
        return found

    def rest(self) -> list[LogLine]:
        """Return the line that ended without a newline."""
        kept = bytes(self._kept)
        self._kept.clear()
        return [_terminal_line(kept)] if kept else []

    def _add(self, data: bytes, found: list[LogLine]) -> None:
        if self._dropping:
            return
        self._kept += data
        if len(self._kept) > MAX_LINE:
            found.append(_terminal_line(bytes(self._kept[:MAX_LINE]), cut=True))
            self._dropping = True
            self._kept.clear()


class _Pending:
    """A line of one of the two outputs, as far as it came."""

    def __init__(self, *, is_stderr: bool) -> None:
        self.time_ns: int | None = None
        """When it began; None before it did."""
        self._frame_time: int | None = None
        self._is_stderr = is_stderr
        self._kept = bytearray()
        self._begun = self._dropping = False

    @property
    def is_begun(self) -> bool:
        """Whether a line of it is not whole yet."""
        return self._begun

    def begin(self, first: bytes) -> int:
        """A frame begins; return how many bytes of it are its time."""
        match = _TIME.match(first)
        self._frame_time = time_ns(match[1].decode()) if match else None
        return match.end() if match and self._frame_time is not None else 0

    def add(self, data: bytes, found: list[LogLine]) -> None:
        """Add bytes of the frame, and the lines that they complete to `found`."""
        *whole, rest = data.split(b"\n")
        for part in whole:
            self._keep(part, found)
            if not self._dropping:
                found.append(self._line(cut=False))
            self._clear()
        if rest:
            self._keep(rest, found)

    def rest(self) -> list[LogLine]:
        """Return what came after the last newline."""
        found = [self._line(cut=False)] if self._kept else []
        self._clear()
        return found

    def _keep(self, data: bytes, found: list[LogLine]) -> None:
        if not self._begun:
            self._begun, self.time_ns = True, self._frame_time
        if self._dropping:
            return
        self._kept += data
        if len(self._kept) > MAX_LINE:
            del self._kept[MAX_LINE:]
            found.append(self._line(cut=True))
            self._kept.clear()
            self._dropping = True

    def _line(self, *, cut: bool) -> LogLine:
        return LogLine(self.time_ns, self._is_stderr, _text(bytes(self._kept)), cut)

    def _clear(self) -> None:
        self._kept.clear()
        self._begun = self._dropping = False
        self.time_ns = None


def _terminal_line(data: bytes, *, cut: bool = False) -> LogLine:
    """Take the times out of a line: one at its begin, and one at each further piece of it."""
    moment: int | None = None
    pieces: list[bytes] = []
    match = _TIME.match(data)
    while match:
        if moment is None:
            moment = time_ns(match[1].decode())
        begin, end = match.end(), match.end() + PIECE
        pieces.append(data[begin:end])
        data = data[end:]
        match = _TIME.match(data)
    return LogLine(moment, False, _text(b"".join(pieces) + data), cut)


@functools.lru_cache(maxsize=256)
def _second_ns(second: bytes) -> int | None:
    """Read a time of whole seconds, UTC; thousands of lines share one."""
    return time_ns(f"{second.decode()}Z")


def _text(data: bytes | bytearray) -> str:
    return data.removesuffix(b"\r").decode("utf-8", "replace")
