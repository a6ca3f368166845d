"""A real engine on this computer, in the real window: found, asked, copied, and gone again."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.ids import LOCAL_NODE
from app.panes.deploy.api import Page
from app.panes.deploy.pane import DeployPane
from app.panes.deploy.running.code import CodeTab
from app.panes.deploy.running.rows import identity
from app.panes.deploy.running.section import RunningSection
from app.panes.deploy.running.words import Act
from app.services.serving.running import watch as running
from app.services.serving.running.api import RunningModel
from scripts.lab.llama import llama_server
from tests.gui.real_program import RealProgram
from tests.server_fixtures import need_llama

PORT = 30000
KEY = "test-key-4711"


def shown(program: RealProgram) -> RunningSection:
    program.window.show_pane("models")
    program.wait(lambda: program.window.stack.pane("models"))
    pane = program.window.stack.pane("models")
    assert isinstance(pane, DeployPane)
    section = pane.show_section(Page.RUNNING)
    assert isinstance(section, RunningSection)
    return section


def test_a_model_is_found_asked_and_gone(
    program: RealProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_llama()
    monkeypatch.setattr(running, "LISTEN_S", 0.5)
    monkeypatch.setattr(running, "TICK_S", 0.5)
    program.begin()
    program.hub.sessions.connect_node(LOCAL_NODE)
    serving, section = program.hub.serving, shown(program)

    def models() -> tuple[RunningModel, ...]:
        return serving.view(LOCAL_NODE).models or ()

    with contextlib.ExitStack() as stack:
        port = stack.enter_context(llama_server(tmp_path, PORT, api_key=KEY))
        program.wait(lambda: any(each.endpoint.needs_key for each in models()))
        (found,) = models()
        assert found.endpoint.port == port
        assert found.reasons["context"] == "it tells only those who have its key"
        program.wait(lambda: section.view.order.rowCount() == 1)
        section.view.choose(identity(section._gathered.rows[0]))

        program.wait(section.details.chat.isEnabled)  # the page shows a little later what is told
        program.qtbot.mouseClick(section.details.chat, Qt.MouseButton.LeftButton)
        program.wait(lambda: program.window.stack.current_name == "chat")
        program.window.show_pane("models")

        code = section.details.show_tab(Act.CODE)
        assert isinstance(code, CodeTab)
        assert code.samples is not None
        assert code.samples.base_url == f"http://127.0.0.1:{port}/v1"
        assert KEY not in f"{code.samples}"
    program.wait(lambda: section.view.order.rowCount() == 0)
    assert section.details.isHidden()
    assert models() == ()
