"""The global shortcut on a real X server and with a portal on a real bus."""

from __future__ import annotations

import ctypes
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.shell.hotkeys import portal, x11
from app.shell.hotkeys.api import Held, Holder, KeyRefused, Pressed
from app.shell.hotkeys.keys import read_keys
from tests.gui.fake_desktop import PORTAL, need, private_bus, x_server

LIMIT_S = 20.0
SPACE, CTRL, ALT, NUM_LOCK = 65, 37, 64, 77
"""Key codes of every Xvfb."""


class Holding:
    """A key that is held in a thread, as a worker would."""

    def __init__(self, hold: Holder, keys: str) -> None:
        self.said: queue.Queue[object] = queue.Queue()
        self.cancel = Cancel()
        self._thread = threading.Thread(target=self._run, args=(hold, read_keys(keys)))
        self._thread.start()

    def next(self) -> object:
        return self.said.get(timeout=LIMIT_S)

    def end(self) -> object:
        self.cancel.cancel()
        self._thread.join(LIMIT_S)
        assert not self._thread.is_alive()
        return self.next()

    def _run(self, hold: Holder, keys: Any) -> None:
        try:
            for item in hold(keys, self.cancel):
                self.said.put(item)
        except (Cancelled, UserError) as error:
            self.said.put(error)


@contextmanager
def holding(hold: Holder, keys: str) -> Iterator[Holding]:
    made = Holding(hold, keys)
    try:
        yield made
    finally:
        made.cancel.cancel()


# X11


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    need("Xvfb")
    with x_server() as name:
        monkeypatch.setenv("DISPLAY", name)
        yield name


def type_keys(display: str, *codes: int) -> None:
    """Press keys down in order and let them go, as a keyboard does (XTEST)."""
    try:
        xlib, xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    except OSError:
        pytest.skip("libXtst is not installed (apt: libxtst6)")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    server = ctypes.c_void_p(xlib.XOpenDisplay(display.encode()))
    for is_down, keys in ((1, codes), (0, tuple(reversed(codes)))):
        for code in keys:
            xtest.XTestFakeKeyEvent(server, code, is_down, 0)
    xlib.XSync(server, 0)
    xlib.XCloseDisplay(server)


def test_a_key_of_x11_works_everywhere_also_with_num_lock(display: str) -> None:
    with holding(x11.hold, "Ctrl+Alt+Space") as held:
        assert held.next() == Held()
        type_keys(display, CTRL, ALT, SPACE)
        assert held.next() == Pressed()
        type_keys(display, CTRL, SPACE)  # another one
        type_keys(display, NUM_LOCK)
        type_keys(display, CTRL, ALT, SPACE)
        assert held.next() == Pressed()
        assert held.said.empty()
        assert isinstance(held.end(), Cancelled)


def test_a_key_that_another_program_has_is_refused_and_free_again_after_it(display: str) -> None:
    with holding(x11.hold, "Ctrl+Alt+Space") as first:
        assert first.next() == Held()
        with holding(x11.hold, "Ctrl+Alt+Space") as second:
            refused = second.next()
            assert isinstance(refused, KeyRefused)
            assert "Another program" in refused.message
        first.end()
    with holding(x11.hold, "Ctrl+Alt+Space") as third:
        assert third.next() == Held()


def test_without_an_x_server_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    need("Xvfb")
    monkeypatch.setenv("DISPLAY", ":4711")
    with holding(x11.hold, "Ctrl+Alt+Space") as held:
        assert isinstance(held.next(), KeyRefused)


# The portal


class SyntheticPortal:
    """GlobalShortcuts as its specification describes it; its user agrees, or does not."""

    def __init__(self, address: str) -> None:
        from jeepney import DBus
        from jeepney.io.threading import open_dbus_connection

        self.agrees = True
        self.bound: list[Any] = []
        self._bus = open_dbus_connection(address)
        self._bus.send(DBus().RequestName(PORTAL))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def press(self, session: str) -> None:
        self._signal(
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.GlobalShortcuts",
            "Activated",
            "osta{sv}",
            (session, "ask", 1, {}),
        )

    def close(self) -> None:
        self._bus.close()
        self._thread.join(LIMIT_S)

    def _signal(self, path: str, interface: str, member: str, kind: str, body: Any) -> None:
        from jeepney import DBusAddress, new_signal

        where = DBusAddress(path, interface=interface)
        self._bus.send(new_signal(where, member, kind, body))

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        with suppress(Exception):  # closed by the test
            while True:
                message = self._bus.receive()
                if message.header.message_type is not MessageType.method_call:
                    continue
                fields = message.header.fields
                member = fields[HeaderFields.member]
                if member not in ("CreateSession", "BindShortcuts"):
                    self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                    continue
                token = message.body[-1]["handle_token"][1]
                sender = fields[HeaderFields.sender].lstrip(":").replace(".", "_")
                path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
                self._bus.send(new_method_return(message, "o", (path,)))
                self._signal(
                    path,
                    "org.freedesktop.portal.Request",
                    "Response",
                    "ua{sv}",
                    self._response(member, message.body),
                )

    def _response(self, member: str, body: Any) -> Any:
        if member == "CreateSession":
            return 0, {"session_handle": ("s", "/session/1")}
        self.bound.append(body)
        given = [("ask", {"trigger_description": ("s", "Ctrl+Alt+Space")})]
        return (0, {"shortcuts": ("a(sa{sv})", given)}) if self.agrees else (1, {})


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    need("dbus-daemon")
    with private_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def desktop(bus: str) -> Iterator[SyntheticPortal]:
    made = SyntheticPortal(bus)
    yield made
    made.close()


def test_a_wayland_desktop_is_asked_for_the_key_and_tells_of_presses(
    desktop: SyntheticPortal,
) -> None:
    with holding(portal.hold, "Ctrl+Alt+Space") as held:
        assert held.next() == Held("Ctrl+Alt+Space")
        ((session, shortcuts, _parent, _options),) = desktop.bound
        assert shortcuts[0][1]["preferred_trigger"] == ("s", "CTRL+ALT+space")
        desktop.press("/session/2")
        desktop.press(session)
        assert held.next() == Pressed()
        assert held.said.empty()
        assert isinstance(held.end(), Cancelled)


def test_a_desktop_that_does_not_agree_is_believed(desktop: SyntheticPortal) -> None:
    desktop.agrees = False
    with holding(portal.hold, "Ctrl+Alt+Space") as held:
        refused = held.next()
        assert isinstance(refused, KeyRefused)
        assert "did not agree" in refused.message


@pytest.mark.usefixtures("bus")
def test_a_desktop_without_such_a_portal_is_told_what_else_works() -> None:
    with holding(portal.hold, "Ctrl+Alt+Space") as held:
        refused = held.next()
        assert isinstance(refused, KeyRefused)
        assert "ask" in refused.hint
