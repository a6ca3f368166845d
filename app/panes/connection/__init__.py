"""Nodes: which machines there are, how each is connected, and what happened on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.connection.pane import ConnectionPane

    return ConnectionPane(hub, parent)


PANE = PaneSpec(
    name="connection",
    title=tr("Connection"),
    icon="hard-drives",
    order=6,
    create=_create,
    summary=tr("Add machines, connect to them, and see each step of the way"),
    words="ssh host add",
    shortcuts=(
        ("F5", tr("Search the network anew, and try the nodes that do not answer")),
        ("Ctrl+Z", tr("Bring back the node that was removed")),
    ),
)
