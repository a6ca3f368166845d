"""A key of a Wayland desktop: its portal asks the user, and tells us when it is pressed.

Over D-Bus by jeepney, in a worker: PySide6 cannot write the list of structures that the portal
takes. The session lives as long as the connection.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from app import APP_SLUG
from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.i18n import tr
from app.core.said import said
from app.shell.hotkeys.api import Held, KeyRefused, Pressed
from app.shell.hotkeys.keys import Keys, portal_trigger

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_ASK = "ask"
_ANSWER_S = 10.0
_DONE, _REFUSED = 0, 1
Body: TypeAlias = "Callable[[dict[str, tuple[str, str]]], tuple[object, ...]]"


def hold(keys: Keys, cancel: Cancel) -> Iterator[Held | Pressed]:
    """Hold a key until cancelled (see `api.Holder`)."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise _no_portal()
    with _Portal() as portal, cancel.on_cancel(portal.wake):
        try:
            portal.open()
            with portal.heard(_SHORTCUTS, "Activated", _PATH) as signals:
                yield Held(portal.bind(keys))
                yield from portal.presses(signals)
        except OSError as error:  # also EOF: the bus went away, or we were woken
            if cancel.cancelled:
                raise Cancelled from error
            raise KeyRefused(tr("The desktop's portal went away."), str(error)) from error


class _Portal:
    """One connection to the session bus, and the portal's session on it."""

    def __init__(self) -> None:
        from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

        try:
            self._bus: Any = open_dbus_connection("SESSION")
        except (OSError, ValueError, KeyError) as error:
            raise _no_portal() from error
        self._session = ""

    def __enter__(self) -> _Portal:
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            self._bus.close()

    def wake(self) -> None:
        """End what waits for an answer; from any thread."""
        with contextlib.suppress(OSError):
            self._bus.sock.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        """Make a session."""
        with contextlib.suppress(KeyRefused):  # older portals do not have it
            self._call(_REGISTRY, "Register", "sa{sv}", (APP_SLUG, {}))
        token = {"session_handle_token": ("s", _token())}
        answer = self._ask("CreateSession", "a{sv}", lambda options: (options | token,))
        self._session = str(answer.get("session_handle", ("s", ""))[1])

    @contextlib.contextmanager
    def heard(self, interface: str, member: str, path: str) -> Iterator[Any]:
        """Hear a signal of the portal, and of nobody else."""
        from jeepney import DBus, MatchRule  # type: ignore[import-untyped]

        told = {"type": "signal", "interface": interface, "member": member, "path": path}
        with self._bus.filter(MatchRule(**told)) as signals:  # the bus knows who the sender is
            rule = MatchRule(sender=_SERVICE, **told)
            self._bus.send_and_get_reply(DBus().AddMatch(rule), timeout=_ANSWER_S)
            yield signals

    def bind(self, keys: Keys) -> str:
        """Have the user agree to the key; return what the desktop calls it."""
        shortcut = {
            "description": ("s", tr("Ask a model")),
            "preferred_trigger": ("s", portal_trigger(keys)),
        }
        answer = self._ask(
            "BindShortcuts",
            "oa(sa{sv})sa{sv}",
            lambda options: (self._session, [(_ASK, shortcut)], "", options),
            seconds=None,  # a person answers
        )
        for name, properties in answer.get("shortcuts", ("", []))[1]:
            if name == _ASK:
                return said(str(properties.get("trigger_description", ("s", ""))[1]))
        raise KeyRefused(
            tr("The desktop gave no key."), tr("Its settings list the shortcuts of programs.")
        )

    def presses(self, signals: Any) -> Iterator[Pressed]:  # noqa: ANN401 - of an untyped library
        """Yield each time that the key is pressed."""
        while True:
            message = self._bus.recv_until_filtered(signals)
            session, name, _time, options = message.body
            if (session, name) == (self._session, _ASK):
                yield Pressed(str(options.get("activation_token", ("s", ""))[1]))

    def _ask(
        self, member: str, signature: str, body: Body, seconds: float | None = _ANSWER_S
    ) -> Any:  # noqa: ANN401 - D-Bus values
        """Call a method whose answer is a signal of a request of its own."""
        token = _token()
        sender = self._bus.unique_name.removeprefix(":").replace(".", "_")
        path = f"{_PATH}/request/{sender}/{token}"
        with self.heard(_REQUEST, "Response", path) as answers:
            self._call(_SHORTCUTS, member, signature, body({"handle_token": ("s", token)}))
            code, results = self._bus.recv_until_filtered(answers, timeout=seconds).body
        if code != _DONE:
            who = tr("You or the desktop") if code == _REFUSED else tr("The desktop")
            raise KeyRefused(
                tr("{who} did not agree to a shortcut.").format(who=who),
                tr("It can be switched on again."),
            )
        return results

    def _call(self, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        from jeepney import DBusAddress, MessageType, new_method_call

        where = DBusAddress(_PATH, bus_name=_SERVICE, interface=interface)
        try:
            reply = self._bus.send_and_get_reply(
                new_method_call(where, member, signature, body), timeout=_ANSWER_S
            )
        except TimeoutError as error:
            raise _no_portal() from error
        if reply.header.message_type is MessageType.error:
            raise _no_portal()


def _no_portal() -> KeyRefused:
    return KeyRefused(
        tr("This desktop offers no shortcuts to programs."),
        tr("Bind a key to “{command} ask” in the desktop's own settings.").format(command=APP_SLUG),
    )


def _token() -> str:
    return f"scc_{secrets.token_hex(8)}"
