"""EndpointEmbedder: vectors of a server's `/v1/embeddings`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.core.i18n import tr
from app.core.said import said
from app.services.documents.embedders.posting import SILENCE_S, Poster
from app.services.serving.completion_errors import AskFailed

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.api import Vectors
    from app.services.serving.completions import LocalAddress

BATCH = 32
_SHORTEST = 64
"""Characters: a text so short is not halved any more; something else is wrong."""
_TOO_LARGE = re.compile(r"too (large|long|many)|exceed|longer than|batch size|context", re.I)
_TOO_LARGE_STATUS = (400, 413, 422, 500)
_FORMAT = re.compile(r"encoding_format|base64", re.I)


class EndpointEmbedder:
    """Asks a server for vectors.

    Args:
        address: Where it answers, open as long as this is used.
        embedder_id: As `naming.embedder_id` calls it.
        model: As the server calls it.
        silence_s: How long it may be silent.
    """

    def __init__(
        self,
        address: LocalAddress,
        embedder_id: str,
        model: str,
        *,
        silence_s: float = SILENCE_S,
    ) -> None:
        self._poster = Poster(address, silence_s=silence_s)
        self._id = embedder_id
        self._model = model
        self._format = "base64"
        self._dimensions = 0

    @property
    def id(self) -> str:
        """Return what tells its vectors from those of others."""
        return self._id

    @property
    def dimensions(self) -> int:
        """Return the length of a vector; 0 before the first one."""
        return self._dimensions

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        """Return one vector a text, of length 1. Raises AskFailed, TimedOut, Cancelled."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = []
        for start in range(0, len(order), BATCH):
            found.append(self._vectors([texts[at] for at in order[start : start + BATCH]], cancel))
        vectors = np.empty((len(texts), self._dimensions), np.float32)
        if found:
            vectors[order] = np.concatenate(found)
        return vectors

    def close(self) -> None:
        """Close the connection."""
        self._poster.close()

    def _vectors(self, texts: list[str], cancel: Cancel) -> Vectors:
        """Ask for some texts; for half as many, or half of one, where that is too much."""
        import numpy as np

        try:
            return self._ask(texts, cancel)
        except AskFailed as error:
            if not _is_too_large(error) or (len(texts) == 1 and len(texts[0]) <= _SHORTEST):
                raise
        if len(texts) > 1:
            middle = len(texts) // 2
            halves = [self._vectors(half, cancel) for half in (texts[:middle], texts[middle:])]
            return np.concatenate(halves)
        (text,) = texts
        middle = len(text) // 2
        parts = self._vectors([text[:middle], text[middle:]], cancel)
        return _of_length_one(parts.mean(axis=0, keepdims=True))

    def _ask(self, texts: list[str], cancel: Cancel) -> Vectors:
        body = {"model": self._model, "input": texts, "encoding_format": self._format}
        try:
            told = self._poster.post("/embeddings", body, self._model, cancel)
        except AskFailed as error:
            if self._format == "float" or not _FORMAT.search(error.message):
                raise
            self._format = "float"  # it does not know the shorter one
            return self._ask(texts, cancel)
        vectors = _read(told, len(texts))
        if vectors is None:
            raise AskFailed(
                tr("The server's vectors of “{model}” cannot be read.").format(
                    model=said(self._model)
                ),
                tr("Choose a model that is made for embeddings."),
            )
        if self._dimensions not in (0, vectors.shape[1]):
            raise AskFailed(
                tr(
                    "“{model}” makes vectors of {shape} numbers now, of {dimensions} before."
                ).format(
                    model=said(self._model), shape=vectors.shape[1], dimensions=self._dimensions
                ),
                tr("It is another model under the same name; its vectors do not mix."),
            )
        self._dimensions = vectors.shape[1]
        return vectors


def _is_too_large(error: AskFailed) -> bool:
    return error.status in _TOO_LARGE_STATUS and bool(_TOO_LARGE.search(error.message))


def _read(told: object, count: int) -> Vectors | None:
    """Return the vectors of an answer in the order of the texts; None where it is none."""
    import numpy as np

    data = told.get("data") if isinstance(told, Mapping) else None
    if not isinstance(data, list) or len(data) != count:
        return None
    found: dict[int, Vectors] = {}
    for place, each in enumerate(data):
        if not isinstance(each, Mapping):
            return None
        index = each.get("index", place)
        vector = _vector(each.get("embedding"))
        if vector is None or not isinstance(index, int):
            return None
        found[index] = vector
    if set(found) != set(range(count)) or len({len(each) for each in found.values()}) != 1:
        return None
    vectors = np.stack([found[place] for place in range(count)])
    return _of_length_one(vectors) if np.isfinite(vectors).all() and vectors.any(1).all() else None


def _vector(embedding: Any) -> Vectors | None:  # noqa: ANN401 - what a server sent
    """Read one vector: floats, or their bytes as base64."""
    import numpy as np

    try:
        if isinstance(embedding, str):
            vector = np.frombuffer(base64.b64decode(embedding, validate=True), "<f4")
        else:
            vector = np.asarray(embedding, np.float32)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None
    return vector.astype(np.float32) if vector.ndim == 1 and vector.size else None


def _of_length_one(vectors: Vectors) -> Vectors:
    import numpy as np

    exact = vectors.astype(np.float64)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    return (exact / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
