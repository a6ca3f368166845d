"""Text that programs coloured for another background, made readable on ours."""

from __future__ import annotations

import functools

from app.look.theme import mixed

LEAST_CONTRAST = 4.5
"""WCAG's for text; programs choose colours for a background that is not ours."""
_STEPS = 12
_CUBE_FROM, _GREYS_FROM = 16, 232


@functools.lru_cache(maxsize=4096)
def readable(fore: str, back: str) -> str:
    """Return `fore`, lighter or darker where it could not be read on `back`."""
    if contrast(fore, back) >= LEAST_CONTRAST:
        return fore
    ends = ("#FFFFFF", "#000000")
    end = max(ends, key=lambda each: contrast(each, back))
    for step in range(1, _STEPS):
        nearer = mixed(fore, end, step / _STEPS)
        if contrast(nearer, back) >= LEAST_CONTRAST:
            return nearer
    return end


def ink_on(back: str, *inks: str) -> str:
    """Return the one of some colours that is read best on `back`, readable in any case."""
    return readable(max(inks, key=lambda ink: contrast(ink, back)), back)


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def palette_colour(number: int) -> str:
    """Return one of a terminal's 256 colours; the first sixteen are for whoever shows them."""
    if number >= _GREYS_FROM:
        return "#" + f"{8 + 10 * (number - _GREYS_FROM):02X}" * 3
    cube = number - _CUBE_FROM
    levels = (cube // 36, cube // 6 % 6, cube % 6)
    return "#" + "".join(f"{55 + 40 * level if level else 0:02X}" for level in levels)


@functools.lru_cache(maxsize=1024)
def _luminance(colour: str) -> float:
    total = 0.0
    for at, share in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
        channel = int(colour[at : at + 2], 16) / 255
        total += share * (
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        )
    return total
