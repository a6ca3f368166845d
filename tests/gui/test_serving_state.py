"""What the window knows of models: followed, deployed, cancelled, begun again, picked up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from app.core.cancel import Cancel, Wake
from app.core.errors import RemoteError
from app.core.ids import LOCAL_NODE
from app.panes.deploy.pane import DeployPane
from app.panes.deploy.wizard.section import DeploySection
from app.services.serving.api import (
    Deployed,
    DeployProgress,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Phase,
    Recipe,
    Recipes,
    Source,
)
from app.services.serving.launching import launch
from app.services.serving.launching.launch import Unfinished
from app.services.serving.reach import NodeReach
from app.services.serving.running import watch as running
from app.services.serving.running.api import Endpoint, ModelState, NodeModels, RunningModel
from app.services.telemetry.api import Reading
from app.state.deployments import Deployment
from app.state.errands import ErrandPhase
from tests.gui.real_program import RealProgram
from tests.spark_samples import spark_sample

ENDPOINT = Endpoint(LOCAL_NODE, 8000, "tiny-random", "llama_cpp")
MODEL = RunningModel(ENDPOINT, "Tiny", ModelState.READY)
PLAN = LaunchPlan(
    node=NodeFacts(LOCAL_NODE, "this computer"),
    recipe=Recipe("tiny", "Tiny", "llama_cpp", ModelRef(Source.FILE, "/models/tiny.gguf")),
    settings=LaunchSettings(),
    port=8000,
    model_id="tiny-random",
)


class ScriptedLauncher:
    """Does what a test says in place of a launch."""

    leaving: Callable[[], bool]
    gate = threading.Event()
    error: RemoteError | None = None
    left: bool | None = None
    adopted: ClassVar[list[str]] = []

    def __init__(self, _reach: NodeReach, *, leaving: Callable[[], bool], **_more: Any) -> None:
        self._leaving = leaving

    def deploy(
        self,
        plan: LaunchPlan,
        cancel: Cancel,
        tell: Callable[[DeployProgress], None],
        *,
        adopt: str = "",
    ) -> Deployed:
        tell(DeployProgress(plan, Phase.LOADING, 0.5, 0.7, container_id=adopt or "c1"))
        kind = type(self)
        kind.adopted.append(adopt)
        if kind.error is not None:
            raise kind.error
        with cancel.on_cancel(kind.gate.set):
            kind.gate.wait(30)
        kind.left = self._leaving()
        cancel.raise_if_cancelled()
        return Deployed(ENDPOINT, "c1", ())


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[ScriptedLauncher]]:
    monkeypatch.setattr(launch, "Launcher", ScriptedLauncher)
    ScriptedLauncher.gate.clear()
    ScriptedLauncher.error = ScriptedLauncher.left = None
    ScriptedLauncher.adopted.clear()
    yield ScriptedLauncher
    ScriptedLauncher.gate.set()


def deployed(program: RealProgram, serial: int) -> Deployment:
    found = program.hub.serving.deployment(serial)
    assert found is not None
    return found


def phase_is(program: RealProgram, serial: int, phase: ErrandPhase) -> Callable[[], bool]:
    def holds() -> bool:
        found = program.hub.serving.deployment(serial)
        return found is not None and found.errand.phase is phase

    return holds


def test_models_of_a_node_are_followed_and_stay_known_when_it_fails(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = RemoteError("The session is lost.")

    def watch(_reach: NodeReach, cancel: Cancel, retry: Wake) -> Iterator[NodeModels]:
        yield NodeModels((MODEL,), told_at=5.0)
        yield NodeModels(None, error=lost)
        retry.wait(None, cancel)
        yield NodeModels((), told_at=9.0)

    monkeypatch.setattr(running, "watch_models", watch)
    serving = program.hub.serving
    assert serving.view(LOCAL_NODE).models is None
    assert serving.running(LOCAL_NODE) == 0
    serving.watch(LOCAL_NODE)
    program.wait(lambda: serving.view(LOCAL_NODE).error is lost)
    assert serving.view(LOCAL_NODE).models == (MODEL,)
    assert serving.running(LOCAL_NODE) == 1
    assert serving.view(LOCAL_NODE).told_at == 5.0
    serving.look_again(LOCAL_NODE)
    program.wait(lambda: serving.view(LOCAL_NODE) == NodeModels((), told_at=9.0))


def test_a_node_that_is_no_longer_read_has_no_sample_of_now(program: RealProgram) -> None:
    reach, telemetry = program.hub.serving.reach(LOCAL_NODE), program.hub.telemetry
    assert reach.sample() is None
    telemetry.take(LOCAL_NODE, Reading(spark_sample(at=1.0)))
    assert reach.sample() is telemetry.latest(LOCAL_NODE)
    telemetry.fail(LOCAL_NODE, "The agent ended.")
    assert reach.sample() is None


def test_recipes_are_those_of_the_newest_look(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving, begun, may_end = program.hub.serving, threading.Event(), threading.Event()
    older, newer = Recipes(), Recipes()

    class Book:
        def load(self) -> Recipes:
            if begun.is_set():
                return newer
            begun.set()
            may_end.wait(30)
            return older

    monkeypatch.setattr(serving, "recipe_book", Book)
    serving.load_recipes()
    program.wait(begun.is_set)
    first = serving._reading_recipes
    serving.load_recipes()
    program.wait(lambda: serving.recipes() is newer)
    may_end.set()
    program.wait(lambda: first not in program.hub.supervisor.running)

    assert serving.recipes() is newer


def test_deployment_is_an_errand_that_ends_with_an_endpoint(
    program: RealProgram, launcher: type[ScriptedLauncher]
) -> None:
    serial = program.hub.serving.deploy(PLAN)
    assert deployed(program, serial).progress.phase is Phase.WAITING
    program.wait(lambda: deployed(program, serial).progress.phase is Phase.LOADING)
    errand = program.hub.errands.get(serial)
    assert errand is not None
    assert errand.progress.fraction == 0.7
    assert errand.progress.goes_on
    launcher.gate.set()
    program.wait(phase_is(program, serial, ErrandPhase.DONE))
    result = deployed(program, serial).deployed
    assert result is not None
    assert result.endpoint == ENDPOINT


def test_deployment_that_the_user_cancels_is_no_end_of_the_program(
    program: RealProgram, launcher: type[ScriptedLauncher]
) -> None:
    serial = program.hub.serving.deploy(PLAN)
    program.wait(lambda: deployed(program, serial).progress.phase is Phase.LOADING)
    program.hub.serving.cancel(serial)
    program.wait(phase_is(program, serial, ErrandPhase.CANCELLED))
    assert launcher.left is False


def test_deployment_at_the_programs_end_is_left_as_it_is(
    program: RealProgram, launcher: type[ScriptedLauncher]
) -> None:
    serial = program.hub.serving.deploy(PLAN)
    program.wait(lambda: deployed(program, serial).progress.phase is Phase.LOADING)
    program.stop()  # nobody is asked: the node goes on by itself
    assert launcher.left is True


def test_deployment_that_failed_is_begun_again_from_the_status_bar(
    program: RealProgram, launcher: type[ScriptedLauncher]
) -> None:
    launcher.error = RemoteError("No space left on device.")
    serial = program.hub.serving.deploy(PLAN)
    program.wait(phase_is(program, serial, ErrandPhase.FAILED))
    launcher.error = None
    second = program.hub.errands.again(serial)
    assert second is not None
    program.wait(lambda: program.hub.serving.deployment(second) is not None)
    assert [each.id for each in program.hub.serving.deployments()] == [second]
    program.hub.serving.cancel(second)
    program.wait(phase_is(program, second, ErrandPhase.CANCELLED))
    program.hub.errands.forget(second)
    assert program.hub.serving.deployments() == ()


def test_what_was_left_is_looked_for_whenever_a_node_comes_back(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.paths.deployments.parent.mkdir(parents=True, exist_ok=True)
    program.paths.deployments.write_text("{}")
    looks: list[NodeReach] = []

    def look(reach: NodeReach, *_more: object) -> tuple[Unfinished, ...]:
        looks.append(reach)
        return ()

    monkeypatch.setattr(launch, "unfinished", look)
    program.hub.serving.resume()
    program.hub.sessions.connect_node(LOCAL_NODE)
    program.wait(lambda: len(looks) == 1)
    program.hub.sessions.disconnect_node(LOCAL_NODE)
    program.wait(lambda: program.hub.sessions.slot(LOCAL_NODE).session is None)
    program.hub.sessions.connect_node(LOCAL_NODE)
    program.wait(lambda: len(looks) == 2)


def test_deployment_of_an_earlier_run_is_picked_up_once(
    program: RealProgram, launcher: type[ScriptedLauncher], monkeypatch: pytest.MonkeyPatch
) -> None:
    program.paths.deployments.parent.mkdir(parents=True, exist_ok=True)
    program.paths.deployments.write_text("{}")
    monkeypatch.setattr(launch, "unfinished", lambda *_args: (Unfinished(PLAN, "c7"),))
    serving = program.hub.serving
    serving.resume()
    program.hub.sessions.connect_node(LOCAL_NODE)
    program.wait(lambda: bool(serving.deployments()))
    serial = serving.deployments()[0].id
    program.wait(lambda: deployed(program, serial).progress.container_id == "c7")
    serving.pick_up(LOCAL_NODE)
    program.wait(
        lambda: not any(job.startswith("serving:") for job in program.hub.supervisor.running)
    )
    assert [each.plan for each in serving.deployments()] == [PLAN]
    launcher.gate.set()
    program.wait(phase_is(program, serial, ErrandPhase.DONE))


def test_all_that_an_earlier_run_left_is_picked_up_also_before_there_is_a_container(
    program: RealProgram, launcher: type[ScriptedLauncher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two were being pulled when the program was quit; one fails and is begun again."""
    program.paths.deployments.parent.mkdir(parents=True, exist_ok=True)
    program.paths.deployments.write_text("{}")
    other = replace(PLAN, port=8001)
    left = (Unfinished(PLAN), Unfinished(other), Unfinished(replace(PLAN, port=8002), "c7"))
    monkeypatch.setattr(launch, "unfinished", lambda *_args: left)
    launcher.error = RemoteError("No space left on device.")
    serving = program.hub.serving
    serving.resume()
    program.hub.sessions.connect_node(LOCAL_NODE)
    program.wait(lambda: len(serving.deployments()) == 3)
    program.wait(lambda: not any(each.errand.is_running for each in serving.deployments()))
    assert sorted(launcher.adopted) == ["", "", "c7"]
    picked = next(each for each in serving.deployments() if each.plan.port == 8002)
    again = program.hub.errands.again(picked.id)
    assert again is not None
    program.wait(phase_is(program, again, ErrandPhase.FAILED))
    assert launcher.adopted[-1] == "", "the container of the first try is gone"


def test_deployer_is_shown_for_what_another_pane_asks_also_when_it_is_open(
    program: RealProgram,
) -> None:
    program.hub.serving.load_recipes()
    program.wait(lambda: program.hub.serving.recipes() is not None)
    recipes = program.hub.serving.recipes()
    assert recipes is not None
    shown = []
    for recipe in [each for each in recipes.recipes if each.nodes == 1][:2]:
        program.hub.show_deploy(LOCAL_NODE, recipe)
        program.wait(lambda: isinstance(program.window.stack.pane("models"), DeployPane))
        pane = program.window.stack.pane("models")
        assert isinstance(pane, DeployPane)
        program.wait(lambda pane=pane: isinstance(pane.section, DeploySection))
        assert isinstance(pane.section, DeploySection)
        chosen = pane.section.desk.choice.recipe
        shown.append(chosen is not None and chosen.id == recipe.id)
    assert shown == [True, True]
