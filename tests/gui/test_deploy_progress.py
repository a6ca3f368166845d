"""The page of one deployment: phases, log, outcome, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.look.components.confirm import ConfirmDialog
from app.panes.deploy.api import ModelWish, Page, PageAsked
from app.panes.deploy.progress.page import AgainRequested, ProgressPage
from app.panes.deploy.progress.words import StepState
from app.services.containers.run_spec import RunSpec
from app.services.serving.api import (
    Deployed,
    DeployProgress,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Phase,
    PhaseTime,
    Recipe,
    Source,
)
from app.services.serving.launching.failure import LaunchFailed
from app.services.serving.running.api import Endpoint, RunningModel
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.state.errands import ErrandPhase
from app.state.hub import ChatWish
from tests.captures import captured
from tests.gui.containers_fakes import FakeContainers
from tests.gui.overview_world import SPARK, OverviewWorld
from tests.gui.serving_fakes import FakeServing
from tests.gui.test_shell_accessibility import nameless

RECIPE = Recipe(
    "gpt-oss-120b-vllm",
    "gpt-oss 120B",
    "vllm",
    ModelRef(Source.HUGGING_FACE, "openai/gpt-oss-120b"),
)
PLAN = LaunchPlan(
    NodeFacts(SPARK.id, SPARK.name),
    RECIPE,
    LaunchSettings(context=131072, memory_fraction=0.9),
    8000,
    "gpt-oss-120b",
    run=RunSpec("vllm/vllm-openai:v0.24.0", name="gpt-oss-120b"),
)
BEGUN = 1_790_000_000.0
LOADING = DeployProgress(
    PLAN,
    Phase.LOADING,
    fraction=0.42,
    overall=0.62,
    eta_s=192.0,
    eta_origin="as here on 3 Nov",
    detail="6 of 14 shards",
    begun=BEGUN,
    phase_begun=BEGUN + 292,
    times=(PhaseTime(Phase.WAITING, 1.2), PhaseTime(Phase.DOWNLOADING, 291.0)),
    container_id="c" * 64,
)
ENDPOINT = Endpoint(SPARK.id, 8000, "gpt-oss-120b", "vllm")
NO_MEMORY = (
    "ERROR 11-21 14:05:12 [core.py:700] EngineCore failed to start.",
    captured("logs/vllm_uma_free_memory_error.txt").decode().splitlines()[0],
)


class World(OverviewWorld):
    """One deployment that a test drives, on its page."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder)
        self.serving = cast(FakeServing, cast(Any, self.hub.serving))
        self.containers = cast(FakeContainers, cast(Any, self.hub.containers))
        self.id = self.serving.deploy(PLAN)
        self.page = ProgressPage(self.hub, cast(QWidget, None))
        qtbot.addWidget(self.page)
        self.asked: list[PageAsked] = []
        self.again: list[AgainRequested] = []
        self.page.page_asked.connect(self._on_page_asked)
        self.page.again_requested.connect(self._on_again)
        self.page.resize(1100, 700)
        self.page.show_deployment(self.id)
        self.page.show()
        qtbot.waitExposed(self.page)

    def tell(self, progress: DeployProgress = LOADING, **errand: Any) -> None:
        self.serving.progress(self.id, progress, **errand)
        QApplication.processEvents()

    def fail(self, error: RemoteError, progress: DeployProgress = LOADING) -> None:
        self.tell(progress, phase=ErrandPhase.FAILED, ended=BEGUN + 340, error=error)
        worker = self.serving.workers[-1]
        worker.answer(cast(Callable[[Cancel], object], worker.work)(Cancel()))
        QApplication.processEvents()

    @property
    def states(self) -> list[StepState]:
        return [step.state for step in self.page.stepper.steps]

    @property
    def times(self) -> list[str]:
        return [step.time.text() for step in self.page.stepper.steps]

    def dialog(self) -> ConfirmDialog:
        return next(each for each in self.page.findChildren(ConfirmDialog) if each.isVisible())

    def _on_page_asked(self, asked: PageAsked) -> None:
        self.asked.append(asked)

    def _on_again(self, asked: AgainRequested) -> None:
        self.again.append(asked)


