"""Colours that programs print, made readable on ours: no blue on dark grey, no yellow on white."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.sgr import RGB, Style
from app.logview.levels import Level
from app.look.readable import palette_colour, readable
from app.look.theme import mixed
from app.look.tokens import Tokens

_TINT = 0.45
"""How much of a printed background is laid on ours."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What a piece of a line is painted with, `#RRGGBB`; without a background it is the line's."""

    text: str
    background: str | None = None


def ink(style: Style, tokens: Tokens, plain: str, surface: str) -> Ink:
    """Return the colours for a style, where a line is otherwise painted `plain` on `surface`."""
    behind, front = style.bg, style.fg
    if style.reverse:
        text = _hue(front, tokens) if front is not None else plain
        return Ink(readable(surface, text), text)
    background = None
    if behind is not None:
        background = mixed(surface, _hue(behind, tokens), _TINT)
    text = plain if front is None else _hue(front, tokens)
    under = background or surface
    if style.dim:
        text = mixed(text, under, 0.35)
    if front is None and background is None and not style.dim:
        return Ink(text)
    return Ink(readable(text, under), background)


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
    return palette_colour(colour)
