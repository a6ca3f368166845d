"""The logarithmic scale of contexts: where a number stands, and which ones are offered."""

from __future__ import annotations

import math

from app.core.i18n import tr

LEAST = 2048
_STEPS_PER_DOUBLING = 8
_ROUND = 256
"""Contexts are multiples of it: engines keep tokens in blocks of at most as many."""
_MAGNET = 0.006
"""Share of the scale within which a number that is marked draws the handle to itself."""


def share_of(context: int, most: int) -> float:
    """Return where a context stands between the least and the most, 0 to 1."""
    if most <= LEAST:
        return 1.0
    share = math.log2(max(context, LEAST) / LEAST) / math.log2(most / LEAST)
    return max(0.0, min(1.0, share))


def context_at(share: float, most: int, marked: tuple[int, ...] = ()) -> int:
    """Return the context at a place of the scale; one that is marked draws it to itself."""
    if most <= LEAST:
        return max(most, 1)
    near = [each for each in (*ticks(most), *marked, most) if LEAST <= each <= most]
    nearest = min(near, key=lambda each: abs(share_of(each, most) - share))
    if abs(share_of(nearest, most) - share) <= _MAGNET:
        return nearest
    exact = LEAST * (most / LEAST) ** max(0.0, min(1.0, share))
    return _rounded(exact, most)


def stepped(context: int, steps: int, most: int) -> int:
    """Return the context some eighths of a doubling further, or back."""
    wanted = _rounded(context * 2 ** (steps / _STEPS_PER_DOUBLING), most)
    if wanted == context and steps:  # so small that the rounding took the step back
        wanted = context + (_ROUND if steps > 0 else -_ROUND)
    return max(min(LEAST, most), min(most, wanted))


def ticks(most: int) -> tuple[int, ...]:
    """Return the powers of two on the scale."""
    found, tick = [], LEAST
    while tick <= most:
        found.append(tick)
        tick *= 2
    return tuple(found)


def tick_words(context: int) -> str:
    """Return `2k`, `128k`, `1M`: as people call round contexts."""
    if context >= 1024 * 1024 and context % (1024 * 1024) == 0:
        return f"{context // (1024 * 1024)}M"
    return f"{context // 1024}k" if context >= 1024 else str(context)


def tokens(count: int) -> str:
    """Return `131,072 tokens`."""
    return tr("%n tokens", "%n token", count)


def _rounded(exact: float, most: int) -> int:
    whole = max(LEAST, round(exact / _ROUND) * _ROUND)
    return min(whole, most)
