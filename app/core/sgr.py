"""SGR: the sequence by which programs say how text looks on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

RGB = 0x1000000
"""Added to `0xRRGGBB`: a colour that is not one of the 256."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks. Colours are None (the terminal's own), 0 to 255, or `RGB + 0xRRGGBB`."""

    fg: int | None = None
    bg: int | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    hidden: bool = False
    strike: bool = False


PLAIN = Style()
"""The same object everywhere, so that rows of plain text need no styles."""

_ON = {
    1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse",
    8: "hidden", 9: "strike", 21: "underline",
}  # fmt: skip
_OFF: dict[int, tuple[str, ...]] = {
    22: ("bold", "dim"),
    23: ("italic",),
    24: ("underline",),
    27: ("reverse",),
    28: ("hidden",),
    29: ("strike",),
}


def background(style: Style) -> Style:
    """Return what cells look like that are erased while `style` is in use."""
    return PLAIN if style.bg is None else Style(bg=style.bg)


def styled(style: Style, parameters: str) -> Style:
    """Return `style` after `CSI parameters m`; what makes no sense is left out."""
    changes: dict[str, Any] = {}
    numbers = iter(parameters.split(";"))
    for text in numbers:
        head, *rest = text.split(":")
        code = number(head)
        if code == 0:
            style, changes = PLAIN, {}
        elif code in (38, 48, 58):
            colour = _colour(iter(rest[:1] + rest[1:][-3:]) if rest else numbers)
            if colour is not None and code != 58:  # 58: of the underline, which has the text's
                changes["fg" if code == 38 else "bg"] = colour
        elif code == 4 and rest:
            changes["underline"] = number(rest[0]) != 0
        else:
            changes.update(_simple(code))
    made = replace(style, **changes) if changes else style
    return PLAIN if made == PLAIN else made


def number(text: str, default: int = 0) -> int:
    """Return a parameter: `default` where it is left out, 65535 at most."""
    return min(int(text[:9]), 65535) if text.isdecimal() and text.isascii() else default


def _simple(code: int) -> dict[str, Any]:
    if code in _ON:
        return {_ON[code]: True}
    if code in _OFF:
        return dict.fromkeys(_OFF[code], False)
    for first, name, offset in ((30, "fg", 0), (40, "bg", 0), (90, "fg", 8), (100, "bg", 8)):
        if first <= code <= first + 7:
            return {name: code - first + offset}
    return {39: {"fg": None}, 49: {"bg": None}}.get(code, {})


def _colour(numbers: Iterator[str]) -> int | None:
    """Read `5;N` or `2;R;G;B`."""
    kind = number(next(numbers, ""))
    if kind == 5:
        index = number(next(numbers, ""))
        return index if index <= 255 else None
    if kind == 2:
        red, green, blue = (number(next(numbers, "")) for _ in range(3))
        if max(red, green, blue) <= 255:
            return RGB + (red << 16 | green << 8 | blue)
    return None
