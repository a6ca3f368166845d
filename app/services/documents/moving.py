"""Files that were renamed or moved: what was read of them, and their vectors, stay."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.documents.api import FileState, IndexedFile
from app.services.documents.extracting.limits import Unreadable
from app.services.documents.intake import sha256_of
from app.services.documents.kinds import kind_of
from app.services.documents.planning import Plan
from app.services.documents.walking import FoundFile

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.documents.index import DocumentIndex


def after_moves(index: DocumentIndex, collection: str, plan: Plan, cancel: Cancel) -> Plan:
    """Follow files that are elsewhere by now; return what is left to be done.

    Only new files as large as one that is gone are looked into.
    """
    by_size: defaultdict[int, list[IndexedFile]] = defaultdict(list)
    for path in plan.gone:
        known = plan.known[path]
        if known.state is FileState.INDEXED and known.chunks:
            by_size[known.size].append(known)
    if not by_size:
        return plan
    moved: dict[str, str] = {}
    for found in plan.to_read:
        was = None if found.path in plan.known else _same(found, by_size.get(found.size), cancel)
        if was is not None:
            by_size[found.size].remove(was)
            file = replace(was, path=found.path, modified=found.modified)
            index.touched(collection, file, was=was.path)
            moved[was.path] = found.path
    now_at = set(moved.values())
    return replace(
        plan,
        to_read=tuple(each for each in plan.to_read if each.path not in now_at),
        gone=tuple(path for path in plan.gone if path not in moved),
    )


def _same(found: FoundFile, gone: list[IndexedFile] | None, cancel: Cancel) -> IndexedFile | None:
    """Return the file that is gone and has the same bytes and kind; None: there is none."""
    if not gone or found.why_not:
        return None
    try:
        digest = sha256_of(found.path, cancel)
    except Unreadable:
        return None
    alike = (each for each in gone if each.sha256 == digest and kind_of(each.path) is found.kind)
    return next(alike, None)
