r"""Words of a pasted shell command, without a shell: what one would do more is said, not done.

    words = split("docker run -v ~/.cache:/root/.cache \\\n vllm")
    words[2].unexpanded        # ("~",)

`$HOME`, `~`, `$(…)` stay as they are, since they would be read on another machine by another shell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.errors import BadInput
from app.core.i18n import tr

MAX_TEXT = 100_000
_CONTINUED = re.compile(r"\\[ \t]*\r?\n[ \t]*")
_NAME = re.compile(r"\$(?:[A-Za-z_]\w*|[0-9?@*#!$-])")
_ENDS = "|&;<>()\n"
"""What ends a command unless it is in quotes."""
_IN_QUOTES = '$`"\\\n'
"""What a backslash makes plain inside double quotes."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, quotes taken off."""

    text: str
    unexpanded: tuple[str, ...] = ()
    """What a shell would have put something else for: `~`, `$HOME`, `$(pwd)`."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the first command, and what stands behind it."""

    words: tuple[Word, ...]
    rest: str = ""
    """As in `| tee log`; it is no part of the command."""


def split(text: str) -> Words:
    """Cut a command into words; BadInput when a quote has no end."""
    if len(text) > MAX_TEXT:
        raise BadInput(tr("That is too long for one command."))
    if "\0" in text:
        raise BadInput(tr("A command must not contain a NUL byte."))
    return _Splitter(text).run()


class _Splitter:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._words: list[Word] = []
        self._word = ""
        self._open = False
        """Whether a word has begun: `''` is one without a letter."""
        self._unexpanded: list[str] = []

    def run(self) -> Words:
        while self._at < len(self._text):
            char = self._text[self._at]
            if char in " \t\r\n" or char in _ENDS:
                if char in "<>" and self._word.isdigit():  # `2>&1`: the number belongs to it
                    self._at -= len(self._word)
                    self._begin()
                    break
                self._finish()
                if char in _ENDS and (char != "\n" or self._words):
                    break
                self._at += 1
            elif char == "#" and not self._open:
                self._skip_comment()
            else:
                self._take(char)
        self._finish()
        return Words(tuple(self._words), self._text[self._at :].strip())

    def _take(self, char: str) -> None:
        """Take what stands at the present place into the word."""
        first = not self._open
        self._open = True
        if continued := _CONTINUED.match(self._text, self._at):
            self._at = continued.end()
            if first:
                self._open = False
            elif continued[0].rstrip(" \t") != continued[0]:  # the next line is indented
                self._finish()
        elif char == "'":
            self._take_until_quote()
        elif char == '"':
            self._take_quoted()
        elif char == "\\":
            self._add(self._text[self._at + 1 : self._at + 2], 2)
        elif char in "$`":
            self._take_expansion()
        else:
            if char == "~" and (first or self._word.endswith((":", "="))):
                self._note("~")
            self._add(char)

    def _take_until_quote(self) -> None:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise _unclosed("'")
        self._add(self._text[self._at + 1 : end], end + 1 - self._at)

    def _take_quoted(self) -> None:
        self._at += 1
        while self._at < len(self._text):
            char = self._text[self._at]
            following = self._text[self._at + 1 : self._at + 2]
            if char == '"':
                self._at += 1
                return
            if char == "\\" and following and following in _IN_QUOTES:
                self._add("" if following == "\n" else following, 2)
            elif char in "$`":
                self._take_expansion()
            else:
                self._add(char)
        raise _unclosed('"')

    def _take_expansion(self) -> None:
        """Keep `$HOME`, `${HOME}`, `$(pwd)` or a command in backquotes as it is, and note it."""
        rest = self._text[self._at :]
        if rest.startswith("$("):
            whole = rest[: _closing(rest, "(", ")")]
        elif rest.startswith("${"):
            whole = rest[: _closing(rest, "{", "}")]
        elif rest.startswith("`"):
            whole = rest[: rest.find("`", 1) + 1]
            if not whole:
                raise _unclosed("`")
        else:
            match = _NAME.match(rest)
            whole = match[0] if match else ""
        if whole:
            self._note(whole)
        self._add(whole or "$", len(whole) or 1)

    def _skip_comment(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end

    def _begin(self) -> None:
        self._word, self._open, self._unexpanded = "", False, []

    def _finish(self) -> None:
        if self._open:
            self._words.append(Word(self._word, tuple(self._unexpanded)))
        self._begin()

    def _add(self, text: str, length: int = 1) -> None:
        self._word += text
        self._at += length

    def _note(self, text: str) -> None:
        if text not in self._unexpanded:
            self._unexpanded.append(text)


def _closing(text: str, opening: str, closing: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == opening) - (char == closing)
        if char == closing and depth == 0:
            return at + 1
    raise _unclosed(opening)


def _unclosed(sign: str) -> BadInput:
    return BadInput(
        tr("The line has a {sign} without its end.").format(sign=sign), tr("Paste the whole line.")
    )
