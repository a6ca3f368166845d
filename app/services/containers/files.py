"""Files of a container: what is there, and what a folder holds.

The engine has no request for a folder's list. What there is:

1. `HEAD /archive` tells one path's size, mode, time and target of a link: any container, any image.
2. A shell in the container lists a folder, with exact names: `/bin/sh`, a glob, `printf`, and
   `stat` for the rest; where `stat` is missing, request 1 for each name. It needs a container that
   runs and an image with a shell. It runs as root, as the engine's archives are made.
3. `GET /archive` packs a folder with everything in it. Reading only its headers lists it, but all
   content below passes by, so this ends after `ARCHIVE_BYTES` or `ARCHIVE_S`, and the list says
   that it is cut; folders that most images have are then looked for one by one with request 1.

So 2 is tried first and 3 is for stopped and paused containers and images without a shell. `docker
cp` never lists; Docker Desktop reads its own virtual machine's disk, which a node does not offer.

Names come from the container: they may hold anything but `/` and NUL. `FileEntry.name` is exact,
for requests; `FileEntry.shown` is fit to be shown.
"""

from __future__ import annotations

import base64
import contextlib
import json
import posixpath
import re
import time
import urllib.parse
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import EngineUnavailable, NotThere
from app.services.containers.archives import ArchiveReader, Member, MemberKind
from app.services.containers.engine import ANSWER_LIMIT, Engine
from app.services.containers.programs import run_program
from app.services.containers.reading import time_ns

MAX_ENTRIES = 5000
"""Of one folder that are listed."""
ARCHIVE_BYTES = 256 * 1024 * 1024
ARCHIVE_S = 6.0
_MAX_LOOKS = 300
"""Names that are asked for one by one."""
_AT_ONCE = 8
_MAX_PATH = 4096
_NO_SUCH_FOLDER = 3
_TOO_MUCH = tr("It holds too much to be listed whole without a shell in the container that runs.")
_CUT = tr("Only the first {most} are listed.").format(most=MAX_ENTRIES)
# Prints the folder, its names and an empty word, each with a NUL behind it; then a line for each
# name as far as `stat` knows.
_SCRIPT = rf"""
cd -P -- "$1" || exit {_NO_SUCH_FOLDER}
printf '%s\0' "$PWD"
left={MAX_ENTRIES + 3}
for name in .* *; do
    [ -e "$name" ] || [ -L "$name" ] || continue
    printf '%s\0' "$name"
    left=$((left - 1))
    [ "$left" -gt 0 ] || break
done
printf '\0'
exec stat -c '%f %s %Y %n' -- .* * 2>/dev/null
"""
_STAT = re.compile(r"([0-9a-f]{1,8}) (\d{1,19}) (-?\d{1,19}) ")
_USUAL = (
    *("app", "bin", "boot", "data", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "models"),
    *("opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var", "workspace"),
)
"""Folders at the top of most images."""


class FileKind(StrEnum):
    """What a path leads to."""

    FOLDER = "folder"
    FILE = "file"
    LINK = "link"
    OTHER = "other"  # a device, a pipe, a socket


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file, folder or link. What is not known is None."""

    name: str
    """Exactly; never to be shown, nor used as a name on this computer."""
    kind: FileKind | None
    size: int | None = None
    """Bytes, of a file alone."""
    mode: int | None = None
    """Permissions, as chmod counts."""
    modified: float | None = None
    """Unix seconds."""
    target: str = ""
    """Where a link leads to, in the container; empty when that was not asked."""

    @property
    def shown(self) -> str:
        """The name fit to be shown."""
        return said(self.name, limit=255) or tr("(a name that cannot be shown)")


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder of a container holds."""

    path: str
    """Without links in it, where that is known."""
    entries: tuple[FileEntry, ...]
    cut: str = ""
    """Why not all of it is listed, "" when it is."""


