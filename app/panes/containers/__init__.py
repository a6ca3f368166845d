"""Containers of the current node, their images, volumes and networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    title="Containers",
    icon="stack",
    order=5,
    create=_create,
    prepare=_prepare,
    count=_count,
    summary="What runs in containers: start, stop, logs, shell, images, volumes and networks",
    shortcuts=(
        ("Ctrl+F", "Search"),
        ("Ctrl+N", "Run a container"),
        ("F5", "Ask the node anew"),
        ("Enter", "Go to the details of the container"),
        ("F11", "Give the details all the room, and back"),
        ("Space", "Start or stop what is chosen"),
        ("Ctrl+O", "Open the container's page in the browser"),
        ("F2", "Rename the container"),
        ("Delete", "Remove what is chosen"),
        ("Ctrl+A", "Choose all"),
        ("Ctrl+C", "Copy names"),
        ("← →", "Fold and unfold a compose project"),
        ("Esc", "Take the search away, then the choice"),
    ),
)
