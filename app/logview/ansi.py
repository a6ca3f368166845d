r"""Colours of a terminal in a line: `\x1b[31mred\x1b[0m` is a text and who paints it how.

The text is exactly `LogLine.text`, so what is searched is what is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.core.said import plain
from app.services.containers.api import ESCAPES

RGB = 1 << 24
"""Added to a colour that is `0xRRGGBB`; without it, it is a number of the palette of 256."""
_MOST_PARAMETERS = 64


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of a line is painted; a colour is None where the line's own is meant."""

    foreground: int | None = None
    background: int | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    inverse: bool = False


class Run(NamedTuple):
    """A piece of a text that is painted otherwise than plainly."""

    start: int
    end: int
    style: Style


class Styled(NamedTuple):
    """A line's text, and its pieces with a style."""

    text: str
    runs: tuple[Run, ...] = ()


PLAIN = Style()


def styled(raw: str) -> Styled:
    """Return what a terminal would leave on its line; no input makes it fail."""
    if "\x1b" not in raw:
        return Styled(_without_escapes(raw))
    before, last = _overwritten(raw)
    style = PLAIN
    for found in ESCAPES.finditer(before):  # colours outlive what a carriage return overwrote
        style = _after(style, found[0])
    pieces: list[str] = []
    runs: list[Run] = []
    length = begin = 0
    for found in ESCAPES.finditer(last):
        length = _add(last[begin : found.start()], style, pieces, runs, length)
        begin = found.end()
        style = _after(style, found[0])
    _add(last[begin:], style, pieces, runs, length)
    return Styled(plain("".join(pieces)), tuple(runs))


def _without_escapes(raw: str) -> str:
    return raw if raw.isprintable() else plain(_overwritten(raw)[1])


def _overwritten(raw: str) -> tuple[str, str]:
    """Return what carriage returns overwrote, and what is left."""
    parts = raw.split("\r")
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return "\r".join(parts[:-1]), parts[-1]


def _add(text: str, style: Style, pieces: list[str], runs: list[Run], length: int) -> int:
    if text:
        pieces.append(text)
        if style != PLAIN:
            runs.append(Run(length, length + len(text), style))
    return length + len(text)


def _after(style: Style, escape: str) -> Style:
    """Return the style after an escape sequence; only `ESC [ … m` changes it."""
    if not escape.startswith("\x1b[") or not escape.endswith("m"):
        return style
    if set(escape[2:-1]) - set("0123456789;:"):
        return style
    parts = escape[2:-1].replace(":", ";").split(";")[:_MOST_PARAMETERS]
    numbers = iter([min(int(part[:4] or 0), 9999) for part in parts])
    for number in numbers:
        style = _with(style, number, numbers)
    return style


_ON: dict[int, dict[str, bool]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"inverse": True},
    9: {"strike": True},
    21: {"underline": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"inverse": False},
    29: {"strike": False},
}


def _with(style: Style, number: int, rest: Iterator[int]) -> Style:
    if number == 0:
        return PLAIN
    if number in _ON:
        return replace(style, **_ON[number])
    if number in (38, 48):
        extended = _extended(rest)
        if extended is None:
            return style
        return _coloured(style, extended, background=number == 48)
    if number in (39, 49):
        return _coloured(style, None, background=number == 49)
    for first, palette in ((30, 0), (90, 8)):
        if first <= number <= first + 7:
            return _coloured(style, number - first + palette, background=False)
        if first + 10 <= number <= first + 17:
            return _coloured(style, number - first - 10 + palette, background=True)
    return style


def _extended(rest: Iterator[int]) -> int | None:
    """Read `5;n` or `2;r;g;b`."""
    kind = next(rest, None)
    if kind == 5:
        number = next(rest, None)
        return number if number is not None and number <= 255 else None
    if kind != 2:
        return None
    channels = [next(rest, None) for _ in range(3)]
    red, green, blue = (min(each or 0, 255) for each in channels)
    return RGB | red << 16 | green << 8 | blue


def _coloured(style: Style, colour: int | None, *, background: bool) -> Style:
    return replace(style, background=colour) if background else replace(style, foreground=colour)
