"""What can be done with the images that are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.panes.containers.images.words import Row, UpdateState


class ImageVerb(StrEnum):
    """What can be done with images."""

    RUN = "run"
    UPDATE = "update"
    CHECK = "check"
    TAG = "tag"
    COPY_DIGEST = "copy digest"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ImageAsked:
    """Something is to be done with the images that are chosen."""

    verb: ImageVerb


def possible(rows: Sequence[Row]) -> frozenset[ImageVerb]:
    """Return what can be done with these images."""
    found = {ImageVerb.REMOVE} if rows else set()
    if any(row.image.tags for row in rows):
        found.add(ImageVerb.CHECK)
    if any(row.update.state is UpdateState.NEWER for row in rows):
        found.add(ImageVerb.UPDATE)
    if len(rows) == 1:
        found |= {ImageVerb.RUN, ImageVerb.TAG, ImageVerb.COPY_DIGEST}
    return frozenset(found)
