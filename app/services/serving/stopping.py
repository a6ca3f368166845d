"""Stop and restart models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import RunningModel
    from app.services.serving.reach import NodeReach


def stop_model(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    """Stop a model and return when its memory is back."""
    raise NotImplementedError


def restart_model(reach: NodeReach, model: RunningModel, cancel: Cancel) -> None:
    """Restart a model."""
    raise NotImplementedError
