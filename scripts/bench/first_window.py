"""Runs in a process of its own for `startup`: opens a window and says when its first frame stood.

`app` runs the program as a user starts it, `bare` shows an empty PySide6 window. Prints one JSON
line: seconds from the parent's clock (CLOCK_MONOTONIC, which all processes share) to the painted
frame and to the painted first pane, resident bytes at the end (with charts, when it stays).
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

STARTED = "SPARK_BENCH_STARTED_NS"
STAY = "SPARK_BENCH_STAY_S"
CHARTS = "charts"


def since_start() -> float:
    """Return seconds since the parent started this process."""
    return (time.monotonic_ns() - int(os.environ[STARTED])) / 1e9


class FirstFrame(QObject):
    """Looks at the clock when a window's first frame and first pane are painted, then quits."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__()
        self._window = window
        self._stack = getattr(window, "stack", None)
        self._seen: dict[str, float] = {}
        self._pane_timer = QTimer(self)
        self._pane_timer.setInterval(5)
        self._pane_timer.timeout.connect(self._look_for_pane)
        self._handle = window.windowHandle()
        self._handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Qt handle the event that paints, then look at the clock."""
        if watched is self._handle and event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            QApplication.sendEvent(watched, event)
            self._seen["frame_s"] = since_start()
            self._after_frame()
            return True
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._pane_painted)
        return False

    def _after_frame(self) -> None:
        if self._stack is None:
            QTimer.singleShot(0, self._finish)
        else:
            self._pane_timer.start()

    def _look_for_pane(self) -> None:
        assert self._stack is not None
        pane = self._stack.pane(self._stack.current_name)
        if pane is None:
            return
        self._pane_timer.stop()
        pane.installEventFilter(self)
        pane.update()

    def _pane_painted(self) -> None:
        self._seen["pane_s"] = since_start()
        stay_ms = int(float(os.environ.get(STAY, "0")) * 1000)
        if stay_ms and self._stack is not None:
            self._stack.show_pane(CHARTS)  # what most of the memory goes to
        QTimer.singleShot(stay_ms, self._finish)

    def _finish(self) -> None:
        import psutil

        self._seen["resident_bytes"] = psutil.Process().memory_info().rss
        print(json.dumps(self._seen), flush=True)
        os._exit(0)  # what leaving costs is not measured


def run_bare() -> int:
    """Show an empty window."""
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    first = FirstFrame(window)
    status = application.exec()
    del first
    return status


def run_app() -> int:
    """Run the program; only its event loop is entered by us, to watch the window from there."""
    enter = QApplication.exec
    watching: list[FirstFrame] = []

    def watch_and_enter() -> int:
        windows = QApplication.topLevelWidgets()
        watching.extend(FirstFrame(w) for w in windows if isinstance(w, QMainWindow))
        return enter()

    QApplication.exec = staticmethod(watch_and_enter)  # type: ignore[method-assign]
    from app.bootstrap import run_window
    from app.core.invocation import WindowWish

    return run_window(WindowWish())


if __name__ == "__main__":
    sys.exit(run_app() if sys.argv[1] == "app" else run_bare())