@pytest.fixture
def deploying(tmp_path: Path, qtbot: QtBot) -> World:
    return World(tmp_path, qtbot)


def test_phases_say_what_is_done_what_goes_on_and_what_is_ahead(deploying: World) -> None:
    deploying.tell()
    done, skipped, current, ahead = (
        StepState.DONE, StepState.SKIPPED, StepState.CURRENT, StepState.AHEAD
    )  # fmt: skip
    assert deploying.states == [done, skipped, done, current, ahead, ahead, ahead]
    assert deploying.times[:3] == ["1 s", "already there", "4 min 51 s"]
    step = deploying.page.stepper.steps[3]
    assert step.bar.fraction == pytest.approx(0.42)
    assert step.detail.text() == "6 of 14 shards"
    assert deploying.page.percent.text() == "62 %"
    assert deploying.page.eta.text() == "about 3 min 12 s left, as here on 3 Nov"
    assert deploying.page.title.whole_text() == "Deploying gpt-oss 120B"
    assert "spark-01, port 8000" in deploying.page.about.whole_text()
    assert nameless(deploying.page) == []


def test_what_cannot_be_said_is_not_made_up(deploying: World) -> None:
    deploying.tell(
        replace(LOADING, fraction=None, overall=None, eta_s=None, eta_origin="", detail="")
    )
    assert deploying.page.bar.fraction is None
    assert deploying.page.stepper.steps[3].bar.fraction is None
    assert deploying.page.percent.text() == "How far it is cannot be said"
    assert not deploying.page.eta.isVisible()


def test_all_is_never_told_as_done_while_it_goes_on(deploying: World) -> None:
    deploying.tell(replace(LOADING, overall=0.9999))
    assert deploying.page.percent.text() == "99 %"


def test_lost_session_is_told_and_that_it_goes_on_by_itself(deploying: World) -> None:
    deploying.tell(replace(LOADING, waiting_why="The session to spark-01 is lost."))
    assert deploying.page.waiting.text() == (
        "The session to spark-01 is lost. The work goes on there; it is picked up by itself."
    )
    assert not deploying.page.eta.isVisible()
    deploying.tell()
    assert not deploying.page.waiting.isVisible()


def test_log_follows_the_container_while_it_is_seen(deploying: World) -> None:
    page = deploying.page
    assert page.log.empty.isVisible(), "there is no container yet"
    deploying.tell()
    (worker,) = deploying.containers.workers
    assert worker.started
    assert page.log.panel.isVisible()
    deploying.tell(replace(LOADING, fraction=0.5))
    assert len(deploying.containers.workers) == 1, "the same log goes on"
    page.hide()
    assert worker.stopped
    page.show()
    assert len(deploying.containers.workers) == 2


def test_cancel_says_what_goes_and_what_stays_and_asks_first(deploying: World) -> None:
    deploying.tell()
    deploying.page.cancel.click()
    dialog = deploying.dialog()
    text = dialog.accessibleDescription()
    assert "The container gpt-oss-120b is stopped and removed on spark-01." in text
    assert "downloaded stay" in text
    dialog.no.click()
    assert ("cancel", deploying.id) not in deploying.serving.asked
    deploying.page.cancel.click()
    deploying.dialog().yes.click()
    assert ("cancel", deploying.id) in deploying.serving.asked
    assert not deploying.page.cancel.isEnabled()
    deploying.tell(phase=ErrandPhase.CANCELLED, ended=BEGUN + 300)
    assert deploying.page.failure.isVisible()
    assert "The container was removed from spark-01" in deploying.page.failure.message.text()
    assert deploying.states[3] is StepState.CANCELLED


