"""Give space back: say exactly what would go, then remove that and nothing else.

The engine's own prune decides anew at the moment it runs, so a container that stopped a second ago
goes with the rest. Here everything was named before: each thing is removed by its id, without
force, and only while it is still as it was shown and nobody uses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.listed import listed
from app.services.containers.api import EngineUnavailable, NotThere, State
from app.services.containers.disk import (
    CacheRecord,
    ContainerUse,
    DiskUse,
    ImageUse,
    VolumeUse,
    read_container,
    read_image,
    read_volume,
    usage,
)
from app.services.containers.networks import Network, parse_networks
from app.services.containers.reading import as_dict, as_dicts, as_whole, containers
from app.services.containers.succession import replacements

if TYPE_CHECKING:
    from app.services.containers.engine import Engine

OVER = (State.CREATED, State.EXITED, State.DEAD)
"""States of a container that does not run."""
_RECORD = re.compile(r"[a-zA-Z0-9]{6,64}")
_NAMED = 20
"""Names that one line of the audit log holds."""


class PruneKind(StrEnum):
    """What can be removed, in the order in which it is: what goes first sets other things free."""

    CONTAINERS = "containers"
    NETWORKS = "networks"
    UNNAMED_VOLUMES = "unnamed-volumes"
    NAMED_VOLUMES = "named-volumes"
    UNTAGGED_IMAGES = "untagged-images"
    UNUSED_IMAGES = "unused-images"
    BUILD_CACHE = "build-cache"


USUAL = frozenset(
    {PruneKind.CONTAINERS, PruneKind.NETWORKS, PruneKind.UNTAGGED_IMAGES, PruneKind.BUILD_CACHE}
)
"""What `docker system prune` removes."""
_IMAGES = frozenset({PruneKind.UNTAGGED_IMAGES, PruneKind.UNUSED_IMAGES})


@dataclass(frozen=True, slots=True)
class PruneItem:
    """One thing that goes."""

    kind: PruneKind
    id: str
    name: str
    about: str
    """What helps to recognise it: `exited 3 days ago`, a command, a project."""
    size_bytes: int | None
    """What removing it frees at least; None where the engine does not tell."""
    references: tuple[str, ...] = ()
    """Names that an image loses."""
    mark: str = ""
    """What another thing of the same id would have otherwise."""

    @property
    def key(self) -> tuple[object, ...]:
        """What stays the same while it is the thing that was shown."""
        return (self.kind, self.id, self.references, self.mark)


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What would go."""

    wish: frozenset[PruneKind]
    items: tuple[PruneItem, ...] = ()

    def of(self, kind: PruneKind) -> tuple[PruneItem, ...]:
        """Return what would go of one kind."""
        return tuple(each for each in self.items if each.kind is kind)

    def size_bytes(self, kind: PruneKind | None = None) -> int | None:
        """Return what that frees at least; None when none of it is known."""
        sizes = [each.size_bytes for each in (self.of(kind) if kind else self.items)]
        known = [each for each in sizes if each is not None]
        return sum(known) if known or not sizes else None


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was to go and stayed."""

    item: PruneItem
    why: str


@dataclass(frozen=True, slots=True)
class PruneResult:
    """What went."""

    removed: tuple[PruneItem, ...] = ()
    kept: tuple[Kept, ...] = ()
    freed_bytes: int | None = 0
    """By the engine's own count; None when it could not be told."""


@dataclass(frozen=True, slots=True)
class PruneProgress:
    """How far it is."""

    done: int
    total: int
    name: str


OnPrune = Callable[[PruneProgress], object]


@dataclass(frozen=True, slots=True)
class PruneLook:
    """All that a plan depends on, at one moment."""

    use: DiskUse
    networks: tuple[Network, ...]
    held: frozenset[str] = frozenset()
    """Containers that stay though they do not run."""

    @property
    def ids(self) -> frozenset[str]:
        """Whatever is there, but build cache."""
        use = self.use
        return frozenset(
            (
                *(each.id for each in use.containers),
                *(each.id for each in use.images),
                *(each.name for each in use.volumes),
                *(each.id for each in self.networks),
            )
        )


