"""Cuts Markdown into sections while it comes: what is above the last one never changes again.

A section is what stands between two empty lines on the top level, or some forty lines of a piece
of code. So only the last one is parsed again when more comes, and of a long message only what is
seen is parsed at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE_LINES = 40
"""Lines after which a piece of code may be cut."""
MOST_CODE_LINES = 80
LONGEST = 4096
"""Characters after which a section is cut at the next line that begins at the left."""
_LIST = 1536
"""The same for lists, whose pieces look like one list."""
_MOST = 4 * LONGEST
"""Characters after which it is cut at any line."""
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})([^`\n]*)$")
_INNER_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_REFERENCE = re.compile(r" {0,3}\[([^\]\n^]{1,200})\]:\s*<?(\S{1,2000}?)>?\s*(?:\"[^\"]*\"\s*)?$")
_TABLE_RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_NOT_MATH = 100
"""Lines after which `$$` was no formula."""


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a message that is laid out by itself."""

    source: str
    """Markdown, or the lines of a program."""
    code: int | None = None
    """Number of the piece of code that it is a part of; None: it is Markdown."""
    language: str = ""
    is_first: bool = True
    """Of its piece of code."""
    is_last: bool = True
    goes_on: bool = False
    """Whether it was cut where no block ends: the next one belongs to it."""


@dataclass(slots=True)
class _Code:
    """The piece of code that is open."""

    number: int
    fence: str
    indent: int
    language: str
    is_first: bool = True


