"""Where the window may stand: always on a screen that is there now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

DEFAULT_SIZE = QSize(1280, 820)
_VISIBLE = QSize(160, 48)
"""What has to be on a screen for a person to get hold of the window."""
SETTLE_MS = 300
"""Docking changes several screens; the desktop moves windows by itself, too."""


def screen_areas() -> list[QRect]:
    """Return what of each screen windows may use, the primary one first."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


class StaysOnScreen(QObject):
    """Moves a window back when the screen that it stood on goes away or becomes smaller."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._settled = QTimer(self, singleShot=True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._on_added)
        application.screenRemoved.connect(self._on_change)
        for screen in QGuiApplication.screens():
            self._on_added(screen)

    def look(self) -> None:
        """Move the window if a person could no longer get hold of it, or see all of it."""
        window = self._window
        if window.isMaximized() or window.isFullScreen() or window.isMinimized():
            return  # the desktop fits it
        area, screens = window.geometry(), screen_areas()
        if not _is_at_hand(area, screens):
            window.setGeometry(placed(area, screens))

    def _on_added(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._on_change)

    def _on_change(self, _what: object) -> None:
        self._settled.start()


def placed(wanted: QRect | None, screens: Sequence[QRect]) -> QRect:
    """Return `wanted` moved and shrunk onto one of `screens` (the first is the primary one)."""
    if not screens:
        return wanted or QRect(0, 0, DEFAULT_SIZE.width(), DEFAULT_SIZE.height())
    if wanted is None or wanted.isEmpty():
        return _centred(DEFAULT_SIZE, screens[0])
    screen = max(screens, key=lambda area: _overlap(wanted, area))
    if not _is_graspable(wanted.intersected(screen)):
        return _centred(wanted.size(), screens[0])
    size = wanted.size().boundedTo(screen.size())
    left = min(max(wanted.left(), screen.left()), screen.right() + 1 - size.width())
    top = min(max(wanted.top(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


def _is_at_hand(area: QRect, screens: Sequence[QRect]) -> bool:
    fits = any(
        area.width() <= screen.width() and area.height() <= screen.height() for screen in screens
    )
    return fits and any(_is_graspable(area.intersected(screen)) for screen in screens)


def _is_graspable(seen: QRect) -> bool:
    return seen.width() >= _VISIBLE.width() and seen.height() >= _VISIBLE.height()


def _centred(size: QSize, screen: QRect) -> QRect:
    fitting = size.boundedTo(screen.size())
    area = QRect(0, 0, fitting.width(), fitting.height())
    area.moveCenter(screen.center())
    return area


def _overlap(one: QRect, other: QRect) -> int:
    common = one.intersected(other)
    return common.width() * common.height() if not common.isEmpty() else 0
