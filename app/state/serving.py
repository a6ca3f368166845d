"""ServingState: models of the nodes, for the window: recipes, deployments, and what runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Wake
from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.serving.api import DeployProgress, LaunchPlan, Recipes
from app.services.serving.running.api import NodeModels, RunningModel
from app.state.deployments import Deployment, DeploymentChanged, Deployments
from app.state.errands import Progress
from app.state.hub import Notice, Severity
from app.state.model_facts import ModelFactsState
from app.state.nodes import NodesChanged
from app.transport.status import Phase as SessionPhase
from app.transport.status import SessionStatus
from app.workers.job import Ended, Produced
from app.workers.worker import Worker, once, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.cancel import Cancel
    from app.core.paths import Paths
    from app.core.settings import SettingsStore
    from app.hosts.secrets import SecretStore
    from app.services.serving.launching.launch import Launcher
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.services.serving.recipes.book import RecipeBook
    from app.state.containers import ContainersState
    from app.state.errands import ErrandsState, Tell
    from app.state.nodes import NodesState
    from app.state.registries import RegistriesState
    from app.state.sessions import SessionsState
    from app.state.telemetry import TelemetryState
    from app.workers.supervisor import Supervisor

IF_STOPPED = tr("It goes on when this program is opened again.")
IF_CANCELLED = tr("What was made for it on the node is taken away again; layers of the image stay.")


@dataclass(frozen=True, slots=True)
class ModelsChanged:
    """`ServingState.view(node)` is another one."""

    node: NodeId


@dataclass
class _Watched:
    worker: Worker
    retry: Wake


class ServingState(QObject):
    """Follows the models of nodes, deploys others, and knows the recipes.

    Signals:
        models_changed: what a node serves, or what is known of it.
        recipes_changed: `recipes()` are others.
        deployment_changed: a deployment began, went on or ended.
        told: the user should see this.
    """

    models_changed = Signal(ModelsChanged)
    recipes_changed = Signal()
    deployment_changed = Signal(DeploymentChanged)
    told = Signal(Notice)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        telemetry: TelemetryState,
        containers: ContainersState,
        registries: RegistriesState,
        errands: ErrandsState,
        supervisor: Supervisor,
        settings: SettingsStore,
        secrets: Callable[[], SecretStore],
        paths: Paths,
    ) -> None:
        super().__init__()
        self._nodes = nodes
        self._sessions = sessions
        self._telemetry = telemetry
        self._containers = containers
        self._registries = registries
        self._errands = errands
        self._supervisor = supervisor
        self.settings = settings
        self.secrets = secrets
        """Where tokens are kept. For workers: the keyring blocks."""
        self.paths = paths
        self._watched: dict[NodeId, _Watched] = {}
        self._views: dict[NodeId, NodeModels] = {}
        self._node_of_job: dict[str, NodeId] = {}
        self._recipes: Recipes | None = None
        self._reading_recipes = ""
        """The job that reads them; of several the newest."""
        self._measured: MeasuredBook | None = None
        self.facts = ModelFactsState(
            supervisor=supervisor, secrets=secrets, path=paths.model_facts, parent=self
        )
        """What is known of models before they are downloaded."""
        self._connected: set[NodeId] = set()
        self._serial = 0
        nodes.changed.connect(self._on_nodes_changed)
        self._deployments = Deployments(errands, self)
        self._deployments.changed.connect(self._on_deployment_changed)

    def resume(self) -> None:
        """Go on with what an earlier run began, as nodes get connected; once."""
        self._sessions.status_changed.connect(self._on_status)

    # What runs

    def view(self, node: NodeId) -> NodeModels:
        """Return what is known of a node's models."""
        return self._views.get(node) or NodeModels()

    def running(self, node: NodeId) -> int:
        """Return how many models a node serves, 0 while that is not known."""
        return sum(each.runs for each in self.view(node).models or ())

    def watch(self, node: NodeId) -> None:
        """Follow a node's models from now on, over all its sessions."""
        if node in self._watched:
            return
        retry = Wake()

        def follow(cancel: Cancel) -> Iterator[object]:
            from app.services.serving.running.watch import watch_models

            return watch_models(self.reach(node), cancel, retry)

        worker = self._worker(node, streaming(follow))
        worker.produced.connect(self._on_models)
        worker.ended.connect(self._on_watch_ended)
        self._node_of_job[worker.name] = node
        self._watched[node] = _Watched(worker, retry)
        self._supervisor.start(worker)

    def look_again(self, node: NodeId) -> None:
        """Ask a node at once what it serves."""
        self.watch(node)
        self._watched[node].retry.call()

    # Asking

    def reach(self, node: NodeId) -> NodeReach:
        """Return what services reach a node by. For workers: its first import takes a while."""
        from app.core.audit import AuditLog
        from app.services.serving.reach import NodeReach

        return NodeReach(
            node=node,
            name=self._nodes.name_of(node),
            slot=self._sessions.slot(node),
            holder=self._containers.holder(node),
            audit=AuditLog(self.paths.audit),
            sample=lambda: self._telemetry.present(node),
            machine=lambda: self._telemetry.machine(node),
        )

    def asking(self, node: NodeId, question: Callable[[NodeReach, Cancel], object]) -> Worker:
        """Return a worker that produces one answer about a node; connect it, then `start` it."""
        return self._worker(node, once(lambda cancel: question(self.reach(node), cancel)))

    def work(self, work: Callable[[Cancel], object]) -> Worker:
        """Return a worker that produces what `work` returns; connect it, then `start` it."""
        return self._worker(NodeId("-"), once(work))

    def start(self, worker: Worker) -> None:
        """Start a worker that was made here."""
        self._supervisor.start(worker)

    @property
    def measured(self) -> MeasuredBook:
        """What models were seen to do. Reading it blocks: for workers."""
        from app.services.serving.measured import MeasuredBook

        if self._measured is None:
            self._measured = MeasuredBook(self.paths.measured)
        return self._measured

    # Recipes

    def recipes(self) -> Recipes | None:
        """Return the recipes; None until `load_recipes` has read them."""
        return self._recipes

    def recipe_book(self) -> RecipeBook:
        """Return where recipes are kept. Using it blocks: for workers."""
        from app.services.serving.recipes.book import RecipeBook

        return RecipeBook(self.paths.recipes)

    def load_recipes(self) -> None:
        """Read the recipes (anew); `recipes_changed` tells when they are there."""
        worker = self.work(lambda _cancel: self.recipe_book().load())
        self._reading_recipes = worker.name
        worker.produced.connect(self._on_recipes)
        worker.ended.connect(self._on_recipes_ended)
        self._supervisor.start(worker)

    # Deploying

    def deployments(self) -> tuple[Deployment, ...]:
        """Return the deployments of this run, newest first."""
        return self._deployments.all()

    def deployment(self, deployment: int) -> Deployment | None:
        """Return one deployment; None when it is forgotten."""
        return self._deployments.get(deployment)

    def deploy(self, plan: LaunchPlan, *, adopt: str = "") -> int:
        """Begin a deployment, which the user has confirmed, and return its id (an errand's).

        Args:
            plan: what is done.
            adopt: the container that an earlier run of this program started for it.
        """
        node = plan.node.node
        title = tr("Deploying {title}").format(title=plan.recipe.title)
        adopted = [adopt]

        def work(cancel: Cancel, tell: Tell) -> object:
            def on_progress(progress: DeployProgress) -> None:
                goes_on = bool(progress.container_id)
                tell(Progress(progress.overall, progress.detail, progress, goes_on))

            begun = adopted.pop() if adopted else ""  # another try has a container of its own
            launcher = self._launcher(node, cancel)
            return launcher.deploy(plan, cancel, on_progress, adopt=begun)

        serial = self._errands.start(
            node, title, work, if_stopped=IF_STOPPED, if_cancelled=IF_CANCELLED
        )
        errand = self._errands.get(serial)
        assert errand is not None
        self._deployments.add(errand, plan)
        return serial

    def cancel(self, deployment: int) -> None:
        """Cancel a deployment; what it made on the node is taken away again."""
        self._errands.cancel(deployment)

    def pick_up(self, node: NodeId) -> None:
        """Go on with deployments of a node that an earlier run of this program began.

        Those that were cancelled while the node was away are taken away.
        """

        def look(reach: NodeReach, cancel: Cancel) -> object:
            if not self.paths.deployments.exists():
                return ()
            from app.services.serving.launching.launch import unfinished

            return unfinished(reach, self.paths.deployments, cancel)

        worker = self.asking(node, look)
        worker.produced.connect(self._on_unfinished)
        self._supervisor.start(worker)

    # Changing

    def stop_model(self, model: RunningModel) -> None:
        """Stop a model, which the user has confirmed, as an errand."""
        node = model.endpoint.node

        def work(cancel: Cancel, _tell: Tell) -> object:
            from app.services.serving.launching.stopping import stop_model

            stop_model(self.reach(node), model, cancel)
            return Notice(Severity.SUCCESS, tr("{title} was stopped.").format(title=model.title))

        self._errands.start(node, tr("Stopping {title}").format(title=model.title), work)

    def restart_model(self, model: RunningModel) -> None:
        """Restart a model, which the user has confirmed, as an errand."""
        node = model.endpoint.node

        def work(cancel: Cancel, _tell: Tell) -> object:
            from app.services.serving.launching.stopping import restart_model

            restart_model(self.reach(node), model, cancel)
            return Notice(Severity.SUCCESS, tr("{title} starts again.").format(title=model.title))

        self._errands.start(node, tr("Restarting {title}").format(title=model.title), work)

    # Private

    def _launcher(self, node: NodeId, cancel: Cancel) -> Launcher:
        from app.services.serving.keys import login_of_keys, secret_of
        from app.services.serving.launching.launch import Launcher

        secrets = secret_of(self.secrets(), cancel)
        return Launcher(
            self.reach(node),
            secret_of=secrets,
            login_of=login_of_keys(self._registries.login_of(cancel), secrets),
            book=self.measured,
            unfinished=self.paths.deployments,
            leaving=lambda: self._supervisor.is_stopping,
        )

    def _worker(
        self, node: NodeId, job: Callable[[Cancel, Callable[[object], None]], None]
    ) -> Worker:
        self._serial += 1
        return self._supervisor.worker(f"serving:{node}:{self._serial}", job)

    def _set(self, node: NodeId, view: NodeModels) -> None:
        if view != self._views.get(node):
            self._views[node] = view
            self.models_changed.emit(ModelsChanged(node))

    def _on_models(self, produced: Produced) -> None:
        node, told = self._node_of_job.get(produced.job), produced.value
        if node is not None and isinstance(told, NodeModels):
            if told.error is not None and told.models is None:  # those of before stay
                told = replace(self.view(node), error=told.error)
            self._set(node, told)

    def _on_watch_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job, None)
        if node is None or ended.cancelled:
            return
        self._watched.pop(node, None)
        if ended.error is not None:
            self._set(node, replace(self.view(node), error=ended.error))

    def _on_recipes(self, produced: Produced) -> None:
        # An older look may come to its end after a newer one, and know less.
        if isinstance(produced.value, Recipes) and produced.job == self._reading_recipes:
            self._recipes = produced.value
            self.recipes_changed.emit()

    def _on_recipes_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self._tell_error(ended.error, ended.traceback)

    def _on_deployment_changed(self, changed: DeploymentChanged) -> None:
        self.deployment_changed.emit(changed)
        errand = changed.deployment.errand
        if not errand.is_running and self.deployment(errand.id) is not None:
            self.look_again(errand.node)

    def _on_status(self, status: SessionStatus) -> None:
        if status.phase is not SessionPhase.CONNECTED:
            self._connected.discard(status.node)
        elif status.node not in self._connected:
            self._connected.add(status.node)
            self.pick_up(status.node)

    def _on_unfinished(self, produced: Produced) -> None:
        if not produced.value:
            return  # and what launches models stays unread
        from app.services.serving.launching.launch import Unfinished

        running = {each.progress.container_id for each in self.deployments()} - {""}
        for each in produced.value if isinstance(produced.value, tuple) else ():
            if isinstance(each, Unfinished) and each.container_id not in running:
                self.deploy(each.plan, adopt=each.container_id)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if self._nodes.has(changed.node):
            return
        watched = self._watched.pop(changed.node, None)
        if watched is not None:
            watched.worker.stop()
        self._views.pop(changed.node, None)

    def _tell_error(self, error: UserError, details: str) -> None:
        self.told.emit(Notice(Severity.ERROR, error.message, error.hint, details))
