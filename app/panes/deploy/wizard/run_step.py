"""The last page: how far the deployment is, and another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panes.deploy.api import PageAsked
from app.panes.deploy.wizard.choosing import Step

if TYPE_CHECKING:
    from app.panes.deploy.progress.page import AgainRequested, ProgressPage
    from app.panes.deploy.wizard.desk import WizardDesk


class RunStep(QWidget):
    """Hosts the page of one deployment, made when it is first shown.

    Signals:
        page_asked: another section knows more.
    """

    page_asked = Signal(PageAsked)

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__()
        self._desk = desk
        self.page: ProgressPage | None = None
        self._shown: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        desk.chosen.connect(self._on_chosen)

    def _on_chosen(self) -> None:
        choice = self._desk.choice
        if choice.step is not Step.RUN or choice.deployment in (None, self._shown):
            return
        if self.page is None:
            from app.panes.deploy.progress.page import ProgressPage

            self.page = ProgressPage(self._desk.hub, self)
            self.page.page_asked.connect(self.page_asked)
            self.page.again_requested.connect(self._on_again)
            self._column.addWidget(self.page)
        assert choice.deployment is not None
        self._shown = choice.deployment
        self.page.show_deployment(choice.deployment)

    def _on_again(self, asked: AgainRequested) -> None:
        self._desk.begin_with(asked.recipe, asked.settings)
