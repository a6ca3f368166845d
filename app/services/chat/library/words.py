"""The index of what was said: which messages have these words, and where in their text.

FTS5 keeps words only, no copy of the text; so what was put in has to be known to take it out.
Chinese, Japanese and Korean have no spaces between words: each of their characters is a word.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

from app.core.spacing import EACH_ALONE, spaced
from app.services.chat.api import ContextPart, Part

TABLE = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0,"
    " prefix='1 2', tokenize=\"unicode61 remove_diacritics 2\")"
)
BEFORE, AFTER = "\x02", "\x03"
"""Stand before and after what was found, in a snippet."""
_AROUND = 36
"""Characters before what was found."""
_LONG = 160
_QUERY = 200
_INDEXED = 1_000_000
"""Characters of a message that are searched: nobody reads more."""

_PHRASE = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"[^\W_]+")


def with_names(text: str, parts: Sequence[Part]) -> str:
    """Return what of a message is searched: its text, and the names of what belongs to it."""
    names = [part.title if isinstance(part, ContextPart) else part.name for part in parts]
    return "\n".join((text[:_INDEXED], *filter(None, names)))


def add(connection: sqlite3.Connection, message: int, text: str) -> None:
    """Put a text into the index."""
    connection.execute("INSERT INTO words(rowid, text) VALUES(?, ?)", (message, spaced(text)))


def remove(connection: sqlite3.Connection, message: int, text: str) -> None:
    """Take a text out of the index: the same that was put in."""
    connection.execute(
        "INSERT INTO words(words, rowid, text) VALUES('delete', ?, ?)", (message, spaced(text))
    )


def forget_removed(connection: sqlite3.Connection) -> None:
    """Take the words of removed texts out of the file, where they stay until others come."""
    connection.execute("INSERT INTO words(words) VALUES('optimize')")


def phrases(query: str) -> tuple[tuple[str, bool], ...]:
    """Return what a query looks for: words one after the other, and whether the last may go on.

    What stands between quotes is looked for as it is; other words may be beginnings.
    """
    found = []
    for quoted, word in _PHRASE.findall(query[:_QUERY]):
        parts = _WORD.findall(spaced(unicodedata.normalize("NFC", quoted or word)))
        if parts:
            may_go_on = not quoted and not EACH_ALONE.fullmatch(parts[-1])
            found.append((" ".join(parts), may_go_on))
    return tuple(found)


def matching(query: str) -> str:
    """Return a query as FTS5 wants it; nothing where there is no word in it."""
    return " ".join(f'"{words}"{"*" if goes_on else ""}' for words, goes_on in phrases(query))


def snippet(text: str, found: re.Pattern[str]) -> str:
    """Return the part of a text around what a marker finds, in one line, with it marked."""
    at = found.search(text)
    begin = 0
    if at is not None and at.start() > _AROUND:
        begin = text.rfind(" ", at.start() - _AROUND, at.start() - _AROUND // 2) + 1
        begin = begin or at.start() - _AROUND
    part = text[begin : begin + _LONG + _AROUND]
    line = " ".join(_MARKDOWN.sub("", part.translate(_NO_MARKS)).split())
    cut = line[:_LONG]
    shown = found.sub(lambda each: f"{BEFORE}{each.group()}{AFTER}", cut)
    more = len(cut) < len(line) or begin + len(part) < len(text)
    return f"{'…' if begin else ''}{shown}{'…' if more else ''}"


_MARKDOWN = re.compile(r"[*`]+|^ *#+ ", re.MULTILINE)
_NO_MARKS = {ord(BEFORE): " ", ord(AFTER): " ", 0: " "}
_GAP = r"[\W_]*"


def marker(looked_for: Sequence[tuple[str, bool]]) -> re.Pattern[str]:
    """Return what finds the same in a text; a letter stands for it with any accent, too."""
    ways = []
    for words, goes_on in looked_for:
        pattern = _GAP.join(_letters(word) for word in words.split())
        alone = EACH_ALONE.fullmatch(words[-1]) is not None
        begin = "" if EACH_ALONE.fullmatch(words[0]) else r"(?<![^\W_])"
        end = "" if goes_on or alone else r"(?![^\W_])"
        ways.append(f"{begin}{pattern}{end}")
    return re.compile("|".join(ways) or r"(?!)", re.IGNORECASE)


def _letters(word: str) -> str:
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    alike = "".join(sorted({letter, base, *_ACCENTED.get(base.lower(), "")}))
    return f"[{re.escape(alike)}][\u0300-\u036f]?"


def _accented() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0].lower()
        if base != letter.lower():
            found[base] = found.get(base, "") + letter
    return found


_ACCENTED = _accented()
