"""What is remembered of terminals."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting

SECTION = "terminal"


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """The look of every terminal."""

    font_size: int = setting(13, "Size of a terminal's text in pixels, 8 to 32.")
