"""A deployment as it goes on: its phases, its log, and what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, Text
from app.look.components.confirm import ConfirmDialog
from app.look.components.progress import ProgressBar
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.container_log import ContainerLog
from app.panes.deploy.progress import words
from app.panes.deploy.progress.next_steps import NextSteps
from app.panes.deploy.progress.outcome import FailureCard, ReadyCard
from app.panes.deploy.progress.remedies import Remedies, RemedyChosen
from app.panes.deploy.progress.stepper import Stepper
from app.services.serving.api import LaunchSettings, Recipe
from app.services.serving.catalogue import engines
from app.state.deployments import Deployment, DeploymentChanged
from app.state.errands import ErrandPhase

if TYPE_CHECKING:
    from app.state.hub import Hub

_STEPS_WIDTH = 316
_LEAST_LOG = 130
_TICK_MS = 1000


@dataclass(frozen=True, slots=True)
class AgainRequested:
    """The user wants to choose other settings for a recipe."""

    recipe: Recipe
    settings: LaunchSettings


class ProgressPage(QWidget):
    """Shows one deployment, the one that `show_deployment` names.

    Signals:
        page_asked: another section knows more.
        again_requested: other settings shall be chosen.
    """

    page_asked = Signal(PageAsked)
    again_requested = Signal(AgainRequested)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._id = 0
        self._cancelling = False
        self._build()
        self.next_steps = NextSteps(hub, self.ready, self)
        self.remedies = Remedies(hub, self.failure, self)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._listen()

    @property
    def deployment(self) -> Deployment | None:
        """The one that is shown."""
        return self._hub.serving.deployment(self._id)

    def show_deployment(self, deployment: int) -> None:
        """Show a deployment, whatever it has come to."""
        self._id = deployment
        self._cancelling = False
        self.log.show_none(tr("What the engine prints is here once its container runs."))
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the clock run."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the clock rest."""
        super().hideEvent(event)
        self._timer.stop()

    # Building

    def _build(self) -> None:
        self.title = ElidedLabel("", "card")
        self.about = ElidedLabel("", "body", "text2")
        self.cancel = Button(tr("Cancel…"))
        self.another = Button(tr("Deploy another"), icon_name="plus")
        self.percent = Text("", "strong")
        self.eta = Text("", "body", "text2")
        self.bar = ProgressBar(tr("Deployment"))
        self.waiting = Text("", "body", "warn", wrap=True)
        self.stepper = Stepper()
        self.ready = ReadyCard()
        self.failure = FailureCard()
        self.log = ContainerLog(self._hub)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addLayout(self._header())
        column.addLayout(self._content(), 1)

    def _header(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(names, 1)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.another, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _content(self) -> QHBoxLayout:
        steps = Card()
        steps.setFixedWidth(_STEPS_WIDTH)
        steps.setAccessibleName(tr("Progress"))
        told = QHBoxLayout()
        told.addWidget(self.percent)
        told.addStretch(1)
        steps.body.addLayout(told)
        steps.body.addWidget(self.bar)
        steps.body.addWidget(self.eta)
        steps.body.addWidget(self.waiting)
        steps.body.addSpacing(6)
        steps.body.addWidget(self.stepper, 1)
        for label in (self.percent, self.eta):
            label.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.ready)
        right.addWidget(self.failure, 3)
        right.addWidget(self.log, 2)
        self.log.setMinimumHeight(_LEAST_LOG)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(steps)
        row.addLayout(right, 1)
        return row

    def _listen(self) -> None:
        self._hub.serving.deployment_changed.connect(self._on_changed)
        self.cancel.clicked.connect(self._on_cancel)
        self.another.clicked.connect(self._on_another)
        self.failure.again.clicked.connect(self._on_again)
        self.failure.change.clicked.connect(self._on_change)
        self.next_steps.page_asked.connect(self.page_asked)
        self.remedies.chosen.connect(self._on_remedy)
        self.remedies.page_asked.connect(self.page_asked)

    # Showing

    def _refresh(self) -> None:
        deployment = self.deployment
        if deployment is None:
            return
        errand, progress = deployment.errand, deployment.progress
        node = self._hub.nodes.name_of(errand.node)
        engine = engines().get(progress.plan.recipe.engine)
        self.title.setText(words.heading(errand, progress))
        title = engine.title if engine is not None else progress.plan.recipe.engine
        self.about.setText(words.about(progress.plan, title, node, progress.begun))
        self.cancel.setVisible(errand.is_running)
        self.cancel.setEnabled(not self._cancelling)
        self.cancel.setText(tr("Cancelling…") if self._cancelling else tr("Cancel…"))
        self.another.setVisible(not errand.is_running)
        self._show_progress(deployment)
        self._show_outcome(deployment, node)
        if progress.container_id:
            run = progress.plan.run
            name = run.name if run is not None else progress.plan.recipe.title
            self.log.show_container(errand.node, progress.container_id, name)
        elif progress.plan.run is None and progress.plan.log:
            self.log.empty.text.setText(
                tr("The engine prints into {log} on {node}.").format(
                    log=progress.plan.log, node=node
                )
            )
        ticks = errand.is_running and self.isVisible()
        self._timer.start() if ticks else self._timer.stop()

    def _show_progress(self, deployment: Deployment) -> None:
        errand, progress = deployment.errand, deployment.progress
        self.stepper.show_rows(words.step_rows(progress, errand, time.time()))
        running = errand.is_running
        waiting = words.waiting_text(progress) if running else ""
        self.percent.setText(words.overall_text(progress, errand))
        self.percent.set_tone("text" if running or errand.is_done else "text2")
        self.bar.setVisible(running)
        self.bar.show_progress(progress.overall, "warn" if waiting else "accent")
        eta = words.eta_text(progress) if running and not waiting else ""
        self.eta.setText(eta)
        self.eta.setVisible(bool(eta))
        self.waiting.setText(waiting)
        self.waiting.setVisible(bool(waiting))

    def _show_outcome(self, deployment: Deployment, node: str) -> None:
        errand = deployment.errand
        self.ready.setVisible(errand.is_done)
        self.failure.setVisible(not errand.is_running and not errand.is_done)
        if errand.is_done:
            self.next_steps.show_deployment(deployment)
        elif errand.phase is ErrandPhase.CANCELLED:
            text = words.cancelled_text(deployment.plan, node)
            self.failure.show_failure(tr("It was cancelled"), text, "", "text")
            self.remedies.clear()
        elif errand.error is not None:
            hint = words.hint_text(errand.error)
            self.failure.show_failure(tr("What happened"), errand.error.message, hint)
            self.remedies.look(deployment)

    # What happens

    def _on_changed(self, changed: DeploymentChanged) -> None:
        if changed.deployment.id == self._id:
            self._refresh()
        elif self._is_same_again(changed.deployment):
            self.show_deployment(changed.deployment.id)

    def _is_same_again(self, other: Deployment) -> bool:
        """Whether another deployment is a new try of the one that is shown: the status bar's."""
        shown = self.deployment
        if shown is None or shown.errand.is_running or shown.errand.is_done:
            return False
        return other.errand.is_running and other.plan == shown.plan

    def _on_tick(self) -> None:
        deployment = self.deployment
        if deployment is not None:
            self._show_progress(deployment)

    def _on_cancel(self) -> None:
        deployment = self.deployment
        if deployment is None:
            return
        node = self._hub.nodes.name_of(deployment.errand.node)
        dialog = ConfirmDialog(
            tr("Cancel the deployment of {title}?").format(title=deployment.plan.recipe.title),
            words.cancel_text(deployment.plan, node),
            tr("Cancel the deployment"),
            self,
        )
        dialog.no.setText(tr("Go on"))
        dialog.accepted.connect(self._on_cancel_confirmed)
        dialog.open()

    def _on_cancel_confirmed(self) -> None:
        self._cancelling = True
        self._hub.serving.cancel(self._id)
        self._refresh()

    def _on_again(self) -> None:
        deployment = self.deployment
        if deployment is not None:
            self.show_deployment(self._hub.serving.deploy(deployment.plan))

    def _on_change(self) -> None:
        deployment = self.deployment
        if deployment is not None:
            plan = deployment.plan
            self.again_requested.emit(AgainRequested(plan.recipe, plan.settings))

    def _on_remedy(self, chosen: RemedyChosen) -> None:
        deployment = self.deployment
        if deployment is None:
            return
        if chosen.settings is None:
            self._on_again()
            return
        self.again_requested.emit(AgainRequested(deployment.plan.recipe, chosen.settings))

    def _on_another(self) -> None:
        self.page_asked.emit(PageAsked(Page.DEPLOY))
