"""What another machine says, fit to be shown: it may try to steer a terminal, or fill a window."""

from __future__ import annotations

LIMIT = 200


def said(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """Return `text` without control characters and cut to `limit`; in one line unless `lines`.

    Characters that turn the direction of text or cannot be seen are control characters, too.
    """
    text = text[:limit]
    if text.isascii() and text.isprintable():  # nearly always
        return text.strip() if lines else " ".join(text.split())
    clean = "".join(c if c.isprintable() or (lines and c == "\n") else " " for c in text)
    return clean.strip() if lines else " ".join(clean.split())


def plain(text: str) -> str:
    """Return `text` with its lines and tabs, without whatever else cannot be printed."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


def plain_inside(value: object) -> object:
    """Return what JSON held, with every text in it `plain`."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [plain_inside(each) for each in value]
    if isinstance(value, dict):
        return {plain(key): plain_inside(each) for key, each in value.items()}
    return value
