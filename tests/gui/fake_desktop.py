"""A private D-Bus with a desktop of our own on it: portal, tray host, notifications.

Everything runs on a bus and an X server started here; nothing touches the user's session.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

REQUIRE = "SPARK_CI_REQUIRE_LAB"
LIMIT_S = 40.0
PORTAL = "org.freedesktop.portal.Desktop"
LOGIND = "org.freedesktop.login1"
TRAY_HOST = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
PROGRAM = Path(__file__).with_name("shell_program.py")
ROOT = Path(__file__).parents[2]


def need(*programs: str) -> None:
    """Skip, or fail where CI forbids skips, unless all programs and jeepney are there."""
    missing = [name for name in programs if shutil.which(name) is None]
    try:
        import jeepney  # noqa: F401
    except ImportError:
        missing.append("jeepney (comes with keyring on Linux)")
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (apt: xvfb dbus-daemon gnome-keyring)"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """Return the first true answer of `condition`; fail after a while."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    pytest.fail(f"waited {LIMIT_S:.0f} s for {what}")


@contextmanager
def private_bus() -> Iterator[str]:
    """Run a session bus and yield its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with _running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().decode().strip()


@contextmanager
def x_server() -> Iterator[str]:
    """Run an X server without a screen and yield its display.

    It stays as it is when its last client leaves: by itself it would begin anew, and refuse whoever
    comes in that moment.
    """
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1400x900x24", "-noreset"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with _running([*command, "-nolisten", "tcp"], pass_fds=(write_end,), **quiet):
        os.close(write_end)
        with os.fdopen(read_end) as answer:
            yield f":{answer.readline().strip()}"


@contextmanager
def _running(command: list[str], **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, **more)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


class FakeDesktop:
    """The services of a desktop, each of which can come and go."""

    def __init__(self, address: str) -> None:
        from jeepney.io.threading import open_dbus_connection

        self.color_scheme = 0
        self.contrast = 0
        self.reduced_motion = 0
        self.items: list[str] = []
        self.notified: list[tuple[str, str]] = []
        self._connection = open_dbus_connection(address)
        self._client = _Client(address)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._connection.close()
        self._thread.join(LIMIT_S)
        self._client.close()

    def own(self, name: str) -> None:
        """Start offering a service."""
        self._client_call(self._bus().RequestName(name))

    def disown(self, name: str) -> None:
        """Stop offering it."""
        self.items.clear()
        self._client_call(self._bus().ReleaseName(name))

    def set_color_scheme(self, value: int) -> None:
        """Flip the desktop's preference: 0 none, 1 dark, 2 light."""
        self.color_scheme = value
        self._say_changed("color-scheme", value)

    def set_reduced_motion(self, value: int) -> None:
        """Ask for less motion: 1, or not: 0."""
        self.reduced_motion = value
        self._say_changed("reduced-motion", value)

    def _say_changed(self, key: str, value: int) -> None:
        from jeepney import DBusAddress, new_signal

        where = DBusAddress(
            "/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings"
        )
        arguments = ("org.freedesktop.appearance", key, ("u", value))
        self._connection.send(new_signal(where, "SettingChanged", "ssv", arguments))

    def prepare_for_sleep(self, before: bool) -> None:
        """Tell that the computer is about to sleep, or that it woke."""
        from jeepney import DBusAddress, new_signal

        where = DBusAddress("/org/freedesktop/login1", interface=f"{LOGIND}.Manager")
        self._connection.send(new_signal(where, "PrepareForSleep", "b", (before,)))

    def item(self) -> dict[str, Any]:
        """Return the properties of the one tray icon."""
        (name,) = self.items
        found = self._client.call(
            name,
            "/StatusNotifierItem",
            "org.freedesktop.DBus.Properties",
            "GetAll",
            "s",
            ("org.kde.StatusNotifierItem",),
        )[0]
        return {key: value for key, (_signature, value) in found.items()}

    def activate(self) -> None:
        """Click the icon."""
        self._client.call(
            self.items[0],
            "/StatusNotifierItem",
            "org.kde.StatusNotifierItem",
            "Activate",
            "ii",
            (0, 0),
        )

    def menu(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the menu's entries in order, submenus included: id and properties."""
        found = self._client.call(
            self.items[0], "/MenuBar", "com.canonical.dbusmenu", "GetLayout", "iias", (0, -1, [])
        )
        return list(_flat(found[1]))

    def labels(self) -> list[str]:
        """Return the visible labels of the menu."""
        return [
            properties["label"].replace("_", "")
            for _id, properties in self.menu()
            if properties.get("visible", True) and properties.get("label")
        ]

    def click(self, label: str) -> None:
        """Choose a menu entry."""
        entry = next(
            number
            for number, properties in self.menu()
            if properties.get("visible", True)
            and properties.get("label", "").replace("_", "") == label
        )
        self._client.call(
            self.items[0],
            "/MenuBar",
            "com.canonical.dbusmenu",
            "Event",
            "isvu",
            (entry, "clicked", ("s", ""), 0),
        )

    def _bus(self) -> Any:
        from jeepney import DBus

        return DBus()

    def _client_call(self, message: Any) -> None:
        # Sent on the serving connection, so that the name belongs to it; the reply is read by
        # the serving thread and ignored.
        self._connection.send(message)

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType

        with suppress(Exception):  # closed by the test
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message, message.header.fields[HeaderFields.member])

    def _answer(self, message: Any, member: str) -> None:
        from jeepney import HeaderFields, new_error, new_method_return

        fields = message.header.fields
        interface = fields.get(HeaderFields.interface, "")
        reply: tuple[str, tuple[Any, ...]] | None = None
        if member == "Read":
            values = {
                "color-scheme": self.color_scheme,
                "contrast": self.contrast,
                "reduced-motion": self.reduced_motion,
            }
            if message.body[1] in values:
                reply = ("v", (("v", ("u", values[message.body[1]])),))
        elif member == "RegisterStatusNotifierItem":
            said = message.body[0]
            self.items.append(fields[HeaderFields.sender] if said.startswith("/") else said)
            reply = ("", ())
        elif member == "Get" and message.body[0] == TRAY_HOST:
            properties = {
                "IsStatusNotifierHostRegistered": ("b", True),
                "ProtocolVersion": ("i", 0),
                "RegisteredStatusNotifierItems": ("as", self.items),
            }
            reply = ("v", (properties[message.body[1]],))
        elif member == "Notify" and interface == NOTIFICATIONS:
            self.notified.append((message.body[3], message.body[4]))
            reply = ("u", (1,))
        elif member == "GetCapabilities":
            reply = ("as", (["body"],))
        if reply is None:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
        else:
            self._connection.send(new_method_return(message, *reply))


