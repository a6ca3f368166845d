"""Incidents: the minutes before a machine vanished and came back started anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.incidents.pane  # noqa: F401 - numpy and pyqtgraph take half a second


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.incidents.pane import IncidentsPane

    return IncidentsPane(hub, parent)


PANE = PaneSpec(
    name="incidents",
    title=tr("Incidents"),
    icon="clock-counter-clockwise",
    order=10,
    create=_create,
    prepare=_prepare,
    summary=tr("What a machine did in the minutes before it vanished and came back restarted"),
    shortcuts=(
        ("↑ ↓", tr("Go to another incident")),
        ("← →", tr("Move the cursor through time")),
        ("Ctrl+C", tr("Copy the report")),
    ),
)
