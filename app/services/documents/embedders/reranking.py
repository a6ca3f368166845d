"""EndpointReranker: a model that reads a question and a text together, at `/v1/rerank`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.said import said
from app.services.documents.embedders.posting import SILENCE_S, Poster
from app.services.serving.completion_errors import AskFailed

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.completions import LocalAddress


class EndpointReranker:
    """Asks a server how well texts answer a question; what `retrieve` takes as `rerank`."""

    def __init__(self, address: LocalAddress, model: str, *, silence_s: float = SILENCE_S) -> None:
        self._poster = Poster(address, silence_s=silence_s)
        self._model = model

    def __call__(self, question: str, texts: Sequence[str], cancel: Cancel) -> Sequence[float]:
        """Return a score a text, more is better. Raises AskFailed, TimedOut, Cancelled."""
        body = {
            "model": self._model,
            "query": question,
            "documents": list(texts),
            "top_n": len(texts),
        }
        told = self._poster.post("/rerank", body, self._model, cancel)
        scores = _read(told, len(texts))
        if scores is None:
            raise AskFailed(
                tr("What “{model}” told of the passages cannot be read.").format(
                    model=said(self._model)
                )
            )
        return scores

    def close(self) -> None:
        """Close the connection."""
        self._poster.close()


def _read(told: object, count: int) -> list[float] | None:
    results = told.get("results") if isinstance(told, Mapping) else None
    if not isinstance(results, list):
        return None
    scores: dict[int, float] = {}
    for each in results:
        index = each.get("index") if isinstance(each, Mapping) else None
        score = each.get("relevance_score") if isinstance(each, Mapping) else None
        if not isinstance(index, int) or not isinstance(score, (int, float)):
            return None
        try:
            scores[index] = float(score)
        except OverflowError:
            return None
    is_whole = set(scores) == set(range(count)) and all(map(math.isfinite, scores.values()))
    return [scores[place] for place in range(count)] if is_whole else None
