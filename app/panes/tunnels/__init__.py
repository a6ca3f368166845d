"""Tunnels: every service of a node at a local address of its own, and what else listens there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.tunnels.pane  # noqa: F401 - what tunnels are takes a while to import


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.tunnels.pane import TunnelsPane

    return TunnelsPane(hub, parent)


def _count(hub: Hub) -> int:
    tunnels = hub.tunnels
    return sum(tunnels.is_open(spec.id) for spec in tunnels.specs(hub.current_node))


PANE = PaneSpec(
    name="tunnels",
    title=tr("Tunnels"),
    icon="plugs",
    order=7,
    create=_create,
    prepare=_prepare,
    count=_count,
    summary=tr("Open the services of a node here, at addresses that stay the same"),
    words="localhost port jupyter dashboard",
    shortcuts=(
        ("Enter", tr("Open the tunnel's page in the browser, or a tunnel to the service")),
        ("Space", tr("Open or close the tunnel")),
        ("Ctrl+C", tr("Copy the local address")),
        ("F2", tr("Edit the tunnel")),
        ("Delete", tr("Remove the tunnel")),
        ("← →", tr("Fold and unfold an app with several ports")),
        ("F5", tr("Look again at what listens on the node")),
        ("Ctrl+N", tr("Add a tunnel")),
    ),
)
