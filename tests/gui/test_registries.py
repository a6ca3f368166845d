"""Accounts of registries: asked before they are kept, and never a secret where it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, RemoteError
from app.core.ids import LOCAL_NODE
from app.core.log import redact
from app.core.settings import SettingsStore
from app.hosts.keyring import KeyringFailed
from app.hosts.secrets import SecretStore
from app.look.components import Button
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.images.accounts import AccountsDialog
from app.services.containers.image_api import Login
from app.state.registries import Account, AccountAnswer, RegistriesState
from app.workers.supervisor import Supervisor
from tests.gui.containers_fakes import FakeContainers
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless
from tests.unit.hosts.test_secrets import FakeKeyring

SECRET = "nvapi-lab-secret-4711"
ANN = Login("ghcr.io", "ann")
SPARK = node("spark-01")


class Bench:
    """The real state on a settings file, with a keyring in memory."""

    def __init__(self, qtbot: QtBot, file: Path) -> None:
        self.qtbot = qtbot
        self.file = file
        self.keyring = FakeKeyring()
        self.supervisor = Supervisor()
        self.containers: Any = FakeContainers()
        self.answers: list[AccountAnswer] = []
        self.state = self.open()

    def open(self) -> RegistriesState:
        """Open it as a new run of the program does."""
        settings = SettingsStore(self.file)
        self.secrets = SecretStore(settings, self.keyring)
        state = RegistriesState(
            settings=settings,
            supervisor=self.supervisor,
            containers=self.containers,
            secrets=lambda: self.secrets,
        )
        state.answered.connect(self.answers.append)
        return state

    def add(self, *, keep: bool) -> AccountAnswer:
        self.answers.clear()
        self.state.add(LOCAL_NODE, ANN, SECRET, keep=keep, check=False)
        self.qtbot.waitUntil(lambda: bool(self.answers))
        return self.answers[0]


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, tmp_path / "settings.json")
    yield made
    made.supervisor.stop_all()


def test_account_is_kept_with_its_secret_in_the_keyring_only(bench: Bench) -> None:
    assert bench.add(keep=True).note == ""
    assert bench.state.accounts() == (Account(ANN, in_keyring=True),)
    assert SECRET not in bench.file.read_text()
    assert redact(f"the token is {SECRET}") != f"the token is {SECRET}"

    again = bench.open()
    assert again.login_of(Cancel())("ghcr.io") == ("ann", SECRET)
    assert again.login_of(Cancel())("docker.io") is None

    bench.answers.clear()
    again.remove("ghcr.io")
    bench.qtbot.waitUntil(lambda: bench.answers == [AccountAnswer("ghcr.io")])
    assert again.accounts() == ()
    assert bench.keyring.kept == {}
    assert bench.open().login_of(Cancel())("ghcr.io") is None


def test_account_that_is_not_kept_is_gone_with_the_program(bench: Bench) -> None:
    bench.add(keep=True)
    bench.add(keep=False)
    assert bench.state.accounts() == (Account(ANN, in_keyring=False),)
    assert bench.state.login_of(Cancel())("ghcr.io") == ("ann", SECRET)
    assert bench.keyring.kept == {}
    assert bench.open().accounts() == ()


def test_keyring_that_refuses_is_told_and_the_account_works_until_quitting(bench: Bench) -> None:
    bench.keyring.failure = KeyringFailed("it stayed locked")
    assert bench.add(keep=True).note == "it stayed locked"
    assert bench.state.accounts() == (Account(ANN, in_keyring=False),)
    assert bench.state.login_of(Cancel())("ghcr.io") == ("ann", SECRET)
    assert bench.open().accounts() == ()


def test_account_that_the_registry_does_not_know_is_not_added(bench: Bench) -> None:
    bench.state.add(SPARK.id, ANN, SECRET, keep=True)
    refusal = AuthenticationFailed("ghcr.io does not let ann in.", "Check the password.")
    bench.containers.workers[-1].fail(refusal)
    assert bench.answers == [AccountAnswer("ghcr.io", refusal)]
    assert bench.state.accounts() == ()


@pytest.fixture
def hub(tmp_path: Path) -> Any:
    return fake_hub(tmp_path / "settings.json", SPARK)


Opener = Callable[..., AccountsDialog]


@pytest.fixture
def opened(qtbot: QtBot, hub: Any) -> Opener:
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_it(wanted: str = "") -> AccountsDialog:
        dialog = AccountsDialog(hub, SPARK.id, parent, wanted=wanted)
        dialog.open()
        return dialog

    return open_it


def fill(dialog: AccountsDialog, *texts: str) -> None:
    for field, text in zip((dialog.server, dialog.user, dialog.secret), texts, strict=True):
        editor = field.editor
        assert isinstance(editor, QLineEdit)
        editor.setText(text)


def test_dialog_knows_how_nvidia_s_registry_is_logged_in_to(
    qtbot: QtBot, hub: Any, opened: Opener
) -> None:
    dialog = opened("nvcr.io")
    user, secret = dialog.user.editor, dialog.secret.editor
    assert isinstance(user, QLineEdit)
    assert isinstance(secret, QLineEdit)
    assert user.text() == "$oauthtoken"
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    assert "ngc.nvidia.com" in dialog.secret._below.text()
    assert nameless(dialog) == []
    secret.setText(SECRET)
    with qtbot.waitSignal(dialog.accepted):
        dialog.add.click()
    assert hub.registries.asked == [(SECRET, {"keep": True, "check": True})]


def test_dialog_says_what_is_missing_or_wrong(hub: Any, opened: Opener) -> None:
    dialog = opened()
    dialog.submit()
    assert "is no registry" in dialog.server.error
    fill(dialog, "ghcr.io", "", "")
    dialog.submit()
    assert dialog.user.error
    assert dialog.secret.error
    assert hub.registries.asked == []
    dialog.reject()


def test_dialog_adds_without_asking_only_what_could_not_be_asked(hub: Any, opened: Opener) -> None:
    dialog = opened()
    fill(dialog, "ghcr.io", "ann", SECRET)
    hub.registries.refusal = AuthenticationFailed("ghcr.io does not let ann in.", "Check it.")
    dialog.add.click()
    assert dialog.problem.text() == "ghcr.io does not let ann in. Check it."
    assert not dialog.unchecked.isVisible()

    hub.registries.refusal = RemoteError("connection refused.", "It is the node that asks.")
    dialog.add.click()
    assert dialog.unchecked.isVisible()
    dialog.unchecked.click()
    assert hub.registries.account_of("ghcr.io") == Account(ANN, in_keyring=True)
    assert dialog.problem.text() == "The account of ghcr.io was added."
    dialog.reject()


def test_dialog_asks_before_an_account_is_removed(hub: Any, opened: Opener) -> None:
    hub.registries.known["ghcr.io"] = Account(ANN, in_keyring=True)
    dialog = opened()
    (remove,) = [b for b in dialog.findChildren(Button) if b.text() == "Remove…"]
    remove.click()
    (question,) = dialog.findChildren(ConfirmDialog)
    assert question.windowTitle() == "Remove the account of ghcr.io?"
    question.yes.click()
    assert hub.registries.accounts() == ()
    assert not [b for b in dialog.findChildren(Button) if b.text() == "Remove…" and b.isVisible()]
    dialog.reject()
