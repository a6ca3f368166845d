"""Opens a container's port in the browser: over a tunnel, which is made where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import UserError
from app.core.ids import NodeId
from app.panes.containers.list.rows import published
from app.panes.tunnel_browser import TunnelBrowser
from app.services.containers.api import Container, Port

if TYPE_CHECKING:
    from app.services.tunnels.api import TunnelSpec
    from app.state.hub import Hub

_ITSELF = ("127.0.0.1", "::1")


class PortOpener(QObject):
    """Makes tunnels to published ports and shows their pages."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._browser = TunnelBrowser(hub, self)

    def browse(self, node: NodeId, container: Container, port: Port) -> None:
        """Open the page behind a published port."""
        try:
            if self._hub.nodes.get(node).is_local:
                host = port.host_ip if _has_own_address(port) else _ITSELF[0]
                self._hub.launcher.open_url(f"http://{host}:{port.host_port}/")
            else:
                self._browser.browse(self._tunnel(node, container, port))
        except UserError as error:
            self._hub.tell_error(error)

    def _tunnel(self, node: NodeId, container: Container, port: Port) -> TunnelSpec:
        """Return the tunnel to a port, made when there is none."""
        from app.services.tunnels.api import Listener
        from app.services.tunnels.book import spec_of_listener
        from app.services.tunnels.presets import guess
        from app.transport.tunnel.api import ITSELF

        assert port.host_port is not None
        hosts = (port.host_ip,) if _has_own_address(port) else ITSELF
        for spec in self._hub.tunnels.specs(node):
            if spec.remote_port == port.host_port and spec.remote_host in hosts and spec.scheme:
                return spec
        preset = guess(port.host_port, container.image, container.name)
        listener = Listener(port.host_port, (), container=container.name, preset=preset)
        known = spec_of_listener(node, listener)
        name = f"{container.name} {port.host_port}"
        return self._hub.tunnels.add(
            replace(known, name=name, remote_host=hosts[0], scheme=known.scheme or "http")
        )


def pages(containers: Sequence[Container]) -> tuple[Port, ...]:
    """Return the ports behind which there may be a page; only of one container that runs."""
    if len(containers) != 1 or not containers[0].state.runs:
        return ()
    return tuple(each for each in published(containers[0]) if each.protocol in ("", "tcp"))


def _has_own_address(port: Port) -> bool:
    """Whether it listens on one address of the node alone, and not on the loopback one."""
    return not port.open_to_network and port.host_ip not in _ITSELF
