"""Windows' part, against a stand-in for its two libraries: there is no Windows here."""

from __future__ import annotations

import ctypes
import queue
import threading
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.shell.hotkeys.api import Held, KeyRefused, Pressed
from app.shell.hotkeys.keys import read_keys
from app.shell.hotkeys.windows import hold_by

WM_HOTKEY, WM_QUIT = 0x0312, 0x0012


class SyntheticUser32:
    """Answers as the documentation of Windows says."""

    def __init__(self, *, is_taken: bool = False) -> None:
        self.is_taken = is_taken
        self.registered: list[tuple[int, int]] = []
        self.messages: queue.Queue[int] = queue.Queue()

    def PeekMessageW(self, *_arguments: object) -> int:
        return 0

    def RegisterHotKey(self, _window: object, _id: int, modifiers: int, key: int) -> int:
        if self.is_taken:
            return 0
        self.registered.append((modifiers, key))
        return 1

    def UnregisterHotKey(self, _window: object, _id: int) -> int:
        self.registered.pop()
        return 1

    def PostThreadMessageW(self, _thread: int, message: int, *_more: object) -> int:
        self.messages.put(message)
        return 1

    def GetMessageW(self, place: Any, *_more: object) -> int:
        number = self.messages.get(timeout=10)
        message = ctypes.cast(place, ctypes.POINTER(ctypes.c_void_p * 2))
        ctypes.c_uint.from_address(ctypes.addressof(message.contents) + 8).value = number
        return int(number != WM_QUIT)


class SyntheticKernel32:
    def GetCurrentThreadId(self) -> int:
        return threading.get_native_id()


def test_a_press_is_told_and_the_key_is_given_back() -> None:
    user32, cancel = SyntheticUser32(), Cancel()
    told = hold_by(user32, SyntheticKernel32(), read_keys("Ctrl+Alt+Space"), cancel)
    assert next(told) == Held()
    assert user32.registered == [(0x4003, 0x20)]
    user32.messages.put(WM_HOTKEY)
    assert next(told) == Pressed()
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(told)
    assert user32.registered == []


def test_a_key_that_is_taken_is_said_to_be() -> None:
    user32 = SyntheticUser32(is_taken=True)
    with pytest.raises(KeyRefused, match="Another program"):
        next(hold_by(user32, SyntheticKernel32(), read_keys("Ctrl+A"), Cancel()))
