"""An owner's hour with models: deploy a real engine over SSH, talk to it, measure it, stop it.

Then the same when it goes wrong in each phase.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.chat.conversation.view import ConversationView
from app.panes.chat.pane import ChatPane
from app.panes.deploy.api import Page
from app.panes.deploy.benchmarks.section import BenchmarksSection
from app.panes.deploy.pane import DeployPane
from app.panes.deploy.progress.page import ProgressPage
from app.panes.deploy.running.section import RunningSection
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.rating import ModelRow
from app.panes.deploy.wizard.section import DeploySection
from app.services.chat.api import Message, MessageState, Parameters
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchSettings,
    ModelRef,
    Phase,
    Recipe,
    Source,
)
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.running.api import ModelState, RunningModel
from app.state.deployments import Deployment
from app.state.errands import ErrandPhase
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.serving_fixtures import MODEL
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
DEATHS = {"download": Phase.DOWNLOADING, "load": Phase.LOADING, "compile": Phase.COMPILING}


class Owner:
    """The window on the Models pane, and short words for what its owner does there."""

    def __init__(self, program: RealProgram, image: str) -> None:
        self.program = program
        self.hub = program.hub
        self.image = image
        program.window.show_pane("models")
        program.wait(lambda: program.window.stack.pane("models"))
        pane = program.window.stack.pane("models")
        assert isinstance(pane, DeployPane)
        self.pane = pane

    def keep_recipe(self, title: str, **environment: str) -> None:
        """Put a recipe of the tiny model into the user's folder."""
        recipe = Recipe(
            "",
            title,
            "llama_cpp",
            ModelRef(Source.GGUF, MODEL),
            image=self.image,
            environment=tuple(EnvironmentEntry(*each) for each in environment.items()),
            settings=LaunchSettings(context=512, users=2, use_gpu=False),
            weights_bytes=469_920,
            config={
                "model_type": "llama",
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "num_key_value_heads": 4,
                "hidden_size": 64,
                "max_position_embeddings": 512,
            },
        )
        RecipeBook(self.program.paths.recipes).add(recipe)
        self.hub.serving.load_recipes()

    @property
    def wizard(self) -> DeploySection:
        section = self.pane.show_section(Page.DEPLOY)
        assert isinstance(section, DeploySection)
        return section

    @property
    def running(self) -> RunningSection:
        section = self.pane.show_section(Page.RUNNING)
        assert isinstance(section, RunningSection)
        return section

    def rows(self, title: str) -> list[ModelRow]:
        """Return the shown models of a title: the node may have others in its cache."""
        return [row for row in self.wizard.model_step.shown if row.family.title == title]

    def plan(self, title: str) -> DeploySection:
        """Go through the wizard up to a plan that nothing forbids."""
        wizard, wait = self.wizard, self.program.wait
        wizard.show_about(None)
        wizard.model_step.search.setText(title)
        wait(lambda: self.rows(title))
        wait(lambda: wizard.desk.look is not None)
        wizard.model_step.choose(self.rows(title)[0].family.key)
        for step in (Step.ENGINE, Step.SETTINGS, Step.PLAN):
            wait(wizard.next.isEnabled)
            wizard.next.click()
            assert wizard.desk.choice.step is step
        wait(lambda: wizard.plan_step.preflight is not None)
        wait(wizard.deploy.isEnabled)
        return wizard

    def deploy(self, title: str) -> tuple[ProgressPage, int]:
        """Deploy and return the page that shows it."""
        wizard = self.plan(title)
        wizard.deploy.click()
        assert wizard.desk.choice.step is Step.RUN
        page, deployment = wizard.run_step.page, wizard.desk.choice.deployment
        assert page is not None
        assert deployment is not None
        return page, deployment

    def deployment(self, serial: int) -> Deployment:
        found = self.hub.serving.deployment(serial)
        assert found is not None
        return found

    def ends(self, serial: int, phase: ErrandPhase) -> None:
        self.program.wait(lambda: self.deployment(serial).errand.phase is not ErrandPhase.RUNNING)
        errand = self.deployment(serial).errand
        assert errand.phase is phase, errand.error

    def model(self, state: ModelState = ModelState.READY) -> RunningModel:
        def found() -> list[RunningModel]:
            known = self.hub.serving.view(LAB).models or ()
            return [each for each in known if each.state is state]

        self.program.wait(found)
        return found()[0]

    def dialog(self) -> ConfirmDialog:
        return self.program.dialog(ConfirmDialog)


@pytest.fixture
def model_owner(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    docker_lab: LabNode,
    bare_docker: DockerEngine,
    engine_on_node: str,
) -> Iterator[Owner]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    program.wait_sample(LAB)
    yield Owner(program, engine_on_node)
    program.stop()
    if bare_docker.names():
        bare_docker.clean()


