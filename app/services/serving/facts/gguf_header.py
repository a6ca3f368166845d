"""Reads the header of a GGUF file, as much of it as decides memory; words of its vocabulary not.

Whoever calls gives a function that returns bytes of the file, so that the file may be far away.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.core.i18n import tr
from app.core.said import said
from app.services.serving.facts.api import FactsUnavailable

Value: TypeAlias = "int | float | bool | str | tuple[int | float | bool, ...]"
ReadAt: TypeAlias = Callable[[int, int], bytes]
"""`read_at(offset, size)`: up to `size` bytes, fewer only at the file's end."""

FIRST = 256 * 1024
"""Bytes that are asked for first: all that matters stands before the vocabulary, as a rule."""
MAX_HEADER = 48 * 1024 * 1024
MAX_ENTRIES = 4096
MAX_KEY = 256
MAX_TEXT = 64 * 1024
MAX_ITEMS = 4096
"""Of an array whose values are kept: one per layer."""
_STRING, _ARRAY = 8, 9
_FORMATS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip
_VOCABULARY = "tokenizer."


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself."""

    version: int
    tensors: int
    values: Mapping[str, Value] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    """Of arrays, by key, also of those whose values were passed over."""

    @property
    def architecture(self) -> str:
        """Return llama.cpp's name of the architecture, empty without one."""
        name = self.values.get("general.architecture")
        return name if isinstance(name, str) else ""

    def number(self, key: str) -> int | None:
        """Return a whole number of the architecture: `block_count`."""
        value = self.values.get(f"{self.architecture}.{key}")
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_gguf_header(read_at: ReadAt) -> GgufHeader:
    """Return the header; FactsUnavailable when it is none, cut off or absurd."""
    window = _Window(read_at)
    if window.take(4) != b"GGUF":
        raise _bad(tr("It does not begin with GGUF."))
    version = window.number("I")
    if version not in (2, 3):
        raise _bad(tr("Its version is {version}; 2 and 3 are known.").format(version=version))
    tensors, entries = window.number("Q"), window.number("Q")
    if entries > MAX_ENTRIES:
        raise _bad(tr("It has more entries than any model."))
    values: dict[str, Value] = {}
    lengths: dict[str, int] = {}
    for _ in range(entries):
        key = window.text(MAX_KEY)
        if key.startswith(_VOCABULARY) and _is_enough(values):
            _note_vocabulary(window, key, lengths)
            break
        _entry(window, key, values, lengths)
    return GgufHeader(version, tensors, values, lengths)


def _is_enough(values: Mapping[str, Value]) -> bool:
    """Tell whether what stands before the vocabulary says how large a context's memory is."""
    name = values.get("general.architecture")
    needed = ("block_count", "attention.head_count")
    return all(f"{name}.{each}" in values for each in needed)


def _note_vocabulary(window: _Window, key: str, lengths: dict[str, int]) -> None:
    """Go on as far as the number of words, which stands before the words; they are not read."""
    kind = window.number("I")
    while key != "tokenizer.ggml.tokens" and kind != _ARRAY and window.has(4096):
        window.skip_value(kind)
        key, kind = window.text(MAX_KEY), window.number("I")
    if key == "tokenizer.ggml.tokens" and kind == _ARRAY:
        window.number("I")
        lengths[key] = window.number("Q")


def _entry(window: _Window, key: str, values: dict[str, Value], lengths: dict[str, int]) -> None:
    kind = window.number("I")
    if kind == _STRING:
        values[key] = said(window.text(MAX_TEXT))
    elif kind == _ARRAY:
        inner, count = window.number("I"), window.number("Q")
        lengths[key] = count
        if inner in _FORMATS and count <= MAX_ITEMS:
            values[key] = window.numbers(_FORMATS[inner], count)
        else:
            window.skip_items(inner, count)
    elif kind in _FORMATS:
        values[key] = window.numbers(_FORMATS[kind], 1)[0]
    else:
        raise _bad(tr("It has values of a kind {kind} that is not known.").format(kind=kind))


class _Window:
    """Bytes of the file that were read, and where reading is."""

    def __init__(self, read_at: ReadAt) -> None:
        self._read_at = read_at
        self._start = 0
        self._data = b""
        self._at = 0
        self._next = FIRST

    def has(self, size: int) -> bool:
        """Tell whether so many bytes are there without asking for more."""
        return self._at + size <= len(self._data)

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        if self._start + self._at + size > MAX_HEADER:
            raise _bad(tr("Its header is larger than that of any model."))
        if not self.has(size):
            self._more(size)
        self._at += size
        return self._data[self._at - size : self._at]

    def skip(self, size: int) -> None:
        """Pass over bytes; those that are not there yet are not asked for."""
        if self._start + self._at + size > MAX_HEADER:
            raise _bad(tr("Its header is larger than that of any model."))
        self._at += size
        if self._at > len(self._data):
            self._start, self._data, self._at = self._start + self._at, b"", 0

    def number(self, kind: str) -> int:
        """Return a whole number."""
        return int(self.numbers(kind, 1)[0])

    def numbers(self, kind: str, count: int) -> tuple[int | float | bool, ...]:
        """Return numbers of one kind."""
        form = struct.Struct(f"<{count}{kind}")
        return form.unpack(self.take(form.size))

    def text(self, limit: int) -> str:
        """Return a text; what is longer than `limit` is cut."""
        size = self.number("Q")
        told = self.take(min(size, limit))
        self.skip(size - len(told))
        return told.decode("utf-8", "replace")

    def skip_value(self, kind: int) -> None:
        """Pass over a value that is no array."""
        self.skip_items(kind, 1)

    def skip_items(self, kind: int, count: int) -> None:
        """Pass over values of one kind."""
        if kind in _FORMATS:
            self.skip(struct.calcsize(f"<{_FORMATS[kind]}") * count)
        elif kind == _STRING:
            if count * 8 > MAX_HEADER:
                raise _bad(tr("It has more words than any model."))
            for _ in range(count):
                self.skip(self.number("Q"))
        else:
            raise _bad(tr("It has arrays in arrays."))

    def _more(self, size: int) -> None:
        """Read on: what is wanted, and some more, each time twice as much."""
        wanted = max(size, self._next)
        self._next = min(2 * self._next, MAX_HEADER)
        rest = self._data[self._at :]
        at = self._start + self._at
        self._data = rest + self._read_at(at + len(rest), wanted - len(rest))
        self._start, self._at = at, 0
        if len(self._data) < size:
            raise _bad(tr("It ends within its header."))


def _bad(why: str) -> FactsUnavailable:
    return FactsUnavailable(tr("The header of that GGUF file cannot be read."), why)
