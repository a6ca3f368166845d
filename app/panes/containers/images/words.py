"""Images in words: cells, totals, questions. No Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
from app.panes.row_model import Column, TableSpec
from app.services.containers.references import parse_reference

if TYPE_CHECKING:
    from app.services.containers.api import Container
    from app.services.containers.image_api import Image, UpdateCheck

NO_NAME = tr("no name")
_MINUTE, _HOUR, _DAY, _YEAR = 60.0, 3600.0, 86400.0, 365.25 * 86400
"""Names or containers that a question lists."""


class UpdateState(StrEnum):
    """What is known of newer versions of an image."""

    UNKNOWN = "unknown"
    CHECKING = "checking"
    CURRENT = "current"
    NEWER = "newer"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Update:
    """What came of asking an image's registry."""

    state: UpdateState = UpdateState.UNKNOWN
    check: UpdateCheck | None = None
    why: str = ""
    """Why it cannot be said."""


@dataclass(frozen=True, slots=True)
class Row:
    """One image and what is known of newer versions."""

    image: Image
    update: Update = Update()


def update_of(check: UpdateCheck) -> Update:
    """Return what an answer comes to."""
    if check.is_newer or check.newer_tags:
        return Update(UpdateState.NEWER, check)
    if check.is_newer is None:
        return Update(UpdateState.FAILED, check, check.why)
    return Update(UpdateState.CURRENT, check)


def name_tip(row: Row) -> str:
    """Return all names of an image."""
    return "\n".join(row.image.tags) or tr("It lost its name to a newer image.")


def name_text(image: Image) -> str:
    """Return an image's first name and how many others it has."""
    if image.is_dangling:
        return f"{image.name} ({NO_NAME})"
    others = len(image.tags) - 1
    return f"{image.name}  +{others}" if others else image.name


