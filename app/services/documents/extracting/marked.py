"""Parts of a Markdown file. Its text stays as it was written, so that a passage is found in it."""

from __future__ import annotations

import re

from app.services.documents.api import Extracted, Section

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TITLE = re.compile(r"""title:[ \t]*["']?(.*?)["']?[ \t]*$""")
_LONGEST_HEADING = 200


def read_markdown(text: str) -> Extracted:
    """Return the parts under the headings, and blocks of code."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._path: list[tuple[int, str]] = []
        self._sections: list[Section] = []
        self._begun = 0
        self._title = ""

    def read(self) -> Extracted:
        """Go through the lines once."""
        fence, previous, at = "", "", self._front_matter()
        previous_at = at
        for line in self._text[at:].splitlines(keepends=True):
            bare = line.rstrip("\n")
            opening = _FENCE.match(bare)
            if fence:
                if opening and opening[1].startswith(fence) and not bare.strip().strip(fence[0]):
                    fence = ""
            elif opening:
                fence = opening[1]
            else:
                self._heading(bare, at, previous, previous_at)
            previous, previous_at = "" if fence or opening else bare, at
            at += len(line)
        self._close(len(self._text))
        return Extracted(self._text, tuple(self._sections), self._title)

    def _heading(self, line: str, at: int, previous: str, previous_at: int) -> None:
        """Begin a part where a line is a heading, or makes the one before it one."""
        marked = _HEADING.match(line)
        if marked:
            self._begin(at, len(marked[1]), marked[2])
            return
        underline = _UNDERLINE.match(line)
        if underline and _can_be_heading(previous) and previous_at >= self._begun:
            self._begin(previous_at, 1 if underline[1][0] == "=" else 2, previous)

    def _begin(self, at: int, level: int, text: str) -> None:
        title = " ".join(text.split())[:_LONGEST_HEADING]
        self._close(at)
        self._path = [above for above in self._path if above[0] < level]
        self._path.append((level, title))
        if level == 1 and not self._title:
            self._title = title

    def _close(self, end: int) -> None:
        if end > self._begun:
            heading = " › ".join(title for _, title in self._path if title)
            self._sections.append(Section(self._begun, end, heading=heading))
            self._begun = end

    def _front_matter(self) -> int:
        """Return where the text begins behind a block of YAML, whose title counts."""
        if not self._text.startswith("---\n"):
            return 0
        end = self._text.find("\n---\n", 3)
        if end < 0:
            return 0
        for line in self._text[4:end].split("\n"):
            found = _TITLE.match(line)
            if found:
                self._title = found[1][:_LONGEST_HEADING]
        return end + len("\n---\n")


def _can_be_heading(line: str) -> bool:
    bare = line.strip()
    return bool(bare) and bare[0] not in "#>|-*+" and not _HEADING.match(line)
