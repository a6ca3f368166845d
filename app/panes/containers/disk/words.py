"""The parts of a disk, and the things that take most of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
from app.panes.row_model import Column, TableSpec
from app.services.containers.disk import (
    CacheRecord,
    ContainerUse,
    DiskKind,
    DiskReport,
    DiskShare,
    DiskUse,
    ImageUse,
    VolumeUse,
)

TITLES = {
    DiskKind.IMAGES: tr("Images"),
    DiskKind.CONTAINERS: tr("Containers"),
    DiskKind.VOLUMES: tr("Volumes"),
    DiskKind.BUILD_CACHE: tr("Build cache"),
}
_ONE = {
    DiskKind.IMAGES: tr("Image"),
    DiskKind.CONTAINERS: tr("Container"),
    DiskKind.VOLUMES: tr("Volume"),
    DiskKind.BUILD_CACHE: tr("Build cache"),
}
_TIPS = {
    DiskKind.IMAGES: tr("Layers that several images share are counted once."),
    DiskKind.CONTAINERS: tr("Files that containers wrote, beside their image, volumes and logs."),
    DiskKind.VOLUMES: tr("As far as their drivers tell their size."),
    DiskKind.BUILD_CACHE: tr("Steps of builds that no image has."),
}
_NAMED = 3
_OTHERS_TIP = tr("Everything else on the same file system, and what it keeps back for root.")


class Fill(StrEnum):
    """What a part of the bar is drawn in."""

    IMAGES = "images"
    CONTAINERS = "containers"
    VOLUMES = "volumes"
    BUILD_CACHE = "build-cache"
    OTHERS = "others"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class DiskPart:
    """One part of the bar and its line in the legend."""

    fill: Fill
    title: str
    size_bytes: int | None
    about: str
    """`12, 3 in use · 9.8 GB reclaimable`."""
    tip: str = ""


def parts_of(report: DiskReport) -> tuple[DiskPart, ...]:
    """Return the parts of the file system that holds the engine's data."""
    shares, space = report.shares, report.space
    parts = [_share_part(each) for each in shares]
    docker = sum(each.size_bytes or 0 for each in shares)
    if space.total_bytes is not None and space.free_bytes is not None:
        others = space.total_bytes - space.free_bytes - docker
        if others >= 0:  # a volume may lie on another disk
            parts.append(DiskPart(Fill.OTHERS, tr("Other files"), others, "", _OTHERS_TIP))
    free = DiskPart(Fill.FREE, tr("Free"), space.free_bytes, "", space.why)
    return (*parts, free)


def summary_text(report: DiskReport) -> str:
    """Say how much is free where, or why that is not known."""
    space = report.space
    if space.free_bytes is None:
        return tr("Free space of {path}: n/a. {why}").format(
            path=space.path or tr("the data root"), why=space.why
        )
    total = units.disk_size(space.total_bytes)
    return tr("{disk_size} free of {total} at {path}").format(
        disk_size=units.disk_size(space.free_bytes), total=total, path=space.path
    )


def _share_part(share: DiskShare) -> DiskPart:
    about = (
        tr("{active} of {count} in use").format(active=share.active, count=share.count)
        if share.count
        else tr("none")
    )
    if share.reclaimable_bytes:
        about += tr(" · {disk_size} reclaimable").format(
            disk_size=units.disk_size(share.reclaimable_bytes)
        )
    return DiskPart(
        Fill(share.kind), TITLES[share.kind], share.size_bytes, about, _TIPS[share.kind]
    )


# The things that take most


@dataclass(frozen=True, slots=True)
class DiskRow:
    """One image, container, volume or step of a build."""

    kind: DiskKind
    id: str
    name: str
    size_bytes: int | None
    own_bytes: int | None
    """What removing it alone frees."""
    used: str
    """Who uses it; empty for nobody."""


def rows_of(use: DiskUse) -> tuple[DiskRow, ...]:
    """Return everything that takes space."""
    with_image: dict[str, list[str]] = {}
    with_volume: dict[str, list[str]] = {}
    for each in use.containers:
        with_image.setdefault(each.image_id, []).append(each.name)
        for name in each.volumes:
            with_volume.setdefault(name, []).append(each.name)
    return (
        *(_image_row(each, with_image.get(each.id, [])) for each in use.images),
        *(_container_row(each) for each in use.containers),
        *(_volume_row(each, with_volume.get(each.name, [])) for each in use.volumes),
        *(_cache_row(each) for each in use.cache),
    )


def _image_row(image: ImageUse, users: list[str]) -> DiskRow:
    name = image.name if image.tags else tr("{name} (no tag)").format(name=image.name)
    size, own = image.size_bytes, image.own_bytes
    return DiskRow(DiskKind.IMAGES, image.id, name, size, own, listed(users, _NAMED))


def _container_row(container: ContainerUse) -> DiskRow:
    size, used = container.written_bytes, tr("runs") if container.state.runs else ""
    return DiskRow(DiskKind.CONTAINERS, container.id, container.name, size, size, used)


def _volume_row(volume: VolumeUse, users: list[str]) -> DiskRow:
    name = tr("{name} (unnamed)").format(name=volume.name[:12]) if volume.anonymous else volume.name
    size = volume.size_bytes
    return DiskRow(DiskKind.VOLUMES, volume.name, name, size, size, listed(users, _NAMED))


def _cache_row(record: CacheRecord) -> DiskRow:
    name, own = record.description or record.id[:12], 0 if record.shared else record.size_bytes
    used = tr("a build") if record.in_use else tr("an image") if record.shared else ""
    return DiskRow(DiskKind.BUILD_CACHE, record.id, name, record.size_bytes, own, used)


def _used_text(row: DiskRow) -> str:
    return row.used or (tr("does not run") if row.kind is DiskKind.CONTAINERS else tr("nobody"))


SPEC = TableSpec(
    title=tr("Disk use"),
    search=tr("Search disk use"),
    columns=(
        Column(tr("Name"), 300, 140, lambda row: row.name, lambda row: row.name.casefold()),
        Column(tr("Kind"), 110, 90, lambda row: _ONE[row.kind], lambda row: row.kind),
        Column(
            tr("Size"),
            100,
            84,
            lambda row: units.disk_size(row.size_bytes),
            lambda row: row.size_bytes,
            numeric=True,
            why=lambda row: "" if row.size_bytes is not None else tr("Docker does not tell it."),
        ),
        Column(
            tr("Its own"),
            100,
            84,
            lambda row: units.disk_size(row.own_bytes),
            lambda row: row.own_bytes,
            numeric=True,
            why=lambda row: tr("What removing it alone frees: the rest is shared with others."),
        ),
        Column(
            tr("Used by"),
            260,
            110,
            _used_text,
            lambda row: row.used.casefold() or None,
            tone=lambda row: "text2" if row.used else "text3",
        ),
    ),
    identity=lambda row: f"{row.kind}:{row.id}",
    stretch=0,
    sort=2,
    down=True,
    spare=(4,),
)
