"""The JSON behind a page of recipes.vllm.ai."""

from __future__ import annotations

import re

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.facts.api import ModelNotFound
from app.services.serving.facts.hub import HubAccess, HubClient

SITE = "https://recipes.vllm.ai"
_NAME = r"[A-Za-z0-9][\w.-]{0,95}"
_PAGE = re.compile(rf"https?://recipes\.vllm\.ai/({_NAME}/{_NAME}?)(?:\.json)?/?(?:[?#]\S*)?")
_MAX_BYTES = 1024 * 1024


def model_of_link(text: str) -> str:
    """Return the model of a page's address: `Qwen/Qwen3-8B`; empty when it is none."""
    found = _PAGE.fullmatch(text.strip())
    return found[1].removesuffix(".json") if found else ""


def fetch_recipe(model: str, cancel: Cancel, *, site: str = SITE) -> str:
    """Return the JSON of a model's recipe.

    Raises BadInput when there is none, FactsUnavailable, Cancelled.
    """
    with HubClient(HubAccess(site), cancel) as client:
        try:
            answer = client.get(f"/{model}.json", limit=_MAX_BYTES)
        except ModelNotFound:
            raise BadInput(
                tr("recipes.vllm.ai has no recipe of {model}.").format(model=model)
            ) from None
    return answer.body.decode("utf-8", "replace")
