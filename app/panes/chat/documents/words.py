"""Own documents in words."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.chat.endpoints.naming import model_title

if TYPE_CHECKING:
    from app.services.chat.api import EndpointView
    from app.services.documents.api import (
        Collection,
        CollectionStats,
        IndexedFile,
        IndexProgress,
        Passage,
    )

EMBEDDED_TITLE = tr("all-MiniLM-L6-v2, on this computer")


def stats_text(stats: CollectionStats) -> str:
    """Return `31 files · 1,204 passages · 2 not read`."""
    parts = [tr("%n files", "%n file", stats.files), tr("%n passages", "%n passage", stats.chunks)]
    if stats.failed:
        parts.append(tr("{failed} not read").format(failed=numeral(stats.failed)))
    return " · ".join(parts)


def progress_text(progress: IndexProgress) -> str:
    """Return how far an indexing is: `12 of 31 files · 11 passages/s · guide.pdf`."""
    if progress.is_paused:
        return tr("Paused · {done}").format(done=_done(progress))
    parts = [_done(progress)]
    if progress.chunks_per_s is not None:
        parts.append(
            tr("{chunks_per_s} passages/s").format(
                chunks_per_s=numeral(progress.chunks_per_s, grouped=False)
            )
        )
    if progress.file:
        parts.append(said(PurePath(progress.file).name, limit=60))
    return " · ".join(parts)


def fraction_of(progress: IndexProgress) -> float | None:
    """Return 0 to 1; None while files are counted."""
    if not progress.total:
        return None
    return min(1.0, progress.done / progress.total)


def embedder_text(collection: Collection, endpoint: EndpointView | None) -> str:
    """Return which model makes the vectors, and where; None: its endpoint is not there now."""
    choice = collection.embedder
    if choice.kind == "embedded":
        return EMBEDDED_TITLE
    where = tr("its endpoint is not there now") if endpoint is None else endpoint.endpoint.title
    return f"{model_title(said(choice.model))}, {said(where, limit=60)}"


def place_text(page: int | None, heading: str) -> str:
    """Return where a passage stands: `page 4 · Install › On Debian`; may be empty."""
    parts = [] if page is None else [tr("page {page}").format(page=page)]
    if heading:
        parts.append(said(heading, limit=120))
    return " · ".join(parts)


def beginning(text: str, characters: int) -> str:
    """Return how a text begins, up to a word's end."""
    words = said(text, limit=3 * characters)  # spaces and lines become one
    if len(words) <= characters:
        return words
    return f"{words[:characters].rsplit(' ', 1)[0]} …"


def why_found(passage: Passage) -> str:
    """Return why a passage was found: `similarity 0.71 · shares words`."""
    parts = []
    if passage.similarity is not None:
        parts.append(
            tr("similarity {similarity}").format(
                similarity=numeral(passage.similarity, 2, grouped=False)
            )
        )
    if passage.by_words:
        parts.append(tr("shares words"))
    return " · ".join(parts)


def file_name(file: IndexedFile) -> str:
    """Return the name of a file without its folders."""
    return said(PurePath(file.path).name, limit=200)


def pages_text(file: IndexedFile) -> str:
    """Return how many pages a file has; most kinds have none."""
    return "–" if file.pages is None else numeral(file.pages)


def size_text(file: IndexedFile) -> str:
    """Return how large a file is."""
    return units.disk_size(file.size)


def _done(progress: IndexProgress) -> str:
    if progress.total is None:
        return tr("%n files found", "%n file found", progress.done)
    return tr("{done} of %n files", "{done} of %n file", progress.total).format(
        done=numeral(progress.done)
    )
