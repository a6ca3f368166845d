"""One question to a node's engine at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.panes.asking import OneQuestion

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.state.hub import Hub


class Asking(OneQuestion):
    """Asks engines."""

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub

    def ask(self, node: NodeId, question: Callable[[Engine, Cancel], object]) -> None:
        """Ask, in place of what is being asked."""
        containers = self._hub.containers
        self.begin(containers.asking(node, question), containers.start)
