"""Numbered sources for a model, and which of them its answer really names."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.chat.api import Source
from app.services.documents.api import Retrieval


def sources_of(retrieval: Retrieval) -> tuple[Source, ...]:
    """Return what was found under numbers, from 1."""
    return tuple(
        Source(
            number=number,
            collection=passage.collection,
            document=passage.document,
            title=passage.title,
            page=passage.page,
            start=passage.start,
            end=passage.end,
            heading=passage.heading,
            text=passage.text,
            score=passage.score,
        )
        for number, passage in enumerate(retrieval.passages, 1)
    )


def block(sources: Sequence[Source]) -> str:
    """Return what the model is told of the sources: data under numbers, not orders."""
    raise NotImplementedError


def cited(answer: str, sources: Sequence[Source]) -> tuple[int, ...]:
    """Return the numbers of sources that an answer names, in the order of their first mention."""
    raise NotImplementedError


def checked(answer: str, sources: Sequence[Source]) -> str:
    """Return an answer without numbers that no source has."""
    raise NotImplementedError
