"""The sections of the pane in their order, each imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.deploy.api import Page, Section, SectionSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _running(hub: Hub, parent: QWidget) -> Section:
    from app.panes.deploy.running.section import RunningSection

    return RunningSection(hub, parent)


def _deploy(hub: Hub, parent: QWidget) -> Section:
    from app.panes.deploy.wizard.section import DeploySection

    return DeploySection(hub, parent)


def _benchmarks(hub: Hub, parent: QWidget) -> Section:
    from app.panes.deploy.benchmarks.section import BenchmarksSection

    return BenchmarksSection(hub, parent)


def _recipes(hub: Hub, parent: QWidget) -> Section:
    from app.panes.deploy.recipes.section import RecipesSection

    return RecipesSection(hub, parent)


def _cluster(hub: Hub, parent: QWidget) -> Section:
    from app.panes.deploy.cluster.section import ClusterSection

    return ClusterSection(hub, parent)


SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec(Page.RUNNING, tr("Running"), _running),
    SectionSpec(Page.DEPLOY, tr("Deploy"), _deploy),
    SectionSpec(Page.BENCHMARKS, tr("Benchmarks"), _benchmarks),
    SectionSpec(Page.RECIPES, tr("Recipes"), _recipes),
    SectionSpec(Page.CLUSTER, tr("Cluster"), _cluster),
)