def test_failure_tells_the_last_words_and_mends_what_is_known(deploying: World) -> None:
    error = LaunchFailed(
        "vLLM ended with code 1 while it loaded the model.",
        "It said: ValueError",
        phase=Phase.LOADING,
        lines=NO_MEMORY,
    )
    deploying.fail(error)
    card = deploying.page.failure
    assert card.message.text() == error.message
    assert not card.hint.isVisible(), "the last words stand below"
    assert "Free memory on device" in card.words.text()
    assert deploying.states[3] is StepState.FAILED
    assert deploying.page.percent.text() == "Failed after 5 min 40 s"
    fixes = {
        button.text(): button
        for cause in card.findChildren(QWidget)
        for button in getattr(cause, "fixes", ())
    }
    fixes["Launch with less memory"].click()
    (again,) = deploying.again
    assert again.recipe == RECIPE
    assert again.settings.memory_fraction is not None
    assert again.settings.memory_fraction < 0.9
    fixes["Copy what empties the page cache"].click()
    assert "drop_caches" in QGuiApplication.clipboard().text()
    assert deploying.told[-1].title == "The command was copied."
    assert nameless(deploying.page) == []


def test_phase_that_failed_is_the_one_that_the_engine_was_in(deploying: World) -> None:
    """An engine may end before the phase it had come to was told."""
    early = replace(LOADING, phase=Phase.DOWNLOADING, times=(PhaseTime(Phase.WAITING, 1.0),))
    deploying.fail(LaunchFailed("It ended.", phase=Phase.LOADING), early)
    assert deploying.states[2:5] == [StepState.DONE, StepState.FAILED, StepState.AHEAD]
    assert deploying.times[2:4] == ["", ""]


def test_failure_that_nobody_knows_can_be_tried_again(deploying: World) -> None:
    deploying.fail(RemoteError("The disk is full.", "Make room, then try again."))
    card = deploying.page.failure
    assert card.hint.text() == "Make room, then try again."
    card.change.click()
    assert deploying.again == [AgainRequested(RECIPE, PLAN.settings)]
    card.again.click()
    assert deploying.serving.asked[-1] == ("deploy", PLAN)
    deployment = deploying.page.deployment
    assert deployment is not None
    assert deployment.id != deploying.id
    assert not card.isVisible()


def test_another_try_from_the_status_bar_is_shown_at_once(deploying: World) -> None:
    other = replace(PLAN, port=8001)
    deploying.serving.deploy(other)
    assert deploying.page.deployment is not None
    assert deploying.page.deployment.id == deploying.id, "that is another one"
    deploying.fail(RemoteError("The disk is full."))
    again = deploying.serving.deploy(PLAN)
    assert deploying.page.deployment.id == again


def test_ready_model_is_found_tried_and_measured_from_here(deploying: World) -> None:
    done = Deployed(ENDPOINT, "c" * 64, ())
    ready = replace(LOADING, phase=Phase.READY, times=(PhaseTime(Phase.CHECKING, 0.8),))
    deploying.tell(ready, phase=ErrandPhase.DONE, ended=BEGUN + 420, result=done)
    card = deploying.page.ready
    assert deploying.page.percent.text() == "Ready after 7 min"
    assert deploying.states[-1] is StepState.DONE
    assert card.there.text == "http://127.0.0.1:8000/v1"
    assert card.here.text == "needs a tunnel"
    card.tunnel.click()
    spec = TunnelSpec(TunnelId("t"), SPARK.id, "gpt-oss 120B", remote_port=8000)
    deploying.tunnels.set(spec, TunnelPhase.OPEN, local_port=40123)
    assert card.here.text == "http://127.0.0.1:40123/v1"
    assert not card.tunnel.isVisible()
    card.here.copy.click()
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:40123/v1"
    card.chat.click()
    card.code.click()
    card.benchmark.click()
    pages = [asked.page for asked in deploying.asked]
    assert pages == [Page.RUNNING, Page.BENCHMARKS]
    assert deploying.hub.take_chat_wish() == ChatWish(ENDPOINT)
    assert deploying.asked[0].about == ModelWish(ENDPOINT, "code")
    model = deploying.asked[1].about
    assert isinstance(model, RunningModel)
    assert (model.endpoint, model.context) == (ENDPOINT, 131072)
    assert nameless(deploying.page) == []
