"""Fonts: the bundled Inter, tabular numbers, and a monospaced face for logs and commands."""

from __future__ import annotations

import logging

from PySide6.QtGui import QFont, QFontDatabase

from app.core.paths import resource

log = logging.getLogger(__name__)

BASE_SIZE = 13
"""Pixels of ordinary text; the smallest we ever use is 11."""
MONO_SIZE = 12

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
_FALLBACKS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_MONO_FACES = ("JetBrains Mono", "SF Mono", "Cascadia Mono", "DejaVu Sans Mono")


def load_fonts() -> None:
    """Make the bundled faces known to Qt; a missing file costs its weight, never the start."""
    for name in _FILES:
        try:
            path = resource("fonts", name)
        except FileNotFoundError as error:
            log.warning("%s", error)
            return
        if QFontDatabase.addApplicationFont(str(path)) == -1:
            log.warning("font %s cannot be loaded; the system's is used", name)


def ui_font(size: int = BASE_SIZE, weight: int = 400, *, tabular: bool = False) -> QFont:
    """Return Inter at `size` pixels; `tabular` makes all digits equally wide."""
    font = QFont(list(_FALLBACKS))
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def mono_font(size: int = MONO_SIZE, weight: int = 400) -> QFont:
    """Return the monospaced face for logs, commands and fingerprints."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    font = QFont([*_MONO_FACES, system])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    return font