class _Client:
    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._connection = open_dbus_connection(address)

    def call(self, name: str, path: str, interface: str, member: str, *body: Any) -> Any:
        from jeepney import DBusAddress, MessageType, new_method_call

        where = DBusAddress(path, bus_name=name, interface=interface)
        message = new_method_call(where, member, *body)
        reply = self._connection.send_and_get_reply(message, timeout=LIMIT_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body

    def close(self) -> None:
        self._connection.close()


def _flat(entry: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    number, properties, children = entry
    yield number, {key: value for key, (_signature, value) in properties.items()}
    for _signature, child in children:
        yield from _flat(child)


class Program:
    """Our window in a process of its own, on a display and bus of the test."""

    def __init__(
        self,
        home: Path,
        bus: str,
        display: str | None,
        *,
        hidden: bool = False,
        is_impatient: bool = False,
    ) -> None:
        """Start it; `is_impatient`: it waits for a tray for a moment only."""
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus, "PYTHONPATH": str(ROOT)}
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = bus or "unix:path=/nonexistent"
        environment.pop("XDG_RUNTIME_DIR", None)
        for name in ("XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORMTHEME", "WAYLAND_DISPLAY", "DISPLAY"):
            environment.pop(name, None)
        environment["QT_QPA_PLATFORM"] = "xcb" if display else "offscreen"
        if display:
            environment["DISPLAY"] = display
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.process = subprocess.Popen(
            [
                sys.executable, str(PROGRAM), str(home), *["--hidden"] * hidden,
                *["--impatient"] * is_impatient,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
            text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Have something done and return how things are then."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        return self._answers.get(timeout=LIMIT_S)

    def exit_status(self) -> int:
        """Wait for the end."""
        return self.process.wait(LIMIT_S)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(LIMIT_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):  # closed by the test
            for line in self.process.stdout:
                self._answers.put(json.loads(line))
