"""The files of a collection as a table."""

from __future__ import annotations

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.panes.chat.documents.words import file_name, pages_text, size_text
from app.panes.row_model import Column, TableSpec
from app.services.documents.api import FileState, IndexedFile

_STATE = {
    FileState.WAITING: (tr("Waiting"), "text2"),
    FileState.INDEXED: (tr("Indexed"), "ok"),
    FileState.SKIPPED: (tr("Skipped"), "text2"),
    FileState.FAILED: (tr("Not read"), "err"),
}


def _state(file: IndexedFile) -> str:
    return tr("Same as another") if file.same_as else _STATE[file.state][0]


def _why(file: IndexedFile) -> str:
    if file.same_as:
        return said(
            tr("Its bytes are those of {same_as}, which stands for it.").format(
                same_as=file.same_as
            ),
            limit=500,
        )
    return said(file.error, limit=500)


SPEC = TableSpec(
    title=tr("Files"),
    columns=(
        Column(tr("File"), 280, 180, file_name, lambda row: file_name(row).casefold()),
        Column(
            tr("State"), 130, 110, _state, _state, why=_why, tone=lambda row: _STATE[row.state][1],
            pill=True,
        ),
        Column(tr("Pages"), 64, 56, pages_text, lambda row: row.pages, numeric=True),
        Column(tr("Passages"), 88, 80, lambda row: numeral(row.chunks), lambda row: row.chunks,
               numeric=True),
        Column(tr("Size"), 84, 76, size_text, lambda row: row.size, numeric=True),
        Column(
            tr("Changed"), 168, 150, lambda row: units.date_and_clock(row.modified),
            lambda row: row.modified, numeric=True,
        ),
        Column(tr("Folder"), 150, 100, lambda row: said(row.path.rpartition("/")[0], limit=300),
               lambda row: row.path.casefold()),
    ),
    identity=lambda row: row.path,
    stretch=0,
    spare=(6, 5, 2, 4),
    more_words=_why,
)  # fmt: skip
