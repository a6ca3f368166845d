"""Volumes of a node: what they hold, who uses them; make and remove them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.audit import AuditLog, AuditSubject
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import NAME, NAME_RULE, Container, State
from app.services.containers.disk import VolumeUse, read_volume
from app.services.containers.reading import as_dict, as_dicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.containers.engine import Engine


@dataclass(frozen=True, slots=True)
class User:
    """A container that a volume is mounted in, or will be when it starts."""

    id: str
    name: str
    state: State
    status: str
    target: str
    """Where the container sees it."""
    read_only: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume."""

    use: VolumeUse
    mountpoint: str
    users: tuple[User, ...]

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.use.name

    @property
    def is_used(self) -> bool:
        """Whether a container has it, running or not: then the engine does not remove it."""
        return bool(self.users)


def volumes(engine: Engine) -> tuple[Volume, ...]:
    """Return all volumes, by name; sizes take longer (`disk.volume_sizes`)."""
    with engine.errors():
        told = as_dict(engine.api.volumes())
    return parse_volumes(told.get("Volumes"), engine.containers())


def parse_volumes(answer: object, containers: tuple[Container, ...]) -> tuple[Volume, ...]:
    """Read `/volumes` and join it with the containers."""
    users: dict[str, list[User]] = {}
    for each in containers:
        for mount in each.mounts:
            if mount.kind == "volume" and mount.volume:
                user = User(
                    each.id, each.name, each.state, each.status, mount.target, mount.read_only
                )
                users.setdefault(mount.volume, []).append(user)
    found = []
    for told in as_dicts(answer):
        use = read_volume(told)
        if use.name:
            place = told.get("Mountpoint")
            where = said(place, limit=4096) if isinstance(place, str) else ""
            found.append(Volume(use, where, tuple(users.get(use.name, ()))))
    return tuple(sorted(found, key=lambda each: (each.use.anonymous, each.name.casefold())))


def with_sizes(found: tuple[Volume, ...], sizes: Mapping[str, int | None]) -> tuple[Volume, ...]:
    """Return volumes with the sizes that were told later."""
    return tuple(
        replace(each, use=replace(each.use, size_bytes=sizes.get(each.name))) for each in found
    )


class VolumeChanges:
    """Changes volumes of one node; the audit log has each.

    Every method raises RemoteError in the engine's words when it refuses, EngineUnavailable,
    SessionLost, or SettingsUnwritable when the audit log cannot be written.
    """

    def __init__(self, engine: Engine, node: str, audit: AuditLog) -> None:
        self._engine = engine
        self._subject = AuditSubject(node, engine.session.host_key)
        self._audit = audit

    def create(self, name: str) -> None:
        """Make an empty volume; BadInput when there is one of this name."""
        if not NAME.fullmatch(name):
            raise BadInput(
                tr("“{name}” cannot be a volume's name.").format(name=said(name)),
                NAME_RULE,
            )
        if any(each.name == name for each in volumes(self._engine)):
            # The engine itself would say nothing and hand over the one that is there.
            raise BadInput(tr("There is a volume {name} already.").format(name=name))
        with (
            self._audit.change(self._subject, f"Create volume {name}"),
            self._engine.errors(),
        ):
            self._engine.api.create_volume(name)

    def remove(self, name: str) -> None:
        """Remove a volume and all its files; refused while a container has it."""
        if not NAME.fullmatch(name):
            raise BadInput(tr("“{name}” is no volume's name.").format(name=said(name)))
        with (
            self._audit.change(self._subject, f"Remove volume {name}"),
            self._engine.errors(),
        ):
            self._engine.api.remove_volume(name)
