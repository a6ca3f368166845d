"""What a program set: which keys it is sent, what it hears of the mouse, how the cursor looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class MouseMode(IntEnum):
    """What a program wants to hear of the mouse, by the number of the mode."""

    OFF = 0
    PRESS = 9
    BUTTONS = 1000
    DRAG = 1002
    MOTION = 1003


class CursorShape(StrEnum):
    """What the cursor looks like."""

    BLOCK = "block"
    UNDERLINE = "underline"
    BAR = "bar"


@dataclass(slots=True)
class Modes:
    """All of them, as they are after a reset."""

    application_cursor: bool = False
    autowrap: bool = True
    insert: bool = False
    new_line: bool = False
    """Whether a line feed begins a new line, and Return sends CR LF."""
    reverse_video: bool = False
    cursor_visible: bool = True
    cursor_blinks: bool = True
    cursor_shape: CursorShape = CursorShape.BLOCK
    mouse: MouseMode = MouseMode.OFF
    mouse_sgr: bool = False
    """Whether places beyond column 223 can be told (1006)."""
    focus_told: bool = False
    wheel_is_arrows: bool = True
    """On the alternate screen, for a program that does not hear of the mouse."""
    bracketed_paste: bool | None = None
    """Whether pasted text is put in brackets; None before a program said anything of it."""
