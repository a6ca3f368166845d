"""Colours of memory parts, of heat, and of the lines of one chart, from the theme's tokens."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from app.look.readable import ink_on
from app.look.theme import mixed
from app.look.tokens import Tokens
from app.services.telemetry.api import PartKind

_ENGINE_ORDER = (0, 2, 3, 5, 1, 4)
"""Series for GPU processes: those that are closest to a status colour come last."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How an area is filled: one colour, and lines across it where memory can be given back."""

    colour: str
    hatch: str = ""
    """Colour of the lines, "" for none."""
    text: str = ""
    """Colour of text on it."""


@functools.lru_cache(maxsize=64)
def part_fill(tokens: Tokens, kind: PartKind, number: int = 0) -> Fill:
    """Return the fill of a memory part; `number` tells GPU processes apart."""
    if kind is PartKind.ENGINE:
        colour = tokens.series[_ENGINE_ORDER[number % 6]]
        return Fill(colour, text=ink_on(colour, tokens.on_accent, tokens.text))
    plain = {
        PartKind.DESKTOP: mixed(tokens.memory_os, tokens.text2, 0.26 if tokens.dark else 0.45),
        PartKind.PROCESSES: tokens.memory_os,
        PartKind.KERNEL: mixed(tokens.memory_os, tokens.surface, 0.4),
        PartKind.HUGEPAGES: mixed(tokens.memory_driver, tokens.info, 0.12 if tokens.dark else 0.35),
    }
    if kind in plain:
        return Fill(plain[kind], text=ink_on(plain[kind], tokens.text))
    if kind is PartKind.UNACCOUNTED:
        # As far from the text on it as the other greys.
        colour = mixed(mixed(tokens.memory_driver, tokens.warn, 0.28), tokens.surface, 0.36)
        lines = mixed(colour, tokens.bg if tokens.dark else tokens.text, 0.3)
        return Fill(colour, lines, tokens.text)
    if kind is PartKind.CACHE:
        return Fill(tokens.memory_cache, mixed(tokens.memory_cache, tokens.text, 0.14), tokens.text)
    return Fill(mixed(tokens.surface, tokens.text, 0.06), text=tokens.text2)


def heat_ramp(tokens: Tokens, steps: int = 64) -> list[str]:
    """Return colours from idle to busy."""
    low = mixed(tokens.surface, tokens.text, 0.06)
    return [mixed(low, tokens.series[2], (i / (steps - 1)) ** 0.8) for i in range(steps)]


def argb(colours: Iterable[str]) -> list[int]:
    """Return `#RRGGBB` colours as opaque 0xAARRGGBB numbers."""
    return [0xFF000000 | int(colour[1:], 16) for colour in colours]
