"""Known causes of a failed deployment, and buttons that do something about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.progress.outcome import CauseView
from app.services.serving.api import LaunchSettings
from app.services.serving.launching.failure import LaunchFailed
from app.services.serving.troubles import Explained, Fix, FixKind
from app.state.hub import Notice, PaneRequested, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.panes.deploy.progress.outcome import FailureCard
    from app.state.deployments import Deployment
    from app.state.hub import Hub
    from app.workers.job import Produced
    from app.workers.worker import Worker

_MOST = 3
"""Causes that are shown."""


@dataclass(frozen=True, slots=True)
class RemedyChosen:
    """Other settings that would mend it; those of before where another try may."""

    settings: LaunchSettings | None = None
    """None: the same plan again."""


class Remedies(QObject):
    """Looks up in a worker what the last words of an engine mean.

    Signals:
        chosen: another try is wanted.
        page_asked: another section has what helps.
    """

    chosen = Signal(RemedyChosen)
    page_asked = Signal(PageAsked)

    def __init__(self, hub: Hub, card: FailureCard, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._card = card
        self._window = parent
        self._deployment: Deployment | None = None
        self._worker: Worker | None = None

    def clear(self) -> None:
        """Show nothing."""
        if self._worker is not None:
            self._worker.stop()
        self._worker = self._deployment = None
        self._card.show_words(())
        self._card.show_causes(())

    def look(self, deployment: Deployment) -> None:
        """Show a failed deployment's last words, and soon what they mean; once each."""
        if self._deployment is not None and self._deployment.id == deployment.id:
            return
        self.clear()
        self._deployment = deployment
        error = deployment.errand.error
        lines = error.lines if isinstance(error, LaunchFailed) else ()
        self._card.show_words(lines)
        told = (*lines, error.message, error.hint) if error is not None else lines
        engine = deployment.plan.recipe.engine

        def explain(_cancel: Cancel) -> object:
            from app.services.serving.troubles import explain

            return explain(engine, told)

        worker = self._worker = self._hub.serving.work(explain)
        worker.produced.connect(self._on_explained)
        self._hub.serving.start(worker)

    def _on_explained(self, produced: Produced) -> None:
        if self._worker is None or produced.job != self._worker.name:
            return
        found = produced.value if isinstance(produced.value, tuple) else ()
        causes = [each for each in found if isinstance(each, Explained) and not each.is_benign]
        self._card.show_causes([self._view(each) for each in causes[:_MOST]])

    def _view(self, explained: Explained) -> CauseView:
        fixes = [fix for fix in explained.fixes if fix.kind is not FixKind.REBOOT]
        view = CauseView(explained.cause, explained.advice, [fix.title for fix in fixes])
        for button, fix in zip(view.fixes, fixes, strict=True):
            button.clicked.connect(partial(self.apply, fix))
        return view

    def apply(self, fix: Fix, _checked: bool = False) -> None:
        """Do what a button says."""
        deployment = self._deployment
        if deployment is None:
            return
        if fix.changes_settings:
            self.chosen.emit(RemedyChosen(fix.change(deployment.plan.settings)))
            return
        match fix.kind:
            case FixKind.WAIT:
                self.chosen.emit(RemedyChosen())
            case FixKind.CACHES | FixKind.COMMAND:
                QGuiApplication.clipboard().setText(fix.value)
                self._hub.tell(Notice(Severity.INFO, tr("The command was copied."), fix.value))
            case FixKind.LICENCE:
                self._show_model_page(deployment)
            case FixKind.STOP_OTHERS:
                self.page_asked.emit(PageAsked(Page.RUNNING))
            case FixKind.DISK:
                self._hub.select_node(deployment.errand.node)
                self._hub.pane_requested.emit(PaneRequested("containers"))
            case FixKind.KEY:
                self._show_keys(fix.name)
            case _:
                pass

    def _show_model_page(self, deployment: Deployment) -> None:
        if page := deployment.plan.recipe.model.page:
            QDesktopServices.openUrl(QUrl(page))

    def _show_keys(self, wanted: str) -> None:
        from app.panes.deploy.keys.dialog import KeysDialog

        KeysDialog(self._hub, self._window, wanted=wanted).open()
