"""One window per profile: a second start raises the first and ends."""

from __future__ import annotations

import logging
import sys
import time

from PySide6.QtCore import QLockFile

from app import APP_NAME
from app.core.files import make_private
from app.core.paths import Paths

log = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""A window that is just starting answers after its first paint."""


class OnlyWindow:
    """The right to show the window, held until the process ends."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._lock: QLockFile | None = None

    def claim(self) -> bool:
        """Return whether this process may show the window; True also where no lock can be made."""
        try:
            make_private(self._paths.runtime)
        except OSError as error:
            log.warning("cannot tell whether the program runs already: %s", error)
            return True
        lock = QLockFile(str(self._paths.runtime / "window.lock"))
        lock.setStaleLockTime(0)  # never by age; Qt takes over the lock of a process that is gone
        if not lock.tryLock(0):
            if lock.error() is QLockFile.LockError.LockFailedError:
                return False
            log.warning("no lock in %s: %s", self._paths.runtime, lock.error())
        self._lock = lock
        return True

    def release(self) -> None:
        """Let another process show the window."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def raise_other(self) -> int:
        """Bring the window of the other process to the front; return this process's exit code."""
        from app.core.instance import WINDOW, ask_all

        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if ask_all(self._paths.runtime, "raise", role=WINDOW, timeout=PATIENCE_S):
                return 0
            time.sleep(0.1)
        print(
            f"{APP_NAME} runs already but does not answer. End it, then start it again.",
            file=sys.stderr,
        )
        return 1
