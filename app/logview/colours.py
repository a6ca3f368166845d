"""Colours that programs print, made readable on ours: no blue on dark grey, no yellow on white."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from app.logview.ansi import RGB, Style
from app.logview.levels import Level
from app.look.tokens import Tokens

READABLE = 4.5
"""WCAG contrast of text."""
_STEPS = 20
_TINT = 0.45
"""How much of a printed background is laid on ours."""

Channels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Ink:
    """What a piece of a line is painted with, `#RRGGBB`; without a background it is the line's."""

    text: str
    background: str | None = None


def ink(style: Style, tokens: Tokens, plain: str, surface: str) -> Ink:
    """Return the colours for a style, where a line is otherwise painted `plain` on `surface`."""
    behind, front = style.background, style.foreground
    if style.inverse:
        text = _hue(front, tokens) if front is not None else plain
        return Ink(_readable(surface, text), text)
    background = None
    if behind is not None:
        background = _mixed(surface, _hue(behind, tokens), _TINT)
    text = plain if front is None else _hue(front, tokens)
    under = background or surface
    if style.dim:
        text = _mixed(text, under, 0.35)
    if front is None and background is None and not style.dim:
        return Ink(text)
    return Ink(_readable(text, under), background)


def level_colour(level: Level, tokens: Tokens) -> str:
    """Return what a line of a level is painted with."""
    if level is Level.ERROR:
        return tokens.err
    if level is Level.WARNING:
        return tokens.warn
    return tokens.text3 if level is Level.DEBUG else tokens.text


def _hue(colour: int, tokens: Tokens) -> str:
    """Return a printed colour; the first sixteen are those of the theme."""
    if colour & RGB:
        return f"#{colour & 0xFFFFFF:06X}"
    if colour < 16:
        named = (
            tokens.text3, tokens.err, tokens.ok, tokens.warn,
            tokens.accent, tokens.series[3], tokens.info, tokens.text2,
        )  # fmt: skip
        return tokens.text if colour == 15 else named[colour % 8]
    if colour >= 232:
        grey = 8 + 10 * (colour - 232)
        return _written((grey, grey, grey))
    red, green, blue = (colour - 16) // 36, (colour - 16) // 6 % 6, (colour - 16) % 6
    return _written((_CUBE[red], _CUBE[green], _CUBE[blue]))


_CUBE = (0, 95, 135, 175, 215, 255)


@functools.lru_cache(maxsize=4096)
def _readable(text: str, under: str) -> str:
    """Return `text`, as much lighter or darker as it takes to be read on `under`."""
    best = text
    towards = "#FFFFFF" if _luminance(under) < 0.18 else "#000000"
    for step in range(_STEPS + 1):
        best = _mixed(text, towards, step / _STEPS)
        if contrast(best, under) >= READABLE:
            break
    return best


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (channel / 255 for channel in _channels(colour))
    )
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(base: str, over: str, share: float) -> str:
    low, high = _channels(base), _channels(over)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return _written((red, green, blue))


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(channels: Channels) -> str:
    red, green, blue = channels
    return f"#{red:02X}{green:02X}{blue:02X}"
