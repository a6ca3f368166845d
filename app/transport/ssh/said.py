"""What the other side says, fit to be shown: it may try to steer a terminal or to fill a window."""

from __future__ import annotations

LIMIT = 200


def said(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """Return `text` without control characters and cut to `limit`; in one line unless `lines`."""
    clean = "".join(c if c.isprintable() or (lines and c == "\n") else " " for c in text[:limit])
    return clean.strip() if lines else " ".join(clean.split())
