"""One window per profile: a second start raises the first and ends."""

from __future__ import annotations

import logging
import os
import sys
import time

from PySide6.QtCore import QLockFile

from app import APP_NAME
from app.core.files import make_private
from app.core.invocation import WindowWish
from app.core.paths import Paths

log = logging.getLogger(__name__)

ACTIVATION_VARIABLE = "XDG_ACTIVATION_TOKEN"
"""Where a Wayland desktop puts the right to come to the front into a program that it starts."""
PATIENCE_S = 5.0
"""How long a window may take to answer."""
START_S = 30.0
"""How long one may take to its first paint, before which nothing of it can answer."""


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

    def ask_other(self, wish: WindowWish) -> int | None:
        """Let the window of the other process do what is wished; return this one's exit code.

        None: the other ended meanwhile, and this process may show the window.
        """
        if wish.hidden:
            return 0  # it runs, and nobody asked to see it
        from app.core.instance import WINDOW, ask_all, has_endpoint

        arguments = {"link": wish.link, "activation": os.environ.get(ACTIVATION_VARIABLE, "")}
        _let_come_to_the_front()
        deadline = time.monotonic() + START_S
        while (asked_at := time.monotonic()) < deadline:
            if ask_all(self._paths.runtime, "raise", arguments, role=WINDOW, timeout=PATIENCE_S):
                return 0
            if has_endpoint(self._paths.runtime, WINDOW):
                deadline = min(deadline, asked_at + PATIENCE_S)
            elif self.claim():
                return None
            time.sleep(0.1)
        print(
            f"{APP_NAME} runs already but does not answer. End it, then start it again.",
            file=sys.stderr,
        )
        return 1


def _let_come_to_the_front() -> None:
    """Pass on the right to the foreground, which Windows gives to the program just started."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