def joined(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return posixpath.join(folder, name)


def cleaned(path: str) -> str:
    """Return a path that a user typed as the engine wants it; BadInput when it is none."""
    if not path.startswith("/") or "\0" in path or len(path) > _MAX_PATH:
        raise BadInput(
            tr("“{path}” is no path in a container.").format(path=said(path)),
            tr("It begins with /."),
        )
    return f"/{posixpath.normpath(path).lstrip('/')}"


def look(engine: Engine, container: str, path: str) -> FileEntry:
    """Look at one path; the last name may be a link. Raises NotThere and what Engine does."""
    query = urllib.parse.urlencode({"path": path}, errors="surrogateescape")
    with engine.errors():
        api = engine.api
        url = f"{api.base_url}/v{engine.api_version}{archive_path(container)}?{query}"
        answer = api.head(url, timeout=ANSWER_LIMIT)
        told = answer.headers.get("X-Docker-Container-Path-Stat", "")
        status = answer.status_code
    if status == 404:
        engine.details(container)  # says it when the container is what is gone
        raise NotThere(tr("{path} is not there (any more).").format(path=said(path, limit=500)))
    if status != 200:
        raise RemoteError(
            tr("{path} cannot be looked at (status {status}).").format(
                path=said(path, limit=500), status=status
            )
        )
    return entry_of(posixpath.basename(path.rstrip("/")) or "/", told)


def taken_names(engine: Engine, container: str, folder: str, names: Iterable[str]) -> list[str]:
    """Return those names that are taken in a folder."""
    taken = []
    for name in names:
        with contextlib.suppress(NotThere):
            look(engine, container, joined(folder, name))
            taken.append(name)
    return taken


@contextlib.contextmanager
def archive_of(
    engine: Engine, container: str, path: str, cancel: Cancel
) -> Iterator[ArchiveReader]:
    """Read what is at a path, packed by the engine; cancelling ends it at once."""
    with engine.stream(archive_path(container), {"path": path}, cancel) as stream:
        yield ArchiveReader(stream.chunks())


def archive_path(container: str) -> str:
    """Return where the engine packs and unpacks files of a container."""
    return f"/containers/{urllib.parse.quote(container, safe='')}/archive"


def entry_of(name: str, told: str) -> FileEntry:
    """Read what the engine tells of a path: JSON in base 64, modes as Go counts them."""
    try:
        answer = json.loads(base64.b64decode(told, validate=True))
    except (ValueError, RecursionError):
        answer = None
    facts: dict[str, Any] = answer if isinstance(answer, dict) else {}
    size, mode, when = facts.get("size"), facts.get("mode"), facts.get("mtime")
    target, moment = facts.get("linkTarget"), time_ns(when) if isinstance(when, str) else None
    mode = mode if isinstance(mode, int) and not isinstance(mode, bool) else None
    kind = None if mode is None else _kind_of_go(mode)
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return FileEntry(
        name=name,
        kind=kind,
        size=size if is_size and kind is FileKind.FILE else None,
        mode=None if mode is None else mode & 0o777,
        modified=None if moment is None else moment / 1e9,
        target=target if isinstance(target, str) else "",
    )


def folder_of(engine: Engine, container: str, path: str, cancel: Cancel) -> Folder:
    """List a folder as well as its container allows; see the head of this module.

    Raises NotThere, BadInput when it is no folder, and what Engine does.
    """
    found = look(engine, container, path)
    if found.kind is FileKind.LINK and found.target:
        path = cleaned(found.target)
        found = look(engine, container, path)
    if found.kind is not FileKind.FOLDER:
        raise BadInput(tr("{path} is no folder.").format(path=said(path, limit=500)))
    cancel.raise_if_cancelled()
    listed = _by_shell(engine, container, path, cancel)
    if listed is None:
        listed = _by_archive(engine, container, path, cancel)
    entries = sorted(listed.entries, key=lambda each: (each.kind is not FileKind.FOLDER, each.name))
    return Folder(listed.path, tuple(entries), listed.cut)


# With a shell


def _by_shell(engine: Engine, container: str, path: str, cancel: Cancel) -> Folder | None:
    """List by a shell in the container; None where that cannot be."""
    try:
        path.encode()
    except UnicodeEncodeError:  # such a name cannot be told to a shell over JSON
        return None
    output = _shell_output(engine, container, path, cancel)
    if output is None:
        return None
    where, entries = read_listing(output)
    if where is None:
        return None
    cut = _CUT if len(entries) > MAX_ENTRIES else ""
    entries = entries[:MAX_ENTRIES]
    unknown = [each.name for each in entries if each.kind is None]
    looked = dict(_looks(engine, container, path, unknown[:_MAX_LOOKS], cancel))
    return Folder(where, tuple(looked.get(each.name, each) for each in entries), cut)


def _shell_output(engine: Engine, container: str, path: str, cancel: Cancel) -> bytes | None:
    try:
        ran = run_program(engine, container, ["/bin/sh", "-c", _SCRIPT, "sh", path], cancel)
    except (NotThere, EngineUnavailable):
        raise
    except RemoteError:  # it does not run, or has no shell
        return None
    return ran.output


def read_listing(output: bytes) -> tuple[str | None, list[FileEntry]]:
    """Read what the script printed, however little of it; None when there is no folder."""
    text = output.decode("utf-8", "surrogateescape")
    head, end, rest = text.partition("\0\0")
    where, *names = head.split("\0")
    if not where.startswith("/"):
        return None, []
    entries: list[FileEntry] = []
    at = 0
    for name in names:
        match = _STAT.match(rest, at) if end else None
        told = match is not None and rest.startswith(f"{name}\n", match.end())
        if match is not None and told:
            at = match.end() + len(name) + 1
        if name and name not in (".", ".."):
            entries.append(_entry_of_stat(name, match if told else None))
    return where, entries


def _entry_of_stat(name: str, match: re.Match[str] | None) -> FileEntry:
    if match is None:
        return FileEntry(name, None)
    mode = int(match[1], 16)
    kind = _UNIX.get(mode & 0o170000, FileKind.OTHER)
    size = int(match[2]) if kind is FileKind.FILE else None
    return FileEntry(name, kind, size, mode & 0o777, float(match[3]))


_UNIX = {0o040000: FileKind.FOLDER, 0o100000: FileKind.FILE, 0o120000: FileKind.LINK}


def _looks(
    engine: Engine, container: str, path: str, names: Iterable[str], cancel: Cancel
) -> Iterator[tuple[str, FileEntry]]:
    """Look at each name; those that are not there are left out."""

    def one(name: str) -> FileEntry | None:
        cancel.raise_if_cancelled()
        try:
            return look(engine, container, joined(path, name))
        except NotThere:
            return None

    names = list(names)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="container-files") as pool:
        for name, entry in zip(names, pool.map(one, names), strict=True):
            if entry is not None:
                yield name, entry


