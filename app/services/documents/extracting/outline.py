"""Text that is put together piece by piece, with headings above its parts."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.documents.api import Section
from app.services.documents.extracting.limits import Unreadable

_DEEPEST = 6
_LONGEST_HEADING = 200


class Outline:
    """Collects paragraphs, headings and code, and tells which part of the text stands where."""

    def __init__(self, characters: int) -> None:
        self._left = characters
        self._pieces: list[str] = []
        self._length = 0
        self._path: list[tuple[int, str]] = []
        self._begun = 0
        self._sections: list[Section] = []

    def heading(self, level: int, text: str) -> None:
        """Begin a part; deeper ones belong to it."""
        title = " ".join(text.split())[:_LONGEST_HEADING]
        if not title:
            return
        self._close()
        self._path = [above for above in self._path if above[0] < level][:_DEEPEST]
        self._path.append((level, title))
        self._add(title)

    def paragraph(self, text: str) -> None:
        """Add a paragraph, a row of a table, or lines of code."""
        if text.strip():
            self._add(text)

    def done(self) -> tuple[str, tuple[Section, ...]]:
        """Return the whole text and its parts."""
        self._close()
        return "".join(self._pieces), tuple(self._sections)

    def _add(self, text: str) -> None:
        piece = f"{text}\n\n"
        self._left -= len(piece)
        if self._left < 0:
            raise Unreadable(tr("It holds too much text to be read."), tr("Split it."))
        self._pieces.append(piece)
        self._length += len(piece)

    def _close(self) -> None:
        if self._length > self._begun:
            heading = " › ".join(title for _, title in self._path)
            section = Section(self._begun, self._length, heading=heading)
            self._sections.append(section)
        self._begun = self._length
