"""The models that all nodes serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.look.components import EmptyState
from app.panes.deploy.api import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


class RunningSection(Section):
    """Table of the models of all nodes."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.empty = EmptyState("cube", "No model runs", "Nothing serves a model here.", "")
        layout = QVBoxLayout(self)
        layout.addWidget(self.empty)
