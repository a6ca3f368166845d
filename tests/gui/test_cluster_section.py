"""The cluster section: choosing machines, what was found, and the scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.panes.deploy.cluster.section import ClusterSection
from app.services.serving.api import CheckVerdict
from app.services.serving.cluster.api import (
    ClusterNode,
    ClusterPlan,
    ClusterRequest,
    Link,
    Way,
)
from app.services.serving.cluster.planning import plan_cluster
from app.services.serving.launching.admission import idle_spark
from app.services.serving.measured import MeasuredBook
from app.transport.status import Phase
from tests.gui.overview_world import SPARK
from tests.gui.shell_fakes import node
from tests.gui.wizard_world import WizardWorld

SECOND = node("spark-02")
LLAMA = "llama-3.3-70b-bf16-vllm"


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> WizardWorld:
    return WizardWorld(tmp_path)


def shown(world: WizardWorld, qtbot: QtBot, *, second: bool = True) -> ClusterSection:
    if second:
        cast(Any, world.hub.nodes).set(SPARK, SECOND)
        world.sessions.set(SECOND.id, Phase.CONNECTED)
    section = ClusterSection(world.hub, cast(QWidget, None))
    qtbot.addWidget(section)
    section.resize(1168, 780)
    section.show()
    qtbot.waitExposed(section)
    world.serving.show_recipes(world.recipes)
    return section


def machine(of: Any, number: int, **fields: Any) -> ClusterNode:
    rail = Link("enp1s0f1np1", True, True, 1500, 200e9, f"192.168.100.{9 + number}", 24)
    known: dict[str, Any] = {
        "user": "ann", "home": "/home/ann", "links": (rail,), "gpus": ("NVIDIA GB10",),
        "driver": "580.142", "system": "DGX OS 7.4.0", "has_docker": True, "has_rdma": True,
        "has_image": number == 1, "has_programs": True, "room": idle_spark(),
    }  # fmt: skip
    return ClusterNode(of.id, of.name, **(known | fields))


def plan(world: WizardWorld, tmp_path: Path, **fields: Any) -> ClusterPlan:
    nodes = (machine(SPARK, 1), machine(SECOND, 2, **fields))
    request = ClusterRequest(Way.VLLM_RAY, world.recipe(LLAMA), nodes)
    return plan_cluster(request, MeasuredBook(tmp_path / "measured.json"))


def test_one_machine_is_told_what_two_are_good_for(world: WizardWorld, qtbot: QtBot) -> None:
    section = shown(world, qtbot, second=False)

    assert section.pages.currentWidget() is section.empty
    assert "QSFP cable" in section.empty.text.text()
    cast(Any, world.hub.nodes).set(SPARK, SECOND)
    world.sessions.set(SECOND.id, Phase.CONNECTED)
    assert section.pages.currentWidget() is not section.empty


def test_machines_that_are_connected_are_chosen_and_one_answers(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = shown(world, qtbot)

    assert section.machines.chosen == (SPARK.id, SECOND.id)
    section.machines.first.setCurrentIndex(1)
    section.machines.first.activated.emit(1)
    assert section.machines.chosen == (SECOND.id, SPARK.id)
    section.machines.boxes[SECOND.id].click()
    assert section.machines.chosen == (SPARK.id,)
    assert not section.look.isEnabled()
    assert section.why_not.text() == "Choose two machines or more."
    world.sessions.set(SECOND.id, Phase.OFF)
    assert "not connected" in section.machines.boxes[SECOND.id].text()


def test_each_way_offers_the_recipes_of_its_engine(world: WizardWorld, qtbot: QtBot) -> None:
    section = shown(world, qtbot)
    engines = {"vllm-ray": "vllm", "tensorrt-llm": "tensorrt_llm", "llama-rpc": "llama_cpp"}

    for index in range(section.ways.count()):
        section.ways.setCurrentIndex(index)
        section.ways.activated.emit(index)
        assert section.recipe is not None
        assert section.recipe.engine == engines[section.way.value]
    section.ways.setCurrentIndex(0)
    section.ways.activated.emit(0)
    assert section.recipe is not None
    assert section.recipe.nodes > 1  # made for several: they stand first


def test_a_recipe_that_another_section_hands_over_is_chosen(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = shown(world, qtbot)
    recipe = world.recipe("qwen3-235b-a22b-nvfp4-tensorrt-llm")

    section.show_about(recipe)
    assert section.way is Way.TENSORRT_LLM
    assert section.recipe == recipe
    section.show_about(None)
    assert section.recipe == recipe


def test_the_plan_shows_what_was_found_and_the_scripts(
    world: WizardWorld, qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(world, qtbot)

    section.look.click()
    assert section.progress.isVisible()
    assert not section.look.isEnabled()
    world.answer(plan(world, tmp_path))

    assert not section.progress.isVisible()
    assert section.outcome.text() == "The scripts can be run. Read what is marked."
    assert section.checks.checks[0].verdict is not CheckVerdict.REFUSED
    assert "not done from here yet" in section.notes.text()
    assert "start ray start" in section.scripts.text.toPlainText()
    section.scripts.which.setCurrentIndex(2)
    assert "--tensor-parallel-size 2" in section.scripts.text.toPlainText()
    section.scripts.copy.click()
    assert QGuiApplication.clipboard().text() == section.scripts.text.toPlainText()
    assert section.look.text() == "Look again"


def test_scripts_are_saved_so_that_only_their_owner_changes_them(
    world: WizardWorld, qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(world, qtbot)
    section.look.click()
    world.answer(plan(world, tmp_path))
    section.scripts.save_into(tmp_path)
    worker = world.worker
    worker.answer(worker.work(Cancel()))

    files = sorted(tmp_path.glob("*.sh"))
    assert [file.name for file in files][:3] == [
        "1-spark-01-start.sh",
        "2-spark-02-start.sh",
        "3-spark-01-serve.sh",
    ]
    assert files[0].stat().st_mode & 0o777 == 0o755
    assert world.told[-1].title == "5 scripts were saved."


def test_machines_without_a_network_in_common_get_no_script(
    world: WizardWorld, qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(world, qtbot)
    section.look.click()
    world.answer(plan(world, tmp_path, links=()))

    assert section.outcome.text().startswith("It would not work like this")
    assert section.checks.checks[0].verdict is CheckVerdict.REFUSED
    assert not section.scripts.isVisible()


def test_another_wish_takes_the_old_plan_away(
    world: WizardWorld, qtbot: QtBot, tmp_path: Path
) -> None:
    section = shown(world, qtbot)
    section.look.click()
    world.answer(plan(world, tmp_path))
    section.recipes.setCurrentIndex(1)
    section.recipes.activated.emit(1)

    assert section.plan is None
    assert not section.scripts.isVisible()
    assert section.waits.isVisible()


def test_a_machine_that_is_lost_meanwhile_is_said(world: WizardWorld, qtbot: QtBot) -> None:
    section = shown(world, qtbot)
    section.look.setFocus(Qt.FocusReason.TabFocusReason)
    section.look.click()
    world.worker.fail(SessionLost("spark-02 is not connected.", "Connect, then try again."))

    assert world.told[-1].title == "spark-02 is not connected."
    assert section.look.isEnabled()


def test_leaving_stops_looking(world: WizardWorld, qtbot: QtBot) -> None:
    section = shown(world, qtbot)
    section.look.click()
    worker = world.worker
    section.hide()

    assert worker.stopped
