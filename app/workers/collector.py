"""Collect Python's garbage on the GUI thread only.

CPython runs its cycle collector in whichever thread happens to allocate. When that is a worker and
the garbage holds a QObject (a closed dialog, a timer), its C++ part is destroyed on the wrong
thread, its timers stay registered, and the next tick of the event loop crashes. So automatic
collection is off while workers run, and the GUI thread collects instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 500


class GuiThreadCollector(QObject):
    """Replaces automatic collection between `start` and `stop`; lives on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.collect_due)
        self._was_enabled = False

    def start(self) -> None:
        """Turn automatic collection off. What start-up made is frozen: it is never garbage."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Turn automatic collection on again; only when no worker runs any more."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect_due(self) -> None:
        """Collect the oldest generation whose count has passed CPython's own threshold."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
