"""The system keyring through `keyring`: GNOME Keyring or KWallet, macOS Keychain, Windows.

A backend that would write secrets to a file of its own, or drop them, is refused. `keyring` takes
120 to 300 ms to load, and a call can hang (a locked keyring waits for a person, a daemon may be
stopped): each runs on a thread of its own and is waited for with a limit.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app import APP_SLUG
from app.core.cancel import Cancel
from app.core.i18n import tr

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

T = TypeVar("T")

_BACKENDS = {
    # module: (system, class, in words)
    "keyring.backends.SecretService": ("linux", "Keyring", tr("Secret Service")),
    "keyring.backends.libsecret": ("linux", "Keyring", tr("Secret Service")),
    "keyring.backends.kwallet": ("linux", "DBusKeyring", "KWallet"),
    "keyring.backends.macOS": ("darwin", "Keyring", tr("macOS Keychain")),
    "keyring.backends.Windows": ("win32", "WinVaultKeyring", tr("Windows Credential Manager")),
}
"""Those that keep secrets with the system, the better ones first; any other is refused."""
_SERVICES = {
    "gnome-keyring-d": tr("GNOME Keyring"),
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
    "keepassxc": "KeePassXC",
    "oo7-daemon": "oo7",
}
ANSWER_LIMIT = 10.0
"""Seconds a keyring that is open may take."""
PROMPT_LIMIT = 60.0
"""Seconds a person may take to unlock it, or to allow it."""


_SILENT = tr("it does not answer")
_UNOPENED = tr("it was not unlocked in time")
_LOCKED = tr("it stayed locked")
_NONE = tr("no GNOME Keyring, KWallet or KeePassXC runs")


class KeyringFailed(Exception):
    """The keyring did not do it; the text says why, in words."""


@dataclass(frozen=True, slots=True)
class KeyringState:
    """Whether secrets can be kept beyond this run."""

    name: str = ""
    """`GNOME Keyring (Secret Service)`; empty when there is none."""
    reason: str = ""
    """Why there is none, or why it cannot be used now."""
    asks: bool = False
    """Whether it is known to ask its user first: it is locked, or was never set up."""

    @property
    def usable(self) -> bool:
        """Whether a secret can be kept in it now."""
        return not self.reason

    def __str__(self) -> str:
        return self.name if self.usable else f"{self.name or 'none'}: {self.reason}"


class Keyring:
    """The keyring of this system. Thread-safe; one call at a time reaches it."""

    def __init__(
        self, *, answer_limit: float = ANSWER_LIMIT, prompt_limit: float = PROMPT_LIMIT
    ) -> None:
        self._answer_limit = answer_limit
        self._prompt_limit = prompt_limit
        self._changed = threading.Condition()
        self._busy = False
        self._hangs = False
        """The call that is under way took longer than it may; nobody waits for it any more."""
        self._stayed_locked = False

    def state(self, cancel: Cancel | None = None) -> KeyringState:
        """Say what it is and whether it answers; never makes it ask the user. Raises Cancelled."""
        try:
            return self._call(_state, self._answer_limit, cancel)
        except KeyringFailed as error:
            return KeyringState(reason=str(error))

    def get(self, entry: str, cancel: Cancel | None = None) -> str | None:
        """Return a secret, None when it is not there; raises KeyringFailed or Cancelled.

        A keyring that its user left locked is not asked again, so that nobody is asked twice.
        """
        if self._stayed_locked:
            raise KeyringFailed(_LOCKED)
        return self._open(lambda backend: backend.get_password(APP_SLUG, entry), cancel)

    def set(self, entry: str, secret: str, cancel: Cancel | None = None) -> None:
        """Keep a secret; raises KeyringFailed or Cancelled."""
        self._open(lambda backend: backend.set_password(APP_SLUG, entry, secret), cancel)

    def delete(self, entry: str, cancel: Cancel | None = None) -> None:
        """Drop a secret if it is there; raises KeyringFailed or Cancelled."""

        def work(backend: KeyringBackend) -> None:
            if backend.get_password(APP_SLUG, entry) is not None:
                backend.delete_password(APP_SLUG, entry)

        self._open(work, cancel)

    def _open(self, work: Callable[[KeyringBackend], T], cancel: Cancel | None) -> T:
        """Do something that may make the system ask its user."""
        limit = self._answer_limit
        if self._call(lambda: _may_ask(_backend()), limit, cancel):
            limit = self._prompt_limit
            self._call(lambda: _unlock(_backend()), limit, cancel, _UNOPENED)
        answer = self._call(lambda: work(_backend()), limit, cancel)
        self._stayed_locked = False
        return answer

    def _call(
        self,
        work: Callable[[], T],
        limit: float,
        cancel: Cancel | None,
        too_late: str = _SILENT,
    ) -> T:
        cancel = cancel or Cancel()
        self._take_turn(cancel)
        call = _Call(work, self._end_turn)
        call.start()
        with cancel.on_cancel(call.finished.set):
            in_time = call.finished.wait(limit)
        cancel.raise_if_cancelled()
        if not in_time:
            with self._changed:
                self._hangs = self._busy
                self._changed.notify_all()
            raise KeyringFailed(too_late)
        if call.failure is not None:
            self._stayed_locked = self._stayed_locked or str(call.failure) == _LOCKED
            raise call.failure
        return call.answer[0]

    def _take_turn(self, cancel: Cancel) -> None:
        """Wait while another call is under way: its user may be unlocking the keyring."""
        with cancel.on_cancel(self._wake), self._changed:
            self._changed.wait_for(
                lambda: cancel.cancelled or self._hangs or not self._busy, self._prompt_limit
            )
            cancel.raise_if_cancelled()
            if self._busy:
                raise KeyringFailed(_SILENT)
            self._busy = True

    def _end_turn(self) -> None:
        with self._changed:
            self._busy = self._hangs = False
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class _Call(threading.Thread, Generic[T]):
    """One call of the keyring, on a thread of its own."""

    def __init__(self, work: Callable[[], T], at_end: Callable[[], None]) -> None:
        super().__init__(name="keyring", daemon=True)
        self._work = work
        self._at_end = at_end
        self.finished = threading.Event()
        self.answer: list[T] = []
        self.failure: KeyringFailed | None = None

    def run(self) -> None:
        """Do it."""
        try:
            self.answer.append(self._work())
        except KeyringFailed as error:
            self.failure = error
        except Exception as error:  # noqa: BLE001 - a backend raises what its system does
            log.info("the keyring failed: %s: %s", type(error).__name__, error)
            self.failure = KeyringFailed(_words(error))
        finally:
            self._at_end()
            self.finished.set()


def _backend() -> KeyringBackend:
    """Return the backend to use: the one the user configured for `keyring`, or the system's."""
    from keyring import core

    try:
        chosen = core.load_env() or core.load_config()
    except Exception as error:  # it imports what a file or variable names
        raise KeyringFailed(
            tr("keyring's own settings name none that works ({error})").format(error=error)
        ) from error
    if chosen is not None:
        module = type(chosen).__module__
        if module not in _BACKENDS:
            raise KeyringFailed(
                tr("{module} is set for keyring, which is no keyring of the system").format(
                    module=module
                )
            )
        return chosen
    here = sys.platform if sys.platform in ("darwin", "win32") else "linux"
    for module, (system, name, _kind) in _BACKENDS.items():
        if system == here:
            found = getattr(importlib.import_module(module), name)
            if found.viable:
                backend: KeyringBackend = found()
                return backend
    raise KeyringFailed(_NONE)


