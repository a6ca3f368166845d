"""Finds models on the Hub by what somebody types, the most downloaded first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.services.containers.reading import as_dicts, as_size, as_text
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.hub import HubAccess, HubClient
from app.services.serving.facts.refs import parse_model

LIMIT = 30
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that a search found."""

    ref: ModelRef
    downloads: int | None = None
    """In the last 30 days."""
    likes: int | None = None
    task: str = ""
    """`text-generation`."""
    gated: bool = False
    updated: str = ""
    """`2026-10-30`."""

    @property
    def is_gguf(self) -> bool:
        """Whether it is for llama.cpp, Ollama and LM Studio."""
        return self.ref.source is Source.GGUF


def search_models(
    text: str, access: HubAccess, cancel: Cancel, *, gguf: bool = False, limit: int = LIMIT
) -> tuple[FoundModel, ...]:
    """Return what the Hub finds; with `gguf` only repositories with GGUF files.

    Raises FactsUnavailable, Cancelled.
    """
    asked = {"search": text.strip()[:MAX_TEXT], "sort": "downloads", "direction": "-1"}
    asked |= {"limit": str(min(limit, 100))} | ({"filter": "gguf"} if gguf else {})
    fields = ("downloads", "likes", "pipeline_tag", "gated", "lastModified", "tags")
    query = urlencode([*asked.items(), *(("expand[]", each) for each in fields)])
    with HubClient(access, cancel) as hub:
        told = hub.json(f"/api/models?{query}")
    found = (_found(each) for each in list(as_dicts(told))[:limit])
    return tuple(each for each in found if each is not None)


def _found(told: dict[str, object]) -> FoundModel | None:
    name = told.get("id") or told.get("modelId")
    try:
        ref = parse_model(name) if isinstance(name, str) and "/" in name else None
    except BadInput:
        ref = None
    if ref is None or not isinstance(name, str):
        return None
    tags = told.get("tags")
    is_gguf = isinstance(tags, list) and "gguf" in tags
    return FoundModel(
        ModelRef(Source.GGUF if is_gguf else Source.HUGGING_FACE, name),
        downloads=as_size(told.get("downloads")),
        likes=as_size(told.get("likes")),
        task=as_text(told.get("pipeline_tag")),
        gated=told.get("gated") in ("auto", "manual", True),
        updated=as_text(told.get("lastModified"))[:10],
    )
