"""How much of a document is read, and what may be spent on it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import UserError
from app.core.i18n import tr

MAX_FILE_BYTES = 200_000_000
"""Larger files are not opened."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a single file may cost."""

    seconds: float = 120.0
    memory: int = 1 << 30
    """Bytes of memory of the process that reads."""
    unpacked: int = 200_000_000
    """Bytes that the parts of a DOCX have unpacked, all together."""
    characters: int = 20_000_000
    """Of text that comes out; a 10,000-page book has about as many."""
    pages: int = 20_000


class Unreadable(UserError):
    """A file cannot be read, and what to do."""


class Unreached(Unreadable):
    """A file is out of reach: its drive was unplugged, its network folder is gone."""


def cannot_open(error: OSError) -> Unreadable:
    """Say why a file cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return Unreached(tr("It is gone."))
    if isinstance(error, PermissionError):
        return Unreadable(tr("This account may not read it."), tr("Change its permissions."))
    return Unreached(
        tr("It cannot be read: {why}.").format(why=error.strerror or type(error).__name__)
    )
