"""Reads a small JSON file of ours that other programs may damage, and that must not be lost."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TypeVar

import msgspec

from app.core.files import keep_aside
from app.core.i18n import tr

log = logging.getLogger(__name__)

KeptT = TypeVar("KeptT")


def read_kept(path: Path, kind: type[KeptT], *, limit: int, what: str) -> KeptT | None:
    """Return what a file holds, None where there is none; a damaged one is set aside.

    Args:
        path: the file.
        kind: what it holds.
        limit: bytes that it may have.
        what: what is in it, for the log: `what was measured`.

    Raises OSError when it cannot be read: it may be whole, so it must not be written anew either.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        if len(data) > limit:
            raise msgspec.DecodeError(tr("the file is too large"))
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("%s is damaged and set aside: %s", what, error)
        with contextlib.suppress(OSError):
            keep_aside(path, "damaged")
        return None
