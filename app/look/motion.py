"""Whether things may move by themselves: the user's choice, or what the desktop asks for."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication

_STILL_FRAME_MS = 1000
_ANIMATED_AREA = 0x1042
"""Windows' SPI_GETCLIENTAREAANIMATION."""


@dataclass(frozen=True, slots=True)
class MotionChanged:
    """Things may move, or may not any more."""

    reduced: bool


class Motion(QObject):
    """Carets that blink and charts that run; nothing else of ours moves. See `motion()`.

    Qt has no word for it yet: `QAccessibilityHints` of 6.11 knows contrast only.

    Signals:
        changed: `reduced` is another one.
    """

    changed = Signal(MotionChanged)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = False
        self._desktop = False
        self._flash_ms: int | None = None
        """How carets blink on this desktop, while they do not."""

    @property
    def reduced(self) -> bool:
        """Whether nothing may move that need not."""
        return self._wanted or self._desktop

    @property
    def asked_by_desktop(self) -> bool:
        """Whether the desktop asks for it."""
        return self._desktop

    def frame_ms(self, usual: int) -> int:
        """Return how long a live chart stands still at least, where `usual` would do."""
        return max(usual, _STILL_FRAME_MS) if self.reduced else usual

    def set_wanted(self, wanted: bool) -> None:
        """Reduce motion because the user wants it."""
        self._change(wanted, self._desktop)

    def set_desktop(self, asked: bool) -> None:
        """Reduce motion because the desktop asks for it."""
        self._change(self._wanted, asked)

    def ask_system(self) -> None:
        """Take over what Windows says; elsewhere a portal tells, see `set_desktop`."""
        if sys.platform == "win32":
            import ctypes

            shown = ctypes.c_int(1)
            ctypes.windll.user32.SystemParametersInfoW(_ANIMATED_AREA, 0, ctypes.byref(shown), 0)
            self.set_desktop(not shown.value)

    def _change(self, wanted: bool, desktop: bool) -> None:
        before = self.reduced
        self._wanted, self._desktop = wanted, desktop
        if before == self.reduced:
            return
        if self.reduced:
            self._flash_ms = QApplication.cursorFlashTime()
            QApplication.setCursorFlashTime(0)
        elif self._flash_ms is not None:
            QApplication.setCursorFlashTime(self._flash_ms)
        self.changed.emit(MotionChanged(self.reduced))


def motion() -> Motion:
    """Return that of the running application."""
    global _motion
    if _motion is None or not shiboken6.isValid(_motion):
        _motion = Motion(QCoreApplication.instance())
    return _motion


_motion: Motion | None = None
