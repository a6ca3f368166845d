"""Copies files out of containers and into them, with progress, whole or not at all where possible.

On this computer: everything is written under a temporary name beside its place and moved there in
one step at the end, so that a copy that is cancelled or fails leaves nothing. Nothing is replaced
unless `replace` says so. Of a folder, links are kept only where they lead to something inside of
it; they are made after all files are written, so nothing is ever written through one. Devices,
pipes and names that this computer cannot have are left out or changed; the answer counts them.

In the container: the engine unpacks what comes as root, file by file. One file is sent under a
temporary name and renamed where the container runs and has `mv`; elsewhere a copy that was
cancelled leaves what had come so far, and the error says so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from app.core import units
from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import BadInput, CommandCenterError, RemoteError, UserError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import NotThere, State
from app.services.containers.archives import (
    ArchiveReader,
    MemberKind,
    Packed,
    on_this_computer,
    pack,
    survey,
)
from app.services.containers.engine import Engine
from app.services.containers.files import (
    FileEntry,
    FileKind,
    archive_of,
    archive_path,
    cleaned,
    joined,
    look,
)
from app.services.containers.programs import run_program
from app.services.containers.unpacking import LocalFile, Unpacking

_TELL_S = 0.1
_MAX_HOPS = 40
_MOVE, _REMOVE = "/bin/mv", "/bin/rm"


class AlreadyThere(UserError):
    """Something has that name; copying would replace it."""


@dataclass(frozen=True, slots=True)
class Copying:
    """How far a copy is, in bytes of content."""

    done: int
    total: int | None
    """None while that is not known: the engine does not tell a folder's size."""
    leaves_part: bool = False
    """Whether what came so far stays in the container when it is cancelled."""


