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
    from semchunk.semchunk import chunk

    for start in range(part.start, part.end, _LONGEST_PART):
        piece = text[start : min(part.end, start + _LONGEST_PART)]
        bare = piece.strip()
        if not bare:
            continue
        if count(bare) <= tokens:
            begin = start + piece.index(bare)
            yield begin, begin + len(bare)
            continue
        _, offsets = cast(
            "tuple[list[str], list[tuple[int, int]]]",
            chunk(piece, tokens, count, memoize=False, offsets=True, overlap=overlap),
        )
        yield from ((start + begin, start + end) for begin, end in offsets if end > begin)
