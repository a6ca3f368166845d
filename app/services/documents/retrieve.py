"""Find what answers a question: by words and by meaning, fused, merged, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from app.services.documents.api import Embedder, Retrieval

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.index import DocumentIndex

LIMIT = 8
EmbedderOf: TypeAlias = Callable[[str], Embedder]
"""Returns an embedding model by its id; UserError where there is none just now."""
Rerank: TypeAlias = "Callable[[str, Sequence[str], Cancel], Sequence[float]]"
"""Returns how well each text answers a question; UserError."""


def retrieve(
    index: DocumentIndex,
    embedder_of: EmbedderOf,
    question: str,
    collections: Sequence[str],
    cancel: Cancel,
    *,
    token_budget: int,
    limit: int = LIMIT,
    rerank: Rerank | None = None,
) -> Retrieval:
    """Return the passages that answer a question, best first.

    Each collection is asked with the embedding model that its vectors are of. Where that cannot be
    had only words are looked for, and the notes say so. Raises DocumentsUnavailable, Cancelled.
    """
    raise NotImplementedError
