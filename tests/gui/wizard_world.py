"""The wizard on a world of stand-ins: a DGX Spark that is idle, the real recipes and engines."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.panes.deploy.wizard.node_view import NodeLook
from app.panes.deploy.wizard.section import DeploySection
from app.services.serving.api import Check, CheckVerdict, NodeFacts, Recipe, Recipes
from app.services.serving.facts.api import CachedModel
from app.services.serving.launch_settings import fitted
from app.services.serving.launching.admission import SPARK_TOTAL_BYTES, admit
from app.services.serving.launching.preflight import Preflight
from app.services.serving.measured import MeasuredBook
from app.services.serving.recipes.book import RecipeBook
from app.services.telemetry.api import Machine, Memory
from tests.gui.containers_fakes import FakeWorker
from tests.gui.overview_world import SPARK, OverviewWorld
from tests.gui.serving_fakes import FakeServing
from tests.spark_samples import spark_sample

GIB = 1024**3
LLAMA = "llama-3.3-70b-nvfp4-vllm"
FACTS = NodeFacts(
    SPARK.id, SPARK.name, "arm64", "/home/ann", ("NVIDIA GB10",), unified=True, is_gb10=True,
    has_docker=True,
)  # fmt: skip
IDLE = Memory(SPARK_TOTAL_BYTES, 115 * GIB, 0, 0)


class WizardWorld(OverviewWorld):
    """Feeds an idle Spark; questions are answered by the test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.serving = cast(FakeServing, cast(Any, self.hub.serving))
        cast(Any, self.serving).measured = MeasuredBook(folder / "measured.json")
        self.recipes = _shipped()
        self.feed(replace(spark_sample(), memory=IDLE), machine=Machine(is_gb10=True))
        self.kept: list[QWidget] = []

    def shown(self, qtbot: QtBot) -> DeploySection:
        """Show the section with recipes, before the node has answered."""
        section = DeploySection(self.hub, cast(QWidget, None))
        qtbot.addWidget(section)
        self.kept.append(section)
        section.resize(1168, 700)
        section.show()
        qtbot.waitExposed(section)
        self.serving.show_recipes(self.recipes)
        return section

    def ready(self, qtbot: QtBot, *cached: CachedModel) -> DeploySection:
        """Show the section with all that is known of the node."""
        section = self.shown(qtbot)
        self.answer(NodeLook(FACTS, cached, "", "spark-key"))
        qtbot.waitUntil(lambda: not section.desk.ratings.is_judging)
        return section

    def recipe(self, name: str) -> Recipe:
        found = self.recipes.find(name)
        assert found is not None, name
        return found

    @property
    def worker(self) -> FakeWorker:
        """The newest question."""
        return [each for each in self.serving.workers if not each.stopped][-1]

    def answer(self, value: object) -> None:
        self.worker.answer(value)
        QApplication.processEvents()

    def preflight(self, section: DeploySection, *checks: Check) -> Preflight:
        """Return what would be found for the choice, by the real engine and judgement."""
        desk = section.desk
        request, engine, fit = desk.request(), desk.engine, desk.fit_now()
        assert request is not None
        assert engine is not None
        assert fit is not None
        request = replace(request, settings=fitted(engine, request.settings, fit))
        plan = engine.plan(request)
        plan = replace(plan, fit=fit, to_pull_bytes=0, to_download_bytes=0)
        port = Check("port", CheckVerdict.GOOD, f"Port {plan.port} is free.")
        return Preflight(plan, (admit(fit, SPARK.name), port, *checks), 400 * GIB)


@functools.cache
def _shipped() -> Recipes:
    return RecipeBook(Path("/nonexistent")).load()


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)
    QApplication.processEvents()


def at_plan(world: WizardWorld, qtbot: QtBot, **settings: object) -> DeploySection:
    """Return the wizard at the plan of a 70B model with settings."""
    section = world.ready(qtbot)
    section.show_about(world.recipe(LLAMA))
    section.desk.take_settings(**settings)
    section.next.click()
    return section
