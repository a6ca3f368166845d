"""SessionsState: which nodes are connected, and their telemetry while they are."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.settings import SettingsStore, setting
from app.hosts.nodes import Node
from app.state.node_saver import NodeSaver
from app.state.nodes import NodesChanged, NodesState
from app.state.telemetry import TelemetryState
from app.transport.slot import SessionSlot
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import Emit, Worker, streaming

if TYPE_CHECKING:
    from app.services.telemetry.api import Reading
    from app.transport.api import Session
    from app.transport.keeper import Keeper, OpenSession

log = logging.getLogger(__name__)

Watch: TypeAlias = "Callable[[Session, str, float, Cancel], Iterator[Reading]]"
TICK_MS = 2000
RETRY_TELEMETRY_S = 15.0
RECENT = 300
"""Changes of a session kept for its log."""


@dataclass(frozen=True, slots=True)
class TelemetrySettings:
    """How often nodes are read."""

    interval_s: float = setting(1.0, "Seconds between two samples, 0.1 to 60.")


@dataclass
class _Kept:
    """One node that is wanted connected."""

    node: Node
    keeper: Keeper
    worker: Worker
    telemetry: Worker | None = None
    restart_telemetry: bool = False
    retry_telemetry_at: float | None = None
    """On the monotonic clock, when no source worked while the session goes on."""


class SessionsState(QObject):
    """Connects and disconnects nodes and mirrors what their keepers report.

    Signals:
        status_changed: a session changed its phase, a step, or its latency.
    """

    status_changed = Signal(SessionStatus)

    def __init__(
        self,
        *,
        nodes: NodesState,
        telemetry: TelemetryState,
        supervisor: Supervisor,
        settings: SettingsStore,
        open_session: OpenSession,
        watch: Watch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._telemetry = telemetry
        self._supervisor = supervisor
        self._saver = NodeSaver(nodes, supervisor, self)
        self._settings = settings
        self._open_session = open_session
        self._watch = watch
        self._kept: dict[NodeId, _Kept] = {}
        self._slots: dict[NodeId, SessionSlot] = {}
        self._status: dict[NodeId, SessionStatus] = {}
        self._recent: dict[NodeId, deque[SessionStatus]] = {}
        self._node_of_job: dict[str, NodeId] = {}
        self._known_by: dict[NodeId, str] = {}
        """The host key that the telemetry kept of a node came from."""
        self._serial = 0
        nodes.changed.connect(self._on_nodes_changed)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()

    @property
    def interval_s(self) -> float:
        """Seconds between two samples."""
        from app.services.telemetry.api import MAX_INTERVAL, MIN_INTERVAL

        stored = self._settings.load("telemetry", TelemetrySettings).interval_s
        return min(MAX_INTERVAL, max(MIN_INTERVAL, stored))

    def set_interval(self, seconds: float) -> None:
        """Change how often nodes are read, at once and for later starts."""
        self._settings.save("telemetry", TelemetrySettings(interval_s=seconds))
        for kept in self._kept.values():
            self._start_telemetry(kept)

    def restart_telemetry(self, node: NodeId) -> None:
        """Read a node anew: what it is asked has changed."""
        if node in self._kept:
            self._start_telemetry(self._kept[node])

    def status(self, node: NodeId) -> SessionStatus:
        """Return the state of a node's session."""
        return self._status.get(node) or SessionStatus(node, Phase.OFF)

    def recent(self, node: NodeId) -> tuple[SessionStatus, ...]:
        """Return the last changes of a node's session, oldest first."""
        return tuple(self._recent.get(node, ()))

    def session(self, node: NodeId) -> Session | None:
        """Return the open session for a worker to use, None while there is none."""
        return self.slot(node).session

    def slot(self, node: NodeId) -> SessionSlot:
        """Return where a node's session is found, also while it is not connected."""
        return self._slots.setdefault(node, SessionSlot())

    def connect_at_start(self) -> None:
        """Connect this computer and every node that was connected when the program last ran."""
        for node in self._nodes.all():
            if node.connect_at_start:
                self.connect_node(node.id)
        from app.workers.wake import WakeWatch  # no first paint needs it

        watch = WakeWatch(self)
        watch.woke.connect(self.look_again)
        watch.network_changed.connect(self.look_again)
        watch.start()

    def look_again(self) -> None:
        """Try every node at once that is being tried: the network may be another one."""
        for kept in self._kept.values():
            kept.keeper.look_again()

    def connect_node(self, node_id: NodeId) -> None:
        """Connect a node and keep it connected; when it is kept already, try again at once."""
        kept = self._kept.get(node_id)
        if kept is not None:
            kept.keeper.retry_now()
            return
        node = self._nodes.get(node_id)
        from app.transport.keeper import Keeper  # no first paint connects

        keeper = Keeper(node, self._open_session, slot=self.slot(node_id))

        def keep(cancel: Cancel, emit: Emit) -> None:
            keeper.run(cancel, emit)

        worker = self._worker(node_id, "session", keep)
        worker.produced.connect(self._on_status)
        worker.ended.connect(self._on_keeper_ended)
        self._kept[node_id] = _Kept(node, keeper, worker)
        self._set_status(SessionStatus(node_id, Phase.CONNECTING))
        self._supervisor.start(worker)
        self._saver.change(node_id, connect_at_start=True)

    def disconnect_node(self, node_id: NodeId) -> None:
        """Close a node's session and leave it closed, also at the next start."""
        if self._drop(node_id, tr("It was disconnected here.")):
            self._saver.change(node_id, connect_at_start=False)

    def _drop(self, node_id: NodeId, reason: str) -> bool:
        kept = self._kept.pop(node_id, None)
        if kept is None:
            return False
        kept.worker.stop()
        if kept.telemetry is not None:
            kept.telemetry.stop()
            self._telemetry.mark_gap(node_id, reason)
        self._set_status(SessionStatus(node_id, Phase.OFF, message=reason))
        return True

    def _worker(self, node: NodeId, kind: str, job: Callable[[Cancel, Emit], None]) -> Worker:
        self._serial += 1
        name = f"{kind}:{node}:{self._serial}"
        self._node_of_job[name] = node
        return self._supervisor.worker(name, job, carries=kind == "session")

    def _on_status(self, produced: Produced) -> None:
        status = produced.value
        assert isinstance(status, SessionStatus)
        kept = self._kept.get(status.node)
        if kept is None or kept.worker.name != produced.job:
            return  # a keeper that was stopped meanwhile
        self._set_status(status)
        if status.phase is Phase.CONNECTED:
            self._on_connected(kept)

    def _on_connected(self, kept: _Kept) -> None:
        session = kept.keeper.session
        if session is None:
            return  # lost again already; the keeper says so next
        if session.host_key and self._nodes.has(kept.node.id):
            saved = self._nodes.get(kept.node.id)
            if saved.host_key != session.host_key:
                if saved.host_key or self._known_by.get(saved.id, session.host_key) != (
                    session.host_key
                ):
                    self._telemetry.forget(saved.id)  # another machine answers there now
                kept.node = kept.keeper.node = replace(saved, host_key=session.host_key)
                self._saver.change(saved.id, host_key=session.host_key)
        if session.host_key:
            self._known_by[kept.node.id] = session.host_key
        self._start_telemetry(kept)

    def _start_telemetry(self, kept: _Kept) -> None:
        session = kept.keeper.session
        if session is None:
            return
        kept.retry_telemetry_at = None
        if kept.telemetry is not None and kept.telemetry.isRunning():
            # Its channel has to be closed first: a server may allow one at a time.
            kept.restart_telemetry = True
            kept.telemetry.stop()
            return
        kept.restart_telemetry = False
        name, interval = kept.node.name, self.interval_s

        def read(cancel: Cancel) -> Iterator[object]:
            return self._watch(session, name, interval, cancel)

        worker = self._worker(kept.node.id, "telemetry", streaming(read))
        worker.produced.connect(self._on_reading)
        worker.ended.connect(self._on_telemetry_ended)
        kept.telemetry = worker
        self._telemetry.expect(kept.node.id, interval)
        self._supervisor.start(worker)

    def _on_reading(self, produced: Produced) -> None:
        node = self._current_telemetry(produced.job)
        if node is not None:
            from app.services.telemetry.api import Reading  # 9 ms that the first paint can wait

            assert isinstance(produced.value, Reading)
            self._telemetry.take(node, produced.value)

    def _on_telemetry_ended(self, ended: Ended) -> None:
        node = self._current_telemetry(ended.job)
        self._node_of_job.pop(ended.job, None)
        if node is None:
            return
        self._kept[node].telemetry = None
        if self._kept[node].restart_telemetry:
            self._start_telemetry(self._kept[node])
            return
        if ended.cancelled:
            return
        reason = ended.error.message if ended.error else tr("The source ended.")
        if ended.error is None or isinstance(ended.error, SessionLost):
            self._telemetry.mark_gap(node, reason)
        else:
            self._telemetry.fail(node, reason, ended.error.hint)
            self._kept[node].retry_telemetry_at = time.monotonic() + RETRY_TELEMETRY_S

    def _current_telemetry(self, job: str) -> NodeId | None:
        node = self._node_of_job.get(job)
        kept = self._kept.get(node) if node is not None else None
        current = kept is not None and kept.telemetry is not None and kept.telemetry.name == job
        return node if current else None

    def _on_keeper_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job, None)
        kept = self._kept.get(node) if node is not None else None
        if node is None or kept is None or kept.worker.name != ended.job:
            return
        del self._kept[node]
        if ended.error is not None:
            self._set_status(
                SessionStatus(
                    node, Phase.REFUSED, message=ended.error.message, hint=ended.error.hint
                )
            )

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        kept = self._kept.get(changed.node)
        if not self._nodes.has(changed.node):
            self._drop(changed.node, tr("The node was removed."))
            self._telemetry.forget(changed.node)
            return
        if kept is None:
            return
        before, node = kept.node, self._nodes.get(changed.node)
        kept.node = kept.keeper.node = node
        if _main_way(node) != _main_way(before):
            self._drop(changed.node, tr("The node's address was changed."))
            self.connect_node(changed.node)
        elif node.routes != before.routes:
            kept.keeper.retry_now()

    def _set_status(self, status: SessionStatus) -> None:
        self._status[status.node] = status
        self._recent.setdefault(status.node, deque(maxlen=RECENT)).append(status)
        self.status_changed.emit(status)

    def _tick(self) -> None:
        """Follow the round trip of each session; try telemetry again where none worked."""
        for node_id, kept in self._kept.items():
            session, status = kept.keeper.session, self.status(node_id)
            if session is None or status.phase is not Phase.CONNECTED:
                continue
            due = kept.retry_telemetry_at
            if due is not None and time.monotonic() >= due:
                self._start_telemetry(kept)
            if session.latency_s is not None and session.latency_s != status.latency_s:
                self._status[node_id] = replace(status, latency_s=session.latency_s)
                self.status_changed.emit(self._status[node_id])


def _main_way(node: Node) -> tuple[object, ...]:
    """Return what a session was opened with; other routes may come and go while it is open."""
    return (node.routes[0], node.user, node.identity_file)
