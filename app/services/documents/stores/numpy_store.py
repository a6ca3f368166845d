"""NumpyStore: exact search of vectors in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.documents.api import Hit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.services.documents.api import Vectors


class NumpyStore:
    """Compares a question with every vector: nothing is missed. Thread-safe."""

    def __init__(self) -> None:
        import numpy as np

        self._lock = threading.Lock()
        self._held: tuple[npt.NDArray[np.int64], Vectors] = (
            np.empty(0, np.int64),
            np.empty((0, 0), np.float32),
        )

    def add(self, chunks: Sequence[int], vectors: Vectors) -> None:
        """Take vectors of chunks; those of a chunk that it has are replaced."""
        import numpy as np

        added = np.asarray(chunks, np.int64)
        with self._lock:
            ids, held = self._without(added)
            if len(ids):
                added = np.concatenate((ids, added))
                vectors = np.concatenate((held, vectors))
            self._held = (added, np.ascontiguousarray(vectors, np.float32))

    def delete(self, chunks: Sequence[int]) -> None:
        """Forget chunks."""
        import numpy as np

        with self._lock:
            self._held = self._without(np.asarray(chunks, np.int64))

    def search(self, vector: Vectors, limit: int) -> tuple[Hit, ...]:
        """Return the nearest chunks by cosine, best first; `vector` is (1, dimensions)."""
        import numpy as np

        ids, held = self._held
        count = min(limit, len(ids))
        if count <= 0:
            return ()
        scores = held @ vector[0]
        best = np.argpartition(scores, -count)[-count:]
        best = best[np.lexsort((ids[best], -scores[best]))]
        return tuple(Hit(int(ids[each]), float(scores[each])) for each in best)

    def count(self) -> int:
        """Return how many chunks it has."""
        return len(self._held[0])

    def clear(self) -> None:
        """Forget everything."""
        import numpy as np

        with self._lock:
            self._held = (np.empty(0, np.int64), np.empty((0, 0), np.float32))

    def close(self) -> None:
        """Give up its memory."""
        self.clear()

    def _without(self, chunks: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Vectors]:
        import numpy as np

        ids, held = self._held
        if not len(ids) or not len(chunks):
            return ids, held
        gone = np.isin(ids, chunks)
        return (ids[~gone], held[~gone]) if gone.any() else (ids, held)