def look(engine: Engine, cancel: Cancel) -> PruneLook:
    """Ask for everything, with sizes; minutes where volumes hold very many files."""
    use = usage(engine, cancel)
    with engine.errors():
        listed = engine.api.containers(all=True)
        return PruneLook(use, parse_networks(engine.api.networks(), listed), held_of(listed))


def held_of(listed: object) -> frozenset[str]:
    """Return the containers of recreations: one may still be wanted back."""
    found = replacements(containers(listed))
    return frozenset(each for one in found for each in (one.new.id, one.before.id))


def plan(seen: PruneLook, wish: Iterable[PruneKind]) -> PrunePlan:
    """Return what would go. What one kind sets free, a later one takes along."""
    wanted = frozenset(wish)
    use = seen.use
    over = {each.id for each in use.containers if each.state in OVER} - seen.held
    going = over if PruneKind.CONTAINERS in wanted else set()
    staying = [each for each in use.containers if each.id not in going]
    volumes = {name for each in staying for name in each.volumes}
    images = {each.image_id for each in staying}
    networks = {identity for each in staying for identity in each.networks}
    items = [
        *(_container(each) for each in use.containers if each.id in going),
        *(_network(each) for each in seen.networks if _is_idle(each, networks)),
        *(_volume(each) for each in use.volumes if each.name not in volumes),
        *(_image(each) for each in use.images if each.id not in images),
        *(_cache(each) for each in _leaves_first(use.cache)),
    ]
    return PrunePlan(wanted, tuple(each for each in items if _is_wanted(each, wanted)))


class Pruner:
    """Removes what a plan names from one node; the audit log has each kind."""

    def __init__(self, engine: Engine, node: str, audit: AuditLog) -> None:
        self._engine = engine
        self._subject = AuditSubject(node, engine.session.host_key)
        self._audit = audit

    def prune(self, wanted: PrunePlan, cancel: Cancel, tell: OnPrune) -> PruneResult:
        """Remove what is still as it was shown; Cancelled stops before the next thing."""
        done = _Done()
        for kind in PruneKind:
            items = wanted.of(kind)
            if not items:
                continue
            freed = self._layers(cancel) if kind in _IMAGES else None
            with self._audit.change(self._subject, _words(kind, items)):
                self._remove_all(wanted, items, done, cancel, tell)
            if kind in _IMAGES:
                after = self._layers(cancel)
                done.add(None if freed is None or after is None else max(0, freed - after))
        return done.result()

    def _remove_all(
        self,
        wanted: PrunePlan,
        items: tuple[PruneItem, ...],
        done: _Done,
        cancel: Cancel,
        tell: OnPrune,
    ) -> None:
        there = self._look_again()
        still = {each.key for each in plan(there, wanted.wish).items}
        known = there.ids
        for item in items:
            cancel.raise_if_cancelled()
            tell(PruneProgress(done.count, len(wanted.items), item.name))
            is_checked = item.kind is not PruneKind.BUILD_CACHE  # only a full look tells of that
            if is_checked and item.id not in known:
                continue  # somebody else removed it
            if is_checked and item.key not in still:
                done.keep(item, tr("It changed or came into use since it was shown."))
                continue
            try:
                freed = self._remove(item)
            except NotThere:
                continue
            except EngineUnavailable:
                raise
            except RemoteError as error:
                done.keep(item, error.message)
                continue
            done.remove(item, freed)

    def _look_again(self) -> PruneLook:
        """Ask for all but sizes and build cache, which takes no time."""
        api = self._engine.api
        with self._engine.errors():
            listed = api.containers(all=True)
            networks = parse_networks(api.networks(), listed)
            use = DiskUse(
                images=tuple(map(read_image, as_dicts(api.images()))),
                containers=tuple(map(read_container, as_dicts(listed))),
                volumes=tuple(map(read_volume, as_dicts(as_dict(api.volumes()).get("Volumes")))),
            )
        return PruneLook(use, networks, held_of(listed))

    def _remove(self, item: PruneItem) -> int | None:
        """Remove one thing and return what that freed, as far as it is told at once."""
        api = self._engine.api
        with self._engine.errors():
            match item.kind:
                case PruneKind.CONTAINERS:
                    api.remove_container(item.id, v=False, force=False)
                case PruneKind.NETWORKS:
                    api.remove_network(item.id)
                    return 0
                case PruneKind.UNNAMED_VOLUMES | PruneKind.NAMED_VOLUMES:
                    api.remove_volume(item.id, force=False)
                case PruneKind.UNTAGGED_IMAGES | PruneKind.UNUSED_IMAGES:
                    # By its id an image with one name goes, and one with more is refused: then
                    # each name is taken away. A name that it got meanwhile is never among them.
                    for name in item.references if len(item.references) > 1 else (item.id,):
                        api.remove_image(name, force=False, noprune=False)
                    return 0  # counted for all images together: they share layers
                case PruneKind.BUILD_CACHE:
                    answer = as_dict(api.prune_builds(filters={"id": item.id}))
                    if not answer.get("CachesDeleted"):
                        raise RemoteError(tr("A build uses it, or an image has it."))
                    return as_whole(answer.get("SpaceReclaimed"))
        return item.size_bytes

    def _layers(self, cancel: Cancel) -> int | None:
        return usage(self._engine, cancel, only="image").layers_bytes


