"""What a newcomer reads in the Models pane is there to be read: no names cut off, no dead ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.whoami import whoami
from app.look.fonts import ui_font
from app.panes.deploy.cluster.section import ClusterSection
from app.panes.deploy.recipes.words import SPEC as RECIPES
from app.panes.deploy.recipes.words import weights_text
from app.panes.deploy.running.rows import SPEC as RUNNING
from app.panes.deploy.running.rows import model_row, started_by
from app.panes.row_model import TableSpec
from app.services.serving.api import ModelRef, Recipe, Source
from tests.gui.running_world import FIRST, OURS
from tests.gui.shell_fakes import fake_hub, node

WIDE, NARROW = 1150, 894
"""Pixels that a table has in a window of 1440 and of 1024."""
MARGINS = 22


def widths(spec: TableSpec, room: int) -> dict[str, int]:
    """Return how wide each column is that is shown."""
    from app.look.components.columns import ColumnWidth, hidden, shared

    columns = [ColumnWidth(each.width, each.least) for each in spec.columns]
    gone = hidden(columns, spec.spare, room)
    left = [ColumnWidth(0, 0) if n in gone else each for n, each in enumerate(columns)]
    found = shared(left, spec.stretch, room)
    titles = [column.title for column in spec.columns]
    return {title: found[n] for n, title in enumerate(titles) if n not in gone}


def needs(text: str, size: int = 12, weight: int = 400) -> int:
    """Return how wide a cell has to be for a text."""
    return QFontMetrics(ui_font(size, weight)).horizontalAdvance(text) + MARGINS


@pytest.mark.parametrize("room", [WIDE, NARROW])
def test_running_models_are_told_by_name_and_node(qapp: Any, room: int) -> None:
    found = widths(RUNNING, room)
    assert found["Model"] >= needs("DeepSeek Coder 6.7B", 13, 600)
    assert found["Node"] >= needs("This computer")
    assert found["Port"] >= needs("30000")
    assert sum(found.values()) <= room


def test_recipes_are_read_in_full(qapp: Any) -> None:
    found = widths(RECIPES, WIDE)
    assert found["Parameters"] >= needs("20.9B, 3.6B active")
    assert found["Good at"] >= needs("tools, reasoning, vision, audio")
    assert sum(found.values()) <= WIDE


def test_weights_have_the_unit_of_memory_everywhere() -> None:
    model = ModelRef(Source.HUGGING_FACE, "openai/gpt-oss-120b")
    recipe = Recipe("", "gpt-oss 120B", "vllm", model, weights_bytes=65_280_000_000)
    assert weights_text(recipe) == "60.8 GiB"


def test_cluster_without_a_second_machine_offers_to_add_one(qtbot: QtBot, tmp_path: Path) -> None:
    hub = cast(Any, fake_hub(tmp_path / "settings.json", node("spark-01")))
    section = ClusterSection(hub, cast(QWidget, None))
    qtbot.addWidget(section)
    asked = []
    hub.node_add_requested.connect(lambda: asked.append(True))
    assert section.empty.action is not None
    qtbot.mouseClick(section.empty.action, Qt.MouseButton.LeftButton)
    assert asked == [True]


def test_what_was_started_from_here_stays_yours_once_it_runs() -> None:
    here = replace(OURS, is_ours=True, started_by=whoami())
    other = replace(OURS, is_ours=True, started_by="ann@laptop")
    told = [started_by(model_row(FIRST.id, "spark-01", "vLLM", each)) for each in (here, other)]
    assert told == ["you", "ann@laptop"]
