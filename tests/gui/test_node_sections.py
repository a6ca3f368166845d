"""What the sections of the Containers pane that are tables have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.panes.containers.table.creating import CreateDialog
from app.panes.containers.volumes.section import VolumesSection
from tests.gui.containers_fakes import FakeContainers
from tests.gui.overview_world import OverviewWorld


def test_question_about_a_node_is_taken_back_when_another_is_shown(
    qtbot: QtBot, tmp_path: Path
) -> None:
    world = OverviewWorld(tmp_path)
    asked = cast(FakeContainers, cast(Any, world.hub.containers))
    window = QWidget()
    qtbot.addWidget(window)
    section = VolumesSection(world.hub, window)
    window.show()
    asked.workers[-1].answer(())
    section.create_new.click()
    (question,) = section.findChildren(CreateDialog)
    assert question.isVisible()
    world.hub.select_node(LOCAL_NODE)
    assert not question.isVisible()  # else its answer would change the other node
