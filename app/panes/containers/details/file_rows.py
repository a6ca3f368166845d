"""Files of a container as rows. No Qt."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from app.core import units
from app.panes.containers.details.table import Cell, Column

if TYPE_CHECKING:
    from app.services.containers.files import FileEntry

# The values of `files.FileKind`: importing that would load the engine on the GUI thread.
FOLDER, FILE, LINK = "folder", "file", "link"
_ICONS = {FOLDER: "folder", FILE: "file", LINK: "link-simple"}
_TYPES = {FOLDER: stat.S_IFDIR, FILE: stat.S_IFREG, LINK: stat.S_IFLNK}
_RANK = {FOLDER: 0}
_UNTOLD = "It was not asked: there are very many names, or it is gone"


def _name(entry: FileEntry) -> Cell:
    kind = entry.kind
    why = f"A link{f' to {entry.target}' if entry.target else ''}" if kind == LINK else ""
    key = (_RANK.get(str(kind), 1), entry.shown.casefold())
    return Cell(entry.shown, key, "text", why or entry.shown, _ICONS.get(str(kind), "question"))


def _size(entry: FileEntry) -> Cell:
    if entry.size is not None:
        return Cell(units.disk_size(entry.size), entry.size, "text")
    if entry.kind == FILE or entry.kind is None:
        return Cell(units.NOT_AVAILABLE, None, "text3", _UNTOLD)
    return Cell("–", None, "text3")


def _modified(entry: FileEntry) -> Cell:
    if entry.modified is None:
        return Cell(units.NOT_AVAILABLE, None, "text3", _UNTOLD)
    return Cell(units.date_and_clock(entry.modified), entry.modified)


def _mode(entry: FileEntry) -> Cell:
    if entry.mode is None or entry.kind is None:
        return Cell(units.NOT_AVAILABLE, None, "text3", _UNTOLD)
    shown = stat.filemode(_TYPES.get(str(entry.kind), 0) | entry.mode)
    return Cell(shown, entry.mode, "text2", f"{entry.mode:o}")


COLUMNS: tuple[Column[FileEntry], ...] = (
    Column("Name", 380, 180, _name),
    Column("Size", 100, 84, _size, numeric=True),
    Column("Modified", 164, 150, _modified),
    Column("Permissions", 120, 104, _mode, is_code=True),
)


def count_words(shown: int) -> str:
    """Say how many there are."""
    return f"{shown:,} {'entry' if shown == 1 else 'entries'}".replace(",", " ")
