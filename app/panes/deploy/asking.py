"""One question about models at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.panes.asking import OneQuestion

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub


class Asking(OneQuestion):
    """Asks nodes, or whoever else knows."""

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub

    def ask(self, node: NodeId, question: Callable[[NodeReach, Cancel], object]) -> None:
        """Ask about a node, in place of what is being asked."""
        serving = self._hub.serving
        self.begin(serving.asking(node, question), serving.start)

    def work(self, work: Callable[[Cancel], object]) -> None:
        """Do what needs no node, in place of what is being done."""
        serving = self._hub.serving
        self.begin(serving.work(work), serving.start)
