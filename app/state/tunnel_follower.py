"""TunnelFollower: opens and closes tunnels as their nodes come and go."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.ids import NodeId
from app.state.tunnels import TunnelsChanged
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.services.tunnels.book import SavedTunnels
    from app.state.nodes import NodesChanged, NodesState
    from app.state.sessions import SessionsState
    from app.state.tunnel_jobs import TunnelJobs

log = logging.getLogger(__name__)


class TunnelFollower(QObject):
    """A node's tunnels are open while it is wanted connected, and saved while it is saved.

    Signals:
        changed: a node was removed and its tunnels with it, or both came back.
    """

    changed = Signal(TunnelsChanged)

    def __init__(
        self, jobs: TunnelJobs, nodes: NodesState, sessions: SessionsState, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._nodes = nodes
        self._sessions = sessions
        self._phases: dict[NodeId, Phase] = {}
        self._removed: dict[NodeId, SavedTunnels] = {}
        sessions.status_changed.connect(self._on_session)
        nodes.changed.connect(self._on_nodes_changed)

    def start(self) -> None:
        """Open what is wanted of the nodes that are connected already."""
        for node in self._nodes.all():
            self._on_session(self._sessions.status(node.id))

    def _on_session(self, status: SessionStatus) -> None:
        before = self._phases.get(status.node, Phase.OFF)
        self._phases[status.node] = status.phase
        if status.phase is before:
            return
        if status.phase is Phase.OFF:
            self._jobs.close_node(status.node)
        elif before is Phase.OFF or status.phase is Phase.CONNECTED:
            self._open_wanted(status.node, begin=before is Phase.OFF)

    def _open_wanted(self, node: NodeId, *, begin: bool) -> None:
        """Open what shall be open; what starts with its node only when that begins."""
        book = self._jobs.book
        shall = book.wanted.union(self._jobs.keeper.open_ids(node))
        for spec in book.of_node(node):
            if spec.id in shall or (begin and spec.start_with_node):
                self._jobs.open(spec)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        book, node = self._jobs.book, changed.node
        try:
            if not self._nodes.has(node):
                self._jobs.close_node(node)
                removed = book.remove_node(node)
                if removed.tunnels:
                    self._removed[node] = removed
                    self.changed.emit(TunnelsChanged(node))
            elif node in self._removed:
                book.restore(self._removed.pop(node))
                self.changed.emit(TunnelsChanged(node))
        except UserError as error:
            log.warning("%s", error)
