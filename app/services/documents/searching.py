"""Words and passages of the index: what its tables answer to a question."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence

from app.services.documents.api import Hit, Passage

_WORD = re.compile(r"[^\W_]+")
_TERMS = 32
"""Words of a question that are looked for at most."""


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
    terms = _terms(query)
    if not places or not terms:
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
    return list(dict.fromkeys(word.casefold() for word in _WORD.findall(query)))[:_TERMS]


def passages(db: sqlite3.Connection, chunks: Sequence[int]) -> tuple[Passage, ...]:
    """Return chunks as passages, in the order asked."""
    found = []
    for chunk in chunks:
        row = db.execute(
            "SELECT collection, path, title, start, end, substr(text, start + 1, end - start),"
            " page, heading FROM chunks JOIN files ON files.id=file"
            " JOIN places ON places.id=place WHERE chunks.id=?",
            (chunk,),
        ).fetchone()
        if row is not None:
            collection, path, title, start, end, text, page, heading = row
            document = os.fsdecode(path)
            found.append(
                Passage(
                    collection=collection,
                    document=document,
                    title=title or os.path.basename(document),
                    start=start,
                    end=end,
                    text=text,
                    page=page,
                    heading=heading,
                )
            )
    return tuple(found)
