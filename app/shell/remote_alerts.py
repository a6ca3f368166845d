"""What the command line asks of the window about alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.shell.remote import Call, Remote
    from app.state.hub import Hub


class RemoteAlerts(QObject):
    """Answers `alerts`, on the GUI thread."""

    def __init__(self, hub: Hub, remote: Remote) -> None:
        super().__init__(remote)
        self._hub = hub
        remote.serve("alerts", self._on_list)

    def _on_list(self, call: Call) -> None:
        from app.services.alerts.wire import alert_to_json

        names = {node.id: node.name for node in self._hub.nodes.all()}
        alerts = [
            alert_to_json(alert, names.get(alert.node, str(alert.node)))
            for alert in self._hub.alerts.active()
        ]
        call.answer({"alerts": alerts})
