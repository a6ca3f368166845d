"""Cuts a document's text into chunks, along its headings, pages, paragraphs and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from app.services.chat.context import estimate_tokens
from app.services.documents.api import Chunk, Extracted, Section

TOKENS = 500
"""In a chunk, at most."""
OVERLAP = 60
"""Tokens that a chunk shares with the one before it in the same part."""
_SMALL = 60
"""Tokens of a part that is not worth a chunk of its own: it goes with the next one."""
_LONGEST_PART = 200_000
"""Characters that are cut in one go: how long cutting takes grows faster than the text."""


def chunks_of(
    extracted: Extracted,
    *,
    tokens: int = TOKENS,
    overlap: int = OVERLAP,
    count: Callable[[str], int] = estimate_tokens,
) -> tuple[Chunk, ...]:
    """Cut a document. `chunk.text` is `extracted.text[chunk.start:chunk.end]`.

    Args:
        extracted: what was read; a page or a part under a heading ends a chunk.
        tokens: in a chunk, at most.
        overlap: tokens that neighbours within a part share.
        count: tokens of a text.
    """
    found = []
    for part in _parts(extracted, min(_SMALL, tokens // 4), count):
        for start, end in _cut(extracted.text, part, tokens, overlap, count):
            text = extracted.text[start:end]
            found.append(Chunk(start, end, text, part.page, part.heading))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    page: int | None
    heading: str


def _parts(extracted: Extracted, small: int, count: Callable[[str], int]) -> Iterator[_Part]:
    """Yield what is cut by itself: a page, or what stands under one heading."""
    waiting: _Part | None = None
    for section in extracted.sections:
        if waiting is not None and not _belongs(waiting, section, extracted.text, small, count):
            yield waiting
            waiting = None
        start = section.start if waiting is None else waiting.start
        waiting = _Part(start, section.end, section.page, section.heading)
    if waiting is not None:
        yield waiting


def _belongs(
    part: _Part, section: Section, text: str, small: int, count: Callable[[str], int]
) -> bool:
    """Return whether a section goes with the part before it."""
    if part.page != section.page:
        return False
    return part.heading == section.heading or count(text[part.start : part.end]) < small


def _cut(
    text: str, part: _Part, tokens: int, overlap: int, count: Callable[[str], int]
) -> Iterator[tuple[int, int]]:
    """Yield where the chunks of a part begin and end."""
    for start in range(part.start, part.end, _LONGEST_PART):
        whole = text[start : min(part.end, start + _LONGEST_PART)]
        bare = whole.strip()
        if not bare:
            continue
        if count(bare) <= tokens:
            begin = start + whole.index(bare)
            yield begin, begin + len(bare)
            continue
        pieces = _pieces(whole, min(overlap or _SMALL, tokens), count)
        for first, last in _packed(whole, pieces, tokens, overlap, count):
            yield start + pieces[first][0], start + pieces[last][1]


def _pieces(text: str, tokens: int, count: Callable[[str], int]) -> list[tuple[int, int]]:
    """Cut a text at its paragraphs, sentences and words, the best places first."""
    from semchunk.semchunk import chunk

    _, offsets = cast(
        "tuple[list[str], list[tuple[int, int]]]",
        chunk(text, tokens, count, memoize=False, offsets=True),
    )
    return [(start, end) for start, end in offsets if end > start]


def _packed(
    text: str,
    pieces: list[tuple[int, int]],
    tokens: int,
    overlap: int,
    count: Callable[[str], int],
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last piece of each chunk."""

    def size(first: int, last: int) -> int:
        return count(text[pieces[first][0] : pieces[last][1]])

    first = 0
    while True:
        last = first
        while last + 1 < len(pieces) and size(first, last + 1) <= tokens:
            last += 1
        yield first, last
        if last + 1 == len(pieces):
            return
        begin, first = first, last + 1
        while first - 1 > begin and size(first - 1, last) <= overlap:
            first -= 1
