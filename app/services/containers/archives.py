"""Tar archives as streams: what an engine packs files into, both ways.

The standard library's reader trusts sizes that the archive tells (a header of 8 GB is read into
memory) and hands on 10 KB a time. Here an archive comes from another machine: whatever it holds,
memory is bounded, and content passes through as it came.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.core.cancel import Cancel
from app.core.errors import RemoteError, UserError
from app.core.i18n import tr
from app.core.said import said

BLOCK = 512
MAX_EXTENSION = 64 * 1024
"""Bytes of a header that extends another: a name has 4,096 at most."""
PIECE = 1024 * 1024
_ENDING = bytes(2 * BLOCK)


class MemberKind(StrEnum):
    """What a member of an archive is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    HARD_LINK = "hard-link"
    OTHER = "other"  # a device, a pipe


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `name` and `target` are as the archive has them: never trust them as paths."""

    name: str
    kind: MemberKind
    size: int
    """Bytes of content that follow."""
    mode: int
    modified: float
    """Unix seconds."""
    target: str
    """Of a link."""


_KINDS = {
    tarfile.REGTYPE: MemberKind.FILE,
    tarfile.AREGTYPE: MemberKind.FILE,
    tarfile.CONTTYPE: MemberKind.FILE,
    tarfile.DIRTYPE: MemberKind.FOLDER,
    tarfile.SYMTYPE: MemberKind.LINK,
    tarfile.LNKTYPE: MemberKind.HARD_LINK,
}


class BrokenArchive(RemoteError):
    """What came is no archive, or not a whole one."""

    def __init__(self, why: str) -> None:
        super().__init__(
            tr("What the engine sent is no archive that can be read: {why}.").format(why=why)
        )


class ArchiveReader:
    """Reads members one after the other from bytes as they come."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._kept = memoryview(b"")
        self._left = 0
        """Bytes of the present member's content that were not read."""
        self._padding = 0
        self.read = 0
        """Bytes of the archive that were read."""

    def __iter__(self) -> Iterator[Member]:
        while (member := self._next()) is not None:
            yield member

    def content(self) -> Iterator[memoryview]:
        """Yield the content of the member that came last."""
        while self._left:
            piece = self._some(self._left)
            self._left -= len(piece)
            yield piece

    def _next(self) -> Member | None:
        """Skip what is left of a member and read the next one's header; None at the end."""
        for _piece in self.content():
            pass
        self._exactly(self._padding)
        self._padding = 0
        told: dict[str, str] = {}
        while (block := self._exactly(BLOCK, may_end=True)).strip(b"\0"):
            header = _header(block)
            if header.type in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
                told |= _extension(header, self._extension(header.size))
            elif header.type == tarfile.XGLTYPE:
                self._extension(header.size)
            else:
                return self._member(header, told)
        return None

    def _member(self, header: tarfile.TarInfo, told: dict[str, str]) -> Member:
        kind = _KINDS.get(header.type, MemberKind.OTHER)
        size = _whole(told.get("size"), header.size)
        if kind in (MemberKind.FOLDER, MemberKind.LINK, MemberKind.HARD_LINK):
            size = 0
        self._left, self._padding = size, -size % BLOCK
        return Member(
            name=told.get("path", header.name),
            kind=kind,
            size=size,
            mode=header.mode,
            modified=float(header.mtime),
            target=told.get("linkpath", header.linkname),
        )

    def _extension(self, size: int) -> bytes:
        if size > MAX_EXTENSION:
            raise BrokenArchive(tr("a header is too long"))
        data = self._exactly(size)
        self._exactly(-size % BLOCK)
        return data

    def _exactly(self, size: int, *, may_end: bool = False) -> bytes:
        pieces: list[bytes] = []
        missing = size
        while missing:
            piece = self._some(missing, may_end=may_end and missing == size)
            if not piece:
                return b""
            pieces.append(bytes(piece))
            missing -= len(piece)
        return b"".join(pieces)

    def _some(self, most: int, *, may_end: bool = False) -> memoryview:
        """Return what is there, `most` bytes at most; nothing only at an end that may be."""
        while not self._kept:
            chunk = next(self._chunks, None)
            if chunk is None:
                if may_end:
                    return self._kept
                raise BrokenArchive(tr("it breaks off"))
            self._kept = memoryview(chunk)
        piece, self._kept = self._kept[:most], self._kept[most:]
        self.read += len(piece)
        return piece


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError) as error:
        raise BrokenArchive(tr("a header is damaged")) from error
    if header.size < 0:
        raise BrokenArchive(tr("a size is negative"))
    return header


