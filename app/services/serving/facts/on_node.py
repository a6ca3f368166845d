"""Facts of a model that is a file or a folder on a node, read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.serving.facts.api import FactsUnavailable

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import ModelRef
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.reach import NodeReach


def look_on_node(ref: ModelRef, reach: NodeReach, home: str, cancel: Cancel) -> ModelFacts:
    """Return what a GGUF file or a folder with safetensors says of itself.

    Raises ModelNotFound, FactsUnavailable, RemoteError, SessionLost, Cancelled.
    """
    raise FactsUnavailable("Files on the node cannot be read yet.")
