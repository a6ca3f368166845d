"""Unpacks an archive from another machine into one folder, and nowhere else.

The names in it may be anything: `../../.bashrc`, `/etc/passwd`, the same name twice, a link and
then a file "below" it. So only folders made here are ever entered, files are only created, never
opened; links are made at the end, and only those that lead down into the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from app.core.i18n import tr
from app.services.containers.archives import (
    ArchiveReader,
    Member,
    MemberKind,
    on_this_computer,
)

Parts: TypeAlias = tuple[str, ...]

_LONGEST = 200
_IS_WINDOWS = os.name == "nt"
_FORBIDDEN_ON_WINDOWS = frozenset('<>:"/\\|?*')
_RESERVED = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"),
    )
)
"""Devices of Windows, whatever stands behind a dot."""


def local_name(name: str, *, windows: bool = _IS_WINDOWS) -> str:
    """Return a name as this computer can have it and people can read it."""
    forbidden = _FORBIDDEN_ON_WINDOWS if windows else "/"
    kept = (c if c.isprintable() and c not in forbidden else "_" for c in name[:_LONGEST])
    made = "".join(kept).strip()
    if windows:
        made = made.rstrip(". ")
        if made.partition(".")[0].rstrip().casefold() in _RESERVED:
            made = f"_{made}"
    return "unnamed" if made in ("", ".", "..") else made


class LocalFile:
    """A new file of this computer; what goes wrong with it is told as a UserError."""

    def __init__(self, path: Path) -> None:
        """Make it; whatever has this name already is no longer its own: that is an error."""
        self._path = path
        with on_this_computer(path, tr("written")):
            self._file = path.open("xb")

    def fill(self, reader: ArchiveReader, count: Callable[[int], None]) -> None:
        """Write the content of the present member, and tell how much it was."""
        for piece in reader.content():
            with on_this_computer(self._path, tr("written")):
                self._file.write(piece)
            count(len(piece))

    def finish(self, member: Member) -> None:
        """Close it and give it the member's time, and its right to be run."""
        with on_this_computer(self._path, tr("written")):
            self._file.close()
            if member.mode & 0o100:
                mode = self._path.stat().st_mode
                self._path.chmod(mode | (mode & 0o444) >> 2)
            with contextlib.suppress(OverflowError):
                os.utime(self._path, (member.modified, member.modified))

    def close(self) -> None:
        """Close it, whole or not."""
        with contextlib.suppress(OSError):
            self._file.close()


class Unpacking:
    """One archive that is unpacked. For one thread."""

    def __init__(self, top: Path, count: Callable[[int], None]) -> None:
        """Begin.

        Args:
            top: an empty folder that nobody else knows.
            count: told of bytes of content as they are written.
        """
        self.left_out = 0
        """Members that are not there: links that lead elsewhere, devices, names that climb."""
        self.renamed = 0
        """Names that this computer cannot have."""
        self._top = top
        self._count = count
        self._folders: dict[Parts, Path] = {(): top}
        self._files: dict[Parts, Path] = {}
        self._links: list[tuple[Path, int, str]] = []
        """Made at the end: where, how many folders down, where to."""
        self._awaited: set[Path] = set()

    def unpack(self, reader: ArchiveReader) -> None:
        """Unpack all; the first member is the folder that was asked for, and becomes `top`."""
        prefix: Parts | None = None
        for member in reader:
            parts = tuple(part for part in member.name.split("/") if part not in ("", "."))
            if prefix is None:
                prefix = parts
                continue
            inside = parts[len(prefix) :]
            if parts[: len(prefix)] != prefix or not inside or ".." in inside:
                self.left_out += 1
            else:
                self._take(inside, member, prefix, reader)
        with on_this_computer(self._top, tr("written")):
            for path, depth, target in self._links:
                self._make_link(path, depth, target)

    def _take(self, parts: Parts, member: Member, prefix: Parts, reader: ArchiveReader) -> None:
        match member.kind:
            case MemberKind.FOLDER:
                self._folder(parts)
            case MemberKind.FILE:
                path = self._files[parts] = self._place(parts)
                file = LocalFile(path)
                try:
                    file.fill(reader, self._count)
                    file.finish(member)
                finally:
                    file.close()
            case MemberKind.LINK:
                path = self._place(parts)
                self._awaited.add(path)
                self._links.append((path, len(parts) - 1, member.target))
            case MemberKind.HARD_LINK:
                target = tuple(part for part in member.target.split("/") if part not in ("", "."))
                self._copy(self._files.get(target[len(prefix) :]), parts)
            case MemberKind.OTHER:
                self.left_out += 1

    def _folder(self, parts: Parts) -> Path:
        """Return the folder for these parts, made when it is first asked for."""
        for end in range(1, len(parts) + 1):
            if parts[:end] not in self._folders:
                path = self._place(parts[:end])
                with on_this_computer(path, tr("written")):
                    path.mkdir()
                self._folders[parts[:end]] = path
        return self._folders[parts]

    def _place(self, parts: Parts) -> Path:
        """Return a path in the right folder at which there is nothing yet."""
        folder, wanted = self._folder(parts[:-1]), parts[-1]
        name = local_name(wanted)
        path, number = folder / name, 1
        while os.path.lexists(path) or path in self._awaited:
            number += 1
            path = folder / f"{name} ({number})"
        self.renamed += path.name != wanted
        return path

    def _copy(self, original: Path | None, parts: Parts) -> None:
        """Make what is another name of a file that was written."""
        if original is None:
            self.left_out += 1
            return
        path = self._files[parts] = self._place(parts)
        with on_this_computer(path, tr("written")):
            try:
                os.link(original, path)
            except OSError:  # not every file system has hard links
                shutil.copyfile(original, path)

    def _make_link(self, path: Path, depth: int, target: str) -> None:
        if not leads_inside(target, depth):
            self.left_out += 1
            return
        try:
            path.symlink_to(target)
        except (OSError, NotImplementedError):  # Windows grants it to few
            self.left_out += 1


def leads_inside(target: str, depth: int) -> bool:
    """Whether a link `depth` folders down leads to something inside, whatever it passes.

    Climbing is fine at its begin alone: behind the name of another link it would lead elsewhere.
    """
    parts = [part for part in target.split("/") if part != "."]
    while parts and parts[0] == ".." and depth > 0:
        parts.pop(0)
        depth -= 1
    return bool(parts) and all(part == local_name(part) for part in parts)
