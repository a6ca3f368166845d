"""ContainersState: the containers of the nodes that were looked at, for the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Wake
from app.core.errors import SettingsUnwritable, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.containers.api import Container, ContainerChange, Listing, Verb
from app.state.hub import Notice, Severity
from app.state.nodes import NodesChanged
from app.workers.job import Ended, Produced
from app.workers.worker import Job, Worker, once, streaming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Emit

_DONE = {
    Verb.START: tr("started"),
    Verb.STOP: tr("stopped"),
    Verb.RESTART: tr("restarted"),
    Verb.PAUSE: tr("paused"),
    Verb.UNPAUSE: tr("unpaused"),
    Verb.KILL: tr("killed"),
    Verb.RENAME: tr("renamed"),
    Verb.REMOVE: tr("removed"),
}


@dataclass(frozen=True, slots=True)
class NodeContainers:
    """What is known of a node's containers now."""

    containers: tuple[Container, ...] | None = None
    """None before they were told for the first time."""
    error: UserError | None = None
    """Why nothing newer is known; `containers` are those of before it."""
    busy: frozenset[str] = field(default_factory=frozenset)
    """Ids of those that are being changed from here."""
    told_at: float = 0.0
    """When `containers` were told, Unix seconds; their `status` was true then."""
    lost_at: float | None = None
    """Since when nothing newer is known; None while they are followed."""

    def told(self, containers: tuple[Container, ...], error: UserError | None) -> NodeContainers:
        """Return what is known when these were told; with an error, that it is an old list."""
        if containers == self.containers:
            return self.failed(error)
        return replace(self.failed(error), containers=containers, told_at=time.time())

    def failed(self, error: UserError | None) -> NodeContainers:
        """Return what is known when an error came; None: all is well."""
        lost_at = None if error is None else self.lost_at or time.time()
        return replace(self, error=error, lost_at=lost_at)


