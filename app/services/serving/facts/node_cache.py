"""What models are on a node already, as far as the account there may look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.facts.api import CachedModel
    from app.services.serving.reach import NodeReach


def cached_models(reach: NodeReach, home: str, cancel: Cancel) -> tuple[CachedModel, ...]:
    """Return the models that are there, by name. Raises RemoteError, SessionLost, Cancelled."""
    return ()
