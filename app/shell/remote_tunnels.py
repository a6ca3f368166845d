"""What the command line asks of the window about nodes and tunnels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.core.errors import UserError
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.services.tunnels.api import TunnelSpec, TunnelStatus
    from app.shell.remote import Call, Remote
    from app.state.hub import Hub

OPEN_PATIENCE_MS = 15_000
"""How long a caller waits for a node that has to be connected first."""


class RemoteTunnels(QObject):
    """Answers `status`, `tunnel-list`, `tunnel-open` and `tunnel-close`, on the GUI thread."""

    def __init__(self, hub: Hub, remote: Remote) -> None:
        super().__init__(remote)
        self._hub = hub
        remote.serve("status", self._on_status)
        remote.serve("tunnel-list", self._on_list)
        remote.serve("tunnel-open", self._on_open)
        remote.serve("tunnel-close", self._on_close)

    def _on_status(self, call: Call) -> None:
        from app.services.tunnels.wire import node_to_json

        nodes = []
        for node in self._hub.nodes.all():
            status = self._hub.sessions.status(node.id)
            if status.phase is not Phase.OFF:
                nodes.append(node_to_json(node, status) | {"tunnels": self._tunnels(node)})
        call.answer({"nodes": nodes})

    def _on_list(self, call: Call) -> None:
        self._hub.tunnels.read_traffic()
        nodes = self._hub.nodes.all()
        call.answer({"tunnels": [row for node in nodes for row in self._tunnels(node)]})

    def _on_open(self, call: Call) -> None:
        node = self._node(call)
        if node is None:
            call.answer({"unknown": True})
            return
        from app.services.tunnels.asking import Wanted, refusal

        try:
            wanted = Wanted.from_arguments(call.arguments)
            specs = self._hub.tunnels.open_wanted(node, wanted)
        except UserError as error:
            call.answer(refusal(error))
            return
        _Opening(self._hub, call, node, specs[0], self)

    def _on_close(self, call: Call) -> None:
        from app.services.tunnels.asking import Wanted, means, refusal

        node = self._node(call)
        if node is None:
            call.answer({"closed": []})
            return
        try:
            wanted = Wanted.from_arguments(call.arguments)
        except UserError as error:
            call.answer(refusal(error))
            return
        tunnels = self._hub.tunnels
        specs = [each for each in tunnels.specs(node.id) if means(wanted, each)]
        closed = [each for each in specs if tunnels.is_open(each.id)]
        for spec in closed:
            tunnels.close(spec.id)
        call.answer({"closed": [spec.name for spec in closed]})

    def _tunnels(self, node: Node) -> list[dict[str, Any]]:
        from app.services.tunnels.wire import tunnel_to_json

        tunnels = self._hub.tunnels
        return [
            tunnel_to_json(node, spec, tunnels.status(spec.id)) for spec in tunnels.specs(node.id)
        ]

    def _node(self, call: Call) -> Node | None:
        from app.services.tunnels.asking import is_asked

        return next(
            (each for each in self._hub.nodes.all() if is_asked(each, call.arguments)), None
        )


class _Opening(QObject):
    """Answers a caller once its tunnel is open or failed, or when it took too long."""

    def __init__(self, hub: Hub, call: Call, node: Node, spec: TunnelSpec, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._call = call
        self._node = node
        self._spec = spec
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._answer)
        self._timer.start(OPEN_PATIENCE_MS)
        hub.tunnels.status_changed.connect(self._on_status)
        self._look()

    def _on_status(self, status: TunnelStatus) -> None:
        if status.tunnel == self._spec.id:
            self._look()

    def _look(self) -> None:
        from app.services.tunnels.api import TunnelPhase

        phase = self._hub.tunnels.status(self._spec.id).phase
        if phase in (TunnelPhase.OPEN, TunnelPhase.FAILED):
            self._answer()

    def _answer(self) -> None:
        from app.services.tunnels.api import TunnelPhase
        from app.services.tunnels.wire import tunnel_to_json

        self._timer.stop()
        self._hub.tunnels.status_changed.disconnect(self._on_status)
        status = self._hub.tunnels.status(self._spec.id)
        self._call.answer({"tunnel": tunnel_to_json(self._node, self._spec, status)})
        if status.phase is TunnelPhase.OPEN and self._call.arguments.get("open") is True:
            self._hub.launcher.open_url(self._hub.tunnels.url(self._spec.id))
        self.deleteLater()
