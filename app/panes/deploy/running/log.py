"""The tab with the log of a model's container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import tr
from app.panes.deploy.container_log import ContainerLog
from app.panes.deploy.running.tab import ModelTab

if TYPE_CHECKING:
    from app.panes.deploy.running.rows import ModelRow
    from app.state.hub import Hub

_NO_CONTAINER = tr("Only the log of a container can be read here.")


class LogTab(ModelTab):
    """Shows the log of a model, where a container runs it."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self.log = ContainerLog(hub, self)
        self.log.show_none(_NO_CONTAINER)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.log)

    def show_row(self, row: ModelRow | None) -> None:
        """Show the log of a model's container from its end; the same one's goes on."""
        model = row.model if row is not None else None
        if row is None or model is None or not model.container_id:
            self.log.show_none(_NO_CONTAINER)
        else:
            self.log.show_container(row.node, model.container_id, model.container)
