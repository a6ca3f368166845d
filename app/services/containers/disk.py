"""What a node's container engine takes of its disk, counted as `docker system df` counts it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import State
from app.services.containers.reading import (
    as_dict,
    as_dicts,
    as_id,
    as_image_id,
    as_path,
    as_size,
    as_text,
    as_whole,
)

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.transport.api import Session

USAGE_LIMIT_S = 900.0
"""An engine walks through every file of every volume before it answers."""
ANONYMOUS = "com.docker.volume.anonymous"
_NO_NAME = "<none>:<none>"
_ID = "sha256:"
_BUSY_WAIT_S = 0.3


class DiskKind(StrEnum):
    """What takes space, as `docker system df` lists it."""

    IMAGES = "images"
    CONTAINERS = "containers"
    VOLUMES = "volumes"
    BUILD_CACHE = "build-cache"


@dataclass(frozen=True, slots=True)
class ImageUse:
    """What an image takes."""

    id: str
    """`sha256:…`."""
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    size_bytes: int | None
    own_bytes: int | None
    """Of layers that no other image has: what removing this one alone frees."""

    @property
    def name(self) -> str:
        """Its first tag, or the first twelve digits of its id."""
        return self.tags[0] if self.tags else self.id.removeprefix(_ID)[:12]

    @property
    def references(self) -> tuple[str, ...]:
        """What it is called by: tags, or what a registry calls it."""
        return self.tags or self.digests


@dataclass(frozen=True, slots=True)
class ContainerUse:
    """What a container takes beside its image and volumes: files that it wrote."""

    id: str
    name: str
    state: State
    status: str
    image_id: str
    written_bytes: int | None
    volumes: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    """Ids of the networks it is attached to, or will be when it starts."""


@dataclass(frozen=True, slots=True)
class VolumeUse:
    """What a volume takes."""

    name: str
    driver: str
    size_bytes: int | None
    """None where the driver does not tell."""
    created: str
    """As the engine says it; another volume of the same name has another time."""
    anonymous: bool
    project: str = ""
    """Of docker compose, which made it."""


@dataclass(frozen=True, slots=True)
class CacheRecord:
    """One step of a build that is kept for the next one."""

    id: str
    parents: tuple[str, ...]
    description: str
    size_bytes: int | None
    in_use: bool
    shared: bool
    """An image has the same layer: removing the record alone frees nothing."""
    is_own: bool
    """It belongs to the builder itself, not to a build: `docker builder prune` leaves it."""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """All of it."""

    images: tuple[ImageUse, ...] = ()
    layers_bytes: int | None = None
    """Of all images, layers that several share counted once."""
    containers: tuple[ContainerUse, ...] = ()
    volumes: tuple[VolumeUse, ...] = ()
    cache: tuple[CacheRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class DiskShare:
    """One row of `docker system df`."""

    kind: DiskKind
    count: int
    active: int
    size_bytes: int | None
    reclaimable_bytes: int | None
    """What Docker says could be freed; for images it may say too much."""


@dataclass(frozen=True, slots=True)
class FreeSpace:
    """The file system that holds the engine's data."""

    path: str
    total_bytes: int | None = None
    free_bytes: int | None = None
    """What an account without special rights may still write."""
    why: str = ""
    """Why nothing is known."""


@dataclass(frozen=True, slots=True)
class DiskReport:
    """What the disk page shows."""

    use: DiskUse
    space: FreeSpace

    @property
    def shares(self) -> tuple[DiskShare, ...]:
        """The rows of `docker system df`."""
        return shares(self.use)


def report(engine: Engine, cancel: Cancel) -> DiskReport:
    """Ask the engine for everything, and the node for the free space."""
    return DiskReport(usage(engine, cancel), free_space(engine, cancel))


def usage(engine: Engine, cancel: Cancel, *, only: str = "") -> DiskUse:
    """Ask what takes how much; minutes where volumes hold very many files.

    Args:
        engine: to be asked.
        cancel: ends the question at once.
        only: `image`, `volume`, …: engines before API 1.42 answer with everything all the same.
    """
    parameters = {"verbose": "1"} | ({"type": only} if only else {})
    while True:
        try:
            return parse_usage(_answer(engine, "/system/df", parameters, cancel))
        except RemoteError as error:
            # An old engine refuses while it counts for somebody else.
            if "already running" not in error.message:
                raise
        if cancel.wait(_BUSY_WAIT_S):
            raise Cancelled


