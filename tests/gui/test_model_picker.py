"""Choosing a model: found on a machine, let in by its key, examined; and endpoints of one's own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import RemoteError
from app.core.ids import LOCAL_NODE
from app.hosts.keyring import KeyringState
from app.panes.asking import Answered
from app.panes.chat.endpoints.dialog import EndpointDialog
from app.panes.chat.endpoints.doctor_dialog import DoctorDialog
from app.panes.chat.endpoints.model_rows import Kind, Row, rows_of
from app.panes.chat.endpoints.picker import ModelChosen, ModelPicker
from app.panes.chat.endpoints.popup import ModelPopup
from app.services.chat.api import Ability, ChatEndpoint, ChatModel, EndpointView, ModelAt
from app.services.chat.endpoints.book import EndpointBook
from app.services.chat.endpoints.listing import KeyWanted
from app.services.serving.running import watch as running
from app.state import endpoint_asking
from app.transport.status import Phase
from scripts.lab.llama import ALIAS, llama_server
from tests.endpoint_servers import endpoint_server
from tests.gui.real_program import RealProgram, fill
from tests.server_fixtures import need_llama

PORT = 8080
KEY = "test-key-4711"
MODELS = b'{"data": [{"id": "org/Big-Model", "owned_by": "vllm", "max_model_len": 32768}]}'


@pytest.fixture
def picker(program: RealProgram, qtbot: QtBot) -> Iterator[ModelPicker]:
    picker = ModelPicker(program.hub, program.window)
    picker.show()
    yield picker
    with contextlib.suppress(RuntimeError):  # it went with its popup
        if picker.popup is not None:
            picker.popup.close()


def opened(program: RealProgram, picker: ModelPicker) -> ModelPopup:
    program.qtbot.mouseClick(picker, Qt.MouseButton.LeftButton)
    popup = picker.popup
    assert popup is not None
    return popup


def titles(popup: ModelPopup) -> list[str]:
    return [row.title for row in popup.list.rows.rows]


def test_a_model_behind_a_key_is_found_let_in_chosen_and_examined(
    program: RealProgram, picker: ModelPicker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_llama()
    monkeypatch.setattr(running, "TICK_S", 0.3)
    endpoints, chosen = program.hub.chat.endpoints, []
    with llama_server(tmp_path, PORT, api_key=KEY):
        program.begin()
        program.hub.sessions.connect_node(LOCAL_NODE)
        program.wait_phase(LOCAL_NODE, Phase.CONNECTED)
        endpoints.watch()
        program.wait(lambda: any(view.error is not None for view in endpoints.all()))
        (view,) = endpoints.all()
        assert view.endpoint.title == "Endpoint on this computer"  # it tells strangers nothing
        assert isinstance(view.error, KeyWanted)

        popup = opened(program, picker)
        assert titles(popup) == [view.endpoint.title, "Enter its key…"]
        program.qtbot.keyClick(popup.search, Qt.Key.Key_Return)
        dialog = program.dialog(EndpointDialog)
        assert dialog.url_field.isHidden()
        fill(dialog.key, "wrong")
        dialog.submit()
        program.wait(lambda: "does not take the key" in dialog.key_field.error)
        fill(dialog.key, KEY)
        dialog.submit()
        program.wait(lambda: (found := endpoints.view(view.endpoint.id)) and found.models)

        picker.chosen.connect(chosen.append)
        popup = opened(program, picker)
        program.wait(lambda: ALIAS in titles(popup))
        program.qtbot.keyClicks(popup.search, "tiny")
        program.qtbot.keyClick(popup.search, Qt.Key.Key_Return)
        assert chosen == [ModelChosen(view.endpoint.id, ALIAS)]
        assert "llama.cpp on this computer" in picker.accessibleName()
        assert "loaded" in picker.accessibleName()

        doctor = DoctorDialog(program.hub, program.window, view.endpoint.id, ALIAS)
        doctor.open()
        assert "Not tried yet." in doctor.rows[Ability.TOOLS].detail.text()
        doctor.start.click()
        program.wait(lambda: not endpoints.examining(view.endpoint.id, ALIAS))
        card = endpoints.card(view.endpoint.id, ALIAS)
        assert card.works(Ability.AUTH) is True
        assert card.works(Ability.STREAMING) is True
        assert "takes the one that is kept" in doctor.rows[Ability.AUTH].detail.text()
        doctor.reject()
        program.wait(program.paths.endpoints.exists)  # the next start knows the card
    assert KEY not in program.paths.endpoints.read_text()


def test_an_endpoint_of_ones_own_is_added_changed_and_removed(
    program: RealProgram, picker: ModelPicker
) -> None:
    endpoints = program.hub.chat.endpoints
    endpoints.watch()
    popup = opened(program, picker)
    assert popup.empty.isVisible()
    popup.add.click()
    dialog = program.dialog(EndpointDialog)
    fill(dialog.url, "spark.local:8000")
    assert "can be read on its way" in dialog.key.accessibleDescription()
    fill(dialog.url, "no address")
    assert "can be read on its way" not in dialog.key.accessibleDescription()
    dialog.submit()
    assert "no address" in dialog.url_field.error
    with endpoint_server() as server:
        server.answers["/v1/models"] = (500, b"")
        fill(dialog.url, f"127.0.0.1:{server.port}")
        dialog.submit()
        program.wait(dialog.unasked.isVisible)
        assert "status 500" in dialog.problem.text()
        server.answers["/v1/models"] = (200, MODELS)
        dialog.submit()
        program.wait(endpoints.all)
        (view,) = endpoints.all()
        assert view.endpoint.engine == "vllm"
        picker.show_choice(view.endpoint.id, "org/Big-Model")
        assert picker.accessibleName() == f"Model: Big-Model, {view.endpoint.title}, loaded"

        popup = opened(program, picker)
        popup.change.click()
        dialog = program.dialog(EndpointDialog)
        fill(dialog.name, "Team server")
        dialog.submit()
        program.wait(lambda: endpoints.all()[0].endpoint.title == "Team server")
    endpoints.look_again(view.endpoint.id)
    program.wait(lambda: endpoints.all()[0].error is not None)
    assert "connection refused" in picker.accessibleName()

    popup = opened(program, picker)
    assert titles(popup)[-1] == "Big-Model"  # what it had stays in the list
    popup.change.click()
    program.dialog(EndpointDialog).remove.click()
    program.confirm("Remove")
    assert endpoints.all() == ()
    assert "not there" in picker.accessibleName()


def test_a_keyring_that_answers_late_leaves_what_was_chosen_meanwhile(
    program: RealProgram,
) -> None:
    dialog = EndpointDialog(program.hub, program.window)
    dialog.keep.setChecked(False)
    dialog._on_keyring(Answered(KeyringState("GNOME Keyring")))

    assert "GNOME Keyring" in dialog.keep.text()
    assert not dialog.keep.isChecked()
    dialog.reject()


def test_what_loads_or_was_gone_is_there_by_itself_later(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_asking, "LOADING_MS", 50)
    monkeypatch.setattr(endpoint_asking, "RETRY_MS", 50)
    endpoints = program.hub.chat.endpoints
    with endpoint_server({"/v1/models": (503, b"")}) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        EndpointBook(program.paths.endpoints).save(ChatEndpoint("", "", url=url))
        endpoints.watch()
        program.wait(lambda: any(view.error is not None for view in endpoints.all()))
        assert "loads its model" in str(endpoints.all()[0].error)
        server.answers["/v1/models"] = (500, b"")
        program.wait(lambda: "status 500" in str(endpoints.all()[0].error))
        server.answers["/v1/models"] = (200, MODELS)
        program.wait(lambda: endpoints.all()[0].models)
        assert endpoints.all()[0].error is None


# What the list shows


def view(title: str, *models: ChatModel, **more: object) -> EndpointView:
    return EndpointView(ChatEndpoint(title, title), models, **more)  # type: ignore[arg-type]


CHAT = ChatModel("qwen3:32b", "qwen3:32b", ModelAt.LOADED, 32_768, detail="32.8B")
EMBED = ChatModel("nomic", "nomic", ModelAt.ON_DISK, embeds=True)


def rows(*views: EndpointView, wanted: str = "", asking: bool = False) -> tuple[Row, ...]:
    return rows_of(views, wanted, lambda _endpoint: asking)


def test_rows_say_where_a_model_is_and_what_it_takes() -> None:
    head, chat, embed = rows(view("Ollama on spark-01", CHAT, EMBED))

    assert (head.kind, head.can_choose) == (Kind.ENDPOINT, False)
    assert (chat.pill.text, chat.below) == ("Loaded", "32.8B · context 32k")
    assert not embed.can_choose
    assert "does not chat" in embed.said


def test_what_is_not_known_now_is_no_state() -> None:
    gone = rows(view("e", CHAT, error=RemoteError("The session was lost.")))

    assert [row.title for row in gone] == ["e", "The session was lost.", "qwen3:32b"]
    assert gone[-1].pill.text == ""
    assert [row.title for row in rows(view("e"), asking=True)] == ["e", "Asking for its models…"]
    assert "no model yet" in rows(view("e"))[-1].title


def test_all_words_that_are_wanted_count_the_endpoint_as_well() -> None:
    views = (view("Ollama on spark-01", CHAT, EMBED), view("vLLM on spark-02", CHAT))

    assert len(rows(*views, wanted="qwen")) == 4
    assert [row.title for row in rows(*views, wanted="SPARK-02 qwen")] == [
        "vLLM on spark-02",
        "qwen3:32b",
    ]
    assert rows(*views, wanted="mistral") == ()
