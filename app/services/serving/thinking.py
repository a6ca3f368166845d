"""Thinking told from answer where a server leaves the model's own tags in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

OPEN, CLOSE = "<think>", "</think>"
MAX_BLANK = 256
"""Characters of white space in front that a tag may still come behind."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that was told apart."""

    text: str
    is_reasoning: bool = False
    takes_back: bool = False
    """Whether all text before it was thinking, too."""


class _At(Enum):
    START = auto()
    THINKING = auto()
    ANSWER = auto()
    BREAK = auto()  # behind the thinking, before the answer's first letter
    REST = auto()  # a tag says nothing any more: it is part of the answer


class ThinkSplitter:
    """Splits text that comes in pieces at `<think>` and `</think>`, wherever those are cut.

    Servers without a parser for the model send both. Where the prompt's template has opened the
    thinking already, only the end comes: all before it was thinking. A tag inside of code is text.
    """

    def __init__(self) -> None:
        self._at = _At.START
        self._held = ""
        self._ticks = 0
        self._is_told = False

    def reasoning_came(self) -> None:
        """Learn that the server tells thinking by itself."""
        self._is_told = True

    def feed(self, text: str) -> tuple[Piece, ...]:
        """Take a piece; return what it says. What may become a tag is held back."""
        self._held += text
        found: list[Piece] = []
        before = None
        while self._held and self._at is not before:
            before = self._at
            found += self._step()
        return tuple(each for each in found if each.text or each.takes_back)

    def end(self) -> tuple[Piece, ...]:
        """Return what was held back."""
        held, self._held = self._held, ""
        return (Piece(held, self._at is _At.THINKING),) if held else ()

    def _step(self) -> Sequence[Piece]:
        match self._at:
            case _At.START:
                return self._start()
            case _At.THINKING:
                return self._think()
            case _At.ANSWER:
                return self._answer()
            case _At.BREAK:
                return self._break()
            case _At.REST:
                return self.end()

    def _start(self) -> list[Piece]:
        text = self._held.lstrip()
        if text.startswith(OPEN):
            self._at, self._held = _At.THINKING, text[len(OPEN) :]
        elif text.startswith(CLOSE):
            self._at, self._held = _At.BREAK, text[len(CLOSE) :]
        elif len(self._held) > MAX_BLANK or not (OPEN.startswith(text) or CLOSE.startswith(text)):
            self._at = _At.REST if self._is_told else _At.ANSWER
        return []

    def _think(self) -> list[Piece]:
        text, is_closed = self._until_close()
        if is_closed:
            self._at = _At.BREAK
        return [Piece(text, is_reasoning=True)]

    def _answer(self) -> list[Piece]:
        text, is_closed = self._until_close()
        self._ticks += text.count("`")
        if not is_closed:
            return [Piece(text)]
        if self._ticks % 2:
            self._at, self._held = _At.REST, CLOSE + self._held
            return [Piece(text)]
        self._at = _At.BREAK
        return [Piece(text, is_reasoning=True, takes_back=True)]

    def _break(self) -> list[Piece]:
        self._held = self._held.lstrip()
        if self._held:
            self._at = _At.REST
        return []

    def _until_close(self) -> tuple[str, bool]:
        """Take the text before the end of the thinking, and that end where it is whole."""
        text, mark, rest = self._held.partition(CLOSE)
        if mark:
            self._held = rest
            return text, True
        keep = next(n for n in range(len(CLOSE) - 1, -1, -1) if text.endswith(CLOSE[:n]))
        cut = len(text) - keep
        self._held = text[cut:]
        return text[:cut], False
