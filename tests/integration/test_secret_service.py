"""Secrets in a real Secret Service: gnome-keyring on a D-Bus of the test's own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.settings import SettingsStore
from app.hosts.keyring import Keyring, KeyringFailed, KeyringState
from app.hosts.known_hosts import KnownHosts
from app.hosts.secrets import SecretKind, SecretStore
from app.transport.ssh.connect import Connector
from app.transport.status import Step, StepStatus
from scripts.lab.node import LabNode
from tests.gui.fake_desktop import need, private_bus
from tests.ssh_fixtures import ScriptedPrompter, node_of
from tests.terminal import ROOT, Terminal, python
from tests.waiting import wait_for

OWNER = "spark@spark-01.local"
SECRET = "correct horse battery"
NAME = "GNOME Keyring (Secret Service)"


class Collection:
    """The default collection, its connection closed at the end."""

    def __enter__(self) -> Any:
        import secretstorage

        self._connection = secretstorage.dbus_init()
        return secretstorage.get_collection_by_alias(self._connection, "default")

    def __exit__(self, *_exception: object) -> None:
        self._connection.close()


def has_owner() -> bool:
    """Whether a Secret Service is on the bus; the question itself starts none."""
    import secretstorage
    from jeepney import DBus

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        reply = connection.send_and_get_reply(DBus().NameHasOwner("org.freedesktop.secrets"))
        return bool(reply.body[0])


class Service:
    """A GNOME Keyring with folders of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, password: str = "login") -> None:
        """Start the daemon with its login keyring open."""
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert self.process.stdin is not None
        self.process.stdin.write(password.encode())
        self.process.stdin.close()
        wait_for(has_owner)  # asked for any sooner, the bus would start another daemon
        wait_for(lambda: str(Keyring().state()) == NAME and not self.locked())

    def lock(self) -> None:
        """Lock it, as a screen that goes dark may."""
        with Collection() as collection:
            collection.lock()
        assert self.locked()

    def locked(self) -> bool:
        import secretstorage

        try:
            with Collection() as collection:
                return bool(collection.is_locked())
        except secretstorage.ItemNotFoundException:
            return True

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self) -> None:
        """Kill the daemon, also a stopped one."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def files(self) -> bytes:
        """Return everything that was written to disk."""
        return b"".join(file.read_bytes() for file in self._home.rglob("*") if file.is_file())


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    need("dbus-daemon", "gnome-keyring-daemon")
    home = tmp_path / "keyring-home"
    (home / "run").mkdir(parents=True, mode=0o700)
    for name, value in {
        "HOME": home, "XDG_DATA_HOME": home / "data", "XDG_RUNTIME_DIR": home / "run",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "GNOME_KEYRING_CONTROL"):
        monkeypatch.delenv(name, raising=False)
    with private_bus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
        service = Service(home)
        service.start()
        yield service
        service.stop()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


def impatient() -> Keyring:
    return Keyring(answer_limit=0.5, prompt_limit=0.5)


def test_kept_secret_survives_the_run_and_the_daemon(
    service: Service, settings: SettingsStore
) -> None:
    store = SecretStore(settings)
    assert str(store.state()) == NAME

    assert store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True) == ""
    service.stop()
    service.start()

    assert SecretStore(settings).recall(OWNER, SecretKind.PASSWORD) == SECRET
    assert SECRET.encode() not in service.files(), "it is encrypted"
    assert SECRET not in settings.path.read_text()


def test_forgotten_secret_is_gone_from_the_keyring(
    service: Service, settings: SettingsStore
) -> None:
    SecretStore(settings).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)

    assert SecretStore(settings).forget(OWNER, SecretKind.PASSWORD) == ""

    assert Keyring().get(f"password of {OWNER}") is None


def test_locked_keyring_whose_prompt_is_dismissed_means_asking(
    service: Service, settings: SettingsStore
) -> None:
    SecretStore(settings).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    assert Keyring().state() == KeyringState(NAME)
    service.lock()
    assert Keyring().state() == KeyringState(NAME, asks=True), "it is told without asking anybody"
    store = SecretStore(settings)

    assert store.recall(OWNER, SecretKind.PASSWORD) is None

    assert store.is_kept(OWNER, SecretKind.PASSWORD), "it is found when the keyring is open again"
    said = store.remember(OWNER, SecretKind.PASSPHRASE, "another secret", keep=True)
    assert said == "it stayed locked"
    assert store.recall(OWNER, SecretKind.PASSPHRASE) == "another secret"


def test_keyring_opened_again_gives_what_was_kept(
    service: Service, settings: SettingsStore
) -> None:
    SecretStore(settings).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    service.lock()
    assert SecretStore(settings).recall(OWNER, SecretKind.PASSWORD) is None
    service.stop()
    service.start()

    assert SecretStore(settings).recall(OWNER, SecretKind.PASSWORD) == SECRET


def test_stopped_daemon_is_waited_for_with_a_limit(
    service: Service, settings: SettingsStore
) -> None:
    SecretStore(settings).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    service.send(signal.SIGSTOP)
    store = SecretStore(settings, impatient())

    assert store.recall(OWNER, SecretKind.PASSWORD) is None
    said = store.remember(OWNER, SecretKind.PASSPHRASE, SECRET, keep=True)
    assert said == "it does not answer"
    assert str(store.state()) == "none: it does not answer"

    service.send(signal.SIGCONT)
    wait_for(lambda: store.recall(OWNER, SecretKind.PASSWORD) == SECRET)
    wait_for(lambda: str(store.state()) == NAME)


def test_killed_daemon_means_asking_in_bounded_time(
    service: Service, settings: SettingsStore
) -> None:
    SecretStore(settings).remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)
    service.stop()
    keyring = impatient()

    with pytest.raises(KeyringFailed):
        keyring.get(f"password of {OWNER}", Cancel())
    assert SecretStore(settings, keyring).recall(OWNER, SecretKind.PASSWORD) is None


def test_bus_that_is_gone_leaves_memory(
    service: Service, settings: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={os.devnull}")
    store = SecretStore(settings)

    assert "no GNOME Keyring" in store.remember(OWNER, SecretKind.PASSWORD, SECRET, keep=True)

    assert store.recall(OWNER, SecretKind.PASSWORD) == SECRET


# A log-in with it


def log_in(
    lab: LabNode, settings: SettingsStore, *, keep: bool = False, keyring: Keyring | None = None
) -> tuple[int, str]:
    """Log in by password, as a new run of the program; return how often it asked, and its words."""
    prompter = ScriptedPrompter(keep=keep, answers={SecretKind.INTERACTIVE: [lab.password]})
    secrets = SecretStore(SettingsStore(settings.path), keyring)
    how = Connector(KnownHosts(lab.known_hosts, also=()), prompter, secrets, use_agent=False)
    steps: list[tuple[StepStatus, ...]] = []
    how.open(node_of(lab), Cancel(), steps.append).close()
    detail = next(each.detail for each in steps[-1] if each.step is Step.AUTHENTICATE)
    return len(prompter.asked), detail


def test_log_in_asks_once_and_never_again_when_kept(
    lab: LabNode, service: Service, settings: SettingsStore
) -> None:
    assert log_in(lab, settings, keep=True) == (1, "keyboard-interactive")
    service.stop()
    service.start()

    assert log_in(lab, settings) == (0, "keyboard-interactive")


def test_log_in_asks_every_run_when_not_kept(
    lab: LabNode, service: Service, settings: SettingsStore
) -> None:
    assert [log_in(lab, settings)[0] for _ in range(2)] == [1, 1]


@pytest.mark.parametrize("fault", ["locked", "stopped", "killed"])
def test_log_in_goes_on_by_asking_when_the_keyring_does_not(
    lab: LabNode, service: Service, settings: SettingsStore, fault: str
) -> None:
    log_in(lab, settings, keep=True)
    if fault == "locked":
        service.lock()
    elif fault == "stopped":
        service.send(signal.SIGSTOP)
    else:
        service.stop()

    asked, detail = log_in(lab, settings, keep=True, keyring=impatient())

    assert asked == 1
    assert detail.startswith("keyboard-interactive, kept until you quit (the keyring: it ")


def test_password_that_was_changed_on_the_node_is_asked_for_again(
    lab: LabNode, service: Service, settings: SettingsStore
) -> None:
    name = f"{lab.user}@{lab.host}:{lab.port}"
    SecretStore(settings).remember(name, SecretKind.PASSWORD, "the old one", keep=True)

    assert log_in(lab, settings, keep=True)[0] == 1
    assert log_in(lab, settings)[0] == 0


# The command line with it


def test_terminal_offers_to_keep_and_the_next_command_does_not_ask(
    lab: LabNode, service: Service
) -> None:
    lab.sshd_options = {"PasswordAuthentication": "no"}
    lab.restart_server()
    command = python("exec", lab.url, "--known-hosts", str(lab.known_hosts), "--", "echo", "in")

    with Terminal(command) as terminal:
        terminal.answer("Password: ", "not the password")
        terminal.answer(f"Remember it in {NAME}? [y/N]: ", "y")
        terminal.answer("Password: ", lab.password)
        terminal.answer(f"Remember it in {NAME}? [y/N]: ", "y")
        assert terminal.exit_status() == 0, terminal.shown
    with Terminal(command) as terminal:
        assert terminal.exit_status() == 0, terminal.shown
        assert terminal.shown.strip() == "in"


def test_doctor_names_the_keyring(service: Service) -> None:
    done = subprocess.run(python("doctor"), capture_output=True, text=True, cwd=ROOT, timeout=60)

    assert f"System keyring: {NAME}\n" in done.stdout
