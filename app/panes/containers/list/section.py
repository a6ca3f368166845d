"""The list of containers of the current node."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look.components import EmptyState
from app.panes.containers.api import Section
from app.state.hub import Hub


class ListSection(Section):
    """Containers by compose project, live."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self.empty = EmptyState("stack", "Containers", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)

    def refresh(self) -> None:
        """Try at once what failed."""
        self._hub.containers.look_again(self._hub.current_node)
