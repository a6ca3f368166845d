"""Models: what runs on all nodes, and deploying others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.deploy.pane
    import app.panes.deploy.running.section
    import app.panes.deploy.wizard.section
    import app.services.serving.recipes.book
    import app.services.serving.running.watch  # noqa: F401
    from app.services.serving.catalogue import engines

    engines()  # one folder each


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.deploy.pane import DeployPane

    return DeployPane(hub, parent)


def _count(hub: Hub) -> int:
    return hub.serving.running(hub.current_node)


PANE = PaneSpec(
    name="models",
    title=tr("Models"),
    icon="cube",
    order=2,
    create=_create,
    prepare=_prepare,
    count=_count,
    summary=tr("Models that run on your machines; deploy others that fit, benchmark them"),
    shortcuts=(
        ("Ctrl+F", tr("Search")),
        ("Ctrl+N", tr("Deploy a model")),
        ("F5", tr("Ask the nodes anew")),
    ),
)
