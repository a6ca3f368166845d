"""A key of an X11 desktop, grabbed on its root window.

Through libxcb, which Qt needs here anyway: unlike Xlib it tells who asked for a grab that it
failed, instead of a handler of the whole process. The connection is our own, in one worker.
"""

from __future__ import annotations

import contextlib
import ctypes
import select
import socket
from collections.abc import Iterator
from typing import Any

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.i18n import tr
from app.shell.hotkeys.api import Held, KeyRefused, Pressed
from app.shell.hotkeys.keys import Keys, x11_keysym

_SHIFT, _LOCK, _CONTROL, _ALT, _NUM_LOCK, _SUPER = 1, 2, 4, 8, 16, 64
_LOCKS = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)
"""A grab is for exactly these modifiers, and Caps Lock and Num Lock are modifiers."""
_KEY_PRESS = 2
_BAD_ACCESS = 10
_ASYNCHRONOUS = 1
_NO_X = tr("The X server cannot be reached.")


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.POINTER(ctypes.c_uint32)),
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    )


class _Error(ctypes.Structure):
    _fields_ = (("response_type", ctypes.c_uint8), ("error_code", ctypes.c_uint8))


def hold(keys: Keys, cancel: Cancel) -> Iterator[Held | Pressed]:
    """Hold a key until cancelled (see `api.Holder`)."""
    with _Server() as server, _wake_pipe(cancel) as wake:
        server.grab(keys)
        yield Held()
        while True:
            for _press in range(server.presses()):
                yield Pressed()
            select.select([server.descriptor, wake.fileno()], [], [])
            if cancel.cancelled:
                raise Cancelled


@contextlib.contextmanager
def _wake_pipe(cancel: Cancel) -> Iterator[socket.socket]:
    """Yield what can be read once `cancel` was called."""
    reader, writer = socket.socketpair()

    def wake() -> None:
        with contextlib.suppress(OSError):  # closed meanwhile: nobody waits any more
            writer.send(b".")

    with reader, writer, cancel.on_cancel(wake):
        yield reader


class _Server:
    """One connection to the X server of `DISPLAY`."""

    def __init__(self) -> None:
        try:
            self._xcb: Any = _declared(ctypes.CDLL("libxcb.so.1"))
            self._keysyms: Any = _declared_keysyms(ctypes.CDLL("libxcb-keysyms.so.1"))
        except OSError as error:
            raise KeyRefused(tr("The libraries of X11 are not there."), str(error)) from error
        self._libc: Any = ctypes.CDLL(None)
        self._libc.free.argtypes = (ctypes.c_void_p,)
        screen = ctypes.c_int()
        self._connection = self._xcb.xcb_connect(None, ctypes.byref(screen))
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()
            raise KeyRefused(_NO_X)
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
        for _other in range(screen.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self._root = screens.data[0]  # the first field of a screen is its root window

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the server, which gives up what we grabbed."""
        self._xcb.xcb_disconnect(self._connection)

    @property
    def descriptor(self) -> int:
        """Can be read when something happened."""
        return int(self._xcb.xcb_get_file_descriptor(self._connection))

    def grab(self, keys: Keys) -> None:
        """Grab a key, whatever is locked; KeyRefused where somebody else has it."""
        held = _modifiers(keys)
        codes = self._codes(x11_keysym(keys))
        if not codes:
            raise KeyRefused(tr("This keyboard has no such key."))
        cookies = [
            self._xcb.xcb_grab_key_checked(
                self._connection, 1, self._root, held | locks, code, _ASYNCHRONOUS, _ASYNCHRONOUS
            )
            for code in codes
            for locks in _LOCKS
        ]
        errors = [self._error_of(cookie) for cookie in cookies]
        if _BAD_ACCESS in errors:
            raise KeyRefused(tr("Another program has this key."), tr("Choose another one."))
        if any(errors):
            raise KeyRefused(
                tr("The X server refuses this key (error {error}).").format(error=max(errors))
            )

    def presses(self) -> int:
        """Return how often the key was pressed since the last call; KeyRefused at its end."""
        count = 0
        while event := self._xcb.xcb_poll_for_event(self._connection):
            count += ctypes.c_uint8.from_address(event).value & 0x7F == _KEY_PRESS
            self._libc.free(event)
        if self._xcb.xcb_connection_has_error(self._connection):
            raise KeyRefused(_NO_X)
        return count

    def _codes(self, keysym: int) -> list[int]:
        """Return the keys of this keyboard that bear a symbol."""
        symbols = self._keysyms.xcb_key_symbols_alloc(self._connection)
        try:
            found = self._keysyms.xcb_key_symbols_get_keycode(symbols, keysym)
            if not found:
                return []
            codes = ctypes.string_at(found)  # ends with 0, which is no key
            self._libc.free(found)
            return list(codes)
        finally:
            self._keysyms.xcb_key_symbols_free(symbols)

    def _error_of(self, cookie: _Cookie) -> int:
        error = self._xcb.xcb_request_check(self._connection, cookie)
        if not error:
            return 0
        code = _Error.from_address(error).error_code
        self._libc.free(error)
        return int(code)


def _modifiers(keys: Keys) -> int:
    held = ((_CONTROL, keys.ctrl), (_ALT, keys.alt), (_SHIFT, keys.shift), (_SUPER, keys.meta))
    return sum(mask for mask, is_held in held if is_held)


def _declared(xcb: ctypes.CDLL) -> ctypes.CDLL:
    pointer, u8, u16, u32 = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32
    for name, result, arguments in (
        ("xcb_connect", pointer, (ctypes.c_char_p, pointer)),
        ("xcb_connection_has_error", ctypes.c_int, (pointer,)),
        ("xcb_get_setup", pointer, (pointer,)),
        ("xcb_setup_roots_iterator", _Screens, (pointer,)),
        ("xcb_screen_next", None, (pointer,)),
        ("xcb_get_file_descriptor", ctypes.c_int, (pointer,)),
        ("xcb_grab_key_checked", _Cookie, (pointer, u8, u32, u16, u8, u8, u8)),
        ("xcb_request_check", pointer, (pointer, _Cookie)),
        ("xcb_poll_for_event", pointer, (pointer,)),
        ("xcb_disconnect", None, (pointer,)),
    ):
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, arguments
    return xcb


def _declared_keysyms(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer = ctypes.c_void_p
    library.xcb_key_symbols_alloc.restype = pointer
    library.xcb_key_symbols_alloc.argtypes = (pointer,)
    library.xcb_key_symbols_get_keycode.restype = pointer
    library.xcb_key_symbols_get_keycode.argtypes = (pointer, ctypes.c_uint32)
    library.xcb_key_symbols_free.restype = None
    library.xcb_key_symbols_free.argtypes = (pointer,)
    return library
