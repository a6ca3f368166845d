"""What has to be done so that the index of a collection is what its files are now."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.documents.api import Collection, FileState, IndexedFile
from app.services.documents.walking import FoundFile, walk

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.index import DocumentIndex


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs between the index and the files."""

    to_read: tuple[FoundFile, ...]
    """New, changed, or the same as a file that is gone."""
    gone: tuple[str, ...]
    unreachable: tuple[str, ...]
    """Paths that nobody could look at; what is known of them stays."""
    known: dict[str, IndexedFile]


def plan_of(
    index: DocumentIndex,
    collection: Collection,
    cancel: Cancel,
    counted: Callable[[int], object],
    *,
    again: bool = False,
) -> Plan:
    """Compare the files of a collection with what is known of them.

    Args:
        index: what is known.
        collection: whose files.
        cancel: ends it.
        counted: is told how many files there are so far.
        again: whether files that failed are read once more though they did not change.
    """
    known = {file.path: file for file in index.files(collection.id)}
    found: dict[str, FoundFile] = {}
    tops = [os.path.abspath(os.path.expanduser(path)) for path in collection.paths]
    unreachable = [top for top in tops if _is_unplugged(top, known)]
    for each in walk(collection.paths, cancel):
        if each.is_missing:
            unreachable.append(each.path)
        else:
            found[each.path] = each
            counted(len(found))
    gone = [path for path in known if path not in found and not _is_below(path, unreachable)]
    others = {path for path in found if _is_other(known.get(path), found[path], again=again)}
    lost = others.union(gone)
    others.update(path for path in found if path in known and known[path].same_as in lost)
    to_read = tuple(each for path, each in found.items() if path in others)
    return Plan(to_read, tuple(gone), tuple(unreachable), known)


def _is_other(known: IndexedFile | None, found: FoundFile, *, again: bool) -> bool:
    if known is None or known.state is FileState.WAITING:
        return True
    if again and known.state is FileState.FAILED:
        return True
    if known.state is FileState.SKIPPED and known.error != found.why_not:
        return True
    return (known.size, known.modified) != (found.size, found.modified)


def _is_unplugged(top: str, known: dict[str, IndexedFile]) -> bool:
    """Whether a folder held files and has nothing at all now: so looks one without its drive."""
    if not any(_is_below(each, [top]) for each in known):
        return False
    try:
        with os.scandir(top) as listed:
            return next(listed, None) is None
    except OSError:  # a file, or `walk` says why
        return False


def _is_below(path: str, folders: list[str]) -> bool:
    return any(path == each or path.startswith(each.rstrip(os.sep) + os.sep) for each in folders)
