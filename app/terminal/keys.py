"""What a key sends to a program, as xterm does."""

from __future__ import annotations

import sys
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.terminal.modes import Modes

_MODIFIER = Qt.KeyboardModifier
_KEY = Qt.Key
CONTROL = _MODIFIER.MetaModifier if sys.platform == "darwin" else _MODIFIER.ControlModifier
"""The key that says Ctrl on it: Qt swaps it with Command on a Mac."""
_MAC = sys.platform == "darwin"
_OURS = _MODIFIER.ControlModifier if _MAC else _MODIFIER.ControlModifier | _MODIFIER.ShiftModifier
"""What is held to copy and paste: Ctrl+C belongs to programs, Command+C does not."""


class Wish(Enum):
    """What a key is for."""

    PROGRAM = auto()
    WINDOW = auto()
    COPY = auto()
    PASTE = auto()
    FIND = auto()
    LARGER = auto()
    SMALLER = auto()
    NORMAL = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    START = auto()
    END = auto()
    LEAVE = auto()
    LEAVE_BACK = auto()


_LETTER_WISHES: dict[int, Wish] = {
    _KEY.Key_C: Wish.COPY,
    _KEY.Key_V: Wish.PASTE,
    _KEY.Key_F: Wish.FIND,
}
_ZOOM_WISHES: dict[int, Wish] = {
    _KEY.Key_Plus: Wish.LARGER,
    _KEY.Key_Equal: Wish.LARGER,
    _KEY.Key_Minus: Wish.SMALLER,
    _KEY.Key_0: Wish.NORMAL,
}
_SCROLL_WISHES: dict[int, Wish] = {
    _KEY.Key_PageUp: Wish.PAGE_UP,
    _KEY.Key_PageDown: Wish.PAGE_DOWN,
    _KEY.Key_Home: Wish.START,
    _KEY.Key_End: Wish.END,
}
_WINDOW_KEYS: set[int] = {
    *range(_KEY.Key_1, _KEY.Key_9 + 1),
    _KEY.Key_Comma,
    _KEY.Key_PageUp,
    _KEY.Key_PageDown,
}
"""With Ctrl: other panes, the settings, the tab beside. No program knows them."""
_LETTERS: dict[int, str] = {
    _KEY.Key_Up: "A",
    _KEY.Key_Down: "B",
    _KEY.Key_Right: "C",
    _KEY.Key_Left: "D",
    _KEY.Key_End: "F",
    _KEY.Key_Home: "H",
    _KEY.Key_F1: "P",
    _KEY.Key_F2: "Q",
    _KEY.Key_F3: "R",
    _KEY.Key_F4: "S",
}
_NUMBERS: dict[int, int] = {
    _KEY.Key_Insert: 2,
    _KEY.Key_Delete: 3,
    _KEY.Key_PageUp: 5,
    _KEY.Key_PageDown: 6,
    _KEY.Key_F5: 15,
    _KEY.Key_F6: 17,
    _KEY.Key_F7: 18,
    _KEY.Key_F8: 19,
    _KEY.Key_F9: 20,
    _KEY.Key_F10: 21,
    _KEY.Key_F11: 23,
    _KEY.Key_F12: 24,
}
_CONTROLS: dict[int, bytes] = {
    _KEY.Key_Space: b"\x00",
    _KEY.Key_At: b"\x00",
    _KEY.Key_BracketLeft: b"\x1b",
    _KEY.Key_Backslash: b"\x1c",
    _KEY.Key_BracketRight: b"\x1d",
    _KEY.Key_AsciiCircum: b"\x1e",
    _KEY.Key_Underscore: b"\x1f",
    _KEY.Key_Slash: b"\x1f",
    _KEY.Key_Question: b"\x7f",
}


def wished_by(event: QKeyEvent) -> Wish:
    """Return what a key is for."""
    key, held = event.key(), event.modifiers() & ~_MODIFIER.KeypadModifier
    shift, command = _MODIFIER.ShiftModifier, _MODIFIER.ControlModifier
    if held == _OURS and _KEY.Key_A <= key <= _KEY.Key_Z:
        return _LETTER_WISHES.get(key, Wish.WINDOW)
    if held in (command, command | shift) and key in _ZOOM_WISHES:
        return _ZOOM_WISHES[key]
    if held == shift and key in _SCROLL_WISHES:
        return _SCROLL_WISHES[key]
    if held & CONTROL and key in (_KEY.Key_Tab, _KEY.Key_Backtab):
        return Wish.LEAVE_BACK if held & shift else Wish.LEAVE
    return Wish.WINDOW if held == command and key in _WINDOW_KEYS else Wish.PROGRAM


def sent_by(event: QKeyEvent, modes: Modes) -> bytes:
    """Return what a key sends, b"" when nothing."""
    key, held = event.key(), event.modifiers()
    alt = b"\x1b" if held & _MODIFIER.AltModifier else b""
    if key in _LETTERS or key in _NUMBERS:
        return _moving(key, held, modes)
    if key in (_KEY.Key_Return, _KEY.Key_Enter):
        return alt + (b"\r\n" if modes.new_line else b"\r")
    if key == _KEY.Key_Backspace:
        return alt + (b"\x08" if held & CONTROL else b"\x7f")
    if key == _KEY.Key_Backtab or (key == _KEY.Key_Tab and held & _MODIFIER.ShiftModifier):
        return b"\x1b[Z"
    if key == _KEY.Key_Tab:
        return alt + b"\t"
    if key == _KEY.Key_Escape:
        return alt + b"\x1b"
    text = event.text()
    alt_gr = alt and text.isprintable() and text  # Windows tells it as Ctrl and Alt
    if held & CONTROL and not alt_gr:
        return alt + control if (control := _control(key)) else b""
    if held & CONTROL:
        return text.encode()
    if _MAC:
        return text.encode()  # Option writes characters there
    return alt + text.encode() if text else b""


def _moving(key: int, held: Qt.KeyboardModifier, modes: Modes) -> bytes:
    """Return what arrows, the block above them and function keys send."""
    flags = (
        (_MODIFIER.ShiftModifier, 1),
        (_MODIFIER.AltModifier, 2),
        (CONTROL, 4),
    )
    modifier = 1 + sum(value for flag, value in flags if held & flag)
    number = _NUMBERS.get(key)
    if number is not None:
        return f"\x1b[{number};{modifier}~".encode() if modifier > 1 else f"\x1b[{number}~".encode()
    letter = _LETTERS[key]
    if modifier > 1:
        return f"\x1b[1;{modifier}{letter}".encode()
    if letter in "PQRS" or modes.application_cursor:
        return f"\x1bO{letter}".encode()
    return f"\x1b[{letter}".encode()


def _control(key: int) -> bytes:
    if _KEY.Key_A <= key <= _KEY.Key_Z:
        return bytes([key - _KEY.Key_A + 1])
    return _CONTROLS.get(key, b"")