def volume_sizes(engine: Engine, cancel: Cancel) -> dict[str, int | None]:
    """Return the size of each volume, by name."""
    return {each.name: each.size_bytes for each in usage(engine, cancel, only="volume").volumes}


def parse_usage(answer: object) -> DiskUse:
    """Read `/system/df`; from API 1.52 on it is nested."""
    told = as_dict(answer)
    images = as_dict(told.get("ImageUsage"))
    layers = as_whole(told.get("LayersSize"))
    return DiskUse(
        images=tuple(map(read_image, _items(told, "Images", "ImageUsage"))),
        layers_bytes=as_whole(images.get("TotalSize")) if layers is None else layers,
        containers=tuple(map(read_container, _items(told, "Containers", "ContainerUsage"))),
        volumes=tuple(map(read_volume, _items(told, "Volumes", "VolumeUsage"))),
        cache=tuple(map(_cache_record, _items(told, "BuildCache", "BuildCacheUsage"))),
    )


def shares(use: DiskUse) -> tuple[DiskShare, ...]:
    """Add up what takes how much, with the arithmetic of the docker command."""
    return (
        _image_share(use),
        _container_share(use.containers),
        _volume_share(use),
        _cache_share(use.cache),
    )


def read_image(told: dict[str, Any]) -> ImageUse:
    """Read one image of `/images/json` or `/system/df`."""
    size, shared = as_size(told.get("Size")), as_size(told.get("SharedSize"))
    return ImageUse(
        id=as_image_id(told.get("Id")),
        tags=tuple(each for each in _texts(told.get("RepoTags")) if each != _NO_NAME),
        digests=tuple(
            each for each in _texts(told.get("RepoDigests")) if not each.startswith("<none>")
        ),
        size_bytes=size,
        own_bytes=None if size is None or shared is None else max(0, size - shared),
    )


def read_container(told: dict[str, Any]) -> ContainerUse:
    """Read one container of `/containers/json` or `/system/df`."""
    names = [each for each in _texts(told.get("Names")) if each.count("/") == 1]
    networks = as_dict(as_dict(told.get("NetworkSettings")).get("Networks"))
    mounts = list(as_dicts(told.get("Mounts")))
    try:
        state = State(str(told.get("State")))
    except ValueError:
        state = State.UNKNOWN
    return ContainerUse(
        id=as_id(told.get("Id")),
        name=names[0].removeprefix("/") if names else as_id(told.get("Id"))[:12],
        state=state,
        status=as_text(told.get("Status")),
        image_id=as_image_id(told.get("ImageID")),
        # An engine leaves out what is 0, and the size only where it was not asked for it.
        written_bytes=as_size(told.get("SizeRw", 0 if "SizeRootFs" in told else None)),
        volumes=tuple(as_text(each.get("Name")) for each in mounts if each.get("Type") == "volume"),
        networks=tuple(
            identity
            for each in networks.values()
            if (identity := as_id(as_dict(each).get("NetworkID")))
        ),
    )


def read_volume(told: dict[str, Any]) -> VolumeUse:
    """Read one volume of `/volumes` or `/system/df`."""
    labels = as_dict(told.get("Labels"))
    name = as_text(told.get("Name"))
    return VolumeUse(
        name=name,
        driver=as_text(told.get("Driver")),
        size_bytes=as_size(as_dict(told.get("UsageData")).get("Size")),
        created=as_text(told.get("CreatedAt")),
        anonymous=ANONYMOUS in labels or is_anonymous_name(name),
        project=as_text(labels.get("com.docker.compose.project")),
    )


