"""Feeder: hands a shell's output to the emulator in slices, so that the window stays alive."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.terminal.running import ShellRun
from app.terminal.view import TerminalView

SLICE_S = 0.006
"""Seconds of work before events are looked at."""
_QUICK_S, _SLOW_S = 0.001, 0.003
_LEAST, _MOST = 512, 64 * 1024


class Feeder(QObject):
    """Feeds a view from a run. What the program prints meanwhile waits, and then the program.

    Signals:
        finished: after `finish`, when everything was fed.
    """

    finished = Signal()

    def __init__(self, run: ShellRun, view: TerminalView) -> None:
        super().__init__(run)
        self._run = run
        self._view = view
        self._rest = b""
        self._piece = _LEAST * 8
        """Bytes that are fed at once: fewer of what is hard to read."""
        self._finishing = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._feed_slice)
        run.arrived.connect(self._on_arrived)

    def finish(self) -> None:
        """Say `finished` once nothing is left."""
        self._finishing = True
        self._next.start()

    def _on_arrived(self) -> None:
        if not self._next.isActive():
            self._next.start()

    def _feed_slice(self) -> None:
        end = time.perf_counter() + SLICE_S
        while time.perf_counter() < end:
            self._rest = self._rest or self._run.take()
            if not self._rest:
                break
            piece, self._rest = self._rest[: self._piece], self._rest[self._piece :]
            self._feed(piece)
        else:
            self._next.start()
            return
        if self._finishing:
            self.finished.emit()

    def _feed(self, piece: bytes) -> None:
        begun = time.perf_counter()
        self._view.feed(piece)
        took = time.perf_counter() - begun
        if took > _SLOW_S:
            self._piece = max(_LEAST, self._piece // 2)
        elif took < _QUICK_S and len(piece) == self._piece:
            self._piece = min(_MOST, self._piece * 2)