Tell: TypeAlias = Callable[[Copying], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    place: str
    """Where it is now: a path of this computer, or of the container."""
    size: int
    left_out: int = 0
    """Links that lead elsewhere, devices and pipes: they were not copied."""
    renamed: int = 0
    """Names that this computer cannot have and that were changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the audit log says of a change: whose node it is, and of which container."""

    audit: AuditLog
    node: str
    container: str
    """Its name."""


class _Progress:
    """Counts bytes and tells them ten times a second at most."""

    def __init__(self, tell: Tell, total: int | None, *, leaves_part: bool = False) -> None:
        self._tell, self._total, self._leaves_part = tell, total, leaves_part
        self._told_at = 0.0
        self.done = 0

    def add(self, count: int) -> None:
        """Count more bytes."""
        self.done += count
        if time.monotonic() - self._told_at >= _TELL_S:
            self.tell()

    def tell(self) -> None:
        """Tell how far it is."""
        self._told_at = time.monotonic()
        done = self.done if self._total is None else min(self.done, self._total)
        self._tell(Copying(done, self._total, self._leaves_part))


class FileCopies:
    """Copies files of one container, by its id. For one thread."""

    def __init__(self, engine: Engine, container: str, cancel: Cancel, tell: Tell) -> None:
        self._engine = engine
        self._container = container
        self._cancel = cancel
        self._tell = tell

    # Out of the container

    def download(self, path: str, target: Path, *, replace: bool = False) -> Copied:
        """Copy a file or a folder to `target`, a path of this computer.

        Raises AlreadyThere when something is there (a folder never takes another's place),
        UserError when it cannot be written, NotThere, and what Engine does.
        """
        path, entry = self._followed(path)
        is_folder = entry.kind is FileKind.FOLDER
        if entry.kind not in (FileKind.FILE, FileKind.FOLDER):
            raise BadInput(tr("{shown} is neither a file nor a folder.").format(shown=entry.shown))
        if os.path.lexists(target) and (is_folder or target.is_dir() or not replace):
            raise _taken(target)
        with archive_of(self._engine, self._container, path, self._cancel) as reader:
            if is_folder:
                return self._take_folder(reader, target)
            return self._take_file(reader, target, replace=replace)

    def _followed(self, path: str) -> tuple[str, FileEntry]:
        """Return where a path leads to at last; the engine resolves one link at a time."""
        for _hop in range(_MAX_HOPS):
            entry = look(self._engine, self._container, path)
            if entry.kind is not FileKind.LINK or not entry.target:
                return path, entry
            path = cleaned(entry.target)
        raise BadInput(tr("{path} is a link in a circle.").format(path=said(path, limit=500)))

    def _take_file(self, reader: ArchiveReader, target: Path, *, replace: bool) -> Copied:
        member = next(iter(reader), None)
        if member is None or member.kind is not MemberKind.FILE:
            raise RemoteError(tr("The engine sent something else than the file."))
        progress = _Progress(self._tell, member.size)
        temporary = _beside(target)
        file = LocalFile(temporary)
        try:
            file.fill(reader, progress.add)
            file.finish(member)
            self._cancel.raise_if_cancelled()
            with on_this_computer(target, tr("written")):
                _put_in_place(temporary, target, replace=replace)
        finally:
            file.close()
            with contextlib.suppress(OSError):
                temporary.unlink()
        return Copied(str(target), progress.done)

    def _take_folder(self, reader: ArchiveReader, target: Path) -> Copied:
        progress = _Progress(self._tell, None)
        temporary = _beside(target)
        with on_this_computer(temporary, tr("written")):
            temporary.mkdir()
        try:
            unpacking = Unpacking(temporary, progress.add)
            unpacking.unpack(reader)
            self._cancel.raise_if_cancelled()
            with on_this_computer(target, tr("written")):
                if os.path.lexists(target):
                    raise _taken(target)
                temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return Copied(str(target), progress.done, unpacking.left_out, unpacking.renamed)

    # Into the container

    def upload(self, source: Path, folder: str, change: Change, *, replace: bool = False) -> Copied:
        """Copy a file or a folder of this computer into a folder of the container.

        A folder that is there already is added to; files of the same names in it are replaced.
        Raises AlreadyThere unless `replace`, UserError when something cannot be read, NotThere,
        SettingsUnwritable when the audit log cannot be written, and what Engine does.
        """
        source = source.absolute()
        packed = survey(source, source.name, self._cancel)
        place = joined(folder, source.name)
        existing = self._existing(place)
        is_folder = source.is_dir()
        if existing is not None and not replace:
            raise AlreadyThere(tr("{shown} is there already.").format(shown=existing.shown))
        if existing is not None and (existing.kind is FileKind.FOLDER) is not is_folder:
            kind = tr("a folder") if existing.kind is FileKind.FOLDER else tr("no folder")
            raise BadInput(
                tr("{shown} is {kind} in the container.").format(shown=existing.shown, kind=kind),
                tr("Choose another name."),
            )
        words = f"Upload {said(str(source), limit=500)} ({units.disk_size(packed.size)})"
        words += f" to {said(place, limit=500)} of container {change.container}"
        words += ", replacing what was there" if existing is not None else ""
        with change.audit.change(AuditSubject(change.node, self._engine.session.host_key), words):
            self._send(packed, folder, source.name, whole=not is_folder and self._can_rename(place))
        return Copied(place, packed.size, packed.left_out)

    def _existing(self, place: str) -> FileEntry | None:
        try:
            return look(self._engine, self._container, place)
        except NotThere:
            return None

    def _can_rename(self, place: str) -> bool:
        try:
            place.encode()
        except UnicodeEncodeError:  # such a name cannot be told to a program over JSON
            return False
        details = self._engine.details(self._container)
        return details.state is State.RUNNING and self._existing(_MOVE) is not None

    def _send(self, packed: Packed, folder: str, name: str, *, whole: bool) -> None:
        """Send an archive; a single file under a temporary name where it can be renamed."""
        progress = _Progress(self._tell, packed.size, leaves_part=not whole)
        if not whole:
            self._put(packed, folder, progress)
            return
        temporary = f".{uuid.uuid4().hex[:12]}.part"
        ((path, _name),) = packed.members
        try:
            self._put(replace(packed, members=((path, temporary),)), folder, progress)
            self._cancel.raise_if_cancelled()
            self._run(_MOVE, "-f", joined(folder, temporary), joined(folder, name))
        except CommandCenterError as error:
            left = joined(folder, temporary)
            try:
                self._run(_REMOVE, "-f", left)
            except CommandCenterError:
                if isinstance(error, UserError):
                    where = said(left, limit=500)
                    words = tr(
                        "{message} What had come so far may still be there, as {where}."
                    ).format(message=error.message, where=where)
                    raise error.saying(words) from error
            raise

    def _put(self, packed: Packed, folder: str, progress: _Progress) -> None:
        body = _counted(pack(packed, self._cancel), progress)
        with self._engine.stream(
            archive_path(self._container),
            {"path": folder, "noOverwriteDirNonDir": "1"},
            self._cancel,
            method="PUT",
            headers={"Content-Type": "application/x-tar"},
            body=body,
        ):
            progress.tell()

    def _run(self, *command: str) -> None:
        """Run a program in the container; RemoteError in its words when it fails."""
        ran = run_program(self._engine, self._container, command, Cancel())
        if ran.status != 0:
            words = said(ran.errors.decode("utf-8", "replace")) or tr("status {status}").format(
                status=ran.status
            )
            raise RemoteError(
                tr("{command} in the container failed: {words}.").format(
                    command=command[0], words=words
                )
            )


def _counted(pieces: Iterator[bytes], progress: _Progress) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        progress.add(len(piece))


def _taken(target: Path) -> AlreadyThere:
    return AlreadyThere(
        tr("{path} is there already.").format(path=said(str(target), limit=500)),
        tr("Choose another name."),
    )


def _beside(target: Path) -> Path:
    """Return a name that nobody has, in the folder of `target`."""
    return target.with_name(f".{uuid.uuid4().hex[:12]}.part")


def _put_in_place(temporary: Path, target: Path, *, replace: bool) -> None:
    """Give a file its name in one step; AlreadyThere when it is taken by now and must not be."""
    if replace:
        temporary.replace(target)
        return
    try:
        os.link(temporary, target)  # unlike a rename, it never replaces
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # not every file system has hard links
        if os.path.lexists(target):
            raise _taken(target) from None
        temporary.rename(target)
