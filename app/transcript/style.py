"""Faces and colours of a transcript in the present theme."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from app.look.fonts import mono_font, ui_font
from app.look.readable import readable
from app.look.theme import mixed
from app.look.tokens import Tokens

BODY = 14
"""Pixels of a message's text."""
STEP = 22
"""From one line of it to the next."""
SMALL_STEP = 19
CODE_STEP = 19
GAP = 12
"""Below a block."""
TIGHT_GAP = 4
_HEADINGS = ((20, 28), (17, 25), (15, 23))


@dataclass(frozen=True, slots=True)
class Style:
    """What everything is drawn with."""

    tokens: Tokens
    body: QFont
    small: QFont
    code: QFont
    bubble: str
    code_ground: str
    inline_code: str
    tones: dict[str, str]
    """Of code: `keyword` → `#7AA2FF`."""
    space: float
    """Width of a no-break space of the body's face."""
    cell: float
    """Width of a character of code."""
    letter: float
    """Of a text's letter on the average."""

    def heading(self, level: int) -> tuple[QFont, int]:
        """Return face and step of a heading."""
        size, step = _HEADINGS[level - 1] if level <= len(_HEADINGS) else (BODY, STEP)
        return ui_font(size, 600), step


@functools.lru_cache(maxsize=4)
def style_of(tokens: Tokens) -> Style:
    """Return how a transcript is drawn in a theme."""
    body, code = ui_font(BODY), mono_font()
    metrics = QFontMetricsF(body)
    hues = {
        "keyword": tokens.series[0],
        "string": tokens.ok,
        "number": tokens.series[1],
        "comment": tokens.text3,
        "name": tokens.info,
        "builtin": tokens.series[2],
        "special": tokens.series[3],
        "inserted": tokens.ok,
        "deleted": tokens.err,
    }
    return Style(
        tokens=tokens,
        body=body,
        small=ui_font(13),
        code=code,
        bubble=tokens.selected,
        code_ground=tokens.surface,
        inline_code=mixed(tokens.raised, tokens.text, 0.06),
        tones={tone: readable(hue, tokens.surface) for tone, hue in hues.items()},
        space=metrics.horizontalAdvance("\u00a0"),
        cell=QFontMetricsF(code).horizontalAdvance("0"),
        letter=metrics.horizontalAdvance("the quick brown fox jumps over") / 30,
    )
