"""KeyAccessState: setting up, checking and revoking key access, for the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.workers.job import Ended, Produced
from app.workers.worker import Worker, once

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.services.access.key_access import KeyAccess, KeyChange, KeyPlan, KeyStatus
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.transport.api import Session
    from app.workers.supervisor import Supervisor

MakeKeyAccess: TypeAlias = "Callable[[], KeyAccess]"
Ask: TypeAlias = "Callable[[KeyAccess, Session, Node, Cancel], object]"


class KeyTask(StrEnum):
    """What is being done about a node's key access."""

    CHECK = "check"
    PLAN = "plan"
    INSTALL = "install"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class KeyTaskDone:
    """A task is over: it has its result, or an error, or (cancelled) neither."""

    node: NodeId
    task: KeyTask
    status: KeyStatus | None = None
    """What `CHECK` found."""
    plan: KeyPlan | None = None
    change: KeyChange | None = None
    """What `INSTALL` or `REVOKE` did."""
    error: UserError | None = None


class KeyAccessState(QObject):
    """Runs `KeyAccess` over the nodes' open sessions, one task of a kind per node at a time.

    Signals:
        done: a task is over. After `INSTALL` and `REVOKE` the node is saved already.
    """

    done = Signal(KeyTaskDone)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        make: MakeKeyAccess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._make = make
        self._serial = 0
        self._workers: dict[tuple[NodeId, KeyTask], Worker] = {}
        self._results: dict[str, object] = {}

    def check(self, node: NodeId) -> None:
        """Look whether this computer's key is let in."""
        self._start(node, KeyTask.CHECK, _check)

    def plan(self, node: NodeId) -> None:
        """Find out what `install` would change."""
        self._start(node, KeyTask.PLAN, _plan)

    def install(self, node: NodeId) -> None:
        """Let this computer's key in, and use it from now on."""
        self._start(node, KeyTask.INSTALL, _install)

    def revoke(self, node: NodeId) -> None:
        """Take out what `install` added."""
        self._start(node, KeyTask.REVOKE, _revoke)

    def cancel(self, node: NodeId, task: KeyTask) -> None:
        """Stop a task; what it changed is taken back."""
        worker = self._workers.get((node, task))
        if worker is not None:
            worker.stop()

    def running(self, node: NodeId, task: KeyTask) -> bool:
        """Whether a task is under way."""
        return (node, task) in self._workers

    def _start(self, node_id: NodeId, task: KeyTask, ask: Ask) -> None:
        if self.running(node_id, task):
            return
        node, slot, make = self._nodes.get(node_id), self._sessions.slot(node_id), self._make

        def job(cancel: Cancel) -> object:
            session = slot.session
            if session is None:
                raise SessionLost(
                    tr("{name} is not connected.").format(name=node.name),
                    tr("Connect, then try again."),
                )
            return ask(make(), session, node, cancel)

        self._serial += 1
        worker = self._supervisor.worker(f"key:{task}:{node_id}:{self._serial}", once(job))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._workers[node_id, task] = worker
        self._supervisor.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        self._results[produced.job] = produced.value

    def _on_ended(self, ended: Ended) -> None:
        from app.services.access.key_access import KeyChange, KeyPlan, KeyStatus

        node, task = next(k for k, worker in self._workers.items() if worker.name == ended.job)
        del self._workers[node, task]
        result, error = self._results.pop(ended.job, None), ended.error
        if ended.cancelled:
            error = None
        elif isinstance(result, KeyChange):
            error = self._save_key_file(node, result)
        self.done.emit(
            KeyTaskDone(
                node,
                task,
                status=result if isinstance(result, KeyStatus) else None,
                plan=result if isinstance(result, KeyPlan) else None,
                change=result if isinstance(result, KeyChange) else None,
                error=error,
            )
        )

    def _save_key_file(self, node: NodeId, change: KeyChange) -> UserError | None:
        if not self._nodes.has(node):
            return None
        saved = self._nodes.get(node)
        if saved.identity_file == change.node.identity_file:
            return None
        try:
            self._nodes.save(replace(saved, identity_file=change.node.identity_file))
        except UserError as error:
            return error
        return None


def _check(access: KeyAccess, session: Session, node: Node, cancel: Cancel) -> object:
    return access.status(session, node, cancel=cancel)


def _plan(access: KeyAccess, session: Session, node: Node, cancel: Cancel) -> object:
    return access.plan(session, node, cancel=cancel)


def _install(access: KeyAccess, session: Session, node: Node, cancel: Cancel) -> object:
    return access.install(session, node, cancel=cancel)


def _revoke(access: KeyAccess, session: Session, node: Node, cancel: Cancel) -> object:
    return access.revoke(session, node, cancel=cancel)
