"""What is on disk when the process dies: one file per run, empty unless something went wrong.

Python's `faulthandler` writes the stacks of a crash into it, the exception hook whatever nobody
caught. The next start sets a file that is not empty aside, for `services.support.crash_reports`.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import time
from pathlib import Path
from typing import IO

from app.core.files import owner_only
from app.core.log import redact

log = logging.getLogger(__name__)

ENDED = "=== ended in order ==="
"""Last line of a run that went on after what is noted, and ended by itself."""
MAX_NOTES = 50
"""A fault that comes with every paint fills no disk."""


def left_by_earlier(path: Path) -> Path:
    """Return where an earlier run's file is set aside."""
    return path.with_name(f"{path.stem}.left{path.suffix}")


class CrashFile:
    """This run's file. Nothing here raises: it is used when something is wrong already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None
        self._notes = 0

    def open(self) -> None:
        """Set aside what the last run left, and have the stacks of a crash written from now on."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size:
                self._path.replace(left_by_earlier(self._path))
            self._file = open(  # noqa: SIM115 - until the end of the run
                self._path, "w", encoding="utf-8", errors="backslashreplace", opener=owner_only
            )
            faulthandler.enable(self._file)
        except OSError as error:
            log.warning("no crash file: %s", error)

    def note(self, what: str, text: str) -> None:
        """Add what nobody caught; secrets are masked."""
        if self._file is None or self._notes >= MAX_NOTES:
            return
        self._notes += 1
        now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        with contextlib.suppress(OSError, ValueError):
            self._file.write(f"=== {now} {what}\n{redact(text).rstrip()}\n")
            self._file.flush()

    def close(self) -> None:
        """The run ended in order: an empty file goes away."""
        if self._file is None:
            return
        faulthandler.disable()
        with contextlib.suppress(OSError, ValueError):
            if self._file.tell() or self._path.stat().st_size:
                self._file.write(f"{ENDED}\n")
                self._file.close()
            else:
                self._file.close()
                self._path.unlink()
        self._file = None