# With an archive


def _by_archive(engine: Engine, container: str, path: str, cancel: Cancel) -> Folder:
    """List by the headers of an archive, as far as the limits allow."""
    found: dict[str, FileEntry] = {}
    with archive_of(engine, container, path, cancel) as reader:
        cut = _read_headers(reader, found)
    if cut and path == "/":
        more = [name for name in _USUAL if name not in found]
        found |= _looks(engine, container, path, more, cancel)
    return Folder(path, tuple(found.values()), cut)


def _read_headers(reader: ArchiveReader, found: dict[str, FileEntry]) -> str:
    """Put what lies at the top of an archive into `found`; return why that is not all."""
    until = time.monotonic() + ARCHIVE_S
    members = iter(reader)
    top = next(members, None)
    prefix = f"{top.name.rstrip('/')}/" if top is not None else ""
    for member in members:
        name = member.name.removeprefix(prefix).rstrip("/")
        if member.name.startswith(prefix) and name and "/" not in name:
            if len(found) >= MAX_ENTRIES:
                return _CUT
            found[name] = _entry_of_member(name, member)
        for _piece in reader.content():
            if reader.read > ARCHIVE_BYTES or time.monotonic() > until:
                return _TOO_MUCH
    return ""


def _entry_of_member(name: str, member: Member) -> FileEntry:
    size = member.size if member.kind is MemberKind.FILE else None
    return FileEntry(
        name, _MEMBERS[member.kind], size, member.mode & 0o777, member.modified, member.target
    )


_MEMBERS = {
    MemberKind.FILE: FileKind.FILE,
    MemberKind.HARD_LINK: FileKind.FILE,
    MemberKind.FOLDER: FileKind.FOLDER,
    MemberKind.LINK: FileKind.LINK,
    MemberKind.OTHER: FileKind.OTHER,
}


def _kind_of_go(mode: int) -> FileKind:
    """Read the kind from a mode as Go's `io/fs` counts it."""
    if mode >> 31 & 1:
        return FileKind.FOLDER
    if mode >> 27 & 1:
        return FileKind.LINK
    return FileKind.OTHER if mode & _GO_OTHER else FileKind.FILE


_GO_OTHER = 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19
"""Devices, pipes, sockets and what Go does not know."""
