"""The page of running models: rows of all nodes, details, questions, notes and orphans."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import RemoteError
from app.logview.panel import EndAsked
from app.look.components.confirm import ConfirmDialog
from app.panes.deploy.api import ModelWish, Page, PageAsked
from app.panes.deploy.running.code import CodeTab
from app.panes.deploy.running.facts import FactsTab
from app.panes.deploy.running.log import LogTab
from app.panes.deploy.running.rows import SPEC, identity
from app.panes.deploy.running.section import RunningSection
from app.panes.deploy.running.settings import SECTION, RunningSettings
from app.panes.deploy.running.words import Act
from app.services.serving.api import Phase
from app.services.serving.running.api import ModelState, NodeModels, Orphan
from app.services.telemetry.api import Owner, Process
from app.services.tunnels.api import TunnelPhase
from app.state.errands import ErrandPhase
from app.state.hub import ChatWish
from app.transport.status import Phase as SessionPhase
from tests.gui.running_world import (
    AWAY,
    FIRST,
    GIB,
    LOADING,
    OLLAMA,
    OURS,
    SECOND,
    RunningWorld,
    model,
    plan,
)
from tests.gui.test_shell_accessibility import nameless
from tests.spark_samples import spark_sample

COLUMN = {column.title: number for number, column in enumerate(SPEC.columns)}


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> RunningWorld:
    world = RunningWorld(tmp_path)
    world.serving.show(FIRST.id, NodeModels((OURS, OLLAMA)))
    world.serving.show(SECOND.id, NodeModels((LOADING,)))
    return world


@pytest.fixture
def page(world: RunningWorld, qtbot: QtBot) -> RunningSection:
    page = RunningSection(world.hub)
    qtbot.addWidget(page)
    page.resize(1168, 720)
    page.show()
    qtbot.waitExposed(page)
    return page


def rows(page: RunningSection) -> list[str]:
    order = page.view.order
    return [str(order.index(row, 0).data()) for row in range(order.rowCount())]


def cell(page: RunningSection, title: str, column: str, role: int = 0) -> str:
    row = rows(page).index(title)
    return str(page.view.order.index(row, COLUMN[column]).data(role))


def choose(page: RunningSection, title: str) -> None:
    assert page.view.choose(identity(page.view.order.index(rows(page).index(title), 0).data(258)))


def question(page: RunningSection) -> ConfirmDialog:
    return next(each for each in page.findChildren(ConfirmDialog) if each.isVisible())


def soon(page: RunningSection, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page._soon.isActive())


def test_models_of_all_nodes_are_rows_with_their_numbers(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    ours = replace(OURS, started=time.time() - 96_000)  # not since the tests were begun
    world.serving.show(FIRST.id, NodeModels((ours, OLLAMA)))
    soon(page, qtbot)
    QAbstractItemModelTester(cast(QAbstractItemModel, page.view.order))

    assert rows(page) == ["deepseek-r1", "gpt-oss-120b", "Ollama"]
    told = {name: cell(page, "gpt-oss-120b", name) for name in COLUMN}
    assert told == {
        "Model": "gpt-oss-120b", "State": "Ready", "Node": "spark-01", "Engine": "vLLM",
        "Port": "8000", "Context": "131,072", "GPU memory": "71.2 GiB", "Requests": "2 / 1",
        "Tokens/s": "41.7", "KV use": "34 %", "Up": "1 d 2 h", "Started by": "ann@laptop",
    }  # fmt: skip
    assert cell(page, "deepseek-r1", "State") == "Loading"
    assert cell(page, "Ollama", "State") == "None loaded"
    assert cell(page, "Ollama", "Tokens/s") == "n/a"
    tip = cell(page, "Ollama", "Tokens/s", Qt.ItemDataRole.ToolTipRole)
    assert tip == "the engine does not tell"
    assert page.notes.texts == ("Not connected, so not asked: lab-a6000.",)
    assert nameless(page) == []


def test_models_are_found_by_any_word_and_the_order_is_remembered(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    page.filter.setText("spark-01 vllm")
    assert rows(page) == ["gpt-oss-120b"]
    page.filter.setText("nothing")
    assert page.empty.title.text() == "No model matches"
    page.filter.clear()

    page.view.sortByColumn(COLUMN["Port"], Qt.SortOrder.DescendingOrder)
    assert rows(page) == ["deepseek-r1", "Ollama", "gpt-oss-120b"]

    def kept() -> RunningSettings:
        return world.hub.settings.load(SECTION, RunningSettings)

    qtbot.waitUntil(lambda: (kept().sort, kept().down) == (COLUMN["Port"], True))


def test_deployments_are_on_top_and_lead_to_their_progress(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    asked: list[PageAsked] = []
    page.page_asked.connect(asked.append)
    serial = world.serving.deploy(plan())
    made = world.serving.deployment(serial)
    begun = replace(
        made.progress, phase=Phase.PULLING, fraction=0.63, container_id=LOADING.container_id
    )
    world.serving.progress(serial, begun)
    soon(page, qtbot)

    for way in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.view.sortByColumn(COLUMN["Model"], way)
        assert rows(page)[0] == "nemotron-nano-9b"
    assert "deepseek-r1" not in rows(page)  # its container is that of the deployment
    assert cell(page, "nemotron-nano-9b", "State") == "Pulling 63 %"
    choose(page, "nemotron-nano-9b")
    page.view.activated.emit(page.view.currentIndex())
    assert asked == [PageAsked(Page.DEPLOY, serial)]

    error = RemoteError("The registry refuses.")
    world.serving.progress(serial, begun, phase=ErrandPhase.FAILED, error=error)
    soon(page, qtbot)
    assert cell(page, "nemotron-nano-9b", "State") == "Failed"
    assert "The registry refuses." in cell(
        page, "nemotron-nano-9b", "State", Qt.ItemDataRole.ToolTipRole
    )


def test_nothing_that_runs_is_explained_and_leads_to_a_deployment(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    asked: list[PageAsked] = []
    page.page_asked.connect(asked.append)
    for each in (FIRST, SECOND):
        world.serving.show(each.id, NodeModels(()))
    soon(page, qtbot)

    assert page.empty.isVisible()
    assert page.empty.title.text() == "No model runs"
    assert page.empty.action is not None
    qtbot.mouseClick(page.empty.action, Qt.MouseButton.LeftButton)
    assert asked == [PageAsked(Page.DEPLOY)]

    for each in world.hub.nodes.all():
        world.sessions.set(each.id, SessionPhase.OFF)
    soon(page, qtbot)
    assert page.empty.title.text() == "No machine is connected"


def test_what_could_not_be_looked_at_is_said_and_old_rows_stay(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    world.serving.show(FIRST.id, NodeModels((OURS,), limits=("Docker refuses this account.",)))
    failed = RemoteError("The node does not answer.", "Wait.")
    world.serving.show(SECOND.id, NodeModels((LOADING,), error=failed))
    soon(page, qtbot)
    assert page.notes.texts == (
        "spark-01: Docker refuses this account.",
        "spark-02: The node does not answer. Wait.",
        "Not connected, so not asked: lab-a6000.",
    )

    world.sessions.set(FIRST.id, SessionPhase.RECONNECTING)
    soon(page, qtbot)
    tip = cell(page, "gpt-oss-120b", "State", Qt.ItemDataRole.ToolTipRole)
    assert tip == "spark-01 is not connected: this is what it served before."
    choose(page, "gpt-oss-120b")
    assert not page.details.stop.isEnabled()


def test_details_follow_the_chosen_model_and_say_why_something_is_missing(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    choose(page, "Ollama")
    assert page.details.title.whole_text() == "Ollama"
    assert page.details.below.whole_text() == "Ollama · spark-01:11434 · ollama"
    tab = page.details.tab
    assert isinstance(tab, FactsTab)
    facts = tab.facts
    assert facts["Model"] == "none is loaded"
    assert facts["Also answers"] == "qwen2.5:32b, phi"
    assert facts["Tokens/s"] == "n/a: the engine does not tell"
    assert not page.details.benchmark.isEnabled()

    choose(page, "gpt-oss-120b")
    assert page.details.benchmark.isEnabled()
    gone = replace(OURS, tokens_per_s=None, reasons={"tokens_per_s": "needs a second reading"})
    world.serving.show(FIRST.id, NodeModels((gone,)))
    soon(page, qtbot)
    assert tab.facts["Tokens/s"] == "n/a: needs a second reading"
    world.serving.show(FIRST.id, NodeModels(()))
    soon(page, qtbot)
    assert page.details.isHidden()


def test_log_is_that_of_a_models_container_and_can_be_asked_for_again(
    page: RunningSection, world: RunningWorld
) -> None:
    workers = cast(Any, world.hub.containers).workers
    choose(page, "Ollama")
    tab = page.details.show_tab(Act.LOG)
    assert isinstance(tab, LogTab)
    assert tab.log.empty.isVisible(), "no container runs it"
    assert workers == []

    choose(page, "gpt-oss-120b")
    assert tab.log.panel.isVisible()
    (first,) = workers
    first.fail(RemoteError("Docker does not answer."))
    tab.log.panel.end_asked.emit(EndAsked())
    assert [each.started for each in workers] == [True, True]


def test_chat_begins_with_the_model_that_is_chosen_once_it_answers(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    choose(page, "gpt-oss-120b")
    qtbot.mouseClick(page.details.chat, Qt.MouseButton.LeftButton)
    assert world.hub.take_chat_wish() == ChatWish(OURS.endpoint)

    choose(page, "deepseek-r1")
    assert not page.details.chat.isEnabled()
    assert "still loading" in page.details.chat.toolTip()


def test_stopping_says_what_is_lost_and_asks(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    choose(page, "gpt-oss-120b")
    qtbot.mouseClick(page.details.stop, Qt.MouseButton.LeftButton)
    text = question(page).accessibleDescription()
    assert "2 requests running and 1 waiting" in text
    assert "71.2 GiB of GPU memory" in text
    assert "not started from here" not in text
    qtbot.mouseClick(question(page).no, Qt.MouseButton.LeftButton)
    assert world.serving.asked == []

    choose(page, "Ollama")
    page.view.remove_asked.emit()
    assert page.details.stop.toolTip() == "No model is loaded there."
    phi = model(FIRST.id, 11434, "phi", "ollama", program="ollama.service", started_by="ollama")
    world.serving.show(FIRST.id, NodeModels((phi,)))
    soon(page, qtbot)
    choose(page, "phi")
    page.view.remove_asked.emit()
    text = question(page).accessibleDescription()
    assert "It was not started from here: ollama did." in text
    assert "Ollama unloads it and goes on" in text
    qtbot.mouseClick(question(page).yes, Qt.MouseButton.LeftButton)
    assert world.serving.asked == [("stop", phi)]


def test_what_cannot_be_stopped_from_here_says_where(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    service = model(FIRST.id, 8081, "a", "llama_cpp", program="llama.service", pid=7)
    hidden = model(FIRST.id, 8080, "b", "llama_cpp")
    world.serving.show(FIRST.id, NodeModels((service, hidden)))
    soon(page, qtbot)

    choose(page, "a")
    assert "sudo systemctl stop llama.service" in page.details.stop.toolTip()
    choose(page, "b")
    assert "cannot be seen by this account" in page.details.stop.toolTip()
    assert not page.details.restart.isEnabled()


def test_restarting_asks_and_what_is_stopped_just_starts(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    choose(page, "gpt-oss-120b")
    qtbot.mouseClick(page.details.restart, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(question(page).yes, Qt.MouseButton.LeftButton)
    stopped = replace(OURS, state=ModelState.STOPPED)
    world.serving.show(FIRST.id, NodeModels((stopped,)))
    soon(page, qtbot)
    assert page.details.restart.text() == "Start again"
    qtbot.mouseClick(page.details.restart, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.details.stop, Qt.MouseButton.LeftButton)
    assert "The container gpt-oss-120b on spark-01 goes" in question(page).accessibleDescription()

    assert world.serving.asked == [("restart", OURS), ("restart", stopped)]


def test_code_goes_through_the_tunnel_and_never_holds_a_key(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    locked = replace(OURS, endpoint=replace(OURS.endpoint, needs_key=True))
    world.serving.show(FIRST.id, NodeModels((locked,)))
    soon(page, qtbot)
    choose(page, "gpt-oss-120b")
    tab = page.details.show_tab(Act.CODE)
    assert isinstance(tab, CodeTab)
    assert tab.samples is None
    qtbot.mouseClick(tab.open, Qt.MouseButton.LeftButton)
    (spec,) = world.tunnels.specs(FIRST.id)
    assert (spec.name, spec.remote_port) == ("gpt-oss-120b", 8000)

    world.tunnels.set(spec, TunnelPhase.OPEN, local_port=40123)
    assert tab.code.toPlainText() == "http://127.0.0.1:40123/v1"
    tab.switch.choose("python")
    tab._show_code()
    qtbot.mouseClick(tab.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert 'api_key=os.environ["OPENAI_API_KEY"]' in copied
    assert world.told[-1].title == "The Python code was copied."


def test_an_orphan_is_told_and_stopped_as_any_process(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    assert not page.orphans.isVisible()
    orphan = Orphan(62928, "VLLM::EngineCore", 58 * GIB, "The engine that began it is gone.")
    core = Process(62928, "VLLM", "VLLM::EngineCore", Owner(), 0.0, 1, 58 * GIB, started=4711)
    telemetry: Any = world.hub.telemetry
    telemetry.samples = {FIRST.id: replace(spark_sample(), processes=(core,))}
    telemetry.latest = telemetry.samples.get
    world.serving.show(FIRST.id, NodeModels((OURS,), (orphan,)))
    soon(page, qtbot)

    (row,) = page.orphans._rows
    assert "spark-01 holds 58.0 GiB of GPU memory" in row.title.text()
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(question(page).yes, Qt.MouseButton.LeftButton)
    assert world.control.asked == [(62928, False, False)]


def test_a_model_that_was_asked_for_is_shown_once_it_is_there(
    page: RunningSection, world: RunningWorld, qtbot: QtBot
) -> None:
    new = model(SECOND.id, 8000, "qwen3-8b")
    page.show_about(ModelWish(new.endpoint, Act.CODE))
    assert page.details.isHidden()
    world.serving.show(SECOND.id, NodeModels((LOADING, new)))
    soon(page, qtbot)

    assert page.details.title.whole_text() == "qwen3-8b"
    assert page.details.switch.key == Act.CODE
    QApplication.processEvents()
    assert nameless(page) == []


def test_nodes_that_are_away_are_not_watched(page: RunningSection, world: RunningWorld) -> None:
    page.refresh()

    assert ("look again", FIRST.id) in world.serving.asked
    assert ("look again", AWAY.id) not in world.serving.asked
