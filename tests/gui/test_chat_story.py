"""An owner's hour with a model: chat with a real llama.cpp over SSH, and with their own documents.

The tiny model's words mean nothing: what is looked at is what becomes of them.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.nodes import Node
from app.panes.chat.api import View
from app.panes.chat.conversation.panel import ConversationPanel
from app.panes.chat.conversation.view import ConversationView
from app.panes.chat.documents.passage import PassageDialog
from app.panes.chat.documents.view import DocumentsView
from app.panes.chat.pane import ChatPane
from app.services.chat.api import AskPhase, Message, MessageState, Parameters, Role
from app.services.documents.api import Collection, EmbedderChoice
from app.state.conversation import ConversationState
from app.transcript.api import Act, ActAsked, CitationPressed
from app.transport.status import Phase
from scripts.lab.llama import ALIAS, write_model
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, press
from tests.server_fixtures import need_llama

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
PORT = 8000
CONTEXT = 8192
SHORT = Parameters(max_tokens=24, temperature=0.0)
ENDLESS = Parameters(temperature=0.0)
FACTS = {
    "fans.md": "# Cooling\n\nThe fan of the module Heron turns at 3,120 rpm when it is warm.\n",
    "power.md": "# Power\n\nThe supply of the module Heron gives 240 W at 48 V.\n",
    "tea.txt": "Green tea is best with water of 70 degrees.\n",
}


@contextlib.contextmanager
def model_on(node: LabNode, folder: Path) -> Iterator[None]:
    """Serve a model on the node's own loopback whose answers end only where they must."""
    model = folder / "endless.gguf"
    if not model.exists():
        write_model(model, CONTEXT)
    enter = ("nsenter", f"--net=/proc/{node.pid}/ns/net", "--")
    serve = ("scripts.lab.llama", str(model), str(PORT), "--metrics", "--endless", str(CONTEXT))
    with (folder / "llama.log").open("wb") as log:
        server = subprocess.Popen(
            [*enter, sys.executable, "-m", *serve], stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            server.kill()
            server.wait()


@pytest.fixture
def spark(lab_network_node: LabNode) -> LabNode:
    need_llama()
    return lab_network_node


class Owner:
    """The window on the Chat pane, and short words for what its owner does there."""

    def __init__(self, program: RealProgram, spark: LabNode) -> None:
        self.program = program
        self.wait = program.wait
        self.hub = program.hub
        program.trust(spark)
        node = Node(LAB, "spark-01", spark.host, spark.port, spark.user, str(spark.identity))
        self.hub.nodes.save(node)
        program.begin()
        self.hub.select_node(LAB)
        self.hub.sessions.connect_node(LAB)
        program.wait_phase(LAB, Phase.CONNECTED)
        program.window.show_pane("chat")
        program.wait(lambda: program.window.stack.pane("chat"))
        pane = program.window.stack.pane("chat")
        assert isinstance(pane, ChatPane)
        self.pane = pane

    @property
    def view(self) -> ConversationView:
        view = self.pane.show_section(View.CONVERSATION)
        assert isinstance(view, ConversationView)
        return view

    @property
    def panel(self) -> ConversationPanel:
        return self.view.panel

    @property
    def state(self) -> ConversationState:
        state = self.panel.subject.state
        assert state is not None
        return state

    @property
    def last(self) -> Message:
        return self.state.path()[-1]

    def meets_the_model(self) -> None:
        """Wait until the node's model is the one that is asked."""
        fresh = self.panel.subject
        self.wait(lambda: fresh.conversation and fresh.conversation.model == ALIAS)
        conversation = fresh.conversation
        assert conversation is not None
        assert conversation.endpoint.startswith(LAB)

    def answers(self, parameters: Parameters) -> None:
        self.panel.subject.set_system("", parameters)

    def types(self, text: str) -> None:
        self.panel.composer.set_text(text)
        self.panel.send()

    def asks(self, text: str) -> Message:
        """Send a message and wait for its answer."""
        before = len(self.state.path()) if self.panel.subject.state else 0
        self.types(text)
        self.wait(lambda: self.panel.subject.state and len(self.state.path()) == before + 2)
        return self.ended()

    def ended(self) -> Message:
        self.wait(lambda: not self.state.is_busy)
        return self.last

    def does(self, act: Act, message: Message) -> None:
        self.panel.transcript.act_asked.emit(ActAsked(message.id, act))

    def in_library(self, ask: Callable[..., object]) -> object:
        return ask(self.hub.chat.library.library)


@pytest.fixture
def owner(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, spark: LabNode
) -> Iterator[tuple[Owner, Path]]:
    folder = tmp_path / "model"
    folder.mkdir()
    with model_on(spark, folder):
        program = RealProgram(qapp, qtbot, tmp_path / "profile")
        try:
            made = Owner(program, spark)
            made.meets_the_model()
            yield made, tmp_path
        finally:
            program.stop()


def test_owner_chats_edits_branches_stops_and_finds_it_again(owner: tuple[Owner, Path]) -> None:
    ann, folder = owner
    ann.answers(SHORT)
    answer = ann.asks("How warm may the Heron get?")

    assert answer.role is Role.ASSISTANT
    assert answer.state is MessageState.CUT_OFF  # it never ends by itself
    assert answer.text
    assert answer.figures is not None
    assert answer.figures.completion_tokens == 24
    assert answer.figures.timing.by_server
    assert answer.figures.timing.first_token_s
    assert "limit of tokens" in answer.note

    ann.does(Act.CONTINUE, answer)
    ann.wait(lambda: ann.state.is_busy or len(ann.last.text) > len(answer.text))
    longer = ann.ended()
    assert longer.text.startswith(answer.text)
    assert len(longer.text) > len(answer.text)

    ann.does(Act.REGENERATE, longer)
    ann.wait(lambda: len(ann.state.branches(ann.last.id)) == 2)
    other = ann.ended()
    assert other.id != longer.id
    ann.does(Act.PREVIOUS, other)
    ann.wait(lambda: ann.last.id == longer.id)

    question = ann.state.path()[0]
    ann.does(Act.EDIT, question)
    assert ann.panel.composer.text == question.text
    ann.types("How cold may the Heron get?")
    ann.wait(lambda: ann.state.path()[0].text == "How cold may the Heron get?")
    ann.ended()
    assert len(ann.state.branches(ann.state.path()[0].id)) == 2

    ann.answers(ENDLESS)
    ann.types("Go on for ever about the xylophone")
    ann.wait(lambda: ann.state.asked and ann.state.asked.phase is AskPhase.ANSWERING)
    ann.panel.composer.stop.click()
    stopped = ann.ended()
    assert stopped.state is MessageState.STOPPED
    assert stopped.text
    assert "still comput" not in stopped.note

    refuse_a_picture(ann, folder)
    find_export_and_bring_back(ann, folder)


def refuse_a_picture(ann: Owner, folder: Path) -> None:
    picture = folder / "photo.png"
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    assert image.save(str(picture))
    composer = ann.panel.composer
    composer.offer_files((picture,))
    ann.wait(lambda: composer.parts)
    composer.set_text("What is in it?")

    assert not composer.send.isEnabled()
    assert "picture" in composer.problem.text()
    assert ALIAS in composer.problem.text()
    composer.set_parts(())
    composer.set_text("")


def find_export_and_bring_back(ann: Owner, folder: Path) -> None:
    """Find a word, write the conversation to a file, throw it away, and take it in again."""
    library = ann.view.library
    library.field.setText("xylophone")
    ann.wait(lambda: any("xylophone" in each.snippet for each in library._found or ()))
    library.field.setText("")

    chat, key = ann.hub.chat.library, ann.state.id
    whole, file = ann.state.path(), folder / "one.json"
    title = next(each.title for each in chat.conversations() or () if each.id == key)
    ann.in_library(lambda kept: kept.export_json(file, (key,)))
    ann.in_library(lambda kept: kept.export_markdown(folder / "one.md", key))
    assert "xylophone" in (folder / "one.md").read_text()
    chat.trash(key)
    ann.wait(lambda: [each.id for each in chat.trashed()] == [key])
    ann.in_library(lambda kept: kept.import_file(file, Cancel()))
    chat.load()
    ann.wait(lambda: [each.title for each in chat.conversations() or ()] == [title])
    (again,) = chat.conversations() or ()
    ann.panel.show_conversation(again.id)
    ann.wait(lambda: ann.panel.subject.state and len(ann.state.path()) == len(whole))
    assert [each.text for each in ann.state.path()] == [each.text for each in whole]


def test_owner_asks_their_documents_and_loses_the_server(
    owner: tuple[Owner, Path], spark: LabNode
) -> None:
    ann, folder = owner
    papers = folder / "papers"
    papers.mkdir()
    for name, text in FACTS.items():
        (papers / name).write_text(text)
    documents = ann.hub.chat.documents
    view = ann.pane.show_section(View.DOCUMENTS)
    assert isinstance(view, DocumentsView)
    ann.wait(lambda: documents.collections() is not None)
    wanted = Collection("heron", "Heron", (str(papers),), EmbedderChoice("embedded"))
    documents.save(wanted)
    ann.wait(lambda: documents.stats("heron").chunks >= 3 and not documents.indexing("heron"))
    ann.wait(lambda: len(view.details._model.rows) == 3)

    ann.answers(SHORT)
    ann.panel.subject.set_collections(("heron",))
    answer = ann.asks("How fast does the fan of the Heron turn?")
    best = answer.sources[0]
    assert (best.number, Path(best.document).name) == (1, "fans.md")
    assert "3,120 rpm" in best.text
    ann.panel.transcript.citation_pressed.emit(CitationPressed(answer.id, 1))
    cards = ann.panel.side.sources.cards
    assert [card.source.number for card in cards] == [each.number for each in answer.sources]
    cards[0].open.click()
    shown = ann.program.dialog(PassageDialog)
    ann.wait(lambda: "3,120 rpm" in shown.text.toPlainText())
    press(shown, "Close")

    ann.answers(ENDLESS)
    ann.types("And now without end")
    ann.wait(lambda: ann.state.asked and ann.state.asked.phase is AskPhase.ANSWERING)
    slot = ann.hub.sessions.slot(LAB)
    lost = slot.session
    spark.kill_sessions()
    broken = ann.ended()
    assert broken.state in (MessageState.CUT_OFF, MessageState.FAILED)
    assert broken.note
    ann.wait(lambda: slot.session not in (None, lost))
    ann.program.wait_phase(LAB, Phase.CONNECTED)
    ann.answers(SHORT)
    ann.does(Act.REGENERATE, broken)
    ann.wait(lambda: ann.last.id != broken.id)
    again = ann.ended()
    assert again.figures is not None
    assert again.figures.completion_tokens == 24
