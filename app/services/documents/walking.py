"""Which files stand below folders. It follows no link to a folder, so that there is an end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
from app.services.documents.extracting.limits import MAX_FILE_BYTES
from app.services.documents.kinds import FileKind, kind_of

if TYPE_CHECKING:
    from app.core.cancel import Cancel

PASSED_OVER = frozenset({
    "__pycache__", "node_modules", "site-packages", "venv", "$RECYCLE.BIN",
    "System Volume Information", "lost+found",
})  # fmt: skip
"""Folders that hold nothing that a person wrote, like those whose names begin with a dot."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file or folder that was come across."""

    path: str
    size: int = 0
    modified: float = 0.0
    kind: FileKind | None = None
    """How it is read; None: it is not, `why_not` tells why."""
    why_not: str = ""
    is_missing: bool = False
    """Whether nobody can tell what is at or below `path`: what is known of it stays as it was."""


def walk(paths: Iterable[str], cancel: Cancel) -> Iterator[FoundFile]:
    """Yield the files at and below paths, each path once.

    Links to files are followed, links to folders only where they are among `paths`.
    """
    folders, files = [], dict[str, FoundFile]()
    for path in paths:
        top = os.path.abspath(os.path.expanduser(path))
        try:
            status = os.stat(top)
        except OSError as error:
            files[top] = _missing(top, error)
            continue
        if stat.S_ISDIR(status.st_mode):
            folders.append(top)
        else:
            files[top] = _file(top, status)
    yield from files.values()
    seen: set[tuple[int, int]] = set()
    for folder in folders:
        yield from (found for found in _below(folder, seen, cancel) if found.path not in files)


def is_passed_over(name: str) -> bool:
    """Return whether files and folders of this name are not looked at."""
    return name.startswith((".", "~$")) or name in PASSED_OVER


def _below(top: str, seen: set[tuple[int, int]], cancel: Cancel) -> Iterator[FoundFile]:
    folders = [top]
    while folders:
        folder = folders.pop()
        cancel.raise_if_cancelled()
        try:
            if not _is_new(os.stat(folder), seen):
                continue
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield _missing(folder, error)
            continue
        deeper = []
        for entry in entries:
            if is_passed_over(entry.name):
                continue
            if _is_folder(entry):
                deeper.append(entry.path)
            else:
                yield from _entry(entry)
        folders.extend(reversed(deeper))


def _entry(entry: os.DirEntry[str]) -> Iterator[FoundFile]:
    try:
        status = entry.stat()  # of what a link leads to
    except FileNotFoundError:  # gone meanwhile, or a link that leads nowhere
        return
    except OSError as error:
        yield _missing(entry.path, error)
        return
    if not stat.S_ISDIR(status.st_mode):
        yield _file(entry.path, status)


def _file(path: str, status: os.stat_result) -> FoundFile:
    kind, why_not = kind_of(path), ""
    if not stat.S_ISREG(status.st_mode):
        why_not = tr("It is not a file but a device, a pipe or a socket.")
    elif not _can_be_written_down(path):
        why_not = tr("Its name is not valid text. Rename it.")
    elif kind is None:
        why_not = tr("Only PDF, DOCX, Markdown, HTML, text and code are read.")
    elif status.st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1_000_000
        why_not = tr("It has {st_size} MB; up to {limit} MB are read. Split it.").format(
            st_size=numeral(status.st_size / 1000000.0), limit=limit
        )
    return FoundFile(
        _written_down(path),
        status.st_size,
        status.st_mtime,
        None if why_not else kind,
        why_not,
    )


def _is_new(status: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    """Return whether a folder is met for the first time."""
    identity = (status.st_dev, status.st_ino)
    if status.st_ino == 0:  # a file system without identities
        return True
    is_new = identity not in seen
    seen.add(identity)
    return is_new


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _missing(path: str, error: OSError) -> FoundFile:
    reason = error.strerror or type(error).__name__
    return FoundFile(_written_down(path), why_not=f"{reason}.", is_missing=True)


def _can_be_written_down(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _written_down(path: str) -> str:
    """Return a path without what no database and no screen takes."""
    return path.encode("utf-8", "replace").decode()
