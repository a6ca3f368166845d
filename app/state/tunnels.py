"""TunnelsState: the tunnels of all nodes, for the window."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.ids import NodeId
from app.transport.status import Phase, SessionStatus
from app.workers.lanes import Lanes
from app.workers.supervisor import Supervisor
from app.workers.worker import Emit

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.settings import SettingsStore
    from app.hosts.nodes import Node
    from app.services.tunnels.api import (
        Listener,
        Preset,
        ServiceScan,
        TunnelId,
        TunnelSpec,
        TunnelStatus,
    )
    from app.services.tunnels.asking import Wanted
    from app.services.tunnels.book import SavedTunnels, TunnelBook
    from app.services.tunnels.keeper import MakeForward, TokenOf, TunnelKeeper
    from app.state.nodes import NodesChanged, NodesState
    from app.state.sessions import SessionsState

log = logging.getLogger(__name__)

TRAFFIC_MS = 1000


@dataclass(frozen=True, slots=True)
class TunnelsChanged:
    """A node's list of tunnels changed: one was added, edited or removed."""

    node: NodeId


class TunnelsState(QObject):
    """Tunnels of all nodes: what is saved, what is open, what each node offers.

    Nothing is there before `start`, which comes after the first paint: what it needs takes long to
    import. A node's tunnels that are wanted open whenever the node is wanted connected, also after
    a restart of the program, and close when it is disconnected or removed.

    Signals:
        changed: a node's list of tunnels changed (`TunnelsChanged`).
        status_changed: a tunnel's state or traffic changed; carries a `TunnelStatus`.
        services_found: a node was looked at; carries a `ServiceScan`.
    """

    changed = Signal(TunnelsChanged)
    # `object`, not the class: importing the two takes 8 ms that the first paint can do without.
    status_changed = Signal(object)
    services_found = Signal(object)
    _told = Signal(object)
    _scanned = Signal(object)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        settings: SettingsStore,
        audit_file: Path,
        make_forward: MakeForward | None = None,
        token_of: TokenOf | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._settings = settings
        self._audit_file = audit_file
        self._make_forward = make_forward
        self._token_of = token_of
        self._book: TunnelBook | None = None
        self._keeper: TunnelKeeper | None = None
        self._status: dict[TunnelId, TunnelStatus] = {}
        self._scans: dict[NodeId, ServiceScan] = {}
        self._removed: dict[NodeId, SavedTunnels] = {}
        self._phases: dict[NodeId, Phase] = {}
        self._lanes = Lanes("tunnels", supervisor, self)
        self._watching = False
        self._told.connect(self._on_told)
        self._scanned.connect(self._on_scanned)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TRAFFIC_MS)
        self._ticker.timeout.connect(self.read_traffic)

    # Life

    def start(self) -> None:
        """Load the saved tunnels and open those that are wanted, without a click."""
        if self._book is not None:
            return
        from app.core.audit import AuditLog
        from app.services.tunnels.book import TunnelBook
        from app.services.tunnels.keeper import TunnelKeeper

        self._book = TunnelBook(self._settings)
        keeper = TunnelKeeper(
            self._sessions.slot,
            self._told.emit,
            audit=AuditLog(self._audit_file),
            name_of=lambda node: self._nodes.get(node).name,
            make_forward=self._make_forward,
            token_of=self._token_of,
        )
        self._keeper = keeper

        def close_at_exit(cancel: Cancel, _emit: Emit) -> None:
            """Wait for the program's end without waking up, then close what is open."""
            import threading

            ended = threading.Event()
            with cancel.on_cancel(ended.set):
                ended.wait()
            keeper.close_all()

        self._supervisor.start(self._supervisor.worker("tunnels", close_at_exit))
        self._sessions.status_changed.connect(self._on_session)
        self._nodes.changed.connect(self._on_nodes_changed)
        for node in self._nodes.all():
            self._on_session(self._sessions.status(node.id))
            if self._book.of_node(node.id):
                self.changed.emit(TunnelsChanged(node.id))

    # What is saved

    def all(self) -> tuple[TunnelSpec, ...]:
        """Return every saved tunnel of the saved nodes, in order."""
        if self._book is None:
            return ()
        return tuple(spec for spec in self._book.all() if self._nodes.has(spec.node))

    def specs(self, node: NodeId) -> tuple[TunnelSpec, ...]:
        """Return the saved tunnels of one node, in order."""
        return self._book.of_node(node) if self._book is not None else ()

    def get(self, tunnel: TunnelId) -> TunnelSpec:
        """Return one tunnel; BadInput when it was removed."""
        return self._opened_book.get(tunnel)

    def add(self, spec: TunnelSpec) -> TunnelSpec:
        """Save a new tunnel, its name made unique; raises BadInput or SettingsUnwritable."""
        return self.save(self._opened_book.unique_name(spec))

    def save(self, spec: TunnelSpec) -> TunnelSpec:
        """Add or replace a tunnel by id; one that is open moves to its new port or target."""
        book, keeper = self._opened_book, self._opened_keeper
        before = book.get(spec.id) if book.has(spec.id) else None
        saved = book.save(spec)
        keeper.update(saved)
        if before is not None and self.is_open(saved.id) and _moved(before, saved):
            self._close(saved.id)
            self._open(saved)
        self.changed.emit(TunnelsChanged(saved.node))
        return saved

    def remove(self, tunnel: TunnelId) -> TunnelSpec:
        """Close and forget a tunnel; return it for an undo with `save`."""
        removed = self._opened_book.remove(tunnel)
        self._close(tunnel)
        self.changed.emit(TunnelsChanged(removed.node))
        return removed

    # What is open

    def status(self, tunnel: TunnelId) -> TunnelStatus:
        """Return a tunnel's state."""
        known = self._status.get(tunnel)
        if known is not None:
            return known
        from app.services.tunnels.api import TunnelPhase, TunnelStatus

        node = self._book.get(tunnel).node if self._book and self._book.has(tunnel) else NodeId("")
        return TunnelStatus(tunnel, node, TunnelPhase.CLOSED)

    def is_open(self, tunnel: TunnelId) -> bool:
        """Whether a tunnel is open, being opened, or failed to open and is wanted."""
        return self._keeper is not None and tunnel in self._keeper.open_ids()

    def open(self, tunnel: TunnelId, *, fixed: bool = False) -> None:
        """Open a tunnel and keep it open until `close`; its node is connected when it is not.

        `fixed`: on its own local port or not at all. Whoever calls has asked the user about its
        start command, if it has one.
        """
        spec = self._opened_book.get(tunnel)
        self._opened_book.want(tunnel, opened=True)
        if self._sessions.status(spec.node).phase is Phase.OFF:
            self._sessions.connect_node(spec.node)
        self._open(spec, fixed=fixed)

    def close(self, tunnel: TunnelId) -> None:
        """Close a tunnel and leave it closed, also at the next start."""
        self._opened_book.want(tunnel, opened=False)
        self._close(tunnel)

    def open_wanted(self, node: Node, wanted: Wanted) -> tuple[TunnelSpec, ...]:
        """Open what a person asked for in words, its own tunnel first; raises BadInput."""
        from app.services.tunnels.asking import specs_for

        specs = specs_for(self._opened_book, node, wanted, save=True)
        self.changed.emit(TunnelsChanged(node.id))
        for spec in specs:
            self.open(spec.id, fixed=wanted.fixed)
        return specs

    def open_group(self, node: NodeId, group: str) -> None:
        """Open every tunnel of a group."""
        for spec in self._opened_book.of_group(node, group):
            self.open(spec.id)

    def close_group(self, node: NodeId, group: str) -> None:
        """Close every tunnel of a group."""
        for spec in self._opened_book.of_group(node, group):
            self.close(spec.id)

    def open_service(self, node: NodeId, what: Listener | Preset) -> TunnelSpec:
        """Open what listens on a node, saved as a tunnel when it is not yet; return that.

        An app that needs several ports gets a tunnel to each.
        """
        specs = [
            spec if self._opened_book.has(spec.id) else self.add(spec)
            for spec in self._opened_book.planned(node, what)
        ]
        for spec in specs:
            self.open(spec.id)
        return specs[0]

    def url(self, tunnel: TunnelId) -> str:
        """Return where an open tunnel's service is found; empty while nothing listens.

        It may carry a token: hand it to the browser or the clipboard, never to a log.
        """
        if self._keeper is None or self._book is None or not self._book.has(tunnel):
            return ""
        return self._keeper.url(self._book.get(tunnel))

    # What is looked at

    def services(self, node: NodeId) -> ServiceScan | None:
        """Return what was found on a node, None before the first `scan`."""
        return self._scans.get(node)

    def scan(self, node: NodeId) -> None:
        """Look what listens on a node; `services_found` tells, also when it failed."""
        session, last = self._sessions.session(node), self._scans.get(node)

        def look(cancel: Cancel) -> None:
            from app.services.tunnels.listening import scan

            self._scanned.emit(scan(session, node, cancel=cancel, last=last))

        self._lanes.add(f"look:{node}", look)

    def check(self, tunnel: TunnelId) -> None:
        """Try the service behind an open tunnel; `status_changed` tells what came of it."""
        spec, keeper = self._opened_book.get(tunnel), self._opened_keeper

        def look(cancel: Cancel) -> None:
            keeper.check(tunnel, cancel)

        self._lanes.add(f"look:{spec.node}", look)

    def watch_traffic(self, on: bool) -> None:
        """Read traffic once a second while a view shows it and something is open."""
        self._watching = on
        self.read_traffic()
        self._pace()

    def read_traffic(self) -> None:
        """Read the traffic of every open tunnel now; `status_changed` tells what changed."""
        if self._keeper is None:
            return
        for status in self._keeper.refresh_traffic():
            self._status[status.tunnel] = status
            self.status_changed.emit(status)

    # Private

    @property
    def _opened_book(self) -> TunnelBook:
        self.start()
        assert self._book is not None
        return self._book

    @property
    def _opened_keeper(self) -> TunnelKeeper:
        self.start()
        assert self._keeper is not None
        return self._keeper

    def _open(self, spec: TunnelSpec, *, fixed: bool = False) -> None:
        book, keeper = self._opened_book, self._opened_keeper
        self._say_opening(spec)

        def work(_cancel: Cancel) -> None:
            status = keeper.open(spec, book.local_port(spec), fixed=fixed)
            if status.local_port is not None and not spec.local_port and book.has(spec.id):
                book.remember_port(spec.id, status.local_port)

        self._lanes.add(f"change:{spec.node}", work)

    def _say_opening(self, spec: TunnelSpec) -> None:
        """Show at once that a closed tunnel is being opened; its worker may have to wait."""
        from app.services.tunnels.api import TunnelPhase, TunnelStatus

        if self.status(spec.id).phase in (TunnelPhase.CLOSED, TunnelPhase.FAILED):
            self._on_told(TunnelStatus(spec.id, spec.node, TunnelPhase.OPENING, time.time()))

    def _close(self, tunnel: TunnelId) -> None:
        keeper = self._opened_keeper
        keeper.abandon(tunnel)
        node = self.status(tunnel).node

        def work(_cancel: Cancel) -> None:
            keeper.close(tunnel)

        self._lanes.add(f"change:{node}", work)

    def _on_told(self, status: TunnelStatus) -> None:
        if self._book is None or not self._book.has(status.tunnel):
            self._status.pop(status.tunnel, None)
        else:
            self._status[status.tunnel] = status
        self._pace()
        self.status_changed.emit(status)

    def _on_scanned(self, scan: ServiceScan) -> None:
        if self._nodes.has(scan.node):
            self._scans[scan.node] = scan
            self.services_found.emit(scan)

    def _on_session(self, status: SessionStatus) -> None:
        """Open a node's tunnels when it is wanted connected, close them when it is not."""
        before = self._phases.get(status.node, Phase.OFF)
        self._phases[status.node] = status.phase
        if status.phase is before:
            return
        if status.phase is Phase.OFF:
            self._close_node(status.node)
        elif before is Phase.OFF or status.phase is Phase.CONNECTED:
            self._open_wanted(status.node, begin=before is Phase.OFF)

    def _open_wanted(self, node: NodeId, *, begin: bool) -> None:
        """Open what shall be open; what starts with its node only when that begins."""
        wanted = self._opened_book.wanted
        for spec in self.specs(node):
            if spec.id in wanted or (begin and spec.start_with_node) or self.is_open(spec.id):
                self._open(spec)

    def _close_node(self, node: NodeId) -> None:
        for tunnel in self._opened_keeper.open_ids(node):
            self._close(tunnel)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        book = self._opened_book
        try:
            if not self._nodes.has(changed.node):
                self._close_node(changed.node)
                self._scans.pop(changed.node, None)
                removed = book.remove_node(changed.node)
                if removed.tunnels:
                    self._removed[changed.node] = removed
                    self.changed.emit(TunnelsChanged(changed.node))
            elif changed.node in self._removed:
                book.restore(self._removed.pop(changed.node))
                self.changed.emit(TunnelsChanged(changed.node))
        except UserError as error:
            log.warning("%s", error)

    def _pace(self) -> None:
        """Let the clock run only while somebody looks and something is open."""
        due = self._watching and self._keeper is not None and bool(self._keeper.open_ids())
        if due != self._ticker.isActive():
            self._ticker.start() if due else self._ticker.stop()


def _moved(before: TunnelSpec, after: TunnelSpec) -> bool:
    """Whether an edit changes where a tunnel listens or leads."""
    where = ("kind", "remote_port", "remote_host", "local_port", "same_port")
    return any(getattr(before, name) != getattr(after, name) for name in where)
