"""Files of a container as rows. No Qt."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.panes.row_model import Column, TableSpec

if TYPE_CHECKING:
    from app.services.containers.files import FileEntry

# The values of `files.FileKind`: importing that would load the engine on the GUI thread.
FOLDER, FILE, LINK = "folder", "file", "link"
_ICONS = {FOLDER: "folder", FILE: "file", LINK: "link-simple"}
_TYPES = {FOLDER: stat.S_IFDIR, FILE: stat.S_IFREG, LINK: stat.S_IFLNK}
_RANK = {FOLDER: 0}
_UNTOLD = tr("It was not asked: there are very many names, or it is gone")
_NO_SIZE = "–"


def _name_tip(entry: FileEntry) -> str:
    if entry.kind == LINK:
        return (
            tr("A link to {target}").format(target=entry.target) if entry.target else tr("A link")
        )
    return entry.shown


def _size(entry: FileEntry) -> str:
    has_none = entry.size is None and entry.kind not in (FILE, None)
    return _NO_SIZE if has_none else units.disk_size(entry.size)


def _size_tone(entry: FileEntry) -> str:
    return "text3" if entry.size is None else "text"


def _modified(entry: FileEntry) -> str:
    if entry.modified is None:
        return units.NOT_AVAILABLE
    return units.date_and_clock(entry.modified)


def _mode(entry: FileEntry) -> str:
    if entry.mode is None or entry.kind is None:
        return units.NOT_AVAILABLE
    return stat.filemode(_TYPES.get(str(entry.kind), 0) | entry.mode)


def _mode_tip(entry: FileEntry) -> str:
    return _UNTOLD if entry.mode is None or entry.kind is None else f"{entry.mode:o}"


SPEC = TableSpec(
    title=tr("Files"),
    columns=(
        Column(
            tr("Name"),
            380,
            180,
            lambda entry: entry.shown,
            lambda entry: (_RANK.get(str(entry.kind), 1), entry.shown.casefold()),
            why=_name_tip,
            icon=lambda entry: _ICONS.get(str(entry.kind), "question"),
        ),
        Column(
            tr("Size"),
            100,
            84,
            _size,
            lambda entry: entry.size,
            numeric=True,
            why=lambda entry: _UNTOLD if _size(entry) == units.NOT_AVAILABLE else "",
            tone=_size_tone,
        ),
        Column(
            tr("Modified"),
            164,
            150,
            _modified,
            lambda entry: entry.modified,
            why=lambda entry: _UNTOLD if entry.modified is None else "",
        ),
        Column(
            tr("Permissions"),
            120,
            104,
            _mode,
            lambda entry: None if entry.kind is None else entry.mode,
            why=_mode_tip,
            is_code=True,
        ),
    ),
    identity=lambda entry: entry.name,
    stretch=0,
    named=False,
)


def count_words(shown: int) -> str:
    """Say how many there are."""
    return tr("%n entries", "%n entry", shown)
