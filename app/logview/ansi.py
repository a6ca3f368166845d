r"""Colours of a terminal in a line: `\x1b[31mred\x1b[0m` is a text and who paints it how.

The text is exactly `LogLine.text`, so what is searched is what is seen.
"""

from __future__ import annotations

from typing import NamedTuple

from app.core import sgr
from app.core.said import plain
from app.core.sgr import PLAIN, Style
from app.services.containers.api import ESCAPES

_MOST_PARAMETERS = 64


class Run(NamedTuple):
    """A piece of a text that is painted otherwise than plainly."""

    start: int
    end: int
    style: Style


class Styled(NamedTuple):
    """A line's text, and its pieces with a style."""

    text: str
    runs: tuple[Run, ...] = ()


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
    parameters = escape[2:-1].split(";")[:_MOST_PARAMETERS]
    return sgr.styled(style, ";".join(parameters))