@dataclass
class _Done:
    """What came of it so far."""

    removed: list[PruneItem] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    freed: int | None = 0

    @property
    def count(self) -> int:
        return len(self.removed) + len(self.kept)

    def remove(self, item: PruneItem, freed: int | None) -> None:
        self.removed.append(item)
        self.add(freed)

    def keep(self, item: PruneItem, why: str) -> None:
        self.kept.append(Kept(item, why))

    def add(self, freed: int | None) -> None:
        self.freed = None if freed is None or self.freed is None else self.freed + freed

    def result(self) -> PruneResult:
        return PruneResult(tuple(self.removed), tuple(self.kept), self.freed)


def _is_wanted(item: PruneItem, wish: frozenset[PruneKind]) -> bool:
    return item.kind in wish and bool(item.id)


def _is_idle(network: Network, used: set[str]) -> bool:
    return not network.is_built_in and network.scope == "local" and network.id not in used


def _container(container: ContainerUse) -> PruneItem:
    return PruneItem(
        PruneKind.CONTAINERS,
        container.id,
        container.name,
        container.status or container.state,
        container.written_bytes,
    )


def _network(network: Network) -> PruneItem:
    about = f"{network.driver} {', '.join(network.subnets)}".strip()
    return PruneItem(PruneKind.NETWORKS, network.id, network.name, about, 0)


def _volume(volume: VolumeUse) -> PruneItem:
    kind = PruneKind.UNNAMED_VOLUMES if volume.anonymous else PruneKind.NAMED_VOLUMES
    name = volume.name[:12] if volume.anonymous else volume.name
    about = tr("of the project {project}").format(project=volume.project) if volume.project else ""
    return PruneItem(kind, volume.name, name, about, volume.size_bytes, mark=volume.created)


def _image(image: ImageUse) -> PruneItem:
    kind = PruneKind.UNUSED_IMAGES if image.tags else PruneKind.UNTAGGED_IMAGES
    about = ", ".join(image.tags[1:])
    return PruneItem(kind, image.id, image.name, about, image.own_bytes, image.references)


def _cache(record: CacheRecord) -> PruneItem:
    name, about = record.id[:12], record.description
    return PruneItem(PruneKind.BUILD_CACHE, record.id, name, about, record.size_bytes)


def _leaves_first(cache: tuple[CacheRecord, ...]) -> Iterator[CacheRecord]:
    """Yield the records that no build uses and no image has, children before parents.

    A record that another one is built on cannot go before that one. The engine removes those that
    an image has, too, only once that is gone.
    """
    idle = [each for each in cache if not (each.in_use or each.shared or each.is_own)]
    left = {each.id: each for each in idle if _RECORD.fullmatch(each.id)}
    blocked = {parent for each in cache if each.id not in left for parent in each.parents}
    while left:
        needed = blocked | {parent for each in left.values() for parent in each.parents}
        free = [each for each in left.values() if each.id not in needed]
        if not free:
            return
        for each in free:
            del left[each.id]
            yield each


def _words(kind: PruneKind, items: tuple[PruneItem, ...]) -> str:
    names = listed([each.name for each in items], _NAMED)
    return f"Prune {len(items)} {kind.replace('-', ' ')}: {names}"