class Sections:
    """The sections of one message that comes bit by bit."""

    def __init__(self) -> None:
        self.done: list[Section] = []
        """What does not change any more."""
        self.references: dict[str, str] = {}
        """What `[name]: address` said."""
        self._lines: list[str] = []
        """Of the section that is open; all are whole but what is in `_rest`."""
        self._size = 0
        self._rest = ""
        """What came of the line that is not whole."""
        self._code: _Code | None = None
        self._codes = 0
        self._inner = ""
        """The fence that is open within a list or a quote."""
        self._math_since: int | None = None
        self._head: list[str] = []
        """Head and rule of the table that is open."""

    def feed(self, text: str) -> None:
        """Take what came."""
        *whole, self._rest = (self._rest + text).split("\n")
        for line in whole:
            self._take(self._cut_line(line.removesuffix("\r")))
        self._rest = self._cut_line(self._rest)

    def finish(self) -> None:
        """Take the end of the message."""
        rest, self._rest = self._rest, ""
        if rest:
            self._take(rest.removesuffix("\r"))
        if self._code is not None and self._code.is_first and not self._lines:
            self._lines = [""]
        self._close(is_last=True)
        self._code, self._inner, self._math_since = None, "", None

    @property
    def last(self) -> Section | None:
        """What is open and still changes."""
        lines = self._lines
        if self._rest and not self._may_be_fence():
            lines = [*lines, self._rest]
        if self._code is not None:
            return self._piece("\n".join(lines), is_last=True)
        source = "\n".join(lines)
        return Section(source) if source.strip() else None

    def code(self, number: int) -> str:
        """Return a whole piece of code."""
        sections = [*self.done, self.last] if self.last is not None else self.done
        return "\n".join(each.source for each in sections if each.code == number)

    def _may_be_fence(self) -> bool:
        """Whether the line that comes begins as the end of the code does: it is not shown yet."""
        if self._code is None:
            return not self._rest.strip("` ") and "`" in self._rest
        return not self._rest.strip(f" {self._code.fence[0]}")

    def _cut_line(self, line: str) -> str:
        """Take all but the last piece of a line that is too long for one section."""
        most = _MOST if line.lstrip().startswith("|") else LONGEST
        while len(line) > most:
            at = line.rfind(" ", most // 2, most) + 1 or most
            self._take(line[:at])
            self._close(is_last=False)
            line = line[at:]
        return line

    def _take(self, line: str) -> None:
        if self._inner and line.strip() and line[0] not in " \t>":
            self._inner = ""  # what it was in has ended, and it with it
        if self._code is not None:
            self._take_code(self._code, line)
        elif not self._inner and (fence := _FENCE.match(line)) and not self._is_inside(fence[1]):
            self._close(is_last=True)
            self._codes += 1
            language = fence[3].strip().strip("{}").lstrip(".").split()
            self._code = _Code(
                self._codes, fence[2], len(fence[1]), language[0] if language else ""
            )
        else:
            self._take_text(line)

    def _take_code(self, code: _Code, line: str) -> None:
        stripped = line.strip()
        if (
            stripped.startswith(code.fence)
            and not stripped.strip(code.fence[0])
            and len(line) - len(line.lstrip()) <= 3
        ):
            if code.is_first and not self._lines:
                self._lines = [""]
            self._close(is_last=True)
            self._code = None
            return
        line = line[min(code.indent, len(line) - len(line.lstrip(" "))) :]
        count = len(self._lines)
        if count >= MOST_CODE_LINES or (
            count >= CODE_LINES and line and not line[0].isspace() and not self._lines[-1].strip()
        ):
            self._close(is_last=False)
        self._add(line)

    def _take_text(self, line: str) -> None:
        if self._inner:
            if line.strip(" >").startswith(self._inner) and not line.strip(f" >{self._inner[0]}"):
                self._inner = ""
            self._add(line)
            if self._size > _MOST:
                self._close(is_last=False)
            return
        if not line.strip():
            if self._may_cut():
                self._close(is_last=True)
            elif self._lines:
                self._add(line)
            return
        if found := _REFERENCE.match(line):
            self.references[found[1]] = found[2]
        if self._lines and not self._lines[-1].strip() and not self._goes_on(line):
            self._close(is_last=True)
        elif self._is_long(line):
            head = self._head
            self._close(is_last=False)
            self._lines, self._head = list(head), head  # so that it stays a table
        self._watch(line)
        self._add(line)

    def _is_long(self, line: str) -> bool:
        """Whether the section ends above a line because it is long."""
        if self._is_list() and self._size > _LIST:
            return _ITEM.match(line) is not None and not line[0].isspace()
        return self._size > LONGEST and (not line[0].isspace() or self._size > _MOST)

    def _watch(self, line: str) -> None:
        """Notice what empty lines do not end: a formula, code in a list; and a table's head."""
        if line.count("$$") % 2:
            self._math_since = None if self._math_since is not None else len(self._lines)
        if inner := _INNER_FENCE.match(line):
            self._inner = inner[1]
        if len(self._lines) == 1 and "|" in line and _TABLE_RULE.match(line):
            self._head = [self._lines[0], line]

    def _may_cut(self) -> bool:
        """Whether an empty line ends the section now: it does unless it is a list."""
        if self._math_since is not None:
            return len(self._lines) - self._math_since > _NOT_MATH
        return not self._is_list()

    def _goes_on(self, line: str) -> bool:
        """Whether a line after an empty one belongs to what is above."""
        return line[0] in " \t" or self._math_since is not None

    def _is_list(self) -> bool:
        return bool(self._lines) and _ITEM.match(self._lines[0]) is not None

    def _is_inside(self, indent: str) -> bool:
        """Whether a fence with this indent belongs to the list above it."""
        return len(indent) >= 2 and self._is_list()

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line) + 1

    def _close(self, *, is_last: bool) -> None:
        """Make a section of what is open."""
        source = "\n".join(self._lines)
        if self._code is not None:
            if self._lines or is_last:
                self.done.append(self._piece(source, is_last=is_last))
                self._code.is_first = False
        elif source.strip():
            self.done.append(Section(source.rstrip(), goes_on=not is_last))
        self._lines, self._size, self._head, self._math_since = [], 0, [], None

    def _piece(self, source: str, *, is_last: bool) -> Section:
        code = self._code
        if code is None:
            raise RuntimeError("no piece of code is open")
        return Section(source, code.number, code.language, code.is_first, is_last)
