"""The overview's card of models: what runs, what is being deployed, and where both lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.panes.overview import filler
from app.panes.overview.pane import OverviewPane
from app.services.serving.api import Phase
from app.services.serving.running.api import ModelState, NodeModels
from app.state.hub import ChatWish, DeployWish
from tests.gui.overview_world import SPARK, VLLM, OverviewWorld
from tests.gui.running_world import GIB, model, plan
from tests.gui.test_overview_pane import shown
from tests.spark_samples import spark_sample

READY = model(
    SPARK.id, 8000, "openai/gpt-oss-120b", tokens_per_s=41.7, gpu_bytes=62 * GIB,
    gpu_pids=(VLLM.pid,), container_id="a" * 64,
)  # fmt: skip
IDLE = model(SPARK.id, 8081, "qwen3-embed", "llama_cpp", requests_running=0.0, gpu_bytes=6 * GIB)
GONE = model(SPARK.id, 8082, "old", state=ModelState.STOPPED)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OverviewWorld:
    monkeypatch.setattr(filler, "_LOOKS_BEFORE", 0)
    return OverviewWorld(tmp_path)


def items(pane: OverviewPane) -> list[tuple[str, str, str]]:
    return [(each.title, each.below, each.pill) for each in pane.page.engines.items]


def test_models_are_listed_instead_of_their_processes(world: OverviewWorld, qtbot: QtBot) -> None:
    serving: Any = world.hub.serving
    serving.show(SPARK.id, NodeModels((READY, IDLE, GONE)))
    world.feed(count=3)
    pane = shown(world, qtbot)

    assert items(pane) == [
        ("gpt-oss-120b", "vLLM · :8000 · 41.7 tok/s · 62.0 GiB", "Ready"),
        ("qwen3-embed", "llama.cpp · :8081 · idle · 6.0 GiB", "Ready"),
    ]
    assert ("watch", SPARK.id) in serving.asked
    qtbot.mouseClick(pane.page.engines.link, Qt.MouseButton.LeftButton)
    assert world.panes == ["models"]
    (row, _other) = pane.page.engines._rows
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert world.hub.take_chat_wish() == ChatWish(READY.endpoint)


def test_a_deployment_is_on_top_with_how_far_it_is(world: OverviewWorld, qtbot: QtBot) -> None:
    serving: Any = world.hub.serving
    serving.show(SPARK.id, NodeModels((replace(READY, state=ModelState.STARTING),)))
    serial = serving.deploy(plan(SPARK.id))
    begun = replace(
        serving.deployment(serial).progress,
        phase=Phase.PULLING,
        detail="6.2 of 9.8 GB",
        eta_s=120.0,
        container_id=READY.container_id,
    )
    serving.progress(serial, begun)
    world.feed(spark_sample(), count=3)
    pane = shown(world, qtbot)

    assert items(pane) == [
        ("nemotron-nano-9b", "NIM · pulling 6.2 of 9.8 GB · about 2 min", "Loading")
    ]
    (row,) = pane.page.engines._rows
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert world.hub.take_deploy_wish() == DeployWish(serial)


def test_the_first_button_begins_a_deployment(world: OverviewWorld, qtbot: QtBot) -> None:
    world.feed(count=3)
    pane = shown(world, qtbot)

    qtbot.mouseClick(pane.header.deploy, Qt.MouseButton.LeftButton)

    assert world.panes == ["models"]
    assert world.hub.take_deploy_wish() == DeployWish(None)


def test_models_are_not_looked_for_while_the_program_starts(
    world: OverviewWorld, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filler, "_LOOKS_BEFORE", 3)
    world.feed(count=3)
    pane = shown(world, qtbot)

    assert "serving" not in vars(world.hub)
    assert [each.title for each in pane.page.engines.items] == ["vllm"]
