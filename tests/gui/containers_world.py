"""The Containers pane on a world of stand-ins, and short words for what its tests do."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.panes.containers import PANE
from app.panes.containers.list.rows import Column
from app.panes.containers.list.section import ListSection
from app.panes.containers.pane import ContainersPane
from app.services.containers.api import (
    Container,
    ContainerStats,
    Health,
    Port,
    State,
)
from tests.gui.containers_fakes import FakeContainers, FakeWorker, container
from tests.gui.overview_world import SPARK, OverviewWorld

GIB = 1024**3
VLLM = container("vllm", health=Health.HEALTHY)
VLLM = replace(VLLM, id="a" * 64)  # the one whose process is on the GPU in the world's samples
WEBUI = container("webui", compose_project="chat", ports=(Port(8080, "tcp", "127.0.0.1", 3000),))
DATABASE = container("database", compose_project="chat")
DONE = container("done", state=State.EXITED)
ALL = (VLLM, WEBUI, DATABASE, DONE)
CONTROL = Qt.KeyboardModifier.ControlModifier


class World(OverviewWorld):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.containers = cast(FakeContainers, cast(Any, self.hub.containers))
        self.kept: list[QWidget] = []
        """From the garbage collector: panes have no parent."""

    def tell(self, *containers: Container, **more: Any) -> None:
        told = {"containers": containers, "told_at": time.time(), **more}
        self.containers.set(SPARK.id, **told)

    @property
    def stats(self) -> FakeWorker:
        """The worker that follows stats."""
        return [each for each in self.containers.workers if not each.stopped][-1]


def shown(world: World, qtbot: QtBot) -> ContainersPane:
    pane = PANE.create(world.hub, cast(QWidget, None))
    assert isinstance(pane, ContainersPane)
    qtbot.addWidget(pane)
    world.kept.append(pane)
    pane.resize(1216, 818)
    pane.show()
    qtbot.waitExposed(pane)
    QApplication.processEvents()
    return pane


def section_of(pane: ContainersPane) -> ListSection:
    section = pane.show_section("containers")
    assert isinstance(section, ListSection)
    return section


def listed(world: World, qtbot: QtBot, *containers: Container) -> ListSection:
    section = section_of(shown(world, qtbot))
    world.tell(*(containers or ALL))
    QApplication.processEvents()
    return section


def rows(section: ListSection, column: Column = Column.NAME) -> list[str]:
    """Return the texts of a column, those below a project indented."""
    model, found = section.view.model(), []
    for row in range(model.rowCount()):
        above = model.index(row, 0)
        found.append(str(above.siblingAtColumn(column).data()))
        found += [
            "  " + str(model.index(place, column, above).data())
            for place in range(model.rowCount(above))
        ]
    return found


def question(section: QWidget, kind: type[QWidget]) -> Any:
    return next(each for each in section.findChildren(kind) if each.isVisible())


def taken(each: Container, at: float, **more: Any) -> ContainerStats:
    known = {"cpu_percent": 320.0, "cores": 20, "memory_bytes": GIB // 2, **more}
    empty = dict.fromkeys(ContainerStats.__slots__)
    return ContainerStats(**{**empty, "id": each.id, "time": at, **known})


def select(section: ListSection, *names: str) -> None:
    model, selection = section.view.model(), section.view.selectionModel()
    selection.clearSelection()
    for index in section.view._indexes():
        if index.data() in names:
            flags = QItemSelectionModel.SelectionFlag
            selection.select(index, flags.Select | flags.Rows)
    assert model is section.view.model()
