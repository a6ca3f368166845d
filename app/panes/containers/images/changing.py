"""Changes of images, as functions for a worker, and what is said of them. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.errors import RemoteError
from app.services.containers.api import EngineUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Image

Work = Callable[["Engine", "Cancel"], object]


def removing(images: Sequence[Image], node: str, audit_file: Path) -> Work:
    """Return what takes all names from images: then the engine deletes them."""
    wanted = [(image.name, image.tags or (image.id,)) for image in images]

    def work(engine: Engine, cancel: Cancel) -> object:
        from app.core.audit import AuditLog
        from app.services.containers.images import ImageChanges

        changes = ImageChanges(engine, node, AuditLog(audit_file))
        failures = []
        for title, names in wanted:
            cancel.raise_if_cancelled()
            try:
                for name in names:
                    changes.remove(name)
            except EngineUnavailable:
                raise
            except RemoteError as error:
                failures.append(f"{title}: {error.message}")
        if failures:
            raise RemoteError(_stayed(len(failures), len(wanted)), " ".join(failures))
        return None

    return work


def tagging(image: Image, reference: str, node: str, audit_file: Path) -> Work:
    """Return what gives an image one more name."""

    def work(engine: Engine, _cancel: Cancel) -> object:
        from app.core.audit import AuditLog
        from app.services.containers.images import ImageChanges

        ImageChanges(engine, node, AuditLog(audit_file)).tag(image.id, reference)
        return None

    return work


def removed_text(images: Sequence[Image]) -> str:
    """Say that images were removed."""
    one = len(images) == 1
    return f"{images[0].name} was removed." if one else f"{len(images)} images were removed."


def _stayed(stayed: int, asked: int) -> str:
    return "The image was not removed." if asked == 1 else f"{stayed} of {asked} images stayed."
