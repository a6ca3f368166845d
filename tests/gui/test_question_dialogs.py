"""What a question of a session says about keeping the answer, and what it answers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.hosts.keyring import KeyringState
from app.hosts.secrets import SecretKind
from app.look.components import Text
from app.shell.question_dialogs import SecretDialog
from app.transport.credentials import Answers, Prompt, SecretQuestion
from app.workers.questions import Pending
from tests.gui.shell_fakes import node

GNOME = KeyringState("GNOME Keyring (Secret Service)")
NONE = KeyringState(reason="no GNOME Keyring, KWallet or KeePassXC runs")
PASSWORD = (Prompt("Password of ann", echo=False),)


class Shown:
    """One question on screen."""

    def __init__(self, qtbot: QtBot, keyring: KeyringState | None) -> None:
        self._parent = QWidget()
        qtbot.addWidget(self._parent)
        question = SecretQuestion(node("spark-01"), SecretKind.PASSWORD, PASSWORD, keyring=keyring)
        self.pending = Pending(question)
        self.dialog = SecretDialog(self.pending, self._parent)
        self.dialog.show()

    @property
    def words(self) -> str:
        return " ".join(text.text() for text in self.dialog.findChildren(Text))

    def answer(self) -> object:
        self.dialog.fields[0].setText("correct horse")
        self.dialog.accept()
        return self.pending.wait(Cancel())


def test_question_of_a_server_names_the_login_before_the_servers_own_words(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    spark = node("spark-01")
    question = SecretQuestion(spark, SecretKind.INTERACTIVE, PASSWORD, "Your bank", "PIN please.")
    dialog = SecretDialog(Pending(question), parent)
    assert dialog.windowTitle() == f"{spark.target} asks"
    assert "Your bank\nPIN please." in [text.text() for text in dialog.findChildren(Text)]


def test_keeping_is_off_until_chosen_and_says_where(qtbot: QtBot) -> None:
    shown = Shown(qtbot, GNOME)

    assert shown.dialog.keep.isVisible()
    assert shown.dialog.keep.text() == "Remember in GNOME Keyring (Secret Service)"
    assert not shown.dialog.keep.isChecked()
    assert "kept in memory until you quit" in shown.words
    assert shown.answer() == Answers(("correct horse",), keep=False)


def test_keeping_can_be_chosen_by_keyboard(qtbot: QtBot) -> None:
    shown = Shown(qtbot, GNOME)

    qtbot.keyClick(shown.dialog.keep, Qt.Key.Key_Space)

    assert shown.answer() == Answers(("correct horse",), keep=True)


def test_without_a_usable_keyring_it_says_so_and_offers_nothing(qtbot: QtBot) -> None:
    shown = Shown(qtbot, NONE)

    assert not shown.dialog.keep.isEnabled()
    assert "Kept until you quit: this system has no usable keyring (no GNOME" in shown.words
    assert shown.answer() == Answers(("correct horse",), keep=False)


def test_what_is_used_once_offers_no_keeping(qtbot: QtBot) -> None:
    shown = Shown(qtbot, None)

    assert not shown.dialog.keep.isVisible()
    assert "Used once and not kept." in shown.words
    assert shown.answer() == Answers(("correct horse",), keep=False)


def test_cancelled_question_has_no_answer_and_holds_none(qtbot: QtBot) -> None:
    shown = Shown(qtbot, GNOME)
    shown.dialog.fields[0].setText("correct horse")

    shown.dialog.reject()

    assert shown.pending.wait(Cancel()) is None
    assert shown.dialog.fields[0].text() == ""


@pytest.mark.parametrize("keyring", [GNOME, NONE, None])
def test_answers_are_never_shown_by_their_text(qtbot: QtBot, keyring: KeyringState | None) -> None:
    assert "correct horse" not in repr(Shown(qtbot, keyring).answer())