@dataclass(frozen=True, slots=True)
class ContainersChanged:
    """`ContainersState.view(node)` is another one."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class ContainerAnswer:
    """What came of changing a container; without an error it was done."""

    node: NodeId
    container: Container
    change: ContainerChange
    error: UserError | None = None


@dataclass
class _Watched:
    """A node whose containers are followed."""

    worker: Worker
    retry: Wake
    """Called when somebody may have mended what failed."""


class ContainersState(QObject):
    """Follows the containers of nodes and changes them; keeps one engine per node for all who ask.

    Signals:
        changed: a node's containers, or what is known of them.
        answered: a change is over.
        told: the user should see this.
    """

    changed = Signal(ContainersChanged)
    answered = Signal(ContainerAnswer)
    told = Signal(Notice)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        audit_file: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self.audit_file = audit_file
        """Where services write down what they change."""
        self._holders: dict[NodeId, EngineHolder] = {}
        self._watched: dict[NodeId, _Watched] = {}
        self._views: dict[NodeId, NodeContainers] = {}
        self._node_of_job: dict[str, NodeId] = {}
        self._changes: dict[str, ContainerAnswer] = {}
        self._serial = 0
        nodes.changed.connect(self._on_nodes_changed)

    def view(self, node: NodeId) -> NodeContainers:
        """Return what is known of a node's containers."""
        return self._views.get(node) or NodeContainers()

    def running(self, node: NodeId) -> int:
        """Return how many containers run there, 0 while that is not known."""
        return sum(each.state.runs for each in self.view(node).containers or ())

    # Following

    def watch(self, node: NodeId) -> None:
        """Follow a node's containers from now on, over all its sessions."""
        if node in self._watched:
            return
        retry = Wake()

        def follow(cancel: Cancel) -> Iterator[object]:
            from app.services.containers.watching import watch_node

            return watch_node(self.holder(node), cancel, retry)

        worker = self._worker(node, "containers", streaming(follow))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._node_of_job[worker.name] = node
        self._watched[node] = _Watched(worker, retry)
        self._supervisor.start(worker)

    def look_again(self, node: NodeId) -> None:
        """Try at once what failed: somebody may have mended it."""
        self.watch(node)
        self._watched[node].retry.call()

    def _on_produced(self, produced: Produced) -> None:
        node = self._node_of_job.get(produced.job)
        if node is None:
            return
        told, view = produced.value, self.view(node)
        if isinstance(told, Listing):
            view = view.told(told.containers, told.trouble)
        elif isinstance(told, UserError):
            view = view.failed(told)
        self._set(node, view)

    def _on_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job, None)
        if node is None or ended.cancelled:
            return
        self._watched.pop(node, None)
        if ended.error is not None:
            self._set(node, self.view(node).failed(ended.error))

    # Asking

    def holder(self, node: NodeId) -> EngineHolder:
        """Return where a node's engine is found. For workers: its first import takes a while."""
        from app.services.containers.holder import EngineHolder

        name = self._nodes.name_of(node)
        return self._holders.setdefault(node, EngineHolder(self._sessions.slot(node), name))

    def worker(self, node: NodeId, job: Callable[[EngineHolder, Cancel, Emit], None]) -> Worker:
        """Return a worker for a job that outlives sessions; connect it, then start it."""

        def run(cancel: Cancel, emit: Emit) -> None:
            job(self.holder(node), cancel, emit)

        return self._worker(node, "engine", run)

    def asking(self, node: NodeId, question: Callable[[Engine, Cancel], object]) -> Worker:
        """Return a worker that produces one answer of a node's engine; connect it, then start it.

        `produced` has the answer; `ended` has the error when there is none.
        """
        return self._worker(
            node,
            "engine",
            once(lambda cancel: question(self.holder(node).engine(cancel), cancel)),
        )

    def start(self, worker: Worker) -> None:
        """Start a worker that was made here."""
        self._supervisor.start(worker)

    # Changing

    def change(
        self, node: NodeId, containers: Iterable[Container], change: ContainerChange
    ) -> None:
        """Change containers, all at once; whoever calls has asked the user.

        `answered` tells of each; what failed is told to the user, too.
        """
        busy = self.view(node).busy
        for container in containers:
            if container.id not in busy:
                self._change(node, container, change)
        ids = {each.container.id for each in self._changes.values() if each.node == node}
        self._set(node, replace(self.view(node), busy=frozenset(ids)))

    def _change(self, node: NodeId, container: Container, change: ContainerChange) -> None:
        name, audit_file = self._nodes.name_of(node), self.audit_file

        def work(engine: Engine, _cancel: Cancel) -> object:
            from app.core.audit import AuditLog
            from app.services.containers.changes import ContainerChanges

            ContainerChanges(engine, name, AuditLog(audit_file)).apply(container.id, change)
            return None

        worker = self.asking(node, work)
        worker.ended.connect(self._on_change_ended)
        self._changes[worker.name] = ContainerAnswer(node, container, change)
        self._supervisor.start(worker)

    def _on_change_ended(self, ended: Ended) -> None:
        answer = self._changes.pop(ended.job)
        node = answer.node
        view = self.view(node)
        self._set(node, replace(view, busy=view.busy - {answer.container.id}))
        if ended.error is not None and not ended.cancelled:
            answer = replace(answer, error=ended.error)
            title = tr("{name} was not {done}.").format(
                name=answer.container.name, done=_DONE[answer.change.verb]
            )
            hint = f"{ended.error.message} {ended.error.hint}".strip()
            if isinstance(ended.error, SettingsUnwritable):
                hint = tr("Nothing was changed: {hint}").format(hint=hint)
            self.told.emit(Notice(Severity.ERROR, title, hint, ended.traceback))
        self.answered.emit(answer)

    # Private

    def _worker(self, node: NodeId, kind: str, job: Job) -> Worker:
        self._serial += 1
        return self._supervisor.worker(f"{kind}:{node}:{self._serial}", job)

    def _set(self, node: NodeId, view: NodeContainers) -> None:
        if view != self._views.get(node):
            self._views[node] = view
            self.changed.emit(ContainersChanged(node))

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if self._nodes.has(changed.node):
            return
        watched = self._watched.pop(changed.node, None)
        if watched is not None:
            watched.worker.stop()
        self._views.pop(changed.node, None)
        holder = self._holders.pop(changed.node, None)
        if holder is not None:
            holder.close()
