"""Finds models on the Hub by what somebody types, the most downloaded first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.services.containers.reading import as_dict, as_dicts, as_size, as_text
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.hub import HubAccess, HubClient
from app.services.serving.facts.refs import parse_model

LIMIT = 30
MAX_TEXT = 200
_FIELDS = (
    "downloads", "pipeline_tag", "gated", "lastModified", "tags", "safetensors", "gguf"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that a search found."""

    ref: ModelRef
    downloads: int | None = None
    """In the last 30 days."""
    task: str = ""
    """`text-generation`."""
    gated: bool = False
    updated: str = ""
    """`2026-10-30`."""
    parameters: float | None = None

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
    asked = {"search": text.strip()[:MAX_TEXT], "sort": "downloads"}
    asked |= {"limit": str(min(limit, 100))} | ({"filter": "gguf"} if gguf else {})
    query = urlencode([*asked.items(), *(("expand", each) for each in _FIELDS)])
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
        task=as_text(told.get("pipeline_tag")),
        gated=told.get("gated") in ("auto", "manual", True),
        updated=as_text(told.get("lastModified"))[:10],
        parameters=_parameters(told),
    )


def _parameters(told: dict[str, object]) -> float | None:
    """Return what the Hub counted; None for packed numbers, of which it counts the bytes."""
    counted = as_dict(told.get("gguf")) or as_dict(told.get("safetensors"))
    total = as_size(counted.get("total"))
    is_packed = {"U8", "I32"} & set(as_dict(counted.get("parameters")))
    return float(total) if total and not is_packed else None
