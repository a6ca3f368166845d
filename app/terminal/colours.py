"""The colours of a terminal in both schemes."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.sgr import RGB, Style
from app.look.readable import palette_colour
from app.look.theme import mixed
from app.look.tokens import Tokens

_DARK = (
    "#2B3440", "#FF7B7B", "#3FCF8E", "#F5B84A", "#7AA2FF", "#D48CFF", "#53D6E0", "#C9D1DB",
    "#8F9BAA", "#FF9E9E", "#7BE3B3", "#FFD27F", "#A6C1FF", "#E5B5FF", "#8FE9F0", "#FFFFFF",
)  # fmt: skip
_LIGHT = (
    "#12161C", "#C32F3D", "#137647", "#8A5600", "#2B59D6", "#8E2DB0", "#0A6F86", "#C9D0D9",
    "#5A6676", "#C9414E", "#1A7F4F", "#8F5F00", "#4068DC", "#9A3DBC", "#0F7288", "#FFFFFF",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a terminal's colours are in one of the two schemes; every colour is `#RRGGBB`."""

    text: str
    ground: str
    selected: str
    found: str
    found_now: str
    cursor: str
    sixteen: tuple[str, ...]

    def ink(self, style: Style, *, swapped: bool = False) -> tuple[str, str]:
        """Return the colours of text and of what is behind it; `swapped`: of the whole screen."""
        fore = _named(self, style.fg, self.text, bright=style.bold)
        back = _named(self, style.bg, self.ground)
        if style.reverse != swapped:
            fore, back = back, fore
        if style.dim:
            fore = mixed(fore, back, 0.35)
        return fore, back


def scheme(tokens: Tokens) -> Scheme:
    """Return the terminal's colours that go with the window's."""
    ground = tokens.bg if tokens.dark else tokens.surface
    return Scheme(
        text=tokens.text,
        ground=ground,
        selected=mixed(ground, tokens.accent, 0.38 if tokens.dark else 0.26),
        found=mixed(ground, tokens.warn, 0.32),
        found_now=mixed(ground, tokens.warn, 0.65),
        cursor=tokens.accent,
        sixteen=_DARK if tokens.dark else _LIGHT,
    )


def _named(scheme: Scheme, colour: int | None, own: str, *, bright: bool = False) -> str:
    if colour is None:
        return own
    if colour >= RGB:
        return f"#{colour - RGB:06X}"
    if colour < 16:
        return scheme.sixteen[colour + 8 if bright and colour < 8 else colour]
    return palette_colour(colour)
