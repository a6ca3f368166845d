"""Says when a node that was connected is lost, and when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core import units
from app.core.i18n import tr
from app.core.ids import NodeId
from app.state.hub import Notice, Severity
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.state.hub import Hub

GRACE_S = 5.0
"""A session that is back within this time is nobody's business."""


@dataclass
class _Away:
    """A node that was connected and is not now."""

    since: float
    reason: str
    told: bool = False


class SessionNotices(QObject):
    """Watches the sessions; one notice when a node is lost for a while, one when it is back."""

    def __init__(
        self,
        hub: Hub,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._now = clock
        self._connected: set[NodeId] = set()
        self._away: dict[NodeId, _Away] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tell_due)
        hub.sessions.status_changed.connect(self._on_status)
        for node in hub.nodes.all():
            self._on_status(hub.sessions.status(node.id))

    def tell_due(self) -> None:
        """Tell about nodes that are away for longer than the grace."""
        for node, away in self._away.items():
            if not away.told and self._now() - away.since >= GRACE_S:
                away.told = True
                hint = (
                    tr("{reason} It is tried again by itself.").format(reason=away.reason).strip()
                )
                self._tell(Severity.WARNING, node, tr("was lost."), hint)
        if all(away.told for away in self._away.values()):
            self._timer.stop()

    def _on_status(self, status: SessionStatus) -> None:
        node = status.node
        if status.phase is Phase.CONNECTED:
            self._connected.add(node)
            away = self._away.pop(node, None)
            if away is not None and away.told:
                gone = units.duration(self._now() - away.since)
                self._tell(Severity.SUCCESS, node, tr("is back after {gone}.").format(gone=gone))
        elif status.phase is Phase.OFF:
            self._connected.discard(node)
            self._away.pop(node, None)
        elif status.phase is Phase.REFUSED or status.key_changed:
            # With several routes it may still come back over another one; it is told all the same.
            if node in self._connected:
                self._connected.discard(node)
                self._away.pop(node, None)
                hint = f"{status.message} {status.hint}".strip()
                self._tell(Severity.ERROR, node, tr("needs your attention."), hint)
        elif node in self._connected and status.phase.is_retried:
            away = self._away.setdefault(node, _Away(self._now(), status.message))
            away.reason = status.message or away.reason
            if not away.told and not self._timer.isActive():
                self._timer.start()

    def _tell(self, severity: Severity, node: NodeId, what: str, hint: str = "") -> None:
        names = {each.id: each.name for each in self._hub.nodes.all()}
        if node in names:
            self._hub.tell(Notice(severity, f"{names[node]} {what}", hint, announce=True))
