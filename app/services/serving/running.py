"""What a node serves: deployed from here, started by others, found by what listens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel, Wake
    from app.services.serving.api import NodeModels
    from app.services.serving.reach import NodeReach


def watch_models(reach: NodeReach, cancel: Cancel, retry: Wake) -> Iterator[NodeModels]:
    """Yield what a node serves, at first and at each change; over all its sessions."""
    yield from ()
