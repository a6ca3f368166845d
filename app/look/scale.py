"""How large the window's text and controls are, on top of what the desktop asks for."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.settings import stored_text

SECTION = "scale"
"""Of the settings file."""
SCALES = ("90", "100", "110", "125", "150", "200")
"""Percents that can be chosen."""
USUAL = "100"
_VARIABLE = "QT_SCALE_FACTOR"


_in_use = USUAL


def choose_scale(settings: Path) -> None:
    """Have Qt draw in the size that was chosen; before there is an application.

    Who sets Qt's own variable knows better.
    """
    global _in_use
    percent = stored_text(settings, SECTION, "percent")
    if percent in SCALES and percent != USUAL and _VARIABLE not in os.environ:
        os.environ[_VARIABLE] = f"{int(percent) / 100:g}"
        _in_use = percent


def keep_scale_here() -> None:
    """Leave programs that this one starts the size that they have; once Qt has read it."""
    if _in_use != USUAL:
        os.environ.pop(_VARIABLE, None)


def scale_in_use() -> str:
    """Return the percents that were chosen when the program started."""
    return _in_use
