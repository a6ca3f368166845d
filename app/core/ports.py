"""TCP port numbers: which there are, and reading one that somebody else wrote."""

from __future__ import annotations

LAST_PORT = 65535


def is_port(number: int) -> bool:
    """Whether something can listen on it."""
    return 0 < number <= LAST_PORT


def read_port(text: str) -> int | None:
    """Return the port that `text` is, in ASCII digits and nothing else; None when it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PORT))):
        return None
    return int(text) if is_port(int(text)) else None
