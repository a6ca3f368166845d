"""What the pane remembers: columns and order of both tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.settings import setting
from app.look.components.columns import Arranged
from app.panes.tunnels.row_view import RowView

if TYPE_CHECKING:
    from app.state.hub import Hub

SECTION = "tunnels_pane"
SETTLE_MS = 500
"""Columns are dragged in many steps; the last one is kept."""


@dataclass(frozen=True, slots=True)
class TunnelsPaneSettings:
    """Columns and order of both tables."""

    tunnel_widths: tuple[int, ...] = setting((), "Widths of the columns of tunnels, in pixels.")
    tunnel_sort: int = setting(-1, "Column that tunnels are sorted by; -1: as they were added.")
    tunnel_down: bool = setting(False, "Whether tunnels are sorted downwards.")
    service_widths: tuple[int, ...] = setting((), "Widths of the columns of services, in pixels.")
    service_sort: int = setting(-1, "Column that services are sorted by; -1: known ones first.")
    service_down: bool = setting(False, "Whether services are sorted downwards.")


class Arrangement(QObject):
    """Gives both tables their columns of the last time, and remembers what the user changes."""

    def __init__(self, hub: Hub, tunnels: RowView, services: RowView, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._tunnels = tunnels.columns
        kept = self._kept = hub.settings.load(SECTION, TunnelsPaneSettings)
        tunnels.columns.restore(kept.tunnel_widths, kept.tunnel_sort, down=kept.tunnel_down)
        services.columns.restore(kept.service_widths, kept.service_sort, down=kept.service_down)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        for view in (tunnels, services):
            view.columns.arranged.connect(self._on_arranged)

    def _on_arranged(self, arranged: Arranged) -> None:
        widths, sort, down = arranged.widths, arranged.sort, arranged.down
        if self.sender() is self._tunnels:
            self._kept = replace(
                self._kept, tunnel_widths=widths, tunnel_sort=sort, tunnel_down=down
            )
        else:
            self._kept = replace(
                self._kept, service_widths=widths, service_sort=sort, service_down=down
            )
        self._settle.start()

    def _on_settled(self) -> None:
        self._hub.remember(SECTION, self._kept)
