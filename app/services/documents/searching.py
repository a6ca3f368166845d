"""Words and passages of the index: what its tables answer to a question."""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from app.core.said import said
from app.core.spacing import ALONE, EACH_ALONE, unspaced
from app.services.documents.api import Hit, Passage

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(f"[{ALONE}]+|[^{ALONE}]+")
_TERMS = 48
"""Words of a question that are looked at."""
MATCHES = 10_000
"""Chunks that are ranked for all words together: common words, which say least, are left out."""


def place_word(place: int) -> str:
    """Return the word that marks the chunks of a collection."""
    return f"place{place}"


def words(
    db: sqlite3.Connection, query: str, collections: Sequence[str], limit: int
) -> tuple[Hit, ...]:
    """Return the chunks that hold words of a query, best first."""
    places = [
        place
        for collection in collections
        for (place,) in db.execute("SELECT id FROM places WHERE collection=?", (collection,))
    ]
    terms = _telling(db, _terms(query)) if places else []
    if not terms:
        return ()
    anywhere = " OR ".join(f'"{term}"' for term in terms)
    where = " OR ".join(place_word(place) for place in places)
    rows = db.execute(
        "SELECT rowid, bm25(words, 1.0, 1.0, 0.0) AS score FROM words WHERE words MATCH ?"
        " ORDER BY score, rowid LIMIT ?",
        (f"{{text heading}} : ({anywhere}) AND place : ({where})", limit),
    )
    return tuple(Hit(chunk, -score) for chunk, score in rows)


def _terms(query: str) -> list[str]:
    """Return the words of a question, as phrases of the index.

    Of scripts without spaces these are pairs of characters: most words have two.
    """
    found: dict[str, None] = {}
    # Not `casefold`: it makes “ss” of ß, and the index does not.
    for word in _WORD.findall(unicodedata.normalize("NFC", query).lower()):
        for run in _RUN.findall(word):
            if EACH_ALONE.match(run) and len(run) > 1:
                found.update(dict.fromkeys(f"{one} {next_one}" for one, next_one in pairwise(run)))
            else:
                found[run] = None
    return list(found)[:_TERMS]


def _telling(db: sqlite3.Connection, terms: Sequence[str]) -> list[str]:
    """Return the rarest words, as many as can be ranked without a wait."""
    query = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
    counted = []
    for term in terms:
        (matches,) = db.execute(query, (f'"{term}"', MATCHES)).fetchone()
        if matches:
            counted.append((matches, term))
    kept: list[str] = []
    ranked = 0
    for matches, term in sorted(counted):
        ranked += matches
        if ranked >= MATCHES:
            break
        kept.append(term)
    return kept


def passages(db: sqlite3.Connection, chunks: Sequence[int]) -> dict[int, Passage]:
    """Return chunks as passages, in the order asked; those that are gone are left out."""
    found = {}
    for chunk in chunks:
        row = db.execute(
            "SELECT collection, path, title, start, end, words.text, page, chunks.heading"
            " FROM chunks JOIN words ON words.rowid=chunks.id JOIN files ON files.id=file"
            " JOIN places ON places.id=files.place WHERE chunks.id=?",
            (chunk,),
        ).fetchone()
        if row is not None:
            collection, path, title, start, end, text, page, heading = row
            document = os.fsdecode(path)
            title = title or said(os.path.basename(document))
            found[chunk] = Passage(
                collection, document, title, start, end, unspaced(text), page, heading
            )
    return found
