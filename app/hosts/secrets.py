"""Secrets: in memory for this run, and in the system keyring where the user chose to keep them.

Which secrets are kept is a list of names in the settings: the keyring is asked for those only, so
nobody has to unlock it for nothing. What touches the keyring blocks, with a limit, and belongs in
a worker.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from enum import StrEnum

from app.core.cancel import Cancel
from app.core.errors import SettingsUnwritable
from app.core.log import forget_secret, register_secret
from app.core.settings import SettingsStore, setting
from app.hosts.keyring import Keyring, KeyringFailed, KeyringState

log = logging.getLogger(__name__)


class SecretKind(StrEnum):
    """What is asked for."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    INTERACTIVE = "interactive"  # the server's own words: a code, a one-time password


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """One secret that the user chose to keep; the secret itself is in the keyring only."""

    owner: str
    kind: str


@dataclass(frozen=True, slots=True)
class SecretSettings:
    """The settings section that says what is in the keyring."""

    kept: tuple[KeptSecret, ...] = setting((), "Secrets kept in the system keyring, by name.")


class SecretStore:
    """Secrets that worked: a reconnect at night must not wait for a person. Thread-safe.

    In memory they last for this run and are never written; every one is registered with the log's
    filter. `kind` is a `SecretKind`, or the word of another part (`token`).
    """

    SECTION = "secrets"

    def __init__(
        self, settings: SettingsStore | None = None, keyring: Keyring | None = None
    ) -> None:
        """Keep secrets for this run, and with `settings` also in the keyring."""
        self._settings = settings
        self._keyring = keyring or Keyring()
        self._secrets: dict[KeptSecret, str] = {}
        self._lock = threading.Lock()

    def state(self, cancel: Cancel | None = None) -> KeyringState | None:
        """Say where secrets can be kept beyond this run, or why not; None when not asked for."""
        return None if self._settings is None else self._keyring.state(cancel)

    def recall(self, owner: str, kind: str, cancel: Cancel | None = None) -> str | None:
        """Return what worked before for `owner` (a target, a key file), None when not known.

        Raises Cancelled. A keyring that does not give it is logged, and it is asked again.
        """
        name = KeptSecret(owner, kind)
        with self._lock:
            secret = self._secrets.get(name)
        if secret is not None or name not in self._kept():
            return secret
        try:
            secret = self._keyring.get(_entry(name), cancel)
        except KeyringFailed as error:
            log.warning("the %s of %s is not known: %s", kind, owner, error)
            return None
        if secret is not None:
            self._hold(name, secret)
        return secret

    def remember(
        self,
        owner: str,
        kind: str,
        secret: str,
        *,
        keep: bool = False,
        cancel: Cancel | None = None,
    ) -> str:
        """Hold a secret that worked; with `keep` also in the keyring.

        Returns why it is not kept there, empty when it is or was not wanted. Raises Cancelled.
        """
        name = KeptSecret(owner, kind)
        self._hold(name, secret)
        if not keep or self._settings is None:
            return ""
        try:
            self._note(name, kept=True)
            self._keyring.set(_entry(name), secret, cancel)
        except (KeyringFailed, SettingsUnwritable) as error:
            log.warning("the %s of %s is kept for this run only: %s", kind, owner, error)
            self._note_quietly(name)
            return str(error)
        return ""

    def forget(self, owner: str, kind: str, cancel: Cancel | None = None) -> str:
        """Drop a secret everywhere; return why it is still in the keyring, empty when it is not."""
        name = KeptSecret(owner, kind)
        with self._lock:
            secret = self._secrets.pop(name, None)
            if secret is not None and secret not in self._secrets.values():
                forget_secret(secret)
        if name not in self._kept():
            return ""
        self._note_quietly(name)
        try:
            self._keyring.delete(_entry(name), cancel)
        except KeyringFailed as error:
            log.warning("the %s of %s is still in the keyring: %s", kind, owner, error)
            return str(error)
        return ""

    def is_kept(self, owner: str, kind: str) -> bool:
        """Tell whether the user chose to keep it in the keyring."""
        return KeptSecret(owner, kind) in self._kept()

    @property
    def kept_count(self) -> int:
        """How many the user chose to keep in the keyring."""
        return len(self._kept())

    def _hold(self, name: KeptSecret, secret: str) -> None:
        register_secret(secret)
        with self._lock:
            self._secrets[name] = secret

    def _kept(self) -> tuple[KeptSecret, ...]:
        if self._settings is None:
            return ()
        return self._settings.load(self.SECTION, SecretSettings).kept

    def _note(self, name: KeptSecret, *, kept: bool) -> None:
        if self._settings is None:
            return
        with self._lock, self._settings.exclusive():
            self._settings.refresh()
            others = tuple(each for each in self._kept() if each != name)
            names = (*others, name) if kept else others
            self._settings.save(self.SECTION, SecretSettings(names))

    def _note_quietly(self, name: KeptSecret) -> None:
        """Take a name off the list; a list that cannot be saved costs a question, not a login."""
        try:
            self._note(name, kept=False)
        except SettingsUnwritable as error:
            log.warning("%s", error)


def _entry(name: KeptSecret) -> str:
    """Return what the secret is called in the keyring, where people see it."""
    return f"{name.kind} of {name.owner}"
