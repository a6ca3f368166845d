"""Deployments of this run of the program: each is an errand with its plan and its progress."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.serving.api import Deployed, DeployProgress, LaunchPlan, Phase
from app.state.errands import Errand, ErrandChanged

if TYPE_CHECKING:
    from app.state.errands import ErrandsState


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment: its plan and how far it is."""

    errand: Errand
    progress: DeployProgress
    """The last that was told."""

    @property
    def id(self) -> int:
        """Return the errand's id."""
        return self.errand.id

    @property
    def plan(self) -> LaunchPlan:
        """Return what is being done."""
        return self.progress.plan

    @property
    def deployed(self) -> Deployed | None:
        """Return what came of it; None while it goes on, or when it failed."""
        result = self.errand.result
        return result if isinstance(result, Deployed) else None


@dataclass(frozen=True, slots=True)
class DeploymentChanged:
    """A deployment began, went on or ended."""

    deployment: Deployment


class Deployments(QObject):
    """Keeps what errands tell of deployments, until they are forgotten.

    Signals:
        changed: a deployment began, went on, ended or was forgotten.
    """

    changed = Signal(DeploymentChanged)

    def __init__(self, errands: ErrandsState, parent: QObject) -> None:
        super().__init__(parent)
        self._errands = errands
        self._kept: dict[int, Deployment] = {}
        errands.changed.connect(self._on_errand_changed)

    def all(self) -> tuple[Deployment, ...]:
        """Return all, newest first."""
        return tuple(reversed(self._kept.values()))

    def get(self, deployment: int) -> Deployment | None:
        """Return one; None when it is forgotten."""
        return self._kept.get(deployment)

    def add(self, errand: Errand, plan: LaunchPlan) -> None:
        """Keep one whose errand has just begun."""
        began = errand.started
        progress = DeployProgress(plan, Phase.WAITING, begun=began, phase_begun=began)
        self._keep(Deployment(errand, progress))

    def _keep(self, deployment: Deployment) -> None:
        self._kept[deployment.id] = deployment
        self.changed.emit(DeploymentChanged(deployment))

    def _on_errand_changed(self, changed: ErrandChanged) -> None:
        errand = changed.errand
        self._drop_forgotten(errand.id)
        kept, told = self._kept.get(errand.id), errand.progress.value
        if kept is None:
            if isinstance(told, DeployProgress):  # the status bar began it again
                self._keep(Deployment(errand, told))
            return
        if self._errands.get(errand.id) is None:  # forgotten
            del self._kept[errand.id]
            self.changed.emit(DeploymentChanged(replace(kept, errand=errand)))
            return
        progress = told if isinstance(told, DeployProgress) else kept.progress
        self._keep(Deployment(errand, progress))

    def _drop_forgotten(self, but: int) -> None:
        """Drop deployments whose errand went, as one that was begun again under another id."""
        for each in [each for each in self._kept if each != but]:
            if self._errands.get(each) is None:
                del self._kept[each]