def _is_secret_service(backend: KeyringBackend) -> bool:
    return type(backend).__module__ == "keyring.backends.SecretService"


def _state() -> KeyringState:
    backend = _backend()
    return KeyringState(_name(backend), asks=_is_secret_service(backend) and _may_ask(backend))


def _name(backend: KeyringBackend) -> str:
    _system, _class, kind = _BACKENDS[type(backend).__module__]
    service = _service() if _is_secret_service(backend) else ""
    return f"{service} ({kind})" if service else kind


def _service() -> str:
    """Return the program behind the Secret Service, empty when it is not known or not started."""
    import secretstorage
    from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    question = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
    with contextlib.closing(secretstorage.dbus_init()) as connection:
        reply = connection.send_and_get_reply(question)
    try:
        with open(f"/proc/{int(reply.body[0])}/comm", encoding="utf-8") as file:
            return _SERVICES.get(file.read().strip(), "")
    except (OSError, ValueError, IndexError):
        return ""


def _may_ask(backend: KeyringBackend) -> bool:
    """Tell whether using it may make the system ask its user; a Secret Service says so."""
    if not _is_secret_service(backend):
        return True
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        try:
            collection = secretstorage.get_collection_by_alias(connection, "default")
        except secretstorage.ItemNotFoundException:
            return True  # its first collection has to be made, with a password for it
        return bool(collection.is_locked())


def _unlock(backend: KeyringBackend) -> None:
    """Have the system open a Secret Service.

    WORKAROUND: keyring's own call would leave its connection open when the user dismisses that.
    """
    if not _is_secret_service(backend):
        return
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.get_default_collection(connection)
        if collection.is_locked():
            collection.unlock()
            if collection.is_locked():
                raise KeyringFailed(_LOCKED)


def _words(error: Exception) -> str:
    name = type(error).__name__
    if name in ("KeyringLocked", "LockedException", "PromptDismissedException"):
        return _LOCKED
    return tr("it failed ({name})").format(name=name)
