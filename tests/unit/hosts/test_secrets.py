"""Secrets: for this run in memory; beyond it only where the user chose, only in a real keyring."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.log import redact
from app.core.settings import SettingsStore
from app.hosts.keyring import Keyring, KeyringFailed, KeyringState
from app.hosts.secrets import SecretKind, SecretStore
from tests.waiting import wait_for

OWNER = "spark@spark-01.local"
SECRET = "correct horse battery"


class FakeKeyring(Keyring):
    """A keyring in a dictionary that notes what it was asked, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.asked: list[str] = []
        self.failure: KeyringFailed | None = None

    def state(self, cancel: Cancel | None = None) -> KeyringState:
        return KeyringState("Fake")

    def get(self, entry: str, cancel: Cancel | None = None) -> str | None:
        self._ask(f"get {entry}")
        return self.kept.get(entry)

    def set(self, entry: str, secret: str, cancel: Cancel | None = None) -> None:
        self._ask(f"set {entry}")
        self.kept[entry] = secret

    def delete(self, entry: str, cancel: Cancel | None = None) -> None:
        self._ask(f"delete {entry}")
        self.kept.pop(entry, None)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


def test_secret_is_kept_for_this_run_without_touching_the_keyring(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    store = SecretStore(settings, keyring)

    assert store.recall(OWNER, SecretKind.PASSWORD) is None
    assert store.remember(OWNER, SecretKind.PASSWORD, SECRET) == ""

    assert store.recall(OWNER, SecretKind.PASSWORD) == SECRET
    assert store.recall(OWNER, SecretKind.PASSPHRASE) is None
    assert SecretStore(settings, keyring).recall(OWNER, SecretKind.PASSWORD) is None
    assert keyring.asked == []


def test_secret_the_user_chose_to_keep_is_found_by_the_next_run(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    SecretStore(settings, keyring).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    later = SecretStore(SettingsStore(settings.path), keyring)

    assert later.is_kept(OWNER, SecretKind.PASSWORD)
    assert later.recall(OWNER, SecretKind.PASSWORD) == SECRET
    assert later.recall(OWNER, SecretKind.PASSWORD) == SECRET

    assert [each.split()[0] for each in keyring.asked] == ["set", "get"]
    assert SECRET not in settings.path.read_text()
    assert SECRET not in redact(f"it is {SECRET}")


def test_secret_that_the_keyring_refuses_is_kept_for_this_run_and_said(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    keyring.failure = KeyringFailed("it stayed locked")
    store = SecretStore(settings, keyring)

    assert store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True) == "it stayed locked"

    assert store.recall(OWNER, SecretKind.PASSWORD) == SECRET
    assert not store.is_kept(OWNER, SecretKind.PASSWORD)


def test_keyring_that_fails_means_asking_the_user(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    SecretStore(settings, keyring).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    keyring.failure = KeyringFailed("it does not answer")
    store = SecretStore(settings, keyring)

    assert store.recall(OWNER, SecretKind.PASSWORD) is None
    assert store.is_kept(OWNER, SecretKind.PASSWORD)


def test_forgotten_secret_is_nowhere(settings: SettingsStore, keyring: FakeKeyring) -> None:
    store = SecretStore(settings, keyring)
    store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)

    assert store.forget(OWNER, SecretKind.PASSWORD) == ""

    assert store.recall(OWNER, SecretKind.PASSWORD) is None
    assert keyring.kept == {}
    assert not store.is_kept(OWNER, SecretKind.PASSWORD)
    assert SECRET in redact(SECRET), "nothing holds it any more, the log's filter neither"


def test_forgotten_secret_that_the_keyring_holds_on_to_is_said(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    store = SecretStore(settings, keyring)
    store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    keyring.failure = KeyringFailed("it stayed locked")

    assert store.forget(OWNER, SecretKind.PASSWORD) == "it stayed locked"
    assert store.recall(OWNER, SecretKind.PASSWORD) is None


def test_secrets_of_other_parts_have_kinds_of_their_own(
    settings: SettingsStore, keyring: FakeKeyring
) -> None:
    store = SecretStore(settings, keyring)

    store.remember("jupyter on spark-01", "token", SECRET, keep=True)

    assert SecretStore(settings, keyring).recall("jupyter on spark-01", "token") == SECRET
    assert keyring.kept == {"token of jupyter on spark-01": SECRET}


def test_store_without_settings_never_asks_a_keyring(keyring: FakeKeyring) -> None:
    store = SecretStore(keyring=keyring)

    assert store.state() is None
    assert store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True) == ""
    assert store.recall(OWNER, SecretKind.PASSWORD) == SECRET
    assert keyring.asked == []


# The backends of `keyring`


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("keyring.backends.null.Keyring", "keyring.backends.null"),
        ("keyring.backends.fail.Keyring", "keyring.backends.fail"),
        ("tests.unit.hosts.plaintext_keyring.PlaintextKeyring", "plaintext_keyring"),
        ("no.such.module.Keyring", "no"),
    ],
)
def test_backend_that_is_no_keyring_of_the_system_is_refused(
    monkeypatch: pytest.MonkeyPatch, backend: str, words: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)

    state = Keyring().state()

    assert not state.usable
    assert str(state).startswith("none: ")
    assert words in state.reason
    with pytest.raises(KeyringFailed):
        Keyring().set("password of x", SECRET)


def test_no_backend_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)

    state = Keyring().state()

    assert not state.usable
    assert "no GNOME Keyring" in state.reason


class SlowKeyring(Keyring):
    """Its calls hang until released, as those of a stopped daemon do."""

    def __init__(self, prompt_limit: float = 0.05) -> None:
        super().__init__(answer_limit=0.05, prompt_limit=prompt_limit)
        self.released = threading.Event()
        self.calls = 0

    def call(self, cancel: Cancel | None = None, limit: float = 0.05) -> bool:
        return self._call(self._hang, limit, cancel)

    def _hang(self) -> bool:
        self.calls += 1
        return self.released.wait(20)


def test_keyring_that_hangs_is_given_up_and_not_asked_again_until_it_answers() -> None:
    keyring = SlowKeyring()

    for _ in range(3):
        with pytest.raises(KeyringFailed, match="does not answer"):
            keyring.call()
        wait_for(lambda: keyring.calls)
    assert keyring.calls == 1
    keyring.released.set()

    wait_for(lambda: not keyring._busy)
    assert keyring.call(limit=10)


def test_second_call_waits_while_the_user_unlocks_for_the_first() -> None:
    keyring = SlowKeyring(prompt_limit=60)
    answers: list[bool] = []
    first = threading.Thread(target=lambda: answers.append(keyring.call(limit=60)), daemon=True)
    second = threading.Thread(target=lambda: answers.append(keyring.call(limit=0.5)), daemon=True)
    first.start()
    wait_for(lambda: keyring.calls == 1)
    second.start()
    second.join(0.7)
    assert second.is_alive(), "it waits longer than its own call may take"

    keyring.released.set()
    for each in (first, second):
        each.join(30)

    assert answers == [True, True]


def test_keyring_that_hangs_does_not_hold_a_cancel() -> None:
    keyring, cancel = SlowKeyring(), Cancel()
    threading.Timer(0.05, cancel.cancel).start()

    with pytest.raises(Cancelled):
        keyring.call(cancel, limit=60)
    keyring.released.set()
