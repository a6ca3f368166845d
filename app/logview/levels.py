"""How grave a line is, as the usual ways to write a log say it.

Python's logging, vLLM, llama.cpp, uvicorn, gunicorn, loguru, glog and klog, TensorRT-LLM, nginx,
PostgreSQL, logfmt (Ollama) and JSON are known. Lines that go on another one, such as those of a
traceback, are as grave as that one.
"""

from __future__ import annotations

import re
from enum import IntEnum


class Level(IntEnum):
    """From least to most grave; NONE where a line does not say."""

    NONE = 0
    DEBUG = 1
    INFO = 2
    WARNING = 3
    ERROR = 4


HEAD = 160
"""Characters at a line's begin in which its level is written."""
JSON_HEAD = 2000
_WORDS = {
    "trace": Level.DEBUG,
    "debug": Level.DEBUG,
    "verbose": Level.DEBUG,
    "info": Level.INFO,
    "notice": Level.INFO,
    "log": Level.INFO,
    "warn": Level.WARNING,
    "warning": Level.WARNING,
    "err": Level.ERROR,
    "error": Level.ERROR,
    "crit": Level.ERROR,
    "critical": Level.ERROR,
    "fatal": Level.ERROR,
    "panic": Level.ERROR,
    "alert": Level.ERROR,
    "emerg": Level.ERROR,
    "i": Level.INFO,
    "w": Level.WARNING,
    "e": Level.ERROR,
    "f": Level.ERROR,
    "d": Level.DEBUG,
    "v": Level.DEBUG,
}
_NAMES = "trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic|alert|emerg"
_BEGIN = re.compile(
    rf"(?P<letter>[IWEF])\d{{4}} \d\d:\d\d:\d\d|(?P<word>(?i:{_NAMES})):"
    r"|\d+\.\d\d\.\d{3}\.\d{3} (?P<llama>[IWEFD]) "
)
_RAISED = re.compile(
    r"Traceback \(most recent call last\):|thread '.*' panicked at|[\w.]*(?:Error|Exception)(?::|$)"
)
# No word boundary at the begin: it would keep `re` from looking for first letters, and most lines
# have no level.
_UPPER = re.compile(rf"({_NAMES.upper()}|LOG(?=:  ))(?!\w)")
_BRACKET = re.compile(rf"\[((?i:{_NAMES})|[IWEFDV])\]")
_FIELD = re.compile(rf"(?:level|lvl|severity)=\"?((?i:{_NAMES}))(?!\w)")
_PARTS = ("Error", "Exception", "Traceback", "panicked")
"""One of them is in whatever `_RAISED` fits; looking for them takes no time."""
_JSON = re.compile(
    rf"\"(?:level|levelname|severity|lvl|log\.level)\"\s*:\s*(?:\"(?P<word>(?i:{_NAMES}))\""
    r"|(?P<number>\d\d))"
)
_PINO = ((50, Level.ERROR), (40, Level.WARNING), (30, Level.INFO), (10, Level.DEBUG))
"""What bunyan and pino write in place of words."""


def level_of(text: str) -> Level:
    """Return how grave a line says it is."""
    if text[:1] == "{" and (found := _JSON.search(text[:JSON_HEAD])):
        if found["word"]:
            return _WORDS[found["word"].lower()]
        number = int(found["number"])
        return next((level for least, level in _PINO if number >= least), Level.NONE)
    head = text[:HEAD]
    if found := _BEGIN.match(head):
        return _WORDS[(found["letter"] or found["word"] or found["llama"]).lower()]
    word = _upper_word(head)
    if not word and "[" in head and (found := _BRACKET.search(head)):
        word = found[1]
    if not word and "=" in head and (found := _FIELD.search(head)):
        word = found[1]
    if word:
        return _WORDS[word.lower()]
    raised = any(part in head for part in _PARTS) and _RAISED.match(head)
    return Level.ERROR if raised else Level.NONE


def _upper_word(head: str) -> str:
    for found in _UPPER.finditer(head):
        before = head[found.start() - 1 : found.start()]
        if not (before.isalnum() or before == "_"):
            return found[1]
    return ""


class LevelReader:
    """Reads the levels of lines that follow each other, of several sources."""

    def __init__(self) -> None:
        self._last: dict[int, Level] = {}

    def take(self, source: int, text: str) -> Level:
        """Return the level of a source's next line; an indented one goes on the line before."""
        level = level_of(text)
        if level is Level.NONE and text[:1] in (" ", "\t"):
            return self._last.get(source, Level.NONE)
        self._last[source] = level
        return level
