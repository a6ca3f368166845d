"""Which tags of a repository are newer than one: `25.11-py3`, `v1.8.2`, `2026-11-01`.

Only tags of the same make are compared: the same words before and after the version, and as many
numbers in it. A tag without a version (`latest`) has nothing newer than itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAG = re.compile(
    r"(?P<before>(?:[A-Za-z][A-Za-z_.-]*)?)"
    r"(?P<version>\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)*)"
    r"(?P<draft>[-._]?(?:alpha|beta|pre|rc|dev|a|b)[-._]?\d*)?"
    r"(?P<after>(?:[-+_.][A-Za-z0-9_.+-]*)?)"
)
_STAGES = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "pre": 3, "rc": 3}
_RELEASED = (4, 0)
_DATE_DIGITS = 8
MAX_DIGITS = 18
LONGEST = 128
"""Characters of a tag, by its definition; a registry may say anything."""


@dataclass(frozen=True, slots=True)
class TagVersion:
    """What a tag says of its version."""

    make: tuple[str, str, str, int]
    """What must be the same: words before and after, how it is written, how many numbers."""
    order: tuple[tuple[int, ...], tuple[int, int]]
    """The numbers, and how far it was from being released."""

    @property
    def is_draft(self) -> bool:
        """Whether it is a candidate of a version, not the version."""
        return self.order[1] != _RELEASED


def read_tag(tag: str) -> TagVersion | None:
    """Read a tag's version; None when it has none."""
    match = _TAG.fullmatch(tag) if len(tag) <= LONGEST else None
    if match is None or not tag.isascii():
        return None
    version = match["version"]
    texts = re.split(r"[.-]", version)
    if any(len(each) > MAX_DIGITS for each in texts):
        return None
    writing = "date" if "-" in version or len(texts[0]) >= _DATE_DIGITS else "numbers"
    return TagVersion(
        (match["before"], match["after"], writing, len(texts)),
        (tuple(int(each) for each in texts), _stage(match["draft"] or "")),
    )


def newer_tags(tag: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of the same make with a higher version, highest first.

    A candidate is offered to whoever runs a candidate.
    """
    mine = read_tag(tag)
    if mine is None:
        return ()
    found = {}
    for other in others:
        theirs = read_tag(other)
        if (
            theirs is not None
            and theirs.make == mine.make
            and theirs.order > mine.order
            and (mine.is_draft or not theirs.is_draft)
        ):
            found[other] = theirs.order
    return tuple(sorted(found, key=lambda each: (found[each], each), reverse=True))


def _stage(draft: str) -> tuple[int, int]:
    """Order drafts before what they are drafts of."""
    if not draft:
        return _RELEASED
    word = re.sub(r"[^a-z]", "", draft)
    number = re.sub(r"[^0-9]", "", draft)
    return _STAGES[word], int(number[:MAX_DIGITS] or "0")
