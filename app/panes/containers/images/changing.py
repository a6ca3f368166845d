"""Changes of images, as functions for a worker, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.audit import AuditLog
from app.core.i18n import tr
from app.panes.containers.table.section import remove_each

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Image

Work = Callable[["Engine", "Cancel"], None]


def removing(images: Sequence[Image], node: str, audit_file: Path) -> Work:
    """Return what takes all names from images: then the engine deletes them."""

    def work(engine: Engine, cancel: Cancel) -> None:
        from app.services.containers.images import ImageChanges

        changes = ImageChanges(engine, node, AuditLog(audit_file))

        def remove(image: Image) -> None:
            for name in image.tags or (image.id,):
                changes.remove(name)

        remove_each(images, remove, cancel)

    return work


def tagging(image: Image, reference: str, node: str, audit_file: Path) -> Work:
    """Return what gives an image one more name."""

    def work(engine: Engine, _cancel: Cancel) -> None:
        from app.services.containers.images import ImageChanges

        ImageChanges(engine, node, AuditLog(audit_file)).tag(image.id, reference)

    return work


def removed_text(images: Sequence[Image]) -> str:
    """Say that images were removed."""
    one = len(images) == 1
    return (
        tr("{name} was removed.").format(name=images[0].name)
        if one
        else tr("{images} images were removed.").format(images=len(images))
    )
