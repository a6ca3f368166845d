"""A conversation in the window: asked, changed, branched, stopped, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from app.core.errors import SessionLost
from app.look.components.confirm import ConfirmDialog
from app.panes.chat.conversation.panel import ConversationPanel
from app.panes.chat.conversation.part_dialog import PartDialog
from app.panes.chat.conversation.prompt_edit import PicturePasted
from app.panes.chat.conversation.view import ConversationView
from app.panes.chat.endpoints.dialog import EndpointDialog
from app.panes.chat.pane import ChatPane, about_endpoints
from app.services.chat.api import (
    Ability,
    Card,
    ChatEndpoint,
    ChatModel,
    ContextKind,
    ContextPart,
    EndpointView,
    Finding,
    ImagePart,
    Message,
    MessageState,
)
from app.services.chat.library.library import Library
from app.services.chat.reckoning import ContextUse
from app.state.conversation import ConversationState
from app.state.hub import ChatWish, Notice
from app.transcript.api import Act, ActAsked
from tests.gui.real_program import RealProgram
from tests.gui.scripted_model import MODEL, TITLE, ScriptedModel, add_endpoint, scripted_model


class Talker:
    """The Chat pane with one model, and short words for what a person does there."""

    def __init__(self, program: RealProgram, model: ScriptedModel) -> None:
        self.program = program
        self.wait = program.wait
        self.model = model
        self.notices: list[Notice] = []
        program.hub.notified.connect(self.notices.append)
        program.window.show_pane("chat")
        self.wait(lambda: program.window.stack.pane("chat"))
        pane = program.window.stack.pane("chat")
        assert isinstance(pane, ChatPane)
        view = pane.section
        assert isinstance(view, ConversationView)
        self.pane, self.view, self.panel = pane, view, view.panel
        self.endpoint = add_endpoint(program, model)
        self.panel.subject.set_model(self.endpoint, MODEL)

    @property
    def state(self) -> ConversationState:
        state = self.panel.subject.state
        assert state is not None
        return state

    @property
    def path(self) -> tuple[Message, ...]:
        return self.state.path()

    def types(self, text: str) -> None:
        self.panel.composer.set_text(text)
        self.wait(self.panel.composer.send.isEnabled)
        QTest.keyClick(self.panel.composer.edit, Qt.Key.Key_Return)

    def asks(self, text: str) -> Message:
        self.types(text)
        self.wait(lambda: self.panel.subject.state and text in [m.text for m in self.path[-2:-1]])
        return self.ended()

    def ended(self) -> Message:
        self.wait(lambda: not self.panel.subject.is_busy)
        return self.path[-1]

    def begun(self) -> Message:
        """Wait for the first words of an answer."""
        self.wait(lambda: self.panel.subject.state and self.state.coming)
        self.wait(lambda: self.state.coming is not None and self.state.coming.text)
        return self.path[-1]

    def does(self, act: Act, message: Message) -> None:
        self.panel.transcript.act_asked.emit(ActAsked(message.id, act))

    def kept(self, ask: Callable[[Library], object]) -> object:
        """Return what the file holds by now."""
        told: list[object] = []
        self.program.hub.chat.library.write(lambda kept, _cancel: told.append(ask(kept)))
        self.wait(lambda: told)
        return told[0]


@pytest.fixture
def talker(program: RealProgram) -> Iterator[Talker]:
    with scripted_model() as model:
        yield Talker(program, model)


def test_an_answer_that_is_there_is_told_to_screen_readers(
    talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", heard.append)
    talker.asks("Why is the fan loud?")

    told = [each.message() for each in heard if isinstance(each, QAccessibleAnnouncementEvent)]
    assert told == [f"{MODEL.rpartition('/')[2]} has answered."]


def test_conversation_is_asked_changed_branched_and_forked(talker: Talker) -> None:
    ann = talker
    composer = ann.panel.composer
    answer = ann.asks("Why is the fan loud?")
    assert (answer.text, answer.state) == ("The fan is dusty.", MessageState.WHOLE)
    assert answer.figures is not None
    assert answer.figures.completion_tokens == 12
    assert composer.text == ""
    assert "52 / 4.1k tokens" in composer.ruler.words.text()
    ann.wait(lambda: ann.state.conversation and ann.state.conversation.title == TITLE)
    assert ann.panel.title.whole_text() == TITLE

    composer.set_text("half a thought")
    ann.does(Act.EDIT, ann.path[0])
    assert composer.text == "Why is the fan loud?"
    ann.types("Why is the fan so loud?")
    ann.wait(lambda: ann.path[0].text == "Why is the fan so loud?" and len(ann.path) == 2)
    ann.ended()
    assert len(ann.state.branches(ann.path[0].id)) == 2
    ann.wait(lambda: composer.text == "half a thought")
    assert ann.model.asked[-1]["messages"][-1]["content"] == "Why is the fan so loud?"

    ann.model.words = ("It is ", "old.")
    ann.does(Act.REGENERATE, ann.path[-1])
    ann.wait(lambda: len(ann.state.branches(ann.path[-1].id)) == 2)
    other = ann.ended()
    assert other.text == "It is old."
    ann.does(Act.PREVIOUS, other)
    assert ann.path[-1].text == "The fan is dusty."

    ann.does(Act.DELETE, ann.path[-1])
    ann.wait(lambda: ann.path[-1].id == other.id)
    undo = ann.notices[-1].action
    assert undo is not None
    undo.run()
    ann.wait(lambda: ann.path[-1].text == "The fan is dusty.")

    first = ann.panel.conversation
    ann.does(Act.FORK, ann.path[0])
    ann.wait(lambda: ann.panel.conversation not in (None, first))
    ann.wait(lambda: ann.state.conversation is not None)
    assert [each.text for each in ann.path] == ["Why is the fan so loud?"]


def test_conversation_stops_goes_on_and_fails_with_the_reason(talker: Talker) -> None:
    ann = talker
    ann.model.gate.clear()
    ann.types("Go on for ever")
    ann.begun()
    assert ann.panel.composer.stop.isVisible()
    ann.panel.show_conversation(None)  # an answer comes whoever looks
    library = ann.program.hub.chat.library
    ann.wait(library.conversations)
    number = (library.conversations() or ())[0].id
    ann.panel.show_conversation(number)
    QTest.keyClick(ann.panel.composer.edit, Qt.Key.Key_Escape)
    ann.model.gate.set()
    stopped = ann.ended()
    assert (stopped.text, stopped.state) == ("The fan ", MessageState.STOPPED)
    assert "does not tell" in stopped.note

    ann.model.words = ("is ", "dusty.")
    ann.does(Act.CONTINUE, stopped)
    ann.wait(lambda: ann.path[-1].text == "The fan is dusty.")
    assert ann.ended().state is MessageState.WHOLE

    ann.model.finish = None
    cut = ann.asks("And then?")
    assert (cut.state, cut.text) == (MessageState.CUT_OFF, "is dusty.")
    assert "cut off" in cut.note

    ann.model.status = 500
    failed = ann.asks("And now?")
    assert failed.state is MessageState.FAILED
    assert "500" in failed.note
    ann.model.status, ann.model.finish = 200, "stop"
    ann.does(Act.RETRY, failed)
    ann.wait(lambda: ann.path[-1].state is MessageState.WHOLE)


def test_conversation_keeps_drafts_and_what_came_when_the_program_ends(
    talker: Talker,
) -> None:
    ann = talker
    ann.model.gate.clear()
    ann.types("Go on for ever")
    ann.begun()
    ann.panel.composer.set_text("not yet sent")
    ann.panel.show_conversation(None)
    assert ann.panel.composer.text == ""
    ann.panel.composer.set_text("a new thought")
    file = ann.program.paths.conversations
    ann.program.window.quit()
    question = ann.program.dialog(ConfirmDialog)
    assert "what came of it by now is kept" in question.accessibleDescription()
    question.yes.click()
    ann.program.stop()
    assert "a new thought" in ann.program.paths.settings.read_text("utf-8")

    library = Library(file)
    conversation = library.conversations()[0]
    messages = library.messages(conversation.id)
    library.close()
    assert conversation.draft == "not yet sent"
    assert [each.text for each in messages] == ["Go on for ever", "The fan "]
    assert messages[-1].state is MessageState.CUT_OFF


def test_conversation_takes_pictures_unless_the_model_does_not(talker: Talker) -> None:
    ann = talker
    composer = ann.panel.composer
    image = QImage(3000, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    composer.edit.picture_pasted.emit(PicturePasted(image))
    ann.wait(lambda: composer.parts)
    part = composer.parts[0]
    assert isinstance(part, ImagePart)
    assert (part.width, part.height) == (1536, 512)

    endpoints = ann.program.hub.chat.endpoints
    blind = Card(
        ann.endpoint, MODEL, findings={Ability.VISION: Finding(False, "it answered 400 to one.")}
    )
    composer.set_text("What is this?")
    ann.wait(composer.send.isEnabled)
    known = endpoints.card
    endpoints.card = lambda _endpoint, _model: blind  # type: ignore[method-assign]
    ann.panel.subject.changed.emit()
    assert not composer.send.isEnabled()
    assert "takes no pictures: it answered 400 to one." in composer.problem.text()
    endpoints.card = known  # type: ignore[method-assign]
    ann.panel.subject.changed.emit()

    ann.asks("What is this?")
    sent = ann.model.asked[-1]["messages"][-1]["content"]
    assert sent[0]["image_url"]["url"].startswith("data:image/png;base64,")
    assert ann.kept(lambda library: library.attachment(part.sha256)) == part.data


def test_wish_begins_a_conversation_about_a_node(talker: Talker) -> None:
    ann = talker
    ann.asks("Hello")
    ann.panel.show_conversation(None)
    composer = ann.panel.composer
    composer.show_use(ContextUse(7, 8, is_estimate=False))
    composer.set_text("half a thought that is longer than the context")
    assert "it will not fit" in composer.problem.text()
    assert composer.send.isEnabled()  # it is an estimate
    composer.set_text("half a thought")
    composer.show_use(ContextUse(7, 800, is_estimate=False))
    assert not composer.problem.isVisible()
    part = ContextPart(ContextKind.LOG, "Log of vllm on spark-01", "ERROR out of memory")
    ann.panel.composer.add_context(part)
    ann.panel.composer.attachments.chips[0].look.click()  # what goes can be seen before it goes
    dialog = ann.program.window.findChild(PartDialog)
    text = dialog.findChild(QPlainTextEdit)
    assert text.toPlainText() == "ERROR out of memory"
    dialog.accept()
    ann.panel.composer.set_parts(())
    ann.program.hub.show_chat(ChatWish(context=part, text="Why?", ask=True))
    ann.wait(lambda: ann.panel.subject.state and ann.path and ann.path[0].parts == (part,))
    ann.ended()
    assert "ERROR out of memory" in str(ann.model.asked[-1]["messages"])
    assert ann.panel.composer.text == "half a thought"


def test_first_day_has_a_model_to_be_deployed_or_an_endpoint_to_be_added(
    program: RealProgram,
) -> None:
    program.window.show_pane("chat")
    program.wait(lambda: program.window.stack.pane("chat"))
    pane = program.window.stack.pane("chat")
    assert isinstance(pane, ChatPane)
    assert isinstance(pane.section, ConversationView)
    panel = pane.section.panel
    program.wait(lambda: panel.welcome.currentWidget() is panel.welcome.nobody)
    panel.welcome.add.click()
    dialog = next(each for each in program.window.findChildren(EndpointDialog))
    assert dialog.isVisible()
    dialog.reject()

    narrow = ConversationPanel(program.hub, program.window)
    narrow.resize(420, 400)
    narrow.show()
    narrow.settings_button.click()
    program.wait(lambda: narrow.side.width() == narrow.width())  # nothing is squeezed beside it
    narrow.side.close_button.click()
    program.wait(lambda: narrow.composer.width() == narrow.width())
    narrow.deleteLater()

    tools = (panel.find_button, panel.copy_button, panel.settings_button)
    row = (panel.picker, *tools, pane.section.window_button)
    stops = [pane.section.list_button]
    while len(stops) <= len(row):  # the keyboard goes as the eye does
        following = stops[-1].nextInFocusChain()
        while not following.isVisible() or not following.focusPolicy() & Qt.FocusPolicy.TabFocus:
            following = following.nextInFocusChain()
        stops.append(following)
    assert tuple(stops[1:]) == row


def test_models_are_counted_once_an_endpoint_told_of_them() -> None:
    here, there = ChatEndpoint("a", "vLLM on spark-01"), ChatEndpoint("b", "Ollama on spark-02")
    gone = SessionLost("spark-02 is not connected.")
    assert about_endpoints([EndpointView(here)]) == "Looking for models…"
    assert about_endpoints([EndpointView(here, error=gone)]) == "No endpoint answers now"
    told = EndpointView(here, (ChatModel("m", "m"),))
    assert about_endpoints([told, EndpointView(there)]) == "1 model at 2 endpoints"
