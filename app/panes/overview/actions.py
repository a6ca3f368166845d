"""What the buttons of the overview do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import UserError
from app.core.ids import NodeId
from app.panes.tunnel_browser import TunnelBrowser
from app.services.telemetry.api import Machine
from app.services.tunnels.address import HOST
from app.services.tunnels.api import ServiceScan, TunnelId, TunnelPhase, TunnelSpec
from app.services.tunnels.presets import find
from app.state.hub import ChatWish, PaneRequested
from app.transport.tunnel.api import ITSELF

if TYPE_CHECKING:
    from app.services.serving.running.api import Endpoint
    from app.state.hub import Hub

DASHBOARD = "dashboard"
"""Key of the preset."""


class OverviewActions(QObject):
    """Opens pages, terminals and other panes; errors become notices."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._browser = TunnelBrowser(hub, self)

    def open_dashboard(self) -> None:
        """Open the DGX Dashboard of the current node in the browser."""
        node, preset = self._hub.current_node, find(DASHBOARD)
        if self._hub.nodes.get(node).is_local:
            self._hub.launcher.open_url(f"{preset.scheme}://{HOST}:{preset.port}{preset.path}")
            return
        try:
            self._browser.browse(self._hub.tunnels.open_service(node, preset))
        except UserError as error:
            self._hub.tell_error(error)

    def open_terminal(self) -> None:
        """Show a shell of the current node."""
        self._hub.show_shell(self._hub.current_node)

    def deploy(self) -> None:
        """Begin to deploy a model on the current node."""
        self._hub.show_deploy(self._hub.current_node)

    def open_models(self) -> None:
        """Show the models of all nodes."""
        self._hub.pane_requested.emit(PaneRequested("models"))

    def show_model(self, endpoint: Endpoint) -> None:
        """Show the details of a model."""
        self._hub.show_deploy(endpoint.node, endpoint)

    def chat(self, endpoint: Endpoint) -> None:
        """Begin a conversation with a model."""
        self._hub.show_chat(ChatWish(endpoint))

    def show_deployment(self, deployment: int) -> None:
        """Show how far a deployment is."""
        self._hub.show_deploy(self._hub.current_node, deployment)

    def open_tunnels(self) -> None:
        """Show the tunnels."""
        self._hub.pane_requested.emit(PaneRequested("tunnels"))

    def open_alerts(self) -> None:
        """Show the alerts."""
        self._hub.pane_requested.emit(PaneRequested("alerts"))

    def open_processes(self) -> None:
        """Show the processes."""
        self._hub.pane_requested.emit(PaneRequested("processes"))

    def use_tunnel(self, tunnel: TunnelId) -> None:
        """Do what the button of a tunnel says: open its page, or the tunnel itself."""
        tunnels = self._hub.tunnels
        try:
            if tunnels.status(tunnel).phase is TunnelPhase.OPEN:
                self._browser.browse(tunnels.get(tunnel))
            else:
                tunnels.open(tunnel)
        except UserError as error:
            self._hub.tell_error(error)

    def has_dashboard(self, node: NodeId) -> bool:
        """Whether a node is a machine that has a DGX Dashboard, as far as is known."""
        hub, port = self._hub, find(DASHBOARD).port
        return (
            _is_dgx(hub.telemetry.machine(node))
            or any(_leads_to(spec, port) for spec in hub.tunnels.specs(node))
            or _listens(hub.tunnels.services(node), port)
        )


def _is_dgx(machine: Machine | None) -> bool:
    return machine is not None and (machine.is_gb10 or machine.dgx_os_version is not None)


def _leads_to(spec: TunnelSpec, port: int) -> bool:
    return spec.remote_port == port and spec.remote_host in ITSELF


def _listens(scan: ServiceScan | None, port: int) -> bool:
    return scan is not None and any(listener.port == port for listener in scan.listeners)
