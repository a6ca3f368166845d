"""What is looked for in a log: a text or a regular expression, and how grave lines must be.

Regular expressions are Perl's (PCRE2 in Qt): its limit on steps ends what would take for ever.
Python's own hold the interpreter until they are through, and with it the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression

from app.core.errors import BadInput
from app.core.i18n import tr
from app.logview.levels import Level

MAX_PATTERN = 1000
"""Characters."""
SEARCHED = 16 * 1024
"""Characters of a line in which a regular expression looks; a text is found in all of it."""
SPANS = 200
"""Places of one line that are marked at most."""
_STEPS = 200_000
_DEPTH = 5_000
"""What matching one line may take: some milliseconds."""

Span = tuple[int, int]


class TooCostly(Exception):
    """A line was not searched to its end: the expression would take too long."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty `words` fits every line."""

    words: str = ""
    is_regex: bool = False
    match_case: bool = False
    least: Level = Level.NONE

    @property
    def is_all(self) -> bool:
        """Whether every line fits."""
        return not self.words and self.least is Level.NONE

    def finder(self) -> Finder:
        """Return what finds it; BadInput says what is wrong with the expression."""
        if len(self.words) > MAX_PATTERN:
            raise BadInput(
                tr("More than {most} characters cannot be searched for.").format(most=MAX_PATTERN)
            )
        return _Regex(self) if self.is_regex and self.words else _Words(self)


class Finder:
    """Finds one query in texts. One thread each."""

    def __init__(self, query: Query) -> None:
        self.query = query

    def fits(self, text: str) -> bool:
        """Whether a line's text has it; TooCostly when that cannot be told."""
        raise NotImplementedError

    def spans(self, text: str) -> list[Span]:
        """Return where, without overlaps; nothing where it is too costly or words are empty."""
        raise NotImplementedError


class _Words(Finder):
    """Finds words as they are."""

    def __init__(self, query: Query) -> None:
        super().__init__(query)
        flags = 0 if query.match_case else re.IGNORECASE
        self._pattern = re.compile(re.escape(query.words), flags)

    def fits(self, text: str) -> bool:
        return self._pattern.search(text) is not None

    def spans(self, text: str) -> list[Span]:
        if not self.query.words:
            return []
        found = self._pattern.finditer(text)
        return [each.span() for each, _ in zip(found, range(SPANS), strict=False)]


class _Regex(Finder):
    """Finds a regular expression, in steps that are counted."""

    def __init__(self, query: Query) -> None:
        super().__init__(query)
        options = QRegularExpression.PatternOption.UseUnicodePropertiesOption
        if not query.match_case:
            options |= QRegularExpression.PatternOption.CaseInsensitiveOption
        limits = f"(*LIMIT_MATCH={_STEPS})(*LIMIT_DEPTH={_DEPTH})"
        alone = QRegularExpression(query.words, options)
        if not alone.isValid():
            at = alone.patternErrorOffset()
            raise BadInput(
                tr("{why} (at character {at}).").format(
                    why=alone.errorString().capitalize(), at=at + 1
                )
            )
        self._pattern = QRegularExpression(limits + query.words, options)
        self._pattern.optimize()

    def fits(self, text: str) -> bool:
        found = self._pattern.match(text[:SEARCHED])
        if found.hasMatch():
            return True
        if not found.isValid():
            raise TooCostly
        return False

    def spans(self, text: str) -> list[Span]:
        return list(self._found(text[:SEARCHED]))

    def _found(self, text: str) -> Iterator[Span]:
        at_unit = _Positions(text)
        matches = self._pattern.globalMatch(text)
        for _ in range(SPANS):
            if not matches.hasNext():
                return
            found = matches.next()
            begin, end = at_unit.of(found.capturedStart()), at_unit.of(found.capturedEnd())
            if end > begin:
                yield begin, end


class _Positions:
    """Qt counts UTF-16, Python characters; they differ where a text has emojis."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []

    def of(self, unit: int) -> int:
        """Return which character begins at a UTF-16 unit."""
        for before, at in enumerate(self._wide):
            if at + before >= unit:
                return unit - before
        return unit - len(self._wide)
