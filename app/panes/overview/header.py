"""The top of the overview: which machine, how it is, and what to do with it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.look.components import Button
from app.look.components.page_header import PageHeader


class OverviewHeader(PageHeader):
    """Name, health and machine on the left; actions on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.dashboard = Button(tr("DGX Dashboard"), icon_name="arrow-square-out")
        self.terminal = Button(tr("Terminal"), icon_name="terminal-window")
        self.deploy = Button(tr("Deploy model"), "primary", "rocket-launch")
        self.retry = Button(tr("Try now"), "primary", "arrow-clockwise")
        self.retry.hide()
        self.add_actions(self.dashboard, self.terminal, self.deploy, self.retry)
