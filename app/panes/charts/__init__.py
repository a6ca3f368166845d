"""Live charts of one node: memory map, GPU, processor, temperatures, disk, network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.charts.pane  # noqa: F401 - numpy and pyqtgraph take half a second


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.charts.pane import ChartsPane

    return ChartsPane(hub, parent)


PANE = PaneSpec(
    name="charts",
    title="Charts",
    icon="chart-line",
    order=1,
    create=_create,
    prepare=_prepare,
    summary="What the machine is doing now: memory, GPU, processor, temperatures, disk, network",
    shortcuts=(
        ("Space", "Pause, and go on"),
        ("Tab", "Go to the next chart"),
        ("← →", "Move the cursor through time, or walk through the memory map"),
        ("Page Up, Page Down", "Move the cursor further"),
        ("Home, End", "Move the cursor to the start or the end"),
        ("Esc", "Put the cursor away"),
    ),
)
