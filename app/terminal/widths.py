"""How many cells a character takes, from the Unicode tables that Python has."""

from __future__ import annotations

import functools
import unicodedata

JOINER = "\u200d"
_NOTHING = ("Mn", "Me", "Cf", "Cc", "Cs", "Zl", "Zp")
"""Categories that take no cell: marks on a character, and what cannot be seen."""


@functools.lru_cache(maxsize=8192)
def width(char: str) -> int:
    """Return 0, 1 or 2."""
    if char == "\xad":  # a soft hyphen is shown where it stands
        return 1
    if unicodedata.category(char) in _NOTHING or "\u1160" <= char <= "\u11ff":
        return 0  # the latter: vowels and ends of Korean syllables
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def joins(char: str) -> bool:
    """Whether a character without a cell belongs to the one before it: accents, joined emoji.

    Characters that turn the direction of text are none of those; they are dropped.
    """
    return (
        char == JOINER or unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff"
    )
