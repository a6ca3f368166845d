"""EndpointEmbedder: vectors of a server's `/v1/embeddings`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors
    from app.services.serving.completions import LocalAddress


class EndpointEmbedder:
    """Asks a server for vectors.

    Args:
        address: Where it answers, open as long as this is used.
        embedder_id: As `naming.embedder_id` calls it.
        model: As the server calls it.
    """

    def __init__(self, address: LocalAddress, embedder_id: str, model: str) -> None:
        self._address = address
        self._id = embedder_id
        self._model = model

    @property
    def id(self) -> str:
        """Return what tells its vectors from those of others."""
        return self._id

    @property
    def dimensions(self) -> int:
        """Return the length of a vector; 0 before the first one."""
        return 0

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        """Return one vector a text, of length 1. Raises AskFailed, Cancelled."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection."""
