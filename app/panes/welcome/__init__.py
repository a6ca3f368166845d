"""Welcome: the first start, in three steps inside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.welcome.pane import WelcomePane

    return WelcomePane(hub, parent)


PANE = PaneSpec(
    name="welcome",
    title=tr("Welcome"),
    icon="rocket-launch",
    order=90,
    create=_create,
    summary=tr("Three steps to a new Spark: find it, connect, check what stands in the way"),
    in_rail=False,
)
