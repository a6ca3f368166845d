"""How a person writes down what a benchmark asks."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import BadInput
from app.core.i18n import tr


def read_levels(text: str) -> tuple[int, ...]:
    """Read `1, 2,4 8`; BadInput where something else stands there."""
    words = text.replace(",", " ").split()
    if not words or not all(word.isascii() and word.isdecimal() for word in words):
        raise BadInput(tr("Levels are numbers of users."), tr("As in 1,2,4,8."))
    if any(len(word) > 6 for word in words) or len(words) > 64:
        raise BadInput(tr("Those are too many users."), tr("As in 1,2,4,8."))
    return tuple(int(word) for word in words)


def levels_text(levels: Sequence[int]) -> str:
    """Write levels as `read_levels` reads them."""
    return ", ".join(str(level) for level in levels)
