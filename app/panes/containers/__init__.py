"""Containers of the current node, their images, volumes and networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.containers.list.section
    import app.panes.containers.pane
    import app.services.containers.changes  # the Docker SDK takes long to import
    import app.services.containers.stats_feed
    import app.services.containers.watching  # noqa: F401


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.containers.pane import ContainersPane

    return ContainersPane(hub, parent)


def _count(hub: Hub) -> int:
    return hub.containers.running(hub.current_node)


PANE = PaneSpec(
    name="containers",
    title=tr("Containers"),
    icon="stack",
    order=5,
    create=_create,
    prepare=_prepare,
    count=_count,
    summary=tr("What runs in containers: start, stop, logs, shell, images, volumes and networks"),
    words="docker compose logs",
    shortcuts=(
        ("Ctrl+F", tr("Search")),
        ("Ctrl+N", tr("Run a container")),
        ("F5", tr("Ask the node anew")),
        ("Enter", tr("Go to the details of the container")),
        ("F11", tr("Give the details all the room, and back")),
        ("Space", tr("Start or stop what is chosen")),
        ("Ctrl+O", tr("Open the container's page in the browser")),
        ("F2", tr("Rename the container")),
        ("Delete", tr("Remove what is chosen")),
        ("Ctrl+A", tr("Choose all")),
        ("Ctrl+C", tr("Copy names")),
        ("← →", tr("Fold and unfold a compose project")),
        ("Esc", tr("Take the search away, then the choice")),
    ),
)