def _extension(header: tarfile.TarInfo, data: bytes) -> dict[str, str]:
    if header.type == tarfile.XHDTYPE:
        return _pax(data)
    key = "path" if header.type == tarfile.GNUTYPE_LONGNAME else "linkpath"
    return {key: data.partition(b"\0")[0].decode("utf-8", "surrogateescape")}


def _pax(data: bytes) -> dict[str, str]:
    """Read records of the form `LENGTH KEY=VALUE` and a line end."""
    told: dict[str, str] = {}
    at = 0
    while at < len(data):
        digits, blank, _rest = data[at : at + 8].partition(b" ")
        if not blank or not digits.isdigit():
            raise BrokenArchive(tr("a header is damaged"))
        record = data[at + len(digits) + 1 : at + int(digits)]
        key, equals, value = record.partition(b"=")
        if not equals or not value.endswith(b"\n"):
            raise BrokenArchive(tr("a header is damaged"))
        told[key.decode("utf-8", "replace")] = value[:-1].decode("utf-8", "surrogateescape")
        at += int(digits)
    return told


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BrokenArchive(tr("a size is no number"))
    return int(text)


# Writing


@dataclass(frozen=True, slots=True)
class Packed:
    """What is to be packed."""

    members: tuple[tuple[Path, str], ...]
    """Files, folders and links with their names in the archive; a folder before what it holds."""
    size: int
    """Bytes of content."""
    left_out: int
    """Sockets, devices and pipes, which are not packed."""


@contextlib.contextmanager
def on_this_computer(path: Path, verb: str) -> Iterator[None]:
    """Tell what goes wrong with a file of this computer, not of the node; `verb`: `read`."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(
            tr("{path} cannot be {verb}: {why}.").format(
                path=said(str(path), limit=500), verb=verb, why=why
            )
        ) from error


def survey(source: Path, name: str, cancel: Cancel) -> Packed:
    """Find out what packing `source` as `name` would take; raises UserError."""
    with on_this_computer(source, tr("read")):
        return _survey(source, name, cancel)


def _survey(source: Path, name: str, cancel: Cancel) -> Packed:
    members: list[tuple[Path, str]] = []
    size = left_out = 0
    waiting = [(source, name)]
    while waiting:
        cancel.raise_if_cancelled()
        path, inside = waiting.pop()
        # What is chosen may be a link itself; links below it stay links.
        mode = (source.stat() if path == source else path.lstat()).st_mode
        if stat.S_ISDIR(mode):
            waiting += [(each, f"{inside}/{each.name}") for each in path.iterdir()]
        elif stat.S_ISREG(mode):
            size += path.stat().st_size
        elif not stat.S_ISLNK(mode):
            left_out += 1
            continue
        members.append((path, inside))
    return Packed(tuple(members), size, left_out)


def pack(packed: Packed, cancel: Cancel) -> Iterator[bytes]:
    """Yield an archive; raises UserError, also when a file became shorter meanwhile."""
    for number, (path, name) in enumerate(packed.members):
        cancel.raise_if_cancelled()
        with on_this_computer(path, tr("read")):
            member = _described(path, name, follow=number == 0)
            yield member.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
            if member.isreg():
                yield from _content(path, member.size, cancel)
    yield _ENDING


def _described(path: Path, name: str, *, follow: bool) -> tarfile.TarInfo:
    told = path.stat() if follow else path.lstat()
    member = tarfile.TarInfo(name)
    member.mtime = int(told.st_mtime)
    member.mode = _mode(told.st_mode)
    if stat.S_ISDIR(told.st_mode):
        member.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(told.st_mode):
        member.type, member.linkname = tarfile.SYMTYPE, os.readlink(path)
    else:
        member.size = told.st_size
    return member


def _mode(mode: int) -> int:
    """Return permissions as they are meant on this computer; Windows knows none."""
    if os.name == "nt":
        return 0o755 if stat.S_ISDIR(mode) else 0o644
    return stat.S_IMODE(mode) & 0o777


def _content(path: Path, size: int, cancel: Cancel) -> Iterator[bytes]:
    left = size
    with path.open("rb") as file:
        while left:
            cancel.raise_if_cancelled()
            piece = file.read(min(PIECE, left))
            if not piece:
                raise OSError(0, "it became shorter meanwhile")
            left -= len(piece)
            yield piece
    if padding := -size % BLOCK:
        yield bytes(padding)
