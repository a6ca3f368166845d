"""The dialog of keys: what is there, what is wrong with one, and never one to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.settings import SettingsStore
from app.hosts.keyring import KeyringFailed, KeyringState
from app.hosts.secrets import SecretStore
from app.look.components import Button
from app.look.components.confirm import ConfirmDialog
from app.panes.deploy.keys.dialog import KeysDialog
from app.services.serving.api import HF_TOKEN
from app.services.serving.facts.api import FactsUnavailable
from app.services.serving.keys import NGC_API_KEY, secret_of
from app.state.hub import Notice
from scripts.lab.hub import TOKEN, Hub
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless
from tests.unit.hosts.test_secrets import FakeKeyring

SPARK = node("spark-01")
NGC = "nvapi-" + "x-Y_9" * 13


class Bench:
    """The dialog over real secrets, with a keyring in memory; workers work when they are told."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.keyring = FakeKeyring()
        self.secrets = SecretStore(SettingsStore(folder / "secrets.json"), self.keyring)
        self.hub: Any = fake_hub(folder / "settings.json", SPARK)
        self.hub.select_node(SPARK.id)
        self.hub.serving.secrets = lambda: self.secrets
        self.parent = QWidget()
        qtbot.addWidget(self.parent)

    def open(self, wanted: str = "") -> KeysDialog:
        self.dialog = KeysDialog(self.hub, self.parent, wanted=wanted)
        self.dialog.open()
        self.work()
        return self.dialog

    def work(self, *before: object) -> None:
        """Do what the newest worker is for."""
        worker = self.hub.serving.workers[-1]
        assert worker.started
        try:
            value = worker.work(*before, Cancel())
        except UserError as error:
            worker.fail(error)
        else:
            worker.answer(value)

    def words(self) -> str:
        """Return whatever can be read in the dialog."""
        labels = [each.text() for each in self.dialog.findChildren(QLabel)]
        names = [each.accessibleName() for each in self.dialog.findChildren(QWidget)]
        return "\n".join([*labels, *names])


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Bench:
    return Bench(qtbot, tmp_path)


def press(dialog: KeysDialog, variable: str, text: str) -> None:
    (button,) = [b for b in dialog.rows[variable].findChildren(Button) if b.text() == text]
    button.click()


