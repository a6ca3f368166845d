"""Where the window may stand: always on a screen that is there now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize

DEFAULT_SIZE = QSize(1280, 820)
_VISIBLE = QSize(160, 48)
"""What has to be on a screen for a person to get hold of the window."""


def placed(wanted: QRect | None, screens: Sequence[QRect]) -> QRect:
    """Return `wanted` moved and shrunk onto one of `screens` (the first is the primary one)."""
    if not screens:
        return wanted or QRect(0, 0, DEFAULT_SIZE.width(), DEFAULT_SIZE.height())
    if wanted is None or wanted.isEmpty():
        return _centred(DEFAULT_SIZE, screens[0])
    screen = max(screens, key=lambda area: _overlap(wanted, area))
    seen = wanted.intersected(screen)
    if seen.width() < _VISIBLE.width() or seen.height() < _VISIBLE.height():
        return _centred(wanted.size(), screens[0])
    size = wanted.size().boundedTo(screen.size())
    left = min(max(wanted.left(), screen.left()), screen.right() + 1 - size.width())
    top = min(max(wanted.top(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


def _centred(size: QSize, screen: QRect) -> QRect:
    fitting = size.boundedTo(screen.size())
    area = QRect(0, 0, fitting.width(), fitting.height())
    area.moveCenter(screen.center())
    return area


def _overlap(one: QRect, other: QRect) -> int:
    common = one.intersected(other)
    return common.width() * common.height() if not common.isEmpty() else 0
