"""What a mouse sends to a program that asked for it, as xterm does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from app.terminal.modes import Modes, MouseMode

_LAST_OLD = 223
"""The last column and row that can be told without mode 1006."""


class MouseButton(IntEnum):
    """Codes of buttons and of the wheel."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2
    NONE = 3
    WHEEL_UP = 64
    WHEEL_DOWN = 65


@dataclass(frozen=True, slots=True)
class MouseAct:
    """Something done with the mouse over a cell, counted from 0."""

    button: MouseButton
    x: int
    y: int
    moved: bool = False
    released: bool = False
    shift: bool = False
    alt: bool = False
    control: bool = False


def told(act: MouseAct, modes: Modes) -> bytes:
    """Return what the program is told, b"" when it does not want to know."""
    if not _wanted(act, modes.mouse):
        return b""
    code = int(act.button) + 32 * act.moved
    if modes.mouse is not MouseMode.PRESS:
        code += 4 * act.shift + 8 * act.alt + 16 * act.control
    if modes.mouse_sgr:
        end = "m" if act.released else "M"
        return f"\x1b[<{code};{act.x + 1};{act.y + 1}{end}".encode()
    if act.x >= _LAST_OLD or act.y >= _LAST_OLD:
        return b""
    if act.released:
        code |= 3
    return b"\x1b[M" + bytes((32 + code, 33 + act.x, 33 + act.y))


def _wanted(act: MouseAct, mode: MouseMode) -> bool:
    if act.moved:
        dragged = act.button is not MouseButton.NONE
        return mode is MouseMode.MOTION or (mode is MouseMode.DRAG and dragged)
    if act.released:
        return mode >= MouseMode.BUTTONS
    return mode is not MouseMode.OFF
