"""Charts of one node, live and as it was: memory, GPU, processor, temperatures, disk, network."""

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
    summary="What the machine does and did: memory, GPU, processor, temperatures, disk, network",
    shortcuts=(
        ("Space", "Pause, and go on"),
        ("Drag", "Zoom on a stretch of time, in all charts"),
        ("+ −, Ctrl+wheel", "Zoom around the cursor"),
        ("Ctrl+← →, Shift+wheel, Shift+drag", "Move through time"),
        ("Ctrl+End", "Back to the present"),
        ("Backspace", "Back to what was shown before"),
        ("Esc, double click", "Put the cursor away, then reset the zoom"),
        ("Tab", "Go to the next chart"),
        ("← →", "Move the cursor through time, or walk through the memory map"),
        ("Page Up, Page Down, Home, End", "Move the cursor further"),
        ("Shift+← →, then Return", "Choose a stretch of time and zoom on it"),
        ("Ctrl+T", "Show the numbers as a table"),
        ("Ctrl+S", "Save a picture or the values"),
        ("Ctrl+Shift+A", "Ask a model about what the charts show"),
    ),
)
