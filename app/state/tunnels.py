"""TunnelsState: the tunnels of all nodes, for the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.tunnels.api import ServiceScan, TunnelId, TunnelPhase, TunnelStatus
from app.transport.status import Phase
from app.workers.supervisor import Supervisor

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.settings import SettingsStore
    from app.hosts.nodes import Node
    from app.hosts.secrets import SecretStore
    from app.services.tunnels.api import Listener, Preset, TunnelSpec
    from app.services.tunnels.asking import Wanted
    from app.services.tunnels.keeper import MakeForward
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.state.tunnel_jobs import TunnelJobs

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
        status_changed: a tunnel's state or its traffic changed.
        services_found: a node was looked at, or could not be.
    """

    changed = Signal(TunnelsChanged)
    status_changed = Signal(TunnelStatus)
    services_found = Signal(ServiceScan)
    _scanned = Signal(ServiceScan)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        settings: SettingsStore,
        secrets: SecretStore,
        audit_file: Path,
        make_forward: MakeForward | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._settings = settings
        self._audit_file = audit_file
        self._make_forward = make_forward
        self._secrets = secrets
        self._jobs: TunnelJobs | None = None
        self._status: dict[TunnelId, TunnelStatus] = {}
        self._scans: dict[NodeId, ServiceScan] = {}
        self._watching = False
        self._scanned.connect(self._on_scanned)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TRAFFIC_MS)
        self._ticker.timeout.connect(self.read_traffic)

    # Life

    def start(self) -> None:
        """Load the saved tunnels and open those that are wanted, without a click."""
        if self._jobs is not None:
            return
        from app.core.audit import AuditLog
        from app.services.tunnels.book import TunnelBook
        from app.services.tunnels.keeper import TunnelKeeper, kept_token
        from app.state.tunnel_follower import TunnelFollower
        from app.state.tunnel_jobs import TunnelJobs

        self._jobs = jobs = TunnelJobs(
            TunnelBook(self._settings), self._secrets, self._supervisor, self
        )
        jobs.told.connect(self._on_told)
        jobs.start(
            TunnelKeeper(
                self._sessions.slot,
                jobs.told.emit,
                audit=AuditLog(self._audit_file),
                name_of=lambda node: self._nodes.get(node).name,
                make_forward=self._make_forward,
                token_of=kept_token(self._secrets),
            )
        )
        follower = TunnelFollower(jobs, self._nodes, self._sessions, self)
        follower.changed.connect(self.changed)
        for node in self._nodes.all():
            if jobs.book.of_node(node.id):
                self.changed.emit(TunnelsChanged(node.id))
        follower.start()

    # What is saved

    def all(self) -> tuple[TunnelSpec, ...]:
        """Return every saved tunnel of the saved nodes, in order."""
        if self._jobs is None:
            return ()
        return tuple(spec for spec in self._jobs.book.all() if self._nodes.has(spec.node))

    def specs(self, node: NodeId) -> tuple[TunnelSpec, ...]:
        """Return the saved tunnels of one node, in order."""
        return self._jobs.book.of_node(node) if self._jobs is not None else ()

    def get(self, tunnel: TunnelId) -> TunnelSpec:
        """Return one tunnel; BadInput when it was removed."""
        return self._ready.book.get(tunnel)

    def add(self, spec: TunnelSpec) -> TunnelSpec:
        """Save a new tunnel, its name made unique; raises BadInput or SettingsUnwritable."""
        return self.save(self._ready.book.unique_name(spec))

    def save(self, spec: TunnelSpec) -> TunnelSpec:
        """Add or replace a tunnel by id; one that is open moves to its new port or target."""
        book, keeper = self._ready.book, self._ready.keeper
        before = book.get(spec.id) if book.has(spec.id) else None
        saved = book.save(spec)
        keeper.update(saved)
        if before is not None and self.is_open(saved.id) and _moved(before, saved):
            self._ready.close(saved.id, saved.node)
            self._ready.open(saved)
        self.changed.emit(TunnelsChanged(saved.node))
        return saved

    def remove(self, tunnel: TunnelId) -> TunnelSpec:
        """Close and forget a tunnel; return it for an undo with `save`. Its token is kept."""
        removed = self._ready.book.remove(tunnel)
        self._ready.close(tunnel, removed.node)
        self.changed.emit(TunnelsChanged(removed.node))
        return removed

    # What is open

    def status(self, tunnel: TunnelId) -> TunnelStatus:
        """Return a tunnel's state; one that is not known is closed."""
        known = self._status.get(tunnel)
        if known is not None:
            return known
        saved = self._jobs is not None and self._jobs.book.has(tunnel)
        node = self.get(tunnel).node if saved else NodeId("")
        return TunnelStatus(tunnel, node, TunnelPhase.CLOSED)

    def is_open(self, tunnel: TunnelId) -> bool:
        """Whether a tunnel is open, being opened, or failed to open and is wanted."""
        return self._jobs is not None and tunnel in self._jobs.keeper.open_ids()

    def open(self, tunnel: TunnelId, *, fixed: bool = False) -> None:
        """Open a tunnel and keep it open until `close`; its node is connected when it is not.

        `fixed`: on its own local port or not at all. Whoever calls has asked the user about its
        start command, if it has one.
        """
        spec = self._ready.book.get(tunnel)
        self._ready.book.want(tunnel, opened=True)
        if self._sessions.status(spec.node).phase is Phase.OFF:
            self._sessions.connect_node(spec.node)
        self._ready.open(spec, fixed=fixed)

    def close(self, tunnel: TunnelId) -> None:
        """Close a tunnel and leave it closed, also at the next start."""
        self._ready.book.want(tunnel, opened=False)
        self._ready.close(tunnel, self.get(tunnel).node)

    def open_wanted(self, node: Node, wanted: Wanted) -> tuple[TunnelSpec, ...]:
        """Open what a person asked for in words, its own tunnel first; raises BadInput."""
        from app.services.tunnels.asking import specs_for

        specs = specs_for(self._ready.book, node, wanted, save=True)
        self.changed.emit(TunnelsChanged(node.id))
        for spec in specs:
            self.open(spec.id, fixed=wanted.fixed)
        return specs

    def open_service(self, node: NodeId, what: Listener | Preset) -> TunnelSpec:
        """Open what listens on a node, saved as a tunnel when it is not yet; return that.

        An app that needs several ports gets a tunnel to each.
        """
        specs = [
            spec if self._ready.book.has(spec.id) else self.add(spec)
            for spec in self._ready.book.planned(node, what)
        ]
        for spec in specs:
            self.open(spec.id)
        return specs[0]

    def url(self, tunnel: TunnelId) -> str:
        """Return where an open tunnel's service is found; empty while nothing listens.

        It may carry a token: hand it to the browser or the clipboard, never to a log.
        """
        if self._jobs is None or not self._jobs.book.has(tunnel):
            return ""
        return self._jobs.keeper.url(self._jobs.book.get(tunnel))

    def set_token(self, tunnel: TunnelId, token: str) -> None:
        """Keep the token of a service's page in the keyring, or forget it when empty."""
        self._ready.set_token(self.get(tunnel), token)

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

        self._ready.look(node, look)

    def check(self, tunnel: TunnelId) -> None:
        """Try the service behind an open tunnel; `status_changed` tells what came of it."""
        spec, keeper = self._ready.book.get(tunnel), self._ready.keeper

        def look(cancel: Cancel) -> None:
            keeper.check(tunnel, cancel)

        self._ready.look(spec.node, look)

    def watch_traffic(self, on: bool) -> None:
        """Read traffic once a second while a view shows it and something is open."""
        self._watching = on
        self.read_traffic()
        self._pace()

    def read_traffic(self) -> None:
        """Read the traffic of every open tunnel now; `status_changed` tells what changed."""
        if self._jobs is None:
            return
        for status in self._jobs.keeper.refresh_traffic():
            self._status[status.tunnel] = status
            self.status_changed.emit(status)

    # Private

    @property
    def _ready(self) -> TunnelJobs:
        self.start()
        assert self._jobs is not None
        return self._jobs

    def _on_told(self, status: TunnelStatus) -> None:
        if self._jobs is None or not self._jobs.book.has(status.tunnel):
            self._status.pop(status.tunnel, None)
        else:
            self._status[status.tunnel] = status
        self._pace()
        self.status_changed.emit(status)

    def _on_scanned(self, scan: ServiceScan) -> None:
        if self._nodes.has(scan.node):
            self._scans[scan.node] = scan
            self.services_found.emit(scan)

    def _pace(self) -> None:
        """Let the clock run only while somebody looks and something is open."""
        due = self._watching and self._jobs is not None and bool(self._jobs.keeper.open_ids())
        if due != self._ticker.isActive():
            self._ticker.start() if due else self._ticker.stop()


def _moved(before: TunnelSpec, after: TunnelSpec) -> bool:
    """Whether an edit changes where a tunnel listens or leads."""
    where = ("kind", "remote_port", "remote_host", "local_port", "same_port")
    return any(getattr(before, name) != getattr(after, name) for name in where)
