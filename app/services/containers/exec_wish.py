"""What to run in a container, on a terminal."""

from __future__ import annotations

from dataclasses import dataclass

ANY_SHELL = ("/bin/sh", "-c", "if command -v bash >/dev/null; then exec bash; else exec sh; fi")


@dataclass(frozen=True, slots=True)
class ExecWish:
    """What to run, as whom and where; the container's own where it is empty."""

    argv: tuple[str, ...] = ANY_SHELL
    user: str = ""
    """Name or number, with a group after a colon: `1000:1000`."""
    folder: str = ""
