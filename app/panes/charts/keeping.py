"""Holds the settings of the pane and saves what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.panes.charts.settings import SECTION, ChartSettings

if TYPE_CHECKING:
    from app.state.hub import Hub


class KeptSettings(QObject):
    """The settings as they are now.

    Signals:
        changed: one of them is another.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.value = hub.settings.load(SECTION, ChartSettings)

    def keep(self, settings: ChartSettings) -> None:
        """Use other settings from now on."""
        if settings == self.value:
            return
        self.value = settings
        self._hub.remember(SECTION, settings)
        self.changed.emit()
