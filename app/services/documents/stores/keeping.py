"""StoreKeeper: the stores that are searched just now, each brought to what the index has."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.errors import UserError
from app.core.i18n import tr
from app.services.documents.api import DocumentsUnavailable, StoreChoice, VectorStore
from app.services.documents.stores.following import StoreFollower
from app.services.documents.stores.numpy_store import NumpyStore

if TYPE_CHECKING:
    from app.services.documents.database import Connections

OpenStore = Callable[[StoreChoice, str], VectorStore]
"""Returns a store outside of the index: where, and under which name; UserError."""

OWN = StoreChoice()
"""In memory."""


class StoreKeeper:
    """Keeps a store for each collection, embedding model and place that was asked. Thread-safe."""

    def __init__(self, open_store: OpenStore | None) -> None:
        self._open_store = open_store
        self._followers: dict[tuple[str, str, StoreChoice], StoreFollower] = {}
        self._lock = threading.Lock()

    def store(
        self, connections: Connections, collection: str, embedder_id: str, choice: StoreChoice
    ) -> VectorStore:
        """Return a store with all that the index has by now. Raises UserError, sqlite3.Error."""
        follower = self._follower(collection, embedder_id, choice)
        follower.follow(connections)
        return follower.store

    def forget(
        self, connections: Connections, collection: str, embedder_id: str, choice: StoreChoice
    ) -> None:
        """Take the vectors of an embedding model out of memory, and of a Milvus."""
        if choice.kind != OWN.kind:
            with contextlib.suppress(UserError):
                self._follower(collection, embedder_id, choice)
        with self._lock:
            keys = [key for key in self._followers if key[:2] == (collection, embedder_id)]
            followers = [self._followers.pop(key) for key in keys]
        for follower in followers:
            with contextlib.suppress(UserError):  # what a Milvus keeps that is gone, it keeps
                follower.clear(connections)
            follower.close()

    def close(self) -> None:
        """Give up memory and connections; another search begins anew."""
        with self._lock:
            followers = list(self._followers.values())
            self._followers.clear()
        for follower in followers:
            follower.close()

    def _follower(self, collection: str, embedder_id: str, choice: StoreChoice) -> StoreFollower:
        key = (collection, embedder_id, choice)
        with self._lock:
            if key not in self._followers:
                self._followers[key] = self._new_follower(*key)
            return self._followers[key]

    def _new_follower(
        self, collection: str, embedder_id: str, choice: StoreChoice
    ) -> StoreFollower:
        if choice.kind == OWN.kind:
            return StoreFollower(NumpyStore(), collection, embedder_id)
        if self._open_store is None:
            raise DocumentsUnavailable(
                tr("The Milvus of this collection cannot be reached from here.")
            )
        name = f"{collection}\n{embedder_id}"
        store = self._open_store(choice, name)
        where = f"{name}\n{choice.node}:{choice.port}"
        return StoreFollower(store, collection, embedder_id, name=where)
