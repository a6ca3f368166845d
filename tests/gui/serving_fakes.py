"""A stand-in for ServingState: it is told what nodes serve, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.ids import NodeId
from app.services.serving.api import DeployProgress, LaunchPlan, ModelRef, Phase, Recipes
from app.services.serving.facts.api import ModelFacts
from app.services.serving.running.api import NodeModels, RunningModel
from app.state.deployments import Deployment, DeploymentChanged
from app.state.errands import Errand
from app.state.hub import Notice
from app.state.model_facts import FactsChanged
from app.state.serving import ModelsChanged
from tests.gui.containers_fakes import FakeWorker


class FakeFacts(QObject):
    """Knows what a test says of models; nothing is asked."""

    changed = Signal(FactsChanged)

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[ModelRef, ModelFacts] = {}
        self.errors: dict[ModelRef, UserError] = {}
        self.wanted: list[ModelRef] = []
        self.pending = 0

    def show(self, facts: ModelFacts) -> None:
        self.known[facts.ref] = facts
        self.changed.emit(FactsChanged(facts.ref))

    def get(self, ref: ModelRef) -> ModelFacts | None:
        return self.known.get(ref)

    def error(self, ref: ModelRef) -> UserError | None:
        return self.errors.get(ref)

    def is_asked(self, ref: ModelRef) -> bool:
        return ref in self.wanted and ref not in self.known

    def read(self) -> None:
        self.changed.emit(FactsChanged(None))

    def want(self, refs: Iterable[ModelRef], *, again: bool = False) -> None:
        self.wanted += refs

    def stop(self) -> None:
        self.wanted.clear()


class FakeServing(QObject):
    models_changed = Signal(ModelsChanged)
    recipes_changed = Signal()
    deployment_changed = Signal(DeploymentChanged)
    told = Signal(Notice)

    def __init__(self, _hub: object = None) -> None:
        super().__init__()
        self.facts = FakeFacts()
        self.views: dict[NodeId, NodeModels] = {}
        self.known: Recipes | None = None
        self.made: dict[int, Deployment] = {}
        self.asked: list[tuple[str, object]] = []
        self.workers: list[FakeWorker] = []

    # What a test says

    def show(self, node: NodeId, models: NodeModels) -> None:
        self.views[node] = models
        self.models_changed.emit(ModelsChanged(node))

    def show_recipes(self, recipes: Recipes) -> None:
        self.known = recipes
        self.recipes_changed.emit()

    def progress(self, deployment: int, progress: DeployProgress, **errand: Any) -> None:
        before = self.made[deployment]
        self._keep(Deployment(replace(before.errand, **errand), progress))

    # What ServingState does

    def view(self, node: NodeId) -> NodeModels:
        return self.views.get(node) or NodeModels()

    def running(self, node: NodeId) -> int:
        return sum(each.runs for each in self.view(node).models or ())

    def recipes(self) -> Recipes | None:
        return self.known

    def deployments(self) -> tuple[Deployment, ...]:
        return tuple(reversed(self.made.values()))

    def deployment(self, deployment: int) -> Deployment | None:
        return self.made.get(deployment)

    def deploy(self, plan: LaunchPlan, *, adopt: str = "") -> int:
        self.asked.append(("deploy", plan))
        serial = len(self.made) + 1
        errand = Errand(serial, plan.node.node, f"Deploying {plan.recipe.title}", 1_790_000_000.0)
        progress = DeployProgress(
            plan, Phase.WAITING, begun=errand.started, phase_begun=errand.started
        )
        self._keep(Deployment(errand, progress))
        return serial

    def asking(self, _node: NodeId, question: Callable[..., object]) -> FakeWorker:
        return self._worker(question)

    def work(self, work: Callable[..., object]) -> FakeWorker:
        return self._worker(work)

    def start(self, worker: FakeWorker) -> None:
        worker.started = True

    def watch(self, node: NodeId) -> None:
        self.asked.append(("watch", node))

    def look_again(self, node: NodeId) -> None:
        self.asked.append(("look again", node))

    def load_recipes(self) -> None:
        self.asked.append(("load recipes", None))

    def cancel(self, deployment: int) -> None:
        self.asked.append(("cancel", deployment))

    def stop_model(self, model: RunningModel) -> None:
        self.asked.append(("stop", model))

    def restart_model(self, model: RunningModel) -> None:
        self.asked.append(("restart", model))

    def resume(self) -> None:
        self.asked.append(("resume", None))

    def _worker(self, work: Callable[..., object]) -> FakeWorker:
        made = FakeWorker(f"serving:{len(self.workers)}", work)
        self.workers.append(made)
        return made

    def _keep(self, deployment: Deployment) -> None:
        self.made[deployment.id] = deployment
        self.deployment_changed.emit(DeploymentChanged(deployment))
