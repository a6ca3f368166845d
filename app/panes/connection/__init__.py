"""Nodes: which machines there are, how each is connected, and what happened on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.connection.pane import ConnectionPane

    return ConnectionPane(hub, parent)


PANE = PaneSpec(
    name="connection",
    title="Connection",
    icon="hard-drives",
    order=6,
    create=_create,
    summary="Add machines, connect to them, and see each step of the way",
    shortcuts=(("Ctrl+Z", "Bring back the node that was removed"),),
)
