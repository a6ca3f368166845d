"""Beside the conversation: side by side, the prompt, a window of its own, and asking your box."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QKeySequenceEdit

from app.core.ids import LOCAL_NODE
from app.core.paths import HOME_VARIABLE
from app.core.settings import SettingsStore
from app.panes.charts.pane import ChartsPane
from app.panes.chat.api import View
from app.panes.chat.compare.column import FOLDER
from app.panes.chat.compare.results import VotesDialog
from app.panes.chat.compare.view import CompareView
from app.panes.chat.conversation.view import ConversationView
from app.panes.chat.draft import Draft
from app.panes.chat.pane import ChatPane
from app.panes.chat.prompt import Prompt
from app.panes.chat.window import ChatWindow
from app.panes.settings.pane import SettingsPane
from app.services.chat.api import ChatEndpoint, ContextKind, ContextPart, MessageState
from app.services.chat.endpoints.surveying import Wish
from app.services.chat.votes import VoteBook
from app.shell.palette.overlay import Palette
from app.shell.settings import ShellSettings
from scripts.lab.llama import ALIAS
from tests.gui.real_program import RealProgram
from tests.gui.test_shell_accessibility import nameless


class Owner:
    """The window on the Chat pane, with one endpoint that the owner added."""

    def __init__(self, program: RealProgram, port: int) -> None:
        self.program, self.hub, self.wait = program, program.hub, program.wait
        program.begin()
        program.window.show_pane("chat")
        program.wait(lambda: program.window.stack.pane("chat"))
        endpoint = ChatEndpoint("", "Tiny", url=f"http://127.0.0.1:{port}/v1", is_custom=True)
        worker = self.hub.chat.endpoints.keeping(Wish(endpoint))
        self.hub.chat.start(worker)
        program.wait(lambda: any(view.models for view in self.hub.chat.endpoints.all()))

    @property
    def pane(self) -> ChatPane:
        pane = self.program.window.stack.pane("chat")
        assert isinstance(pane, ChatPane)
        return pane

    @property
    def compare(self) -> CompareView:
        view = self.pane.show_section(View.COMPARE)
        assert isinstance(view, CompareView)
        return view

    @property
    def conversation(self) -> ConversationView:
        view = self.pane.section
        assert isinstance(view, ConversationView)
        return view

    def compares(self, text: str) -> CompareView:
        """Ask both sides and wait for both answers."""
        view = self.compare
        for column in view.columns:
            column.asked.set_model(self.hub.chat.endpoints.all()[0].endpoint.id, ALIAS)
        view.composer.set_text(text)
        self.wait(view.composer.send.isEnabled)
        view.composer.send.click()
        self.wait(lambda: all(column.answer is not None for column in view.columns))
        return view


@pytest.fixture
def owner(program: RealProgram, llama_port: int) -> Owner:
    return Owner(program, llama_port)


def test_one_prompt_to_two_models_a_vote_and_one_to_go_on_with(owner: Owner) -> None:
    view = owner.compares("Hello?")
    assert {column.answer.state for column in view.columns if column.answer} <= {
        MessageState.WHOLE,
        MessageState.CUT_OFF,
    }
    assert all(column.who == f"{ALIAS} · Tiny" for column in view.columns)
    assert nameless(view) == []
    view.columns[1].like.click()
    assert view.columns[1].best.isVisible()
    assert not view.columns[0].like.isVisible(), "one vote for one prompt"
    book = VoteBook(owner.program.paths.votes)
    owner.wait(book.all)
    (vote,) = book.all()
    assert (vote.blind, vote.winner) == (False, view.columns[1].who)
    view.results.click()
    dialog = owner.program.dialog(VotesDialog)
    owner.wait(lambda: dialog.table.rowCount() == 1)
    dialog.accept()

    state = view.columns[1].asked.state
    assert state is not None
    assert state.conversation is not None
    assert state.conversation.folder == FOLDER
    view.columns[1].go_on.click()
    assert owner.conversation.panel.conversation == state.id

    tells_nothing_before_a_blind_vote(owner)


def tells_nothing_before_a_blind_vote(owner: Owner) -> None:
    view = owner.compare
    view.fresh.click()
    view.mode.choose("blind")
    view._show()
    owner.compares("Who are you?")
    first = view.columns[0]
    assert first.alias == "Model A"
    assert not first.picker.isVisible()
    assert not first.go_on.isVisible()
    assert view.columns[1].transcript.current is None or ALIAS not in str(
        view.columns[1].transcript.current
    )
    view.composer.set_text("And now?")
    assert not view.composer.send.isEnabled(), "a vote comes first"
    view.vote.tie.click()
    assert first.alias == ""
    assert first.picker.isVisible()
    owner.wait(view.composer.send.isEnabled)
    book = VoteBook(owner.program.paths.votes)
    owner.wait(lambda: len(book.all()) == 2)
    assert book.all()[1].blind
    assert book.all()[1].winner == ""


def prompt_shown(owner: Owner) -> Prompt:
    found: list[Prompt] = []

    def shown() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, Prompt)]
        return any(prompt.isVisible() for prompt in found)

    owner.wait(shown)
    (prompt,) = found
    return prompt


def test_the_command_line_brings_the_prompt_up_which_asks_and_hands_over(owner: Owner) -> None:
    home = owner.program.paths.config.parent
    owner.wait(lambda: list(owner.program.paths.runtime.glob("window-*.sock")))
    command = subprocess.Popen(
        [sys.executable, "-m", "app", "ask", "why", "is", "it", "warm?"],
        env={**os.environ, HOME_VARIABLE: str(home)},
    )
    owner.wait(lambda: command.poll() is not None)
    assert command.returncode == 0
    prompt = prompt_shown(owner)
    assert prompt.edit.toPlainText() == "why is it warm?", "it is typed, and not sent"
    assert prompt._asked.state is None
    assert nameless(prompt) == []
    owner.wait(prompt.send.isEnabled)
    prompt.send.click()
    owner.wait(lambda: prompt._asked.state is not None and not prompt._asked.is_busy)
    state = prompt._asked.state
    assert state is not None
    assert state.path()[0].text == "why is it warm?"
    prompt.open.click()
    assert not prompt.isVisible()
    owner.wait(lambda: owner.conversation.panel.conversation == state.id)
    asking = owner.program.window.presence.asking
    assert asking is not None
    asking.ask("not sent yet")
    assert prompt._asked.state is None, "the next question begins anew"
    prompt.close()
    owner.program.stop()
    kept = SettingsStore(owner.program.paths.settings).load("prompt_draft", Draft)
    assert kept.text == "not sent yet", "also what was typed just before the end"


def test_a_window_of_its_own_keeps_its_place_and_charts_are_asked_about(
    owner: Owner,
) -> None:
    owner.pane.show_section(View.CONVERSATION)
    owner.conversation.window_button.click()
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, ChatWindow)]
    (window,) = windows
    window.resize(611, 477)
    window.panel.composer.set_text("typed there")
    window.close()
    owner.conversation.window_button.click()
    (again,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, ChatWindow) and w.isVisible()
    ]
    assert (again.width(), again.height()) == (611, 477)
    the_palette_is_reached_from_there(owner, again)
    again.close()

    charts_are_asked_about_with_one_click(owner)


def the_palette_is_reached_from_there(owner: Owner, window: ChatWindow) -> None:
    for keys in ("Ctrl+K", "Ctrl+Shift+P"):
        window.activateWindow()
        owner.wait(window.isActiveWindow)
        QTest.keySequence(window.panel.composer.edit, keys)
        owner.wait(owner.program.window.isActiveWindow)
        (palette,) = owner.program.window.findChildren(Palette)
        assert palette.isVisible()
        palette.leave()
        owner.wait(window.isActiveWindow)
    QTest.keySequence(window.panel.composer.edit, "Ctrl+,")
    owner.wait(lambda: owner.program.window.stack.current_name == "settings")


def charts_are_asked_about_with_one_click(owner: Owner) -> None:
    program = owner.program
    owner.hub.sessions.connect_node(LOCAL_NODE)
    program.wait_sample(LOCAL_NODE)
    program.wait_sample(LOCAL_NODE)
    program.window.show_pane("charts")
    program.wait(lambda: program.window.stack.pane("charts"))
    charts = program.window.stack.pane("charts")
    assert isinstance(charts, ChartsPane)
    program.wait(lambda: charts.grid.view is not None and charts.grid.summaries())
    charts.toolbar.ask.click()

    program.wait(lambda: program.window.stack.current_name == "chat")
    composer = owner.conversation.panel.composer
    program.wait(lambda: composer.parts)
    (part,) = composer.parts
    assert isinstance(part, ContextPart)
    assert part.kind is ContextKind.CHARTS
    assert "| CPU" in part.text
    assert composer.text.endswith("?"), "a question to begin with"


def test_the_shortcut_is_off_at_first_and_a_bad_one_is_said_to_be(
    owner: Owner, tmp_path: Path
) -> None:
    from app.shell.hotkeys.desk import KeyState

    assert ShellSettings().ask_key == ""
    program = owner.program
    program.hub.show_settings("shortcuts.ask")
    program.wait(lambda: program.window.stack.pane("settings"))
    pane = program.window.stack.pane("settings")
    assert isinstance(pane, SettingsPane)
    row = pane.row("shortcuts.ask")
    assert row is not None
    field = row.findChild(QKeySequenceEdit)
    assert field is not None
    assert row.note.text().startswith("Off.")
    field.setKeySequence("Ctrl+Alt+Space")
    asking = program.window.presence.asking
    assert asking is not None
    assert asking.hotkey.status.state is KeyState.REFUSED, "no desktop is behind these tests"
    assert "not available on this system" in row.note.text()
    field.setKeySequence("A")
    assert "cannot be used everywhere" in row.note.text()
    kept = SettingsStore(owner.program.paths.settings).load(ShellSettings.SECTION, ShellSettings)
    assert kept.ask_key == "Ctrl+Alt+Space"
