"""The state of the current node in one screen: memory, GPU, engines, tunnels, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.overview.pane  # noqa: F401 - numpy and pyqtgraph take half a second


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.overview.pane import OverviewPane

    return OverviewPane(hub, parent)


PANE = PaneSpec(
    name="overview",
    title=tr("Overview"),
    icon="squares-four",
    order=0,
    create=_create,
    prepare=_prepare,
    summary=tr(
        "How the machine is: memory, GPU, engines, tunnels and what is wrong, in one screen"
    ),
    shortcuts=(
        ("← →", tr("Walk through the memory map, or move the cursor through time")),
        ("Enter", tr("Open the part of the memory map that was walked to")),
        ("Esc", tr("Put the cursor away")),
    ),
)
