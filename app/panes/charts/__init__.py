"""Charts of one node, live and as it was: memory, GPU, processor, temperatures, disk, network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
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
    title=tr("Charts"),
    icon="chart-line",
    order=1,
    create=_create,
    prepare=_prepare,
    summary=tr(
        "What the machine does and did: memory, GPU, processor, temperatures, disk, network"
    ),
    words="nvtop dcgm grafana",
    shortcuts=(
        ("Space", tr("Pause, and go on")),
        (tr("Drag"), tr("Zoom on a stretch of time, in all charts")),
        (tr("+ −, Ctrl+wheel"), tr("Zoom around the cursor")),
        (tr("Ctrl+← →, Shift+wheel, Shift+drag"), tr("Move through time")),
        ("Ctrl+End", tr("Back to the present")),
        ("Backspace", tr("Back to what was shown before")),
        (tr("Esc, double click"), tr("Put the cursor away, then reset the zoom")),
        ("Tab", tr("Go to the next chart")),
        ("← →", tr("Move the cursor through time, or walk through the memory map")),
        (tr("Page Up, Page Down, Home, End"), tr("Move the cursor further")),
        (tr("Shift+← →, then Return"), tr("Choose a stretch of time and zoom on it")),
        ("Ctrl+T", tr("Show the numbers as a table")),
        ("Ctrl+S", tr("Save a picture or the values")),
        ("Ctrl+Shift+A", tr("Ask a model about what the charts show")),
    ),
)
