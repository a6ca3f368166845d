"""A key of Windows: RegisterHotKey, whose messages come to the thread that asked for it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.i18n import tr
from app.shell.hotkeys.api import Held, KeyRefused, Pressed
from app.shell.hotkeys.keys import Keys, windows_key

_ALT, _CONTROL, _SHIFT, _WIN, _NO_REPEAT = 1, 2, 4, 8, 0x4000
_WM_HOTKEY, _WM_QUIT = 0x0312, 0x0012
_NOT_REMOVED = 0
_ID = 1


class _Message(ctypes.Structure):
    """MSG."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("x", ctypes.c_int32),
        ("y", ctypes.c_int32),
        ("private", ctypes.c_uint32),
    )


def hold(keys: Keys, cancel: Cancel) -> Iterator[Held | Pressed]:
    """Hold a key until cancelled (see `api.Holder`)."""
    libraries: Any = ctypes.windll  # type: ignore[attr-defined]
    yield from hold_by(libraries.user32, libraries.kernel32, keys, cancel)


def hold_by(user32: Any, kernel32: Any, keys: Keys, cancel: Cancel) -> Iterator[Held | Pressed]:  # noqa: ANN401 - foreign libraries
    """Hold a key with these two libraries of Windows."""
    thread, message = kernel32.GetCurrentThreadId(), _Message()
    place = ctypes.byref(message)
    # Makes the thread's queue: nothing can be posted to it before.
    user32.PeekMessageW(place, None, 0, 0, _NOT_REMOVED)
    if not user32.RegisterHotKey(None, _ID, _modifiers(keys), windows_key(keys)):
        raise KeyRefused(tr("Another program has this key."), tr("Choose another one."))
    try:
        with cancel.on_cancel(lambda: user32.PostThreadMessageW(thread, _WM_QUIT, 0, 0)):
            yield Held()
            while user32.GetMessageW(place, None, 0, 0) > 0:
                if message.message == _WM_HOTKEY:
                    yield Pressed()
    finally:
        user32.UnregisterHotKey(None, _ID)
    raise Cancelled


def _modifiers(keys: Keys) -> int:
    held = ((_CONTROL, keys.ctrl), (_ALT, keys.alt), (_SHIFT, keys.shift), (_WIN, keys.meta))
    return _NO_REPEAT | sum(mask for mask, is_held in held if is_held)
