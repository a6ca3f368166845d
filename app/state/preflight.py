"""PreflightState: what stands in the way on each node, and repairing it when somebody says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.preflight.api import Check, Finding, Fix
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced
from app.workers.worker import once, streaming

if TYPE_CHECKING:
    from app.hosts.secrets import SecretStore
    from app.services.serving.reach import NodeReach
    from app.state.nodes import NodesChanged, NodesState
    from app.state.sessions import SessionsState
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class PreflightView:
    """What is known of a node by its last pre-flight."""

    findings: tuple[Finding, ...] = ()
    running: bool = False
    """More is still to come."""
    at: float | None = None
    """Unix seconds when the last whole run ended; None before the first."""
    error: UserError | None = None
    """Why it ended early."""
    fixing: Check | None = None
    """What is being repaired now."""

    def of(self, check: Check) -> Finding | None:
        """Return what a check found; None before it was made."""
        return next((each for each in self.findings if each.check is check), None)


@dataclass(frozen=True, slots=True)
class PreflightChanged:
    """There is something new about a node."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class FixEnded:
    """A repair is over; with `error` it did not come to its end."""

    node: NodeId
    fix: Fix
    error: UserError | None = None


class PreflightState(QObject):
    """Checks nodes when asked to, one run per node at a time, and repairs what somebody confirmed.

    Signals:
        changed: a finding came, a run or a repair began or ended.
        fix_ended: a repair is over; the node is checked again where it went well.
    """

    changed = Signal(PreflightChanged)
    fix_ended = Signal(FixEnded)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        reach: Callable[[], Callable[[NodeId], NodeReach]],
        secrets: Callable[[], SecretStore],
        parent: QObject | None = None,
    ) -> None:
        """Make the state; `reach` returns what workers reach nodes by, once one is to be."""
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._reach = reach
        self._secrets = secrets
        self._views: dict[NodeId, PreflightView] = {}
        self._checking: dict[str, NodeId] = {}
        self._workers: dict[NodeId, Worker] = {}
        self._fixing: dict[str, tuple[NodeId, Fix]] = {}
        self._returning: set[NodeId] = set()
        """Nodes that connect again after a repair, to be checked then."""
        self._again: set[NodeId] = set()
        """Nodes that were repaired while they were looked at: part of that is old by now."""
        self._serial = 0
        nodes.changed.connect(self._on_nodes_changed)
        sessions.status_changed.connect(self._on_status)

    def view(self, node: NodeId) -> PreflightView:
        """Return what is known of a node."""
        return self._views.get(node) or PreflightView()

    def check(self, node: NodeId) -> None:
        """Look at a node; what was found before stays until it is found anew."""
        if self.view(node).running:
            return
        if self._sessions.status(node).phase is not Phase.CONNECTED:
            error = SessionLost(tr("The node is not connected."), tr("Connect first."))
            self._set(node, replace(self.view(node), error=error))
            return
        reach_of, secrets = self._reach(), self._secrets

        def look(cancel: Cancel) -> Iterator[Finding]:
            from app.services.preflight.run import preflight
            from app.services.serving.keys import key_states

            yield from preflight(reach_of(node), lambda: key_states(secrets()), cancel)

        worker = self._supervisor.worker(self._name("preflight", node), streaming(look))
        worker.produced.connect(self._on_finding)
        worker.ended.connect(self._on_checked)
        self._checking[worker.name] = node
        self._workers[node] = worker
        self._set(node, replace(self.view(node), running=True, error=None))
        self._supervisor.start(worker)

    def stop(self, node: NodeId) -> None:
        """End the run that looks at a node."""
        if (worker := self._workers.get(node)) is not None:
            worker.stop()

    def fix(self, node: NodeId, shown: Finding) -> None:
        """Repair what was found, just as it was shown: the person has seen these commands."""
        view, fix = self.view(node), shown.fix
        if fix is None or view.fixing is not None:
            return
        if (now := view.of(shown.check)) is None or now.fix != fix:
            self.check(node)  # it was looked at again meanwhile, and is otherwise by now
            return
        reach_of = self._reach()

        def repair(cancel: Cancel) -> None:
            from app.services.preflight.fixing import apply_fix

            apply_fix(reach_of(node), fix, cancel)

        worker = self._supervisor.worker(self._name("preflight-fix", node), once(repair))
        worker.ended.connect(self._on_fixed)
        self._fixing[worker.name] = (node, fix)
        self._set(node, replace(view, fixing=shown.check))
        self._supervisor.start(worker)

    def _name(self, what: str, node: NodeId) -> str:
        self._serial += 1
        return f"{what}:{node}:{self._serial}"

    def _set(self, node: NodeId, view: PreflightView) -> None:
        self._views[node] = view
        self.changed.emit(PreflightChanged(node))

    def _on_finding(self, produced: Produced) -> None:
        node, found = self._checking.get(produced.job), produced.value
        if node is None or not isinstance(found, Finding):
            return
        view = self.view(node)
        others = {each.check: each for each in view.findings} | {found.check: found}
        findings = tuple(others[check] for check in Check if check in others)
        self._set(node, replace(view, findings=findings))

    def _on_checked(self, ended: Ended) -> None:
        node = self._checking.pop(ended.job, None)
        if node is None:
            return
        del self._workers[node]
        whole = ended.error is None and not ended.cancelled
        at = time.time() if whole else self.view(node).at
        error = None if ended.cancelled else ended.error
        self._set(node, replace(self.view(node), running=False, at=at, error=error))
        if node in self._again:
            self._again.discard(node)
            self.check(node)

    def _on_fixed(self, ended: Ended) -> None:
        node, fix = self._fixing.pop(ended.job)
        self._set(node, replace(self.view(node), fixing=None))
        if ended.cancelled:
            return
        self.fix_ended.emit(FixEnded(node, fix, ended.error))
        if ended.error is not None:
            return
        if fix.connects_again:
            self._sessions.disconnect_node(node)
            self._returning.add(node)
            self._sessions.connect_node(node)
        elif self.view(node).running:
            self._again.add(node)
        else:
            self.check(node)

    def _on_status(self, status: SessionStatus) -> None:
        if status.node not in self._returning:
            return
        if status.phase is Phase.CONNECTED:
            self._returning.discard(status.node)
            self.check(status.node)
        elif status.phase in (Phase.REFUSED, Phase.OFF):
            self._returning.discard(status.node)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if not self._nodes.has(changed.node) and self._views.pop(changed.node, None) is not None:
            self.stop(changed.node)
