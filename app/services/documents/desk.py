"""DocumentDesk: the index with the embedding models that it needs, for window and command line."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.services.documents.api import Embedder, EmbedderChoice, Retrieval
from app.services.documents.embedders.naming import choice_of, embedder_id
from app.services.documents.embedders.posting import SILENCE_S
from app.services.documents.index import DocumentIndex
from app.services.documents.retrieve import Rerank, retrieve
from app.services.documents.stores.keeping import OpenStore

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors
    from app.services.serving.completions import LocalAddress

ASKED_S = 30.0
"""Seconds that somebody who waits for an answer waits for a silent server: then words find alone.
A box needs some for loading a model."""
AddressOf: TypeAlias = "Callable[[str, Cancel], AbstractContextManager[LocalAddress]]"
"""Leads to an endpoint by its id; raises UserError where it cannot be reached."""


class DocumentDesk:
    """Own documents in one file. Thread-safe.

    Args:
        path: The file of the index.
        address_of: Leads to the endpoints that make vectors.
        open_store: Opens stores outside of the file, where a collection wants one.
    """

    def __init__(
        self, path: Path, address_of: AddressOf, *, open_store: OpenStore | None = None
    ) -> None:
        self.index = DocumentIndex(path, open_store=open_store)
        self._address_of = address_of
        self._lock = threading.Lock()
        self._own: Embedder | None = None
        self._own_turn = threading.Lock()

    def open_embedder(
        self, choice: EmbedderChoice, cancel: Cancel, *, silence_s: float = SILENCE_S
    ) -> Embedder:
        """Return an embedding model, for one thread, which closes it. Raises UserError."""
        if choice.kind == "embedded":
            from app.services.documents.embedders.embedded import EmbeddedEmbedder

            return EmbeddedEmbedder()
        from app.services.documents.embedders.endpoint import EndpointEmbedder

        with contextlib.ExitStack() as stack:
            address = stack.enter_context(self._address_of(choice.endpoint, cancel))
            embedder = EndpointEmbedder(
                address, embedder_id(choice), choice.model, silence_s=silence_s
            )
            stack.callback(embedder.close)
            return _Lent(embedder, way=stack.pop_all())

    def retrieve(
        self,
        question: str,
        collections: Sequence[str],
        cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        """Return what a question finds, with those `before` it.

        Raises DocumentsUnavailable, Cancelled.
        """
        with contextlib.ExitStack() as stack:

            def embedder_of(embedder: str) -> Embedder:
                choice = choice_of(embedder)
                if choice.kind == "embedded":  # takes longer to open than to ask: it is kept
                    return _Lent(self._own_embedder(choice, cancel), turn=self._own_turn)
                opened = self.open_embedder(choice, cancel, silence_s=ASKED_S)
                stack.callback(opened.close)
                return opened

            return retrieve(
                self.index,
                embedder_of,
                question,
                collections,
                cancel,
                token_budget=token_budget,
                before=before,
                rerank=self._rerank_of(collections, stack),
            )

    def _own_embedder(self, choice: EmbedderChoice, cancel: Cancel) -> Embedder:
        with self._lock:
            self._own = self._own or self.open_embedder(choice, cancel)
            return self._own

    def _rerank_of(self, collections: Sequence[str], stack: contextlib.ExitStack) -> Rerank | None:
        """Return what asks the reranker that one of the collections wants; None: none does."""
        wanted = [each.reranker for each in self.index.collections() if each.id in collections]
        choice = next(filter(None, wanted), None)
        if choice is None:
            return None

        def rerank(question: str, texts: Sequence[str], cancel: Cancel) -> Sequence[float]:
            from app.services.documents.embedders.reranking import EndpointReranker

            address = stack.enter_context(self._address_of(choice.endpoint, cancel))
            reranker = EndpointReranker(address, choice.model, silence_s=ASKED_S)
            stack.callback(reranker.close)
            return reranker(question, texts, cancel)

        return rerank

    def close(self) -> None:
        """Give up the file and the memory of models."""
        with self._lock:
            own, self._own = self._own, None
        if own is not None:
            with self._own_turn:
                own.close()
        self.index.close()


class _Lent:
    """An embedding model for one question or one indexing; who lends it may keep it open."""

    def __init__(
        self,
        embedder: Embedder,
        *,
        turn: contextlib.AbstractContextManager[object] | None = None,
        way: contextlib.ExitStack | None = None,
    ) -> None:
        """`turn`: several ask it, one after the other. `way`: what ends with it."""
        self._embedder = embedder
        self._turn = turn or contextlib.nullcontext()
        self._way = way or contextlib.ExitStack()

    @property
    def id(self) -> str:
        """Return what tells its vectors from others'."""
        return self._embedder.id

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        """Return one vector a text."""
        with self._turn:
            return self._embedder.embed(texts, cancel)

    def close(self) -> None:
        """End what ends with it."""
        self._way.close()
