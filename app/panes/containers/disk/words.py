"""The parts of a disk, and the things that take most of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core import units
from app.panes.containers.table.model import Column, TableSpec
from app.services.containers.disk import DiskKind, DiskReport, DiskShare, DiskUse

TITLES = {
    DiskKind.IMAGES: "Images",
    DiskKind.CONTAINERS: "Containers",
    DiskKind.VOLUMES: "Volumes",
    DiskKind.BUILD_CACHE: "Build cache",
}
_TIPS = {
    DiskKind.IMAGES: "Layers that several images share are counted once.",
    DiskKind.CONTAINERS: "Files that containers wrote, beside their image, volumes and logs.",
    DiskKind.VOLUMES: "As far as their drivers tell their size.",
    DiskKind.BUILD_CACHE: "Steps of builds that no image has.",
}
_OTHERS_TIP = "Everything else on the same file system, and what it keeps back for root."


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
            parts.append(DiskPart(Fill.OTHERS, "Other files", others, "", _OTHERS_TIP))
    free = DiskPart(Fill.FREE, "Free", space.free_bytes, "", space.why)
    return (*parts, free)


def summary_text(report: DiskReport) -> str:
    """Say how much is free where, or why that is not known."""
    space = report.space
    if space.free_bytes is None:
        return f"Free space of {space.path or 'the data root'}: n/a. {space.why}"
    total = units.disk_size(space.total_bytes)
    return f"{units.disk_size(space.free_bytes)} free of {total} at {space.path}"


def _share_part(share: DiskShare) -> DiskPart:
    about = f"{share.count}, {share.active} in use" if share.count else "none"
    if share.reclaimable_bytes:
        about += f" · {units.disk_size(share.reclaimable_bytes)} reclaimable"
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
    images: dict[str, list[str]] = {}
    volumes: dict[str, list[str]] = {}
    for each in use.containers:
        images.setdefault(each.image_id, []).append(each.name)
        for name in each.volumes:
            volumes.setdefault(name, []).append(each.name)
    kind = DiskKind
    found = [
        *(
            DiskRow(kind.IMAGES, i.id, i.name, i.size_bytes, i.own_bytes, _few(images.get(i.id)))
            for i in use.images
        ),
        *(
            DiskRow(
                kind.CONTAINERS,
                c.id,
                c.name,
                c.written_bytes,
                c.written_bytes,
                "runs" if c.state.runs else "",
            )
            for c in use.containers
        ),
        *(
            DiskRow(
                kind.VOLUMES,
                v.name,
                f"{v.name[:12]} (unnamed)" if v.anonymous else v.name,
                v.size_bytes,
                v.size_bytes,
                _few(volumes.get(v.name)),
            )
            for v in use.volumes
        ),
        *(
            DiskRow(
                kind.BUILD_CACHE,
                r.id,
                r.description or r.id[:12],
                r.size_bytes,
                0 if r.shared else r.size_bytes,
                "a build" if r.in_use else "an image" if r.shared else "",
            )
            for r in use.cache
        ),
    ]
    return tuple(found)


def _few(names: list[str] | None) -> str:
    told = names or []
    return ", ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else "")


SPEC = TableSpec(
    title="Disk use",
    columns=(
        Column("Name", 300, 140, lambda row: row.name, lambda row: row.name.casefold()),
        Column("Kind", 110, 90, lambda row: TITLES[row.kind].rstrip("s"), lambda row: row.kind),
        Column(
            "Size",
            100,
            84,
            lambda row: units.disk_size(row.size_bytes),
            lambda row: row.size_bytes,
            numeric=True,
            why=lambda row: "" if row.size_bytes is not None else "Docker does not tell it.",
        ),
        Column(
            "Its own",
            100,
            84,
            lambda row: units.disk_size(row.own_bytes),
            lambda row: row.own_bytes,
            numeric=True,
            why=lambda row: "What removing it alone frees: the rest is shared with others.",
        ),
        Column(
            "Used by",
            260,
            110,
            lambda row: row.used or "nobody",
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
