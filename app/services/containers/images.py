"""Images of a node: list, history, names given and taken. The audit log has each change."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from app.core.audit import AuditLog, AuditSubject
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import plain, said
from app.services.containers.engine import Engine
from app.services.containers.image_api import HistoryEntry, Image, ImageRemoval
from app.services.containers.reading import (
    as_dict,
    as_dicts,
    as_image_id,
    as_moment,
    as_size,
    as_text,
    as_whole,
)
from app.services.containers.references import check_image, parse_reference

NO_NAME = "<none>"
COMMAND_LIMIT = 4000
_RUN = "/bin/sh -c "
_NOT_RUN = "/bin/sh -c #(nop) "
_NAME_LIMIT = 512
"""Characters of the longest name with a digest, and some."""


def images(engine: Engine) -> tuple[Image, ...]:
    """Return all images, those with a name first, each with how many containers use it."""
    with engine.errors():
        told = engine.api.images()
        containers = engine.api.containers(all=True)
    return read_images(told, containers)


def image(engine: Engine, name: str) -> Image:
    """Look at one image, by name or id; its containers are not counted. NotThere without it."""
    with engine.errors():
        return read_image(engine.api.inspect_image(check_image(name)))


def image_history(engine: Engine, image: str) -> tuple[HistoryEntry, ...]:
    """Return the steps by which an image was made, newest first."""
    with engine.errors():
        return read_history(engine.api.history(check_image(image)))


class ImageChanges:
    """Changes images of one node. Thread-safe.

    An image is named or its id given. Every method raises NotThere when it is gone, RemoteError in
    the engine's words when it refuses (a container uses it, it has several names), BadInput,
    EngineUnavailable, SessionLost, or SettingsUnwritable when the audit log cannot be written; then
    nothing is changed.
    """

    def __init__(self, engine: Engine, node: str, audit: AuditLog) -> None:
        self._engine = engine
        self._subject = AuditSubject(node, engine.session.host_key)
        self._audit = audit

    def tag(self, image: str, reference: str) -> None:
        """Give an image one more name; another image that had it loses it."""
        new = parse_reference(reference)
        if new.digest:
            raise BadInput(
                tr("A new name has no digest."), tr("Give it a tag, as in mine/llama:tuned.")
            )
        with self._change(
            tr("Tag image {image} as {short}").format(image=said(image), short=new.short)
        ):
            self._engine.api.tag(
                check_image(image), new.with_tag("").short, tag=new.tag, force=True
            )

    def remove(self, image: str, *, force: bool = False) -> ImageRemoval:
        """Take a name from an image; what no name or container holds is deleted.

        By its id an image goes whole. `force`: also when it has several names, or a container that
        does not run uses it.
        """
        with self._change(f"Remove image {said(image)}{' by force' if force else ''}"):
            told = self._engine.api.remove_image(check_image(image), force=force)
        return read_removal(told)

    @contextlib.contextmanager
    def _change(self, what: str) -> Iterator[None]:
        with self._audit.change(self._subject, what), self._engine.errors():
            yield


def read_images(answer: object, containers: object) -> tuple[Image, ...]:
    """Read `/images/json`, and who uses them from `/containers/json`."""
    users = Counter(str(each.get("ImageID")) for each in as_dicts(containers))
    found = [_image(each, users[str(each.get("Id"))]) for each in as_dicts(answer)]
    found = [each for each in found if each.id]
    return tuple(sorted(found, key=lambda each: (each.is_dangling, each.name, each.id)))


def read_image(answer: object) -> Image:
    """Read `/images/NAME/json`."""
    return _image(as_dict(answer), None)


def read_history(answer: object) -> tuple[HistoryEntry, ...]:
    """Read `/images/NAME/history`."""
    return tuple(
        HistoryEntry(
            created=_seconds(each.get("Created")),
            command=_command(each.get("CreatedBy")),
            size_bytes=as_size(each.get("Size")),
            comment=as_text(each.get("Comment")),
        )
        for each in as_dicts(answer)
    )


def read_removal(answer: object) -> ImageRemoval:
    """Read what `DELETE /images/NAME` says it did."""
    rows = list(as_dicts(answer))
    untagged, deleted = (_names([row.get(key) for row in rows]) for key in ("Untagged", "Deleted"))
    return ImageRemoval(untagged, deleted)


def _image(told: dict[str, object], containers: int | None) -> Image:
    created = told.get("Created")
    return Image(
        id=as_image_id(told.get("Id")),
        tags=_names(told.get("RepoTags")),
        digests=_names(told.get("RepoDigests")),
        size_bytes=as_size(told.get("Size")),
        created=as_moment(created) if isinstance(created, str) else _seconds(created),
        containers=containers,
        architecture=as_text(told.get("Architecture")),
    )


def _names(value: object) -> tuple[str, ...]:
    """Return the names; an image without has `<none>:<none>`, nothing, or null."""
    told = value if isinstance(value, list) else []
    names = (said(each, limit=_NAME_LIMIT) for each in told if isinstance(each, str))
    return tuple(sorted(each for each in names if each and NO_NAME not in each))


def _seconds(value: object) -> float | None:
    """Return Unix seconds; 0, or the year 1, stands for not said."""
    whole = as_whole(value)
    return float(whole) if whole is not None and whole > 0 else None


def _command(value: object) -> str:
    """Return a step as it was written, without what older builders put before it."""
    text = " ".join(plain(value[:COMMAND_LIMIT]).split()) if isinstance(value, str) else ""
    if text.startswith(_NOT_RUN):
        return text.removeprefix(_NOT_RUN).strip()
    return f"RUN {text.removeprefix(_RUN)}" if text.startswith(_RUN) else text
