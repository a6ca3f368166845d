"""IncidentsState: machines that vanished and came back started anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.history.api import Incident, LastSeen
from app.services.history.keys import history_key
from app.state.hub import Notice, NoticeAction, PaneRequested, Severity
from app.state.nodes import NodesState
from app.state.sessions import SessionsState
from app.state.telemetry import MachineSeen, SampleTaken
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from app.services.history.incidents import RestartWatch
    from app.services.history.store import HistoryStore

PANE = "incidents"


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """An incident of a node that is saved."""

    node: NodeId
    name: str
    incident: Incident


@dataclass(frozen=True, slots=True)
class IncidentsChanged:
    """Incidents were read, or there is a new one."""

    found: KnownIncident | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a worker read from the store."""

    found: tuple[KnownIncident, ...]


class IncidentsState(QObject):
    """Notices restarts, asks the machine what it wrote last, and keeps what is known of each.

    Signals:
        changed: incidents of before were read, or there is a new one.
        told: there is a new one.
        pane_requested: the user wants to see it.
    """

    changed = Signal(IncidentsChanged)
    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)
    _read = Signal(_Read)
    _found = Signal(KnownIncident)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        lanes: Lanes,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._lanes = lanes
        self._clock = clock
        self._store: HistoryStore | None = None
        self._known: tuple[KnownIncident, ...] = ()
        self._watches: dict[NodeId, RestartWatch] = {}
        self._read.connect(self._on_read)
        self._found.connect(self._on_found)

    @property
    def known(self) -> tuple[KnownIncident, ...]:
        """Every incident of the saved nodes, the newest first."""
        return tuple(each for each in self._known if self._nodes.has(each.node))

    def open(self, store: HistoryStore) -> None:
        """Read what is kept in the store, and keep what is found from now on."""
        self._store = store
        nodes = self._nodes.all()

        def read(_cancel: Cancel) -> None:
            found = [
                KnownIncident(node.id, node.name, incident)
                for node in nodes
                for incident in store.incidents(history_key(node))
            ]
            self._read.emit(_Read(tuple(found)))

        self._lanes.add("read", read)

    def forget(self, key: str) -> None:
        """Drop the incidents of a machine: they are deleted from the store."""
        self._known = tuple(each for each in self._known if each.incident.key != key)
        self.changed.emit(IncidentsChanged())

    def take_sample(self, taken: SampleTaken) -> None:
        """Note that a machine is there."""
        self._watch(taken.node).sample(taken.sample.time)

    def take_machine(self, seen: MachineSeen, last_seen: LastSeen | None = None) -> None:
        """Notice that a machine was started anew, and ask it what it wrote last.

        Args:
            seen: how the machine is now.
            last_seen: how a program before this one saw it.
        """
        machine, now = seen.machine, self._clock()
        watch = self._watch(seen.node)
        incident = watch.boot(machine.boot_id, now, machine.uptime_s, last_seen)
        session, store = self._sessions.session(seen.node), self._store
        if incident is None or session is None or store is None:
            return
        node, name = seen.node, self._nodes.get(seen.node).name

        def ask(cancel: Cancel) -> None:
            from app.services.history.incidents import with_journal

            whole = incident
            try:
                whole = with_journal(incident, session, cancel)
            except SessionLost:
                pass  # what is known is kept without it
            finally:
                store.add_incident(whole)
                store.flush()  # what led to it can be read by whoever is told
            self._found.emit(KnownIncident(node, name, whole))

        self._lanes.add(f"incident {node}", ask)

    def _watch(self, node: NodeId) -> RestartWatch:
        key = history_key(self._nodes.get(node))
        watch = self._watches.get(node)
        if watch is None or watch.key != key:
            from app.services.history.incidents import RestartWatch

            watch = self._watches[node] = RestartWatch(key)
        return watch

    def _on_read(self, read: _Read) -> None:
        self._known = _newest_first({*self._known, *read.found})
        self.changed.emit(IncidentsChanged())

    def _on_found(self, found: KnownIncident) -> None:
        self._known = _newest_first({*self._known, found})
        self.changed.emit(IncidentsChanged(found))
        action = NoticeAction(tr("Show what happened"), self._show)
        title = tr("{name} came back restarted").format(name=found.name)
        self.told.emit(
            Notice(
                Severity.ERROR,
                title,
                tr("The minutes before are kept."),
                found.incident.summary,
                action=action,
                kept_elsewhere=True,
            )
        )

    def _show(self) -> None:
        self.pane_requested.emit(PaneRequested(PANE))


def _newest_first(known: set[KnownIncident]) -> tuple[KnownIncident, ...]:
    return tuple(sorted(known, key=lambda each: each.incident.time_lost, reverse=True))
