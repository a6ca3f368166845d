"""Processes of the current node: who uses the GPU, the memory and the processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.processes.pane  # noqa: F401


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.processes.pane import ProcessesPane

    return ProcessesPane(hub, parent)


PANE = PaneSpec(
    name="processes",
    title=tr("Processes"),
    icon="list-bullets",
    order=4,
    create=_create,
    prepare=_prepare,
    summary=tr(
        "Who uses GPU, memory and processor: container, user and command, and how to end it"
    ),
    words="kill top htop nvtop nvidia-smi",
    shortcuts=(
        ("Ctrl+F", tr("Filter by name, container, user, command or process number")),
        ("Delete", tr("End the process that is chosen")),
        ("Ctrl+C", tr("Copy its command")),
        ("Esc", tr("Take the filter away")),
    ),
)
