"""The wizard's plan: what is told before a launch, what is refused, and what sets it aside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.override import OverrideDialog
from app.services.serving.api import Check, CheckVerdict, LaunchPlan
from app.services.serving.facts.api import FactsUnavailable
from app.services.serving.fit.api import Verdict
from tests.gui.overview_world import SPARK
from tests.gui.wizard_world import GIB, IDLE, WizardWorld, at_plan
from tests.spark_samples import spark_sample


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> WizardWorld:
    return WizardWorld(tmp_path)


def test_refused_memory_offers_what_fits_with_one_click(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot, users=4, context=131_072)
    assert not section.deploy.isEnabled()
    assert section.plan_step.is_looking
    world.answer(world.preflight(section))
    plan = section.plan_step
    assert "memory" in plan.outcome.text()
    assert not section.deploy.isEnabled()
    assert plan.use_safe.isVisible()
    plan.use_safe.click()
    context = section.desk.choice.settings.context
    assert context is not None
    assert context < 50_000
    assert f"{context:,}" in plan.use_safe.text()
    world.answer(world.preflight(section))
    assert section.deploy.isEnabled()
    assert not plan.use_safe.isVisible()
    assert not plan.override.isVisible()
    fit = section.desk.fit_now()
    assert fit is not None
    assert fit.verdict is not Verdict.NO


def test_override_needs_the_nodes_name(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot, users=4, context=131_072)
    world.answer(world.preflight(section))
    section.plan_step.override.click()
    dialog = next(d for d in section.findChildren(OverrideDialog) if d.isVisible())
    for typed in ("spark", "SPARK-01", "spark-01 "):
        dialog.editor.setText(typed)
        assert not dialog.yes.isEnabled()
    dialog.editor.setText(SPARK.name)
    dialog.yes.click()
    [plan] = [each[1] for each in world.serving.asked if each[0] == "deploy"]
    assert isinstance(plan, LaunchPlan)
    assert plan.overrides == ("memory",)


def test_other_refusals_cannot_be_overridden(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot, users=4, context=131_072)
    missing = Check("secrets", CheckVerdict.REFUSED, "HF_TOKEN is needed.", "Add it.")
    world.answer(world.preflight(section, missing))
    plan = section.plan_step
    assert not plan.override.isVisible()
    assert plan.keys.isVisible()
    assert [check.name for check in plan.checks.checks][:2] == ["memory", "secrets"]


def test_plan_tells_command_memory_and_needs(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot)
    world.answer(world.preflight(section))
    plan = section.plan_step
    text = plan.command.text.toPlainText()
    assert "docker run" in text
    assert "127.0.0.1:8000:8000" in text
    plan.command.copy.click()
    assert QApplication.clipboard().text() == text
    before, after = plan.before.content, plan.after.content
    assert before is not None
    assert after is not None
    assert before.scale_bytes == after.scale_bytes
    assert "Weights" in after.said
    assert "Weights" not in before.said


def test_plan_is_made_anew_when_the_memory_is_gone_meanwhile(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = at_plan(world, qtbot)
    world.answer(world.preflight(section))
    assert section.deploy.isEnabled()
    section.back.click()
    section.next.click()
    assert not section.plan_step.is_looking  # nothing has changed
    world.feed(replace(spark_sample(), memory=replace(IDLE, available_bytes=24 * GIB)))
    section.desk.node.set_shown(True)  # as its timer does
    assert section.plan_step.is_looking
    assert not section.deploy.isEnabled()
    world.answer(world.preflight(section))
    plan = section.plan_step
    assert "memory" in plan.outcome.text()
    assert not plan.use_safe.isVisible()  # no context fits
    plan.smaller.click()
    assert section.desk.choice.step is Step.MODEL


def test_script_is_saved_as_a_file_that_runs(
    world: WizardWorld, qtbot: QtBot, tmp_path: Path
) -> None:
    section = at_plan(world, qtbot)
    world.answer(world.preflight(section))
    script = tmp_path / "deploy.sh"
    section.plan_step.command.save_to(script)
    world.answer(world.worker.work(Cancel()))
    assert script.read_text().startswith("#!/bin/sh\n")
    assert script.stat().st_mode & 0o100
    assert world.told[-1].title == "The script was saved."


def test_failed_look_says_why_and_can_be_repeated(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot)
    world.worker.fail(FactsUnavailable("The session was lost.", "Connect again."))
    plan = section.plan_step
    assert "The session was lost." in plan.outcome.text()
    assert not section.deploy.isEnabled()
    assert plan.again.isVisible()
    plan.again.click()
    world.answer(world.preflight(section))
    assert section.deploy.isEnabled()


def test_look_is_cancelled_and_left_alone_on_other_pages(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot)
    first = world.worker
    section.plan_step.cancel.click()
    assert first.stopped
    assert not section.plan_step.is_looking
    assert section.plan_step.again.isVisible()
    section.plan_step.again.click()
    second = world.worker
    section.back.click()
    assert second.stopped
    section.next.click()
    assert section.plan_step.is_looking
