"""Pictures of the Models pane: what runs, the wizard's pages, a deployment on its way.

What runs is the lab's real llama.cpp with a tiny model, under the name of a model that fits a
Spark; the GPU memory that it seems to have is the simulation's.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.lab import gb10
from scripts.lab.engine_image import REPOSITORY, SETTINGS, engine_image
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.registry import Registry

if TYPE_CHECKING:
    from app.panes.deploy.pane import DeployPane
    from app.panes.deploy.wizard.section import DeploySection
    from app.services.serving.api import LaunchSettings, Recipe
    from scripts.lab.docker_engine import DockerEngine
    from scripts.lab.node import LabNode
    from scripts.screenshots import DrivenProgram

PICTURES = ("models", "deploy", "settings", "plan", "progress", "recipes", "benchmarks")
RUNS = "qwen3.6-35b-a3b-ud-q4_k_xl-llama-cpp"
RUNS_MIB = 31_400
STARTS = "deepseek-coder-6.7b-q8_0-llama-cpp"
PLANNED = "gpt-oss-120b-mxfp4-vllm"
RUNS_TOO = "smollm2-360m-q8_0-llama-cpp"
SLOW = (("LAB_DOWNLOAD_S", "4"), ("LAB_LOAD_S", "60"))
PORTS = {RUNS: 8086, STARTS: 8087, RUNS_TOO: 8088}

WaitFor = Callable[[Callable[[], object], str], object]


@contextlib.contextmanager
def engine_on(lab: LabNode, docker: DockerEngine) -> Iterator[str]:
    """Yield the name of the engine's image, which is on the node."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Registry(Path(folder)) as registry,
        FaultProxy("127.0.0.1", registry.port, listen=registry.port, inside=lab.pid),
    ):
        registry.push(REPOSITORY, "server", [engine_image()], settings=SETTINGS)
        image = registry.name(REPOSITORY, "server")
        docker.pull(image)
        yield image


class Scene:
    """The Models pane of the program, on a node with the engine's image."""

    def __init__(
        self, program: DrivenProgram, lab: LabNode, docker: DockerEngine, image: str, wait: WaitFor
    ) -> None:
        from app.panes.deploy.pane import DeployPane

        self._program, self._hub = program, program.hub
        self._lab, self._docker, self._image, self._wait = lab, docker, image, wait
        program.window.show_pane("models")
        pane = wait(lambda: program.window.stack.pane("models"), "the pane")
        assert isinstance(pane, DeployPane)
        self.pane: DeployPane = pane
        self._hub.serving.load_recipes()
        wait(self._hub.serving.recipes, "the recipes")

    @property
    def wizard(self) -> DeploySection:
        """The wizard, which is shown."""
        from app.panes.deploy.api import Page
        from app.panes.deploy.wizard.section import DeploySection

        section = self.pane.show_section(Page.DEPLOY)
        assert isinstance(section, DeploySection)
        return section

    def make_room(self) -> None:
        """Have nothing on the GPU."""
        gb10.apply(self._lab.root, gb10.SCENARIOS["idle"], "not-supported")

    def run(self) -> None:
        """Have one model run, with GPU memory as a large one has."""
        serial = self._deploy(RUNS, ())
        deployed = self._wait(functools.partial(self._deployed, serial), "the model")
        holder = gb10.Process(self._docker.pid(str(deployed)), "llama-server", RUNS_MIB)
        shown = replace(gb10.SCENARIOS["loaded"], processes=(holder,))
        gb10.apply(self._lab.root, shown, "not-supported")

    def run_another(self) -> None:
        """Have a second model run."""
        serial = self._deploy(RUNS_TOO, ())
        self._wait(functools.partial(self._deployed, serial), "the second model")

    def begin(self) -> int:
        """Have another one be on its way; return its deployment."""
        return self._deploy(STARTS, SLOW)

    def choose(self) -> None:
        """Show the models to choose from, one of them chosen."""
        wizard = self.wizard
        wizard.show_about(None)
        self._wait(lambda: wizard.desk.look, "what the node has")
        wizard.model_step.choose("gpt-oss-120b")

    def settle(self) -> None:
        """Show the settings of the one that is chosen."""
        from app.panes.deploy.wizard.choosing import Step

        wizard = self.wizard
        wizard.show_about(self._recipe(PLANNED))
        wizard.desk.show_step(Step.SETTINGS)

    def plan(self) -> None:
        """Show the plan."""
        wizard = self.wizard
        wizard.next.click()
        self._wait(lambda: wizard.plan_step.preflight, "the plan")

    def watch(self, deployment: int) -> None:
        """Show how far a deployment is, once its engine loads."""
        from app.services.serving.api import Phase

        self.wizard.show_about(deployment)

        def loads() -> object:
            found = self._hub.serving.deployment(deployment)
            return found if found is not None and found.progress.phase is Phase.LOADING else None

        self._wait(loads, "the engine to load")

    def show_first(self) -> None:
        """Choose the model that runs."""
        from app.panes.deploy.api import ModelWish
        from app.panes.deploy.running.section import RunningSection
        from app.services.serving.running.api import ModelState

        section = self.pane.section
        assert isinstance(section, RunningSection)
        models = self._hub.serving.view(self._hub.current_node).models or ()
        ready = next(each for each in models if each.state is ModelState.READY)
        section.show_about(ModelWish(ready.endpoint))

    def _deployed(self, serial: int) -> str | None:
        found = self._hub.serving.deployment(serial)
        assert found is not None
        if found.errand.error is not None:
            raise SystemExit(str(found.errand.error))
        return found.deployed.container_id if found.deployed is not None else None

    def _recipe(self, name: str) -> Recipe:
        recipes = self._hub.serving.recipes()
        found = recipes.find(name) if recipes is not None else None
        assert found is not None
        return found

    def _deploy(self, name: str, environment: tuple[tuple[str, str], ...]) -> int:
        from app.services.serving.api import EnvironmentEntry, LaunchRequest, NodeFacts
        from app.services.serving.catalogue import engine
        from scripts.lab.registry import HERE

        recipe = self._recipe(name)
        node = self._hub.current_node
        facts = NodeFacts(
            node, self._hub.nodes.name_of(node), HERE, str(self._lab.home), has_docker=True
        )
        settings: LaunchSettings = replace(
            recipe.settings,
            context=recipe.settings.context or 8192,
            use_gpu=False,
            image=self._image,
            port=PORTS[name],
            environment=tuple(EnvironmentEntry(*each) for each in environment),
        )
        plan = engine(recipe.engine).plan(LaunchRequest(recipe, settings, facts))
        return self._hub.serving.deploy(plan)
