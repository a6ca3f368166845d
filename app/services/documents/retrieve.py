"""Find what answers a question: by words and by meaning, fused, merged, within a budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from app.core.errors import UserError
from app.core.i18n import tr
from app.services.chat.context import estimate_tokens
from app.services.documents.api import Embedder, Hit, Passage, Retrieval, VectorStore
from app.services.documents.embedders.naming import EMBEDDED_NAME

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors
    from app.services.documents.index import DocumentIndex

LIMIT = 8
"""Passages that go to a model."""
CANDIDATES = 40
"""Chunks that words find, and that vectors find."""
RRF_K = 60
"""Reciprocal rank fusion: how little the first places count more than those behind them."""
FLOORS = {EMBEDDED_NAME: 0.2}
"""Cosines below which a model finds nothing alike: what answers has 0.37 and more, a “thanks” has
less than this. Of other models nobody knows; each has a scale of its own."""
RERANKED = 24
"""Chunks that a reranker looks at."""

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
    before: str = "",
    limit: int = LIMIT,
    rerank: Rerank | None = None,
) -> Retrieval:
    """Return the passages that answer a question, best first.

    “And how loud is it?” says nothing alone: what was asked `before` is looked for with it. Each
    collection is asked with the embedding model that its vectors are of. Where that cannot be had
    only words are looked for, and the notes say so. Raises DocumentsUnavailable, Cancelled.
    """
    search = _Search(index, embedder_of, question.strip(), before.strip(), cancel)
    if not search.question or token_budget <= 0:
        return Retrieval(question, ())
    begun = time.perf_counter()
    ranked = search.run(collections)
    if rerank is not None:
        ranked = search.reranked(ranked, rerank)
    passages = _within(index, ranked, token_budget, limit)
    took = time.perf_counter() - begun
    return Retrieval(
        question=question,
        passages=passages,
        searched_chunks=search.searched,
        embed_s=search.embed_s,
        search_s=took - search.embed_s,
        notes=tuple(dict.fromkeys(search.notes)),
    )


@dataclass(slots=True)
class _Search:
    """One question on its way through the collections."""

    index: DocumentIndex
    embedder_of: EmbedderOf
    question: str
    before: str
    cancel: Cancel
    searched: int = 0
    embed_s: float = 0.0
    notes: list[str] = field(default_factory=list)

    def run(self, collections: Sequence[str]) -> list[Passage]:
        """Return the chunks that were found, best first."""
        words = self._by_words(collections)
        meanings = self._by_meaning(collections)
        scores: dict[int, float] = {}
        for ranking in (*words, *meanings):
            for rank, hit in enumerate(ranking, 1):
                scores[hit.chunk] = scores.get(hit.chunk, 0.0) + 1.0 / (RRF_K + rank)
        by_words = {hit.chunk for ranking in words for hit in ranking}
        similar: dict[int, float] = {}
        for hit in (hit for ranking in meanings for hit in ranking):
            similar[hit.chunk] = max(hit.score, similar.get(hit.chunk, hit.score))
        best = sorted(scores, key=lambda chunk: (-scores[chunk], chunk))[:CANDIDATES]
        return [
            replace(
                passage,
                score=scores[chunk],
                similarity=similar.get(chunk),
                by_words=chunk in by_words,
            )
            for chunk, passage in self.index.passages(best).items()
        ]

    def reranked(self, found: list[Passage], rerank: Rerank) -> list[Passage]:
        """Return what was found in the order of a model that reads question and text together."""
        looked_at = found[:RERANKED]
        if not looked_at:
            return found
        try:
            scores = rerank(self.question, [each.text for each in looked_at], self.cancel)
        except UserError as error:
            self.cancel.raise_if_cancelled()
            self.notes.append(
                tr("The passages could not be reranked: {message}").format(message=error.message)
            )
            return found
        order = sorted(range(len(looked_at)), key=lambda at: -scores[at])
        return [looked_at[at] for at in order] + found[RERANKED:]

    def _by_words(self, collections: Sequence[str]) -> list[tuple[Hit, ...]]:
        texts = [self.question]
        if self.before:
            texts.append(f"{self.question}\n{self.before}")
        return [self.index.words(text, collections, CANDIDATES) for text in texts]

    def _by_meaning(self, collections: Sequence[str]) -> list[list[Hit]]:
        """Return rankings for each embedding model; cosines of different ones do not compare."""
        groups: dict[str, list[str]] = {}
        for collection in dict.fromkeys(collections):
            groups.setdefault(self.index.answering(collection), []).append(collection)
        rankings = []
        for embedder_id, group in groups.items():
            vectors = self._vectors(embedder_id) if embedder_id else None
            if vectors is None:
                self._note_words_only(embedder_id, group)
                continue
            found: list[list[Hit]] = [[] for _vector in vectors]
            for collection in group:
                self.cancel.raise_if_cancelled()
                for hits, nearest in zip(
                    found, self._nearest(collection, embedder_id, vectors), strict=True
                ):
                    hits += nearest
            floor = FLOORS.get(embedder_id, -1.0)
            for hits in found:
                hits.sort(key=lambda hit: (-hit.score, hit.chunk))
                rankings.append([hit for hit in hits[:CANDIDATES] if hit.score >= floor])
        return rankings

    def _vectors(self, embedder_id: str) -> Vectors | None:
        begun = time.perf_counter()
        texts = [self.question]
        if self.before:
            texts.append(f"{self.before}\n{self.question}")
        try:
            vectors = self.embedder_of(embedder_id).embed(texts, self.cancel)
            if vectors.shape[1] == self.index.dimensions(embedder_id):
                return vectors
            self.notes.append(
                tr("Found by words only: “{embedder_id}” is another model by now.").format(
                    embedder_id=embedder_id
                )
            )
        except UserError as error:
            self.cancel.raise_if_cancelled()
            self.notes.append(tr("Found by words only: {message}").format(message=error.message))
        finally:
            self.embed_s += time.perf_counter() - begun
        return None

    def _note_words_only(self, embedder_id: str, group: Iterable[str]) -> None:
        chunks = sum(self.index.stats(collection).chunks for collection in group)
        self.searched += chunks
        if chunks and not embedder_id:
            self.notes.append(tr("Found by words only: the documents have no vectors yet."))

    def _nearest(
        self, collection: str, embedder_id: str, vectors: Vectors
    ) -> list[tuple[Hit, ...]]:
        """Return what is nearest to each vector."""

        def searched(store: VectorStore) -> list[tuple[Hit, ...]]:
            nearest = [store.search(vectors[at : at + 1], CANDIDATES) for at in range(len(vectors))]
            self.searched += store.count()
            return nearest

        try:
            return searched(self.index.store(collection, embedder_id))
        except UserError as error:
            self.cancel.raise_if_cancelled()
            self.notes.append(
                tr("Searched on this computer: {message}").format(message=error.message)
            )
        return searched(self.index.own_store(collection, embedder_id))


def _within(
    index: DocumentIndex, ranked: Sequence[Passage], token_budget: int, limit: int
) -> tuple[Passage, ...]:
    """Take the best chunks, neighbours as one passage, as many as fit."""
    taken: list[Passage] = []
    left = token_budget
    for chunk in ranked[: 2 * limit]:
        at = next((at for at, each in enumerate(taken) if _touch(each, chunk)), None)
        if at is None and (len(taken) == limit or any(each.text == chunk.text for each in taken)):
            continue
        passage = chunk if at is None else _joined(index, taken[at], chunk)
        cost = estimate_tokens(passage.text)
        before = 0 if at is None else estimate_tokens(taken[at].text)
        if cost - before > left:
            if taken:
                continue
            passage = _cut(passage, left)
            cost = left
        left -= cost - before
        if at is None:
            taken.append(passage)
        else:
            taken[at] = passage
    return tuple(taken)


def _touch(one: Passage, other: Passage) -> bool:
    """Whether two stretches of a page or part overlap, or only white space is between them."""
    here = (one.collection, one.document, one.page, one.heading)
    same = here == (other.collection, other.document, other.page, other.heading)
    return same and one.start <= other.end + 2 and other.start <= one.end + 2


def _joined(index: DocumentIndex, one: Passage, other: Passage) -> Passage:
    """Return one passage of two that touch."""
    first = one if one.start <= other.start else other
    start, end = first.start, max(one.end, other.end)
    similar = [each.similarity for each in (one, other) if each.similarity is not None]
    return replace(
        first,
        end=end,
        text=index.text_of(one.collection, one.document)[start:end],
        score=max(one.score, other.score),
        similarity=max(similar, default=None),
        by_words=one.by_words or other.by_words,
    )


def _cut(passage: Passage, tokens: int) -> Passage:
    """Return the beginning of a passage, of so many tokens at most."""
    size = len(passage.text)
    while size > 1 and estimate_tokens(passage.text[:size]) > tokens:
        size = size * 3 // 4
    return replace(passage, end=passage.start + size, text=passage.text[:size])
