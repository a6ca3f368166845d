"""Says where the GUI thread was when it stalled (debug runs: SPARK_COMMAND_CENTER_DEBUG=1)."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback

from PySide6.QtCore import QObject, QTimer

log = logging.getLogger(__name__)

DEBUG_VARIABLE = "SPARK_COMMAND_CENTER_DEBUG"
LIMIT_S = 0.1
PERIOD_MS = 20


def wanted() -> bool:
    """Whether this is a debug run."""
    return bool(os.environ.get(DEBUG_VARIABLE))


class StallWatchdog(QObject):
    """Logs the GUI thread's stack each time its event loop answers later than `LIMIT_S`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gui_thread = threading.get_ident()
        self._answered = time.monotonic()
        self._stop_requested = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._answer)
        self._watcher = threading.Thread(target=self._watch, name="stall-watchdog", daemon=True)

    def start(self) -> None:
        """Start watching."""
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._stop_requested.set()
        self._watcher.join(1.0)

    def _answer(self) -> None:
        self._answered = time.monotonic()

    def _watch(self) -> None:
        told = 0.0
        while not self._stop_requested.wait(PERIOD_MS / 1000):
            answered = self._answered
            stalled = time.monotonic() - answered
            if stalled <= LIMIT_S or answered == told:
                continue
            told = answered
            frame = sys._current_frames().get(self._gui_thread)  # noqa: SLF001 - documented
            stack = "".join(traceback.format_stack(frame)) if frame else "(gone)"
            log.warning("GUI thread stalled for more than %.0f ms at\n%s", LIMIT_S * 1000, stack)