def is_anonymous_name(name: str) -> bool:
    """Whether nobody chose this name of a volume."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


# Free space


def free_space(engine: Engine, cancel: Cancel) -> FreeSpace:
    """Ask the node how much is free where the engine keeps its data."""
    with engine.errors():
        path = as_path(as_dict(engine.api.info()).get("DockerRootDir"))
    if not path.startswith("/"):
        return FreeSpace(path, why=tr("Docker does not tell where it keeps its data."))
    return free_space_at(engine.session, path, cancel)


def free_space_at(session: Session, path: str, cancel: Cancel) -> FreeSpace:
    """Ask a node how much is free on the file system of a path."""
    try:
        done = session.exec(["df", "-Pk", path], timeout=15.0, cancel=cancel).check()
    except RemoteError as error:
        return FreeSpace(path, why=error.message)
    return parse_df(done.text, path)


def parse_df(text: str, path: str) -> FreeSpace:
    """Read what `df -Pk PATH` printed."""
    for line in text.splitlines()[1:2]:
        # The device comes first and may hold spaces; the four columns after it are numbers.
        fields = line.split()
        for start in range(1, len(fields) - 3):
            blocks, used, free = fields[start : start + 3]
            if all(each.isascii() and each.isdigit() for each in (blocks, used, free)):
                total = as_whole(int(blocks[:18]) * 1024)
                return FreeSpace(path, total, as_whole(int(free[:18]) * 1024))
    return FreeSpace(path, why=tr("df printed nothing that is known."))


# How it is done


def _answer(engine: Engine, path: str, parameters: dict[str, str], cancel: Cancel) -> object:
    headers = {"Connection": "close"}
    with engine.stream(
        path, parameters, cancel, headers=headers, patience_s=USAGE_LIMIT_S
    ) as stream:
        body = b"".join(stream.chunks())
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RemoteError(
            tr("Docker's answer cannot be read: {why}").format(why=said(str(error)))
        ) from error


def _image_share(use: DiskUse) -> DiskShare:
    used = {each.image_id for each in use.containers}
    active = [each for each in use.images if each.id in used]
    kept = sum(each.own_bytes or 0 for each in active)
    total = use.layers_bytes
    reclaimable = None if total is None else max(0, total - kept)
    return DiskShare(DiskKind.IMAGES, len(use.images), len(active), total, reclaimable)


def _container_share(containers: tuple[ContainerUse, ...]) -> DiskShare:
    active = [each for each in containers if each.state.runs]
    idle = [each for each in containers if not each.state.runs]
    return DiskShare(
        DiskKind.CONTAINERS,
        len(containers),
        len(active),
        _sum(each.written_bytes for each in containers),
        _sum(each.written_bytes for each in idle),
    )


def _volume_share(use: DiskUse) -> DiskShare:
    used = {name for each in use.containers for name in each.volumes}
    idle = [each for each in use.volumes if each.name not in used]
    return DiskShare(
        DiskKind.VOLUMES,
        len(use.volumes),
        len(use.volumes) - len(idle),
        _sum(each.size_bytes for each in use.volumes),
        _sum(each.size_bytes for each in idle),
    )


def _cache_share(cache: tuple[CacheRecord, ...]) -> DiskShare:
    own = [each for each in cache if not each.shared]
    return DiskShare(
        DiskKind.BUILD_CACHE,
        len(cache),
        sum(each.in_use for each in cache),
        _sum(each.size_bytes for each in own),
        _sum(each.size_bytes for each in own if not each.in_use),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    """Add what is known; None when nothing of several things is."""
    told = list(values)
    known = [each for each in told if each is not None]
    return sum(known) if known or not told else None


def _items(told: dict[str, Any], flat: str, nested: str) -> list[dict[str, Any]]:
    inside = as_dict(told.get(nested)).get("Items")
    return list(as_dicts(told.get(flat) if isinstance(told.get(flat), list) else inside))


def _cache_record(told: dict[str, Any]) -> CacheRecord:
    parents = _texts(told.get("Parents")) or _texts([told.get("Parent")])
    return CacheRecord(
        id=as_text(told.get("ID")),
        parents=tuple(each for each in parents if each),
        description=as_text(told.get("Description")),
        size_bytes=as_size(told.get("Size")),
        in_use=told.get("InUse") is True,
        shared=told.get("Shared") is True,
        is_own=told.get("Type") in ("internal", "frontend"),
    )


def _texts(value: object) -> list[str]:
    return (
        [as_text(each) for each in value if isinstance(each, str)]
        if isinstance(value, list)
        else []
    )
