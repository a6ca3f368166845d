"""Opens the page behind a tunnel in the browser, and the tunnel before where it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec, TunnelStatus

if TYPE_CHECKING:
    from app.state.hub import Hub


def browse(hub: Hub, spec: TunnelSpec) -> None:
    """Open a tunnel's page for menus, which keep nothing; raises as `TunnelBrowser.browse`."""
    lasting = hub.findChild(TunnelBrowser, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (lasting or TunnelBrowser(hub, hub)).browse(spec)


class TunnelBrowser(QObject):
    """Remembers which pages are wanted until their tunnels are open."""

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wanted: set[TunnelId] = set()
        hub.tunnels.status_changed.connect(self._on_status)

    def browse(self, spec: TunnelSpec) -> None:
        """Open a tunnel's page; raises a UserError when the tunnel cannot be opened."""
        if self._hub.tunnels.status(spec.id).phase is TunnelPhase.OPEN:
            self._hub.launcher.open_url(self._hub.tunnels.url(spec.id))
            return
        self._wanted.add(spec.id)
        self._hub.tunnels.open(spec.id)

    def _on_status(self, status: TunnelStatus) -> None:
        if status.tunnel not in self._wanted:
            return
        if status.phase is TunnelPhase.OPEN:
            self._wanted.discard(status.tunnel)
            self._hub.launcher.open_url(self._hub.tunnels.url(status.tunnel))
        elif status.phase in (TunnelPhase.FAILED, TunnelPhase.CLOSED):
            self._wanted.discard(status.tunnel)
