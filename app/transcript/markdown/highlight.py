"""Colours of code, with Pygments: which characters have which tone. No Qt."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, NamedTuple

from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]
    from pygments.token import _TokenType

log = logging.getLogger(__name__)

MOST = 16_384
"""Characters of one piece that are coloured at most."""
_TONES = (
    (Token.Comment, "comment"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Name.Function, "name"),
    (Token.Name.Class, "name"),
    (Token.Name.Tag, "keyword"),
    (Token.Name.Attribute, "name"),
    (Token.Name.Decorator, "special"),
    (Token.Name.Builtin, "builtin"),
    (Token.Name.Exception, "builtin"),
    (Token.Name.Constant, "number"),
    (Token.Name.Variable, "special"),
    (Token.Generic.Inserted, "inserted"),
    (Token.Generic.Deleted, "deleted"),
    (Token.Generic.Heading, "keyword"),
    (Token.Generic.Subheading, "keyword"),
    (Token.Generic.Prompt, "comment"),
)


class Run(NamedTuple):
    """Characters of one tone."""

    start: int
    end: int
    tone: str


def lexer_of(language: str) -> Lexer | None:
    """Return what colours a language, None where nothing does. It imports: for workers."""
    try:
        return get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def runs_of(lexer: Lexer, code: str) -> tuple[Run, ...]:
    """Return the tones of a piece of code, neighbours of one tone in one run."""
    try:
        return tuple(_runs(lexer, code[:MOST]))
    except Exception as error:  # noqa: BLE001 - hundreds of lexers by many: any error may come
        log.debug("code cannot be coloured: %s", type(error).__name__)
        return ()


def _runs(lexer: Lexer, code: str) -> list[Run]:
    runs: list[Run] = []
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        tone = _tone(kind)
        if not tone:
            continue
        end = start + len(text)
        if runs and runs[-1].tone == tone and runs[-1].end == start:
            runs[-1] = Run(runs[-1].start, end, tone)
        else:
            runs.append(Run(start, end, tone))
    return runs


@functools.cache
def _tone(kind: _TokenType) -> str:
    return next((tone for each, tone in _TONES if kind in each), "")
