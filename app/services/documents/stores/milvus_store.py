"""MilvusStore: vectors in a Milvus, as a rule one on the box, reached through its session."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.core.errors import SessionLost
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.documents.api import DocumentsUnavailable, Hit, StoreChoice

if TYPE_CHECKING:
    from app.services.documents.api import Vectors
    from app.transport.slot import SessionSlot

PATIENCE_S = 10.0
_ID, _VECTOR = "id", "vector"
_OWN_NEWEST = "Session"
"""What we added just now is searched; what others add at the same moment is not waited for."""
_NEWEST = "Strong"
_INSERTED = 500
"""Vectors in a message: Milvus takes 64 MB, a tunnel is shared with others."""


def open_milvus(
    slot_of: Callable[[str], SessionSlot], choice: StoreChoice, name: str
) -> MilvusStore:
    """Return a store in the Milvus of a node. Raises UserError.

    Args:
        slot_of: Returns where a node's session is, by the node's id; UserError.
        choice: Which node and port.
        name: Of what is kept.
    """
    if importlib.util.find_spec("pymilvus") is None:
        raise DocumentsUnavailable(
            tr("What speaks to Milvus is not installed."),
            tr("Install the extra “milvus”, or keep the collection on this computer."),
        )
    if not choice.node:
        return MilvusStore(f"http://127.0.0.1:{choice.port}", name)
    from app.transport.tunnel.api import Endpoint, ForwardKind
    from app.transport.tunnel.forward import Forward

    slot = slot_of(choice.node)
    if slot.session is None:
        raise SessionLost(tr("The node of this Milvus is not connected."), tr("Connect it."))
    if slot.session.is_local:
        return MilvusStore(f"http://127.0.0.1:{choice.port}", name)
    forward = Forward(slot, ForwardKind.TCP, Endpoint(choice.port))
    port = forward.open(0)
    return MilvusStore(f"http://127.0.0.1:{port}", name, on_close=forward.close)


class MilvusStore:
    """Vectors in a collection of Milvus that is ours alone, compared one by one as here: `FLAT`.

    Its methods raise DocumentsUnavailable.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        on_close: Callable[[], object] = lambda: None,
    ) -> None:
        self._url = url
        self._name = f"spark_{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        self._on_close = on_close
        self._made: Any = None
        self._is_there = False

    def add(self, chunks: Sequence[int], vectors: Vectors) -> None:
        """Take vectors of chunks; those of a chunk that it has are replaced."""
        for start in range(0, len(chunks), _INSERTED):
            some = slice(start, start + _INSERTED)
            rows = [
                {_ID: chunk, _VECTOR: vector}
                for chunk, vector in zip(chunks[some], vectors[some], strict=True)
            ]
            with self._client() as client:
                if not self._is_there:
                    self._make_collection(client, vectors.shape[1])
                client.upsert(self._name, rows, timeout=PATIENCE_S)

    def delete(self, chunks: Sequence[int]) -> None:
        """Forget chunks."""
        for start in range(0, len(chunks), _INSERTED):
            with self._client() as client:
                if self._is_there:
                    some = list(chunks[start : start + _INSERTED])
                    client.delete(self._name, ids=some, timeout=PATIENCE_S)

    def search(self, vector: Vectors, limit: int) -> tuple[Hit, ...]:
        """Return the nearest chunks by cosine, best first; `vector` is (1, dimensions)."""
        with self._client() as client:
            if not self._is_there:
                return ()
            (found,) = client.search(
                self._name,
                data=[vector[0]],
                limit=limit,
                consistency_level=_OWN_NEWEST,
                timeout=PATIENCE_S,
            )
        hits = (Hit(int(each[_ID]), float(each["distance"])) for each in found)
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.chunk)))

    def count(self) -> int:
        """Return how many chunks it has."""
        with self._client() as client:
            if not self._is_there:
                return 0
            (row,) = client.query(
                self._name,
                filter="",
                output_fields=["count(*)"],
                consistency_level=_NEWEST,
                timeout=PATIENCE_S,
            )
        return int(row["count(*)"])

    def clear(self) -> None:
        """Forget everything; the collection in Milvus goes, too."""
        with self._client() as client:
            if self._is_there:
                client.drop_collection(self._name, timeout=PATIENCE_S)
                self._is_there = False

    def close(self) -> None:
        """Close the connection."""
        self._drop_client()
        self._on_close()

    @contextlib.contextmanager
    def _client(self) -> Iterator[Any]:
        """Lend the client, connected."""
        grpc, pymilvus = _imported("grpc"), _imported("pymilvus")
        try:
            if self._made is None:
                self._made = pymilvus.MilvusClient(self._url, timeout=PATIENCE_S)
                self._is_there = self._made.has_collection(self._name, timeout=PATIENCE_S)
                if self._is_there:
                    self._made.load_collection(self._name, timeout=PATIENCE_S)
            yield self._made
        except (pymilvus.MilvusException, grpc.RpcError, OSError) as error:
            self._drop_client()
            raise DocumentsUnavailable(
                tr("Milvus does not do what it was asked: {why}").format(
                    why=said(redact(str(error)))
                ),
                tr("Look whether it still runs."),
            ) from error

    def _make_collection(self, client: Any, dimensions: int) -> None:  # noqa: ANN401 - no types
        pymilvus = _imported("pymilvus")
        schema = client.create_schema(auto_id=False)
        schema.add_field(_ID, pymilvus.DataType.INT64, is_primary=True)
        schema.add_field(_VECTOR, pymilvus.DataType.FLOAT_VECTOR, dim=dimensions)
        index = client.prepare_index_params()
        index.add_index(_VECTOR, index_type="FLAT", metric_type="IP")
        client.create_collection(self._name, schema=schema, index_params=index, timeout=PATIENCE_S)
        self._is_there = True

    def _drop_client(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            made.close()


def _imported(name: str) -> Any:  # noqa: ANN401 - a module without types
    return importlib.import_module(name)
