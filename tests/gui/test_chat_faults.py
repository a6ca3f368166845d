"""A chat where something goes wrong beside it: nothing typed is lost, nothing acts by itself."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.instance import MAX_TYPED
from app.panes.chat.prompt import Prompt
from app.panes.chat.window import ChatWindow
from app.services.chat.api import MessageState
from tests.gui.real_program import RealProgram
from tests.gui.scripted_model import scripted_model
from tests.gui.test_conversation_flow import Talker


@pytest.fixture
def talker(program: RealProgram) -> Iterator[Talker]:
    with scripted_model() as model:
        yield Talker(program, model)


def test_what_is_typed_in_one_window_stays_when_another_one_asks(talker: Talker) -> None:
    talker.asks("Why is the fan loud?")
    talker.view.window_button.click()
    (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ChatWindow)]
    there = window.panel
    there.show_conversation(talker.state.id)
    talker.wait(lambda: there.subject.conversation is not None)
    there.composer.set_text("half a thought")
    talker.asks("And the pump?")
    assert talker.panel.composer.text == ""
    assert there.composer.text == "half a thought"
    number = talker.state.id
    window.close()
    talker.wait(lambda: talker.kept(lambda kept: kept.conversation(number).draft))
    assert talker.kept(lambda kept: kept.conversation(number).draft) == "half a thought"


def test_what_is_typed_while_the_library_is_locked_stays(talker: Talker) -> None:
    talker.asks("Why is the fan loud?")
    composer = talker.panel.composer
    with closing(sqlite3.connect(talker.program.paths.conversations)) as other:
        other.execute("BEGIN EXCLUSIVE")
        talker.types("And the pump?")
        talker.wait(lambda: talker.panel.subject.is_busy)
        assert composer.text == "And the pump?"
        QTest.keyClicks(composer.edit, " Is it new?")
        assert len(talker.path) == 2, "nothing is asked before it is kept"
    talker.wait(lambda: len(talker.path) == 4)
    assert talker.ended().state is MessageState.WHOLE
    assert talker.path[2].text == "And the pump?"
    assert composer.text == "Is it new?"


def test_conversation_may_be_deleted_while_it_is_answered(talker: Talker) -> None:
    talker.model.gate.clear()
    talker.types("Why is the fan loud?")
    talker.begun()
    state, library = talker.state, talker.program.hub.chat.library
    library.trash(state.id)
    library.empty_trash(state.id)
    talker.wait(lambda: library.conversations() == () and not library.trashed())
    talker.notices.clear()
    talker.model.gate.set()
    talker.wait(lambda: not state.is_busy)
    talker.wait(lambda: state.conversation and state.conversation.title == "Parrots and fans")
    assert talker.kept(lambda kept: kept.conversations()) == ()
    assert talker.notices == []
    QTest.keyClick(talker.panel.composer.edit, Qt.Key.Key_Escape)


_HOSTILE = """
import sys
from pathlib import Path
from app.core.instance import WINDOW, ask_all
text = "rm -rf \\u202e~\\x1b[2J \\ud800" + "x" * 500_000
print(ask_all(Path(sys.argv[1]), "ask", {"text": text, "token": "a\\0b"}, role=WINDOW))
"""


def test_what_another_program_hands_over_is_typed_below_and_nothing_more(
    program: RealProgram,
) -> None:
    program.begin()
    runtime = program.paths.runtime
    program.wait(lambda: list(runtime.glob("window-*.sock")))
    asking = program.window.presence.asking
    assert asking is not None
    asking.ask()
    program.wait(lambda: isinstance(asking._prompt, Prompt))
    prompt = asking._prompt
    assert isinstance(prompt, Prompt)
    QTest.keyClicks(prompt.edit, "half a thought")
    other = subprocess.Popen([sys.executable, "-c", _HOSTILE, str(runtime)])
    program.wait(lambda: other.poll() is not None)
    typed, handed = prompt.edit.toPlainText().split("\n")
    assert typed == "half a thought"
    assert handed.startswith("rm -rf  ~ [2J  xxx")
    assert len(handed) == MAX_TYPED
    assert prompt._asked.state is None, "nothing is sent"
    prompt.edit.undo()
    assert prompt.edit.toPlainText() == "half a thought"
    asking.ask("one")
    asking.ask("two")
    assert prompt.edit.toPlainText() == "half a thought\none\ntwo"