def test_a_token_is_added_after_hugging_face_said_whose_it_is(
    bench: Bench, model_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", model_hub.address)
    dialog = bench.open()
    assert "HF_TOKEN · not there" in bench.words()
    press(dialog, HF_TOKEN, "Add…")
    dialog.editor.setText(f"HF_TOKEN={TOKEN}")
    dialog.save.click()
    assert not dialog.save.isEnabled()
    bench.work()

    assert "knows it as lab-account" in dialog.problem.text()
    assert "HF_TOKEN · in the keyring" in bench.words()
    assert list(bench.keyring.kept.values()) == [TOKEN]
    assert dialog.form.isHidden()
    assert dialog.editor.text() == ""
    assert TOKEN not in bench.words()
    assert nameless(dialog) == []
    dialog.reject()


def test_a_keyring_that_answers_late_leaves_what_was_chosen_meanwhile(bench: Bench) -> None:
    dialog = KeysDialog(bench.hub, bench.parent, wanted=HF_TOKEN)
    assert dialog.keep.isChecked()
    dialog.keep.setChecked(False)
    bench.work()

    assert "keyring" in dialog.keep.text()
    assert dialog.keep.isEnabled()
    assert not dialog.keep.isChecked()
    dialog.reject()


def test_a_token_that_hugging_face_does_not_know_is_not_kept(
    bench: Bench, model_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", model_hub.address)
    dialog = bench.open(HF_TOKEN)
    wrong = "hf_" + "Wr0ng" * 7
    dialog.editor.setText(wrong)
    dialog.save.click()
    bench.work()

    assert "does not accept" in dialog.problem.text()
    assert dialog.unchecked.isHidden()
    assert secret_of(bench.secrets)(HF_TOKEN) is None
    assert wrong not in bench.words()
    dialog.reject()


def test_without_network_a_token_can_be_kept_unasked(bench: Bench, qtbot: QtBot) -> None:
    dialog = bench.open(HF_TOKEN)
    dialog.editor.setText(TOKEN)
    dialog.save.click()
    bench.hub.serving.workers[-1].fail(FactsUnavailable("It cannot be reached.", "Look."))
    assert dialog.problem.text() == "It cannot be reached. Look."
    dialog.unchecked.click()
    with qtbot.waitSignal(dialog.accepted):  # what wanted it goes on
        bench.work()

    assert secret_of(bench.secrets)(HF_TOKEN) == TOKEN


def test_what_is_no_key_is_said_before_anybody_is_asked(bench: Bench) -> None:
    dialog = bench.open(NGC_API_KEY)
    asked = len(bench.hub.serving.workers)
    dialog.editor.setText(TOKEN)
    dialog.save.click()

    assert "looks like your Hugging Face token" in dialog.field.error
    assert TOKEN not in bench.words()
    assert len(bench.hub.serving.workers) == asked
    assert dialog.editor.echoMode() is QLineEdit.EchoMode.Password
    dialog.reject()


def test_an_ngc_key_is_asked_for_by_the_node_when_wished(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, str]] = []
    monkeypatch.setattr(
        "app.panes.deploy.keys.work.ask_nvidia",
        lambda reach, key, _cancel: asked.append((reach, key)),
    )
    dialog = bench.open(NGC_API_KEY)
    assert dialog.ask.text() == "Ask nvcr.io first, by the Docker of spark-01"
    assert not dialog.ask.isChecked()
    dialog.ask.setChecked(True)
    dialog.keep.setChecked(False)
    dialog.editor.setText(NGC)
    dialog.save.click()
    bench.work("reach")

    assert asked == [("reach", NGC)]
    assert bench.keyring.kept == {}
    assert secret_of(bench.secrets)(NGC_API_KEY) == NGC


def test_a_keyring_that_cannot_be_used_is_told_before_and_after(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = KeyringState(reason="no keyring runs")
    monkeypatch.setattr(bench.keyring, "state", lambda _cancel=None: none)
    dialog = bench.open(HF_TOKEN)
    assert not dialog.keep.isEnabled()
    assert not dialog.keep.isChecked()
    assert "no keyring runs" in dialog.keep.text()

    told: list[Notice] = []
    bench.hub.notified.connect(told.append)
    bench.keyring.failure = KeyringFailed("it stayed locked")
    dialog.keep.setChecked(True)
    dialog.ask.setChecked(False)
    dialog.editor.setText(TOKEN)
    dialog.save.click()
    bench.work()

    assert told[0].hint == "it stayed locked"
    assert secret_of(bench.secrets)(HF_TOKEN) == TOKEN


def test_a_key_is_removed_after_a_question(bench: Bench) -> None:
    bench.secrets.remember(HF_TOKEN, "model-key", TOKEN, keep=True)
    dialog = bench.open()
    press(dialog, HF_TOKEN, "Remove…")
    (question,) = dialog.findChildren(ConfirmDialog)
    assert question.windowTitle() == "Remove the Hugging Face token?"
    question.yes.click()
    bench.work()

    assert bench.keyring.kept == {}
    assert "HF_TOKEN · not there" in bench.words()
    dialog.reject()


def test_closing_gives_up_what_is_asked(bench: Bench) -> None:
    dialog = bench.open(HF_TOKEN)
    dialog.editor.setText(TOKEN)
    dialog.save.click()
    dialog.reject()

    assert bench.hub.serving.workers[-1].stopped
    assert secret_of(bench.secrets)(HF_TOKEN) is None


def test_the_page_of_a_key_is_opened(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    open_url: Callable[[str], None] = opened.append
    monkeypatch.setattr(type(bench.hub.launcher), "open_url", lambda _self, url: open_url(url))
    dialog = bench.open()
    press(dialog, HF_TOKEN, "Get one")

    assert opened == ["https://huggingface.co/settings/tokens"]
    dialog.reject()
