"""Cuts what a program prints into text, control characters and sequences.

After the state machine of DEC's terminals (ECMA-48): whatever comes is consumed, nothing is kept
beyond a limit, and what is not understood has no effect.
"""

from __future__ import annotations

import codecs
import re
from typing import Protocol

_LONGEST = 4096
"""Characters of a sequence that is not whole yet; what is longer is dropped as it comes."""
_TOKEN = re.compile(
    r"([^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[([<=>?]?)([0-9:;]*)([ -/]*)([@-~])"
    r"|([\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
_TEXT, _CSI_FINAL = 1, 5
_LINES = re.compile(r"(?:[\x20-\x7e]*\r\n){4,}")
_CSI = re.compile(r"([<=>?]?)([0-9:;]*)([ -/]*)([@-~])")
_ESCAPE = re.compile(r"\x1b([ -/]*)([0-~])?")
_STRING_END = re.compile(r"\x07|\x1b\\|[\x18\x1a]|\x1b(?=[^\\])")
_STRINGS = "]P_^X"
"""What follows ESC where a string begins: OSC, DCS, APC, PM, SOS."""
_CANCEL = "\x18\x1a"


class Listener(Protocol):
    """What sequences are told to."""

    @property
    def takes_lines(self) -> bool:
        """Whether many lines may be told at once just now."""
        ...

    def lines(self, lines: list[str]) -> None:
        """Write whole lines of ASCII."""
        ...

    def text(self, text: str) -> None:
        """Write text without control characters."""
        ...

    def control(self, char: str) -> None:
        """Do what a control character (C0) says."""
        ...

    def csi(self, prefix: str, parameters: str, between: str, final: str) -> None:
        """Do what `CSI prefix parameters between final` says."""
        ...

    def escape(self, between: str, final: str) -> None:
        """Do what `ESC between final` says."""
        ...

    def osc(self, text: str) -> None:
        """Take a command of the operating system: a title."""
        ...


class Sequences:
    """Reads a program's output; characters and sequences may come in pieces."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kept = ""
        """The beginning of a sequence."""
        self._dropping = False
        """Whether a string runs that is too long to be kept."""

    def feed(self, data: bytes) -> None:
        """Take what came."""
        text = self._kept + self._decoder.decode(data)
        self._kept = ""
        at = self._drop(text) if self._dropping else 0
        end, match, listener = len(text), _TOKEN.match, self._listener
        while at < end:
            found = match(text, at)
            if found is None:
                at = self._sequence(text, at)
                continue
            at, kind = found.end(), found.lastindex
            if kind == _CSI_FINAL:
                listener.csi(*found.group(2, 3, 4, 5))
            elif kind != _TEXT:
                listener.control(found.group())
            elif text.startswith("\r\n", at) and listener.takes_lines:
                at = self._many(text, found.start(), at)
            else:
                listener.text(found.group())

    def _many(self, text: str, start: int, end: int) -> int:
        """Tell lines that follow each other at once; return where they end."""
        lines = _LINES.match(text, start)
        if lines is None:
            self._listener.text(text[start:end])
            return end
        self._listener.lines(lines.group()[:-2].split("\r\n"))
        return lines.end()

    def _sequence(self, text: str, at: int) -> int:
        """Read what begins with the ESC at `at`; return where it ends, or keep it until then."""
        kind = text[at + 1 : at + 2]
        if kind == "[":
            return self._slow_csi(text, at + 2)
        if kind and kind in _STRINGS:
            return self._string(text, at)
        found = _ESCAPE.match(text, at)
        assert found is not None
        if found.group(2) is not None:
            self._listener.escape(*found.groups())
        elif found.end() == len(text) and len(text) - at < _LONGEST:
            self._kept = text[at:]
        return found.end()

    def _slow_csi(self, text: str, at: int) -> int:
        """Read a CSI that is not whole, or has control characters in it: they work at once."""
        inside = ""
        while at < len(text) and len(inside) < _LONGEST:
            char = text[at]
            if char == "\x1b" or char > "\x7f":
                return at  # given up for what comes instead
            at += 1
            if char in _CANCEL:
                return at
            if char < " ":
                self._listener.control(char)
                continue
            inside += char
            if "@" <= char <= "~":
                found = _CSI.fullmatch(inside)
                if found is not None:
                    self._listener.csi(*found.groups())
                return at
        if len(inside) < _LONGEST:
            self._kept = f"\x1b[{inside}"
        return at

    def _string(self, text: str, at: int) -> int:
        found = _STRING_END.search(text, at + 2)
        if found is None:
            self._dropping = len(text) - at > _LONGEST
            self._kept = text[-1] if self._dropping and text[-1] == "\x1b" else ""
            if not self._dropping:
                self._kept = text[at:]
            return len(text)
        if text[at + 1] == "]" and found.group() in ("\x07", "\x1b\\"):
            self._listener.osc(text[at + 2 : found.start()])
        return _after(found)

    def _drop(self, text: str) -> int:
        """Return where a string ends that is too long to be kept."""
        found = _STRING_END.search(text)
        if found is not None:
            self._dropping = False
            return _after(found)
        self._kept = "\x1b" if text.endswith("\x1b") else ""
        return len(text)


def _after(string_end: re.Match[str]) -> int:
    """Return where to go on: an ESC alone ends a string and begins what follows."""
    return string_end.start() if string_end.group() == "\x1b" else string_end.end()
