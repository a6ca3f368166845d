"""ProcessControl: ending processes of nodes, for the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from app.services.processes.control import Outcome, ProcessEnder
    from app.services.telemetry.api import Process
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.workers.supervisor import Supervisor

MakeEnder: TypeAlias = "Callable[[], ProcessEnder]"


@dataclass(frozen=True, slots=True)
class ProcessAnswer:
    """What came of ending a process: an outcome, or an error, or (cancelled) neither."""

    node: NodeId
    process: Process
    force: bool
    as_root: bool
    outcome: Outcome | None = None
    error: UserError | None = None


class ProcessControl(QObject):
    """Ends processes over the nodes' open sessions, one try per process at a time.

    Signals:
        answered: a try is over.
    """

    answered = Signal(ProcessAnswer)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        make: MakeEnder,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._make = make
        self._serial = 0
        self._tries: dict[str, ProcessAnswer] = {}
        self._outcomes: dict[str, object] = {}

    def end(
        self, node: NodeId, process: Process, *, force: bool = False, as_root: bool = False
    ) -> None:
        """Tell a process to end (`force`: SIGKILL). Whoever calls has asked the user."""
        if self.running(node, process):
            return
        name, slot, make = self._nodes.get(node).name, self._sessions.slot(node), self._make

        def job(cancel: Cancel) -> object:
            from app.services.processes.control import Ending

            session = slot.session
            if session is None:
                raise SessionLost(
                    tr("{name} is not connected.").format(name=name), tr("Connect, then try again.")
                )
            ending = Ending(process, force=force, as_root=as_root)
            return make().end(session, name, ending, cancel=cancel)

        self._serial += 1
        worker = self._supervisor.worker(f"end:{node}:{process.pid}:{self._serial}", once(job))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._tries[worker.name] = ProcessAnswer(node, process, force, as_root)
        self._supervisor.start(worker)

    def running(self, node: NodeId, process: Process) -> bool:
        """Whether a process is being ended."""
        return any(
            (each.node, each.process.pid) == (node, process.pid) for each in self._tries.values()
        )

    def _on_produced(self, produced: Produced) -> None:
        self._outcomes[produced.job] = produced.value

    def _on_ended(self, ended: Ended) -> None:
        from app.services.processes.control import Outcome

        tried = self._tries.pop(ended.job)
        outcome = self._outcomes.pop(ended.job, None)
        self.answered.emit(
            ProcessAnswer(
                tried.node,
                tried.process,
                tried.force,
                tried.as_root,
                outcome if isinstance(outcome, Outcome) else None,
                None if ended.cancelled else ended.error,
            )
        )