def ago(moment: float | None) -> str:
    """Return how long ago something was, in one unit: `3 days ago`."""
    if moment is None:
        return units.NOT_AVAILABLE
    passed = max(0.0, time.time() - moment)
    if passed >= _YEAR:
        return tr("%n years ago", "%n year ago", int(passed // _YEAR))
    if passed >= _DAY:
        return tr("%n days ago", "%n day ago", int(passed // _DAY))
    if passed >= _HOUR:
        return tr("%n hours ago", "%n hour ago", int(passed // _HOUR))
    if passed >= _MINUTE:
        return tr("%n minutes ago", "%n minute ago", int(passed // _MINUTE))
    return tr("just now")


def used_text(containers: int | None) -> str:
    """Return how many containers use an image."""
    if containers is None:
        return units.NOT_AVAILABLE
    if containers == 0:
        return tr("unused")
    return tr("%n containers", "%n container", containers)


def registry_name(image: Image) -> str:
    """Return the name under which an image's registry is asked; empty for one without a name.

    A name that was only given on the node is asked for last.
    """
    known = {digest.partition("@")[0] for digest in image.digests}
    pulled = (tag for tag in image.tags if tag.rpartition(":")[0] in known)
    return next(pulled, next(iter(image.tags), ""))


def update_text(update: Update) -> str:
    """Return what the column says of newer versions; empty before anybody asked."""
    check = update.check
    if update.state is UpdateState.NEWER and check is not None:
        return (
            tr("Newer digest")
            if check.is_newer
            else tr("Newer: {newer_tags}").format(newer_tags=check.newer_tags[0])
        )
    return {
        UpdateState.CHECKING: tr("Checking…"),
        UpdateState.CURRENT: tr("Up to date"),
        UpdateState.FAILED: units.NOT_AVAILABLE,
    }.get(update.state, "")


def update_story(update: Update) -> str:
    """Say in whole sentences what the registry has; empty before anybody asked."""
    check = update.check
    if update.state is UpdateState.FAILED:
        return update.why
    if check is None:
        return ""
    parts = []
    if check.is_newer:
        there, here = cut_digest(check.remote_digest), cut_digest(check.local_digest)
        parts.append(
            tr("The registry has a newer digest under this tag: {there}, not {here}.").format(
                there=there, here=here
            )
        )
    elif check.is_newer is False:
        parts.append(tr("The registry has the same digest under this tag."))
    elif check.why:
        parts.append(check.why)
    if check.newer_tags:
        parts.append(tr("Higher versions there: {listed}.").format(listed=listed(check.newer_tags)))
    if check.note:
        parts.append(tr("It says: “{note}”").format(note=check.note))
    return " ".join(parts)


def pull_text(update: Update) -> str:
    """Return what the button says that pulls the newer version."""
    check = update.check
    by_tag = check is not None and not check.is_newer and check.newer_tags
    return (
        tr("Pull {newer_tags}").format(newer_tags=check.newer_tags[0])
        if check is not None and by_tag
        else tr("Pull the newer one")
    )


def cut_digest(name: str) -> str:
    """Return a digest, or a name with one, with as many digits as people compare."""
    before, colon, digits = name.rpartition("sha256:")
    return f"{before}{colon}{digits[:12]}…" if colon else name


def newer_reference(update: Update) -> str:
    """Return what is pulled to get the newer version; empty where none is known."""
    check = update.check
    if update.state is not UpdateState.NEWER or check is None:
        return ""
    if check.is_newer:
        return check.reference
    return str(parse_reference(check.reference).with_tag(check.newer_tags[0]))


def summary(images: Sequence[Image]) -> str:
    """Return how many images there are and what they take."""
    parts = [tr("%n images", "%n image", len(images))]
    dangling = sum(image.is_dangling for image in images)
    if dangling:
        parts.append(tr("{dangling} without a name").format(dangling=dangling))
    return " · ".join((*parts, total_size(images)))


def total_size(images: Sequence[Image]) -> str:
    """Return what images take together; `at least` where the size of one is not known."""
    known = [image.size_bytes for image in images if image.size_bytes is not None]
    size = units.disk_size(sum(known))
    return size if len(known) == len(images) else tr("at least {size}").format(size=size)


def short_name(reference: str) -> str:
    """Return the last part of an image's name: `nemotron-nano-9b:1.2`."""
    wanted = parse_reference(reference)
    name = wanted.repository.rpartition("/")[2]
    return f"{name}:{wanted.tag}" if wanted.tag else f"{name}@{wanted.digest[7:19]}"


def users_of(image: Image, containers: Sequence[Container]) -> list[Container]:
    """Return the containers that were made from an image."""
    return [each for each in containers if each.image_id == image.id]


def in_use(image: Image, containers: Sequence[Container] | None) -> bool:
    """Whether a container keeps the engine from removing an image."""
    if containers is not None:
        return bool(users_of(image, containers))
    return bool(image.containers)


def users_text(image: Image, containers: Sequence[Container] | None) -> str:
    """Return who uses an image: names where they are known, else how many."""
    names = [each.name for each in users_of(image, containers or ())]
    return listed(names) or used_text(image.containers)


def removal_title(images: Sequence[Image]) -> str:
    """Ask whether images are to be removed."""
    return (
        tr("Remove {name}?").format(name=images[0].name)
        if len(images) == 1
        else tr("Remove {images} images?").format(images=len(images))
    )


def removal_text(
    going: Sequence[Image],
    staying: Sequence[Image],
    containers: Sequence[Container] | None,
    node: str,
) -> str:
    """Say which names go, what is freed, what cannot be fetched again, and what stays and why."""
    names = [name for image in going for name in (image.tags or (image.name,))]
    parts = [
        tr("From {node}: {listed}.").format(node=node, listed=listed(names)),
        tr("This frees up to {size}; layers that other images share stay.").format(
            size=total_size(going)
        ),
    ]
    own = [image.name for image in going if not image.digests]
    if own:
        parts.append(
            tr("Never pulled nor pushed, so no registry has it: {listed}.").format(
                listed=listed(own)
            )
        )
    if len(own) < len(going):
        parts.append(tr("What came from a registry can be pulled again while that still has it."))
    if staying:
        kept = [f"{image.name} ({users_text(image, containers)})" for image in staying]
        parts.append(
            tr("Containers use these, so they stay: {listed}.").format(listed=listed(kept))
        )
    return "\n\n".join(parts)


def _update_rank(row: Row) -> int | None:
    known = row.update.state is not UpdateState.UNKNOWN
    return list(UpdateState).index(row.update.state) if known else None


_UPDATE_TONES = {UpdateState.NEWER: "accent", UpdateState.CURRENT: "text2"}

SPEC = TableSpec(
    title=tr("Images"),
    search=tr("Search images"),
    columns=(
        Column(
            tr("Image"),
            320,
            170,
            lambda row: name_text(row.image),
            lambda row: (row.image.is_dangling, row.image.name.casefold()),
            why=name_tip,
            tone=lambda row: "text2" if row.image.is_dangling else "text",
        ),
        Column(
            tr("Size"),
            92,
            82,
            lambda row: units.disk_size(row.image.size_bytes),
            lambda row: row.image.size_bytes,
            numeric=True,
            why=lambda _row: tr("With all its layers, also those that other images share"),
        ),
        Column(
            tr("Created"),
            128,
            104,
            lambda row: ago(row.image.created),
            lambda row: row.image.created,
            why=lambda row: (
                "" if row.image.created is None else units.date_and_clock(row.image.created)
            ),
        ),
        Column(
            tr("Used by"),
            120,
            96,
            lambda row: used_text(row.image.containers),
            lambda row: row.image.containers,
            tone=lambda row: "text2" if row.image.containers else "text3",
        ),
        Column(
            tr("Update"),
            176,
            112,
            lambda row: update_text(row.update),
            _update_rank,
            why=lambda row: update_story(row.update),
            tone=lambda row: _UPDATE_TONES.get(row.update.state, "text3"),
        ),
    ),
    identity=lambda row: row.image.id,
    stretch=0,
    spare=(2, 4),
    more_words=lambda row: " ".join((*row.image.tags, *row.image.digests)),
)