def test_owner_deploys_a_model_talks_to_it_measures_it_and_stops_it(
    model_owner: Owner, bare_docker: DockerEngine
) -> None:
    owner, program = model_owner, model_owner.program
    owner.keep_recipe("Tiny")
    page, serial = owner.deploy("Tiny")
    owner.ends(serial, ErrandPhase.DONE)
    assert page.ready.isVisible()
    deployed = owner.deployment(serial).deployed
    assert deployed is not None

    model = owner.model()
    assert model.is_ours
    assert model.endpoint.port == deployed.endpoint.port
    assert model.container_id == deployed.container_id
    assert model.context == 512
    talk(owner, page)
    measure(owner, model)
    stop(owner, bare_docker)
    audit = [json.loads(line) for line in program.paths.audit.read_text().splitlines()]
    assert {each["outcome"] for each in audit} == {"begun", "done"}


def talk(owner: Owner, page: ProgressPage) -> None:
    """Ask one question in the chat, from the page that says it is ready."""
    page.ready.chat.click()
    program = owner.program
    program.wait(lambda: isinstance(program.window.stack.pane("chat"), ChatPane))
    pane = program.window.stack.pane("chat")
    assert isinstance(pane, ChatPane)
    view = pane.section
    assert isinstance(view, ConversationView)
    panel = view.panel
    panel.composer.set_text("Hello?")
    program.wait(panel.composer.send.isEnabled)
    panel.subject.set_system("", Parameters(max_tokens=16))
    panel.send()

    def answer() -> Message | None:
        state = panel.subject.state
        path = state.path() if state is not None and not state.is_busy else ()
        return path[-1] if len(path) == 2 else None

    program.wait(answer)
    message = answer()
    assert message is not None
    assert message.state in (MessageState.WHOLE, MessageState.CUT_OFF), message.note
    assert message.figures is not None
    assert message.figures.timing.tokens_per_s is not None
    program.window.show_pane("models")
    page.ready.running.click()


def measure(owner: Owner, model: RunningModel) -> None:
    """Benchmark it with one user and with two."""
    section = owner.pane.show_section(Page.BENCHMARKS)
    assert isinstance(section, BenchmarksSection)
    form = section.ask(model)
    assert form is not None
    form.levels.setText("1, 2")
    form.questions.setValue(32)
    form.answers.setValue(32)
    form.begin.click()
    owner.program.wait(lambda: [row for row in section.rows.rows if row.kind == "saved"])
    (run,) = [row.run for row in section.rows.rows if row.kind == "saved"]
    assert [(level.users, level.failures) for level in run.levels] == [(1, 0), (2, 0)]
    assert all(level.total_tokens_per_s for level in run.levels)
    seen = owner.hub.serving.measured.speeds(run.subject.machine)
    assert [each.how for each in seen] == ["benchmark"]


def stop(owner: Owner, docker: DockerEngine) -> None:
    """Stop it, and see that the node has it no more."""
    section = owner.running
    owner.program.wait(lambda: section.details.row is not None)
    section.details.stop.click()
    owner.dialog().yes.click()
    owner.program.wait(lambda: not any(each.is_running for each in owner.hub.errands.all()))
    assert [each.error for each in owner.hub.errands.all() if each.error] == []
    owner.program.wait(lambda: owner.hub.serving.running(LAB) == 0 or owner.model(STOPPED))
    assert docker.running() == set()


STOPPED = ModelState.STOPPED


@pytest.mark.parametrize("part", DEATHS)
def test_model_that_ends_in_a_phase_is_told_and_tidied_away(
    model_owner: Owner, bare_docker: DockerEngine, docker_lab: LabNode, part: str
) -> None:
    owner = model_owner
    cache = docker_lab.home / ".cache" / "llama.cpp"
    shutil.rmtree(cache, ignore_errors=True)  # else there is nothing to download
    owner.keep_recipe("Doomed", LAB_DIE=part)
    page, serial = owner.deploy("Doomed")
    owner.ends(serial, ErrandPhase.FAILED)
    assert page.failure.isVisible()
    assert page.failure.message.text()
    assert page.failure.again.isVisible()
    wait_for(lambda: not bare_docker.names())
    assert owner.deployment(serial).progress.phase is DEATHS[part]


def test_image_that_is_not_there_is_told_before_the_launch(model_owner: Owner) -> None:
    owner = model_owner
    owner.image = f"{owner.image}-missing"
    owner.keep_recipe("Nowhere")
    wizard, wait = owner.wizard, owner.program.wait
    wizard.model_step.search.setText("Nowhere")
    wait(lambda: owner.rows("Nowhere"))
    wait(lambda: wizard.desk.look is not None)
    wizard.model_step.choose(owner.rows("Nowhere")[0].family.key)
    for _ in range(3):
        wait(wizard.next.isEnabled)
        wizard.next.click()
    wait(lambda: wizard.plan_step.preflight is not None)
    preflight = wizard.plan_step.preflight
    assert preflight is not None
    (check,) = [each for each in preflight.checks if each.name == "image"]
    assert "missing" in check.message
