"""ArchiveState: what machines did before now, kept on disk, for the window."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import HistoryUnavailable, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.services.alerts.api import AlertChange, AlertPhase
from app.services.history.api import Event, EventKind, LastSeen, StoreStatus, Stretch
from app.state.incidents import IncidentsState
from app.state.keeping import Forgotten, KeepingState
from app.state.nodes import NodesState
from app.state.rehearsals import Rehearsals
from app.state.ring_filler import RingFiller
from app.state.sessions import SessionsState
from app.state.telemetry import MachineSeen, SampleTaken, TelemetryState
from app.transport.status import Phase, SessionStatus
from app.workers.job import Produced
from app.workers.lanes import Lanes
from app.workers.supervisor import Supervisor

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.history.happenings import Happenings
    from app.services.history.ration import Ration
    from app.services.history.store import HistoryStore
    from app.services.telemetry.api import Machine
    from app.state.alerts import AlertsState
    from app.state.guard import GuardActed, GuardState
    from app.workers.worker import Emit


log = logging.getLogger(__name__)

FillRow: TypeAlias = "tuple[float, Mapping[str, float | None]]"


@dataclass(frozen=True, slots=True)
class StretchRead:
    """The answer to a `request`: a stretch and its events, or why there is none."""

    request: int
    node: NodeId
    stretch: Stretch | None
    events: tuple[Event, ...] = ()
    known: tuple[str, ...] = ()
    """Every metric that was ever kept of the node, where no series was asked for."""
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class EventAdded:
    """Something happened on a node."""

    node: NodeId
    event: Event


@dataclass(frozen=True, slots=True)
class _Opened:
    """The store is open; how each machine was when a program before this one saw it, by key."""

    store: HistoryStore
    last_seen: Mapping[str, LastSeen]


class ArchiveState(QObject):
    """Writes every node's samples and events to the history, and reads it in a worker.

    Nothing is there before `start`, which comes after the first paint. What is asked for before the
    file is open is answered once it is.

    Signals:
        stretch_read: a `request` is answered.
        event_added: something happened on a node, or that was noticed, just now.
        status_changed: the file's size or its trouble changed.
    """

    stretch_read = Signal(StretchRead)
    event_added = Signal(EventAdded)
    status_changed = Signal(StoreStatus)
    _read_by_worker = Signal(StretchRead)
    _told_by_writer = Signal(StoreStatus)
    _added_by_writer = Signal(Event)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        telemetry: TelemetryState,
        supervisor: Supervisor,
        settings: SettingsStore,
        path: Path,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._telemetry = telemetry
        self._supervisor = supervisor
        self._path = path
        self._clock = clock
        self._lanes = Lanes("history", supervisor, self)
        self.incidents = IncidentsState(
            nodes=nodes, sessions=sessions, lanes=self._lanes, clock=clock, parent=self
        )
        self.rehearsals = Rehearsals(nodes=nodes, lanes=self._lanes, clock=clock, parent=self)
        self.keeping = KeepingState(nodes=nodes, settings=settings, lanes=self._lanes, parent=self)
        self._ring_filler = RingFiller(
            nodes=nodes, telemetry=telemetry, lanes=self._lanes, parent=self
        )
        self._store: HistoryStore | None = None
        self._last_seen: dict[str, LastSeen] = {}
        """How machines were that were not seen since the program was started, by key."""
        self._started = False
        self._status = StoreStatus()
        self._serial = 0
        self._unanswered: list[Callable[[Cancel], None]] = []
        self._followed: dict[NodeId, Happenings] = {}
        self._rations: dict[NodeId, Ration] = {}
        self._described: dict[NodeId, tuple[str, Machine]] = {}
        """Of each node the machine as it was last followed, with its key."""
        self._read_by_worker.connect(self.stretch_read)
        self._told_by_writer.connect(self._on_told)
        self._added_by_writer.connect(self._on_added_by_writer)
        self.keeping.forgotten.connect(self._on_forgotten)

    @property
    def status(self) -> StoreStatus:
        """How the history is."""
        return self._status

    def start(self) -> None:
        """Open the file and begin to write."""
        if self._started:
            return
        self._started = True
        worker = self._supervisor.worker("history", self._hold)
        worker.produced.connect(self._on_opened)
        self._supervisor.start(worker)
        self._telemetry.sample_taken.connect(self._on_sample)
        self._sessions.status_changed.connect(self._on_session)

    def follow(self, alerts: AlertsState, guard: GuardState) -> None:
        """Note what they tell, too."""
        alerts.changed.connect(self._on_alert)
        guard.acted.connect(self._on_guard_acted)

    def request(
        self, node: NodeId, metrics: tuple[str, ...], start: float, end: float, width: int
    ) -> int:
        """Ask for series of a node; `stretch_read` brings them with the number returned here.

        Args:
            node: whose history.
            metrics: keys as in `app.services.telemetry.metrics`; none: what there is, and events.
            start: Unix seconds.
            end: Unix seconds.
            width: how many points can be told apart, in pixels.
        """
        self._serial += 1
        request, key = self._serial, self.key_of(node)

        def read(_cancel: Cancel) -> None:
            store = self._store
            assert store is not None
            try:
                stretch = store.read(key, metrics, start, end, width)
                events = tuple(store.events(key, start, end))
                known = () if metrics else store.metrics(key)
            except UserError as error:
                self._read_by_worker.emit(StretchRead(request, node, None, error=error))
            else:
                self._read_by_worker.emit(StretchRead(request, node, stretch, events, known))

        if self._store is None:
            self._unanswered.append(read)
        else:
            self._lanes.add("read", read)
        return request

    def back_filler(self, node: NodeId) -> Callable[[Iterable[FillRow]], object]:
        """Return what a worker hands rows to that were read elsewhere: `(time, numbers)`."""
        key = self.key_of(node)

        def add(rows: Iterable[FillRow]) -> None:
            if self._store is not None:
                self._store.back_fill(key, rows)

        return add

    def add_event(self, node: NodeId, kind: EventKind, title: str, details: str = "") -> None:
        """Note that something happened on a node just now."""
        self._tell(node, [Event(self.key_of(node), self._clock(), kind, title, details)])

    def key_of(self, node: NodeId) -> str:
        """Return what a node is called in the history: its machine, not its name."""
        from app.services.history.keys import history_key

        return history_key(self._nodes.get(node))

    def _hold(self, cancel: Cancel, emit: Emit) -> None:
        """Keep the file open until the program ends; the store writes on a thread of its own."""
        from app.services.history.store import HistoryStore

        store = HistoryStore(
            self._path,
            self.keeping.load(),
            on_status=self._told_by_writer.emit,
            on_event=self._added_by_writer.emit,
        )
        store.start()
        try:
            emit(_Opened(store, _last_seen(store)))
            cancel.wait()
        finally:
            store.close()

    def _on_opened(self, produced: Produced) -> None:
        opened = produced.value
        assert isinstance(opened, _Opened)
        self._store, self._last_seen = opened.store, dict(opened.last_seen)
        self.incidents.open(opened.store)
        self.keeping.open(opened.store)
        self.rehearsals.open(self._path)
        for read in self._unanswered:
            self._lanes.add("read", read)
        self._unanswered.clear()

    def _on_told(self, status: StoreStatus) -> None:
        self._status = status
        self.status_changed.emit(status)

    def _on_added_by_writer(self, event: Event) -> None:
        """Pass on what concerns every machine."""
        for node in self._nodes.all():
            self.event_added.emit(EventAdded(node.id, event))

    def _on_forgotten(self, forgotten: Forgotten) -> None:
        key = forgotten.machine.key
        self.incidents.forget(key)
        for node in [node for node in self._described if self.key_of(node) == key]:
            del self._described[node]  # what is known of it is kept anew

    def _on_sample(self, taken: SampleTaken) -> None:
        store = self._store
        if store is None or not self._nodes.has(taken.node):
            return
        store.add(self.key_of(taken.node), taken.sample.time, taken.row)
        followed = self._follow(taken.node)
        self._take_machine(taken.node, followed, store)
        self._tell(taken.node, followed.sample(taken.sample))
        self.incidents.take_sample(taken)
        self._ring_filler.take_sample(taken, store)

    def _take_machine(self, node: NodeId, followed: Happenings, store: HistoryStore) -> None:
        """Follow what is known of a machine, unless it is what was known before."""
        machine = self._telemetry.machine(node)
        if machine is None or self._described.get(node) == (followed.key, machine):
            return
        from app.services.history.happenings import describe

        self._described[node] = (followed.key, machine)
        last_seen = self._last_seen.pop(followed.key, None)
        self._tell(node, followed.machine(machine, self._clock(), last_seen))
        self.incidents.take_machine(MachineSeen(node, machine), last_seen)
        store.describe(describe(followed.key, machine))

    def _on_session(self, status: SessionStatus) -> None:
        if not self._nodes.has(status.node):
            self._followed.pop(status.node, None)
            self._rations.pop(status.node, None)
            self._described.pop(status.node, None)
            return
        node = self._follow(status.node)
        if status.phase is Phase.CONNECTED:
            self._tell(status.node, node.connected(status.since, status.route))
        elif status.phase is Phase.OFF:
            node.ended()
        elif status.phase is not Phase.CONNECTING:
            self._tell(status.node, node.lost(status.since, status.message))

    def _on_alert(self, change: AlertChange) -> None:
        alert = change.alert
        if not self._nodes.has(alert.node):
            return
        if alert.phase is AlertPhase.FIRING and change.time == alert.fired_at:
            title = alert.rule.title
        elif alert.phase is AlertPhase.RESOLVED and change.time == alert.resolved_at:
            title = tr("Over: {title}").format(title=alert.rule.title)
        else:
            return
        event = Event(self.key_of(alert.node), change.time, EventKind.ALERT, title)
        self._tell(alert.node, [event])

    def _on_guard_acted(self, acted: GuardActed) -> None:
        if self._nodes.has(acted.node):
            action = acted.action
            title = tr("Memory guard: {what}").format(what=action.what)
            details = action.outcome or tr("It is being stopped.")
            self.add_event(acted.node, EventKind.GUARD, title, details)

    def _follow(self, node: NodeId) -> Happenings:
        key = self.key_of(node)
        followed = self._followed.get(node)
        if followed is None or followed.key != key:
            from app.services.history.happenings import Happenings

            followed = self._followed[node] = Happenings(key)
        return followed

    def _tell(self, node: NodeId, events: list[Event]) -> None:
        if not events:
            return
        from app.services.history.ration import Ration

        for event in self._rations.setdefault(node, Ration()).share(events):
            if self._store is not None:
                self._store.add_event(event)
            self.event_added.emit(EventAdded(node, event))


def _last_seen(store: HistoryStore) -> dict[str, LastSeen]:
    """Read how each machine was when it was last seen; nothing where the file cannot be read."""
    try:
        return {seen.description.key: seen for seen in store.last_seen()}
    except HistoryUnavailable as error:
        log.warning("what machines were last like is not known: %s", error)
        return {}
