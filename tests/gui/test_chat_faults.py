"""A chat where something goes wrong beside it: nothing typed is lost, nothing acts by itself."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.instance import MAX_TYPED
from app.panes.chat.prompt import Prompt
from app.panes.chat.window import ChatWindow
from app.services.chat.api import ChatEndpoint, MessageState
from app.services.chat.endpoints.surveying import Wish
from app.transcript.api import LinkPressed
from tests.endpoint_servers import Handler, endpoint_server
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
    program.wait(lambda: "\n" in prompt.edit.toPlainText())
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


KEY = "key-for-the-test-4711-abc"


def echoed(handler: Handler, status: int, kind: str, body: str) -> None:
    """Answer with the key that was given, as servers do in what they complain of."""
    data = body.replace("KEY", handler.headers["Authorization"]).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def test_key_of_an_endpoint_is_in_nothing_that_is_shown_or_kept(
    talker: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    chat, notes = talker.program.hub.chat, list[str]()
    listed = '{"data": [{"id": "m", "owned_by": "vllm"}], "for": "KEY"}'
    with endpoint_server() as server:
        server.answers["/v1/models"] = lambda handler: echoed(handler, 200, "text/json", listed)
        url = f"http://127.0.0.1:{server.port}/v1"
        endpoint = ChatEndpoint("", "Keyed", url=url, is_custom=True)
        chat.start(chat.endpoints.keeping(Wish(endpoint, KEY, keep_key=False)))
        talker.wait(lambda: any(each.endpoint.needs_key for each in chat.endpoints.all()))
        (view,) = [each for each in chat.endpoints.all() if each.endpoint.needs_key]
        talker.panel.subject.set_model(view.endpoint.id, "m")
        for status, kind, body in (
            (500, "text/plain", "no room for KEY"),
            (400, "application/json", '{"error": {"message": "bad key KEY"}}'),
            (200, "text/event-stream", 'data: {"error": {"message": "lost KEY"}}\n\n'),
            (200, "text/event-stream", "data: KEY\n\n"),
        ):
            server.answers["/v1/chat/completions"] = partial(
                echoed, status=status, kind=kind, body=body
            )
            notes.append(talker.asks(f"{status} {kind} {len(notes)}").note)
        server.answers["/v1/models"] = lambda handler: echoed(handler, 500, "text/plain", "KEY")
        chat.endpoints.look_again(view.endpoint.id)
        talker.wait(lambda: any(each.error for each in chat.endpoints.all()))
    assert all(notes)
    assert "•••" in notes[0]
    shown = [*notes, str(talker.notices), repr(chat.endpoints.all()), caplog.text]
    home = talker.program.paths.config.parent
    talker.program.stop()
    files = [each.read_bytes().decode("latin-1") for each in home.rglob("*") if each.is_file()]
    assert len(files) > 2
    assert not [each for each in (*shown, *files) if KEY in each]


def test_links_open_the_web_or_a_letter_and_nothing_else(
    talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(talker.program.hub.launcher, "open_url", opened.append)
    monkeypatch.setattr(
        "app.panes.chat.links.QDesktopServices.openUrl", lambda url: opened.append(url.toString())
    )
    known = ["https://a.example/b?c", "HTTP://a.example", "mailto:ann@a.example"]
    strange = ["file:///etc/passwd", "javascript:alert(1)", "//a.example", "ssh://a", "http://["]
    for url in (*known, *strange):
        talker.panel.transcript.link_pressed.emit(LinkPressed(url))
    assert opened == known
