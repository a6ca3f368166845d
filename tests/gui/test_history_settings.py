"""The history in the settings: its size, its limit, and how a machine's is deleted."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog
from app.panes.settings.machines import (
    Machines,
    doubt_of_limit,
    machine_text,
    size_text,
    trouble_text,
)
from app.panes.settings.pane import SettingsPane
from app.services.history.api import StoreStatus
from app.state.hub import Hub, Notice
from app.state.keeping import KeptMachine, MachinesRead
from app.state.preferences import Topic
from tests.gui.real_program import WAIT_MS, RealProgram, press
from tests.gui.shell_fakes import FakeKeeping, fake_hub

GIB = 1 << 30
DAY = 86400.0
JANUARY = time.mktime((2026, 1, 1, 12, 0, 0, 0, 0, -1))
"""Noon of its first day, wherever this computer stands."""
SPARK = KeptMachine("SHA256:spark", "spark-01", JANUARY, JANUARY + 12 * DAY)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return fake_hub(tmp_path / "settings.json")


@pytest.fixture
def section(hub: Hub, qtbot: QtBot) -> Machines:
    section = Machines(hub)
    qtbot.addWidget(section)
    section.show()
    return section


def question(section: QWidget, qtbot: QtBot) -> ConfirmDialog:
    found: list[ConfirmDialog] = []

    def visible() -> bool:
        found[:] = [d for d in section.findChildren(ConfirmDialog) if d.isVisible()]
        return bool(found)

    qtbot.waitUntil(visible, timeout=WAIT_MS)
    return found[0]


def asked_of(hub: Hub) -> list[object]:
    keeping = hub.archive.keeping
    assert isinstance(keeping, FakeKeeping)
    return keeping.asked


def test_section_tells_size_age_and_trouble() -> None:
    status = StoreStatus(size_bytes=312 << 20, limit_bytes=2 * GIB, oldest=JANUARY)
    assert size_text(status).startswith("312 MiB of 2.0 GiB, since 1 Jan ")
    assert "not known" in size_text(StoreStatus(limit_bytes=2 * GIB))
    assert trouble_text(status) == ""
    full = StoreStatus(problem="The disk is full.", hint="Make room.", lost_rows=3)
    assert trouble_text(full) == "The disk is full. Make room. 3 rows were lost."
    assert machine_text(SPARK) == "spark-01 · 12 d"
    removed = KeptMachine("SHA256:" + "x" * 40, "", 0.0, DAY)
    assert machine_text(removed) == "Removed node SHA256:xxxxxxxxxxxx… · 1 d"


def test_limit_below_the_present_size_is_doubted() -> None:
    status = StoreStatus(size_bytes=700 << 20, limit_bytes=2 * GIB)
    assert doubt_of_limit(status, 5.0) is None
    assert doubt_of_limit(StoreStatus(), 0.5) is None, "it is not open yet"
    doubt = doubt_of_limit(status, 0.5)
    assert doubt is not None
    assert "700 MiB" in doubt.text
    assert doubt.verb == "Delete the oldest"


def test_machine_is_deleted_only_after_the_question(
    section: Machines, hub: Hub, qtbot: QtBot
) -> None:
    assert not section.delete.isEnabled(), "nothing is known yet"
    hub.archive.keeping.machines_read.emit(MachinesRead((SPARK,)))
    section.delete.click()
    asked = question(section, qtbot)
    assert "spark-01" in asked.windowTitle()
    assert asked.accessibleDescription().startswith("12 d of it, from 1 Jan ")
    press(asked, "Cancel")
    qtbot.waitUntil(lambda: not section.findChildren(ConfirmDialog), timeout=WAIT_MS)
    assert asked_of(hub) == ["machines"]
    section.delete.click()
    press(question(section, qtbot), "Delete history")
    qtbot.waitUntil(lambda: asked_of(hub)[-1] == SPARK, timeout=WAIT_MS)
    hub.archive.keeping.machines_read.emit(MachinesRead())
    assert section.machine.currentText() == "No machine has a history yet"


def test_history_that_cannot_be_read_says_so_in_the_settings(section: Machines, hub: Hub) -> None:
    hub.archive.keeping.machines_read.emit(MachinesRead(problem="The history is damaged."))
    assert section.machine.currentText() == "The history is damaged."
    assert not section.delete.isEnabled()


def test_history_is_limited_and_deleted_from_the_window(program: RealProgram) -> None:
    hub, told = program.hub, list[Notice]()
    hub.notified.connect(told.append)
    hub.archive.start()
    hub.sessions.set_interval(0.1)
    hub.sessions.connect_node(LOCAL_NODE)
    program.wait(lambda: hub.telemetry.history(LOCAL_NODE).rows > 20)
    hub.sessions.disconnect_node(LOCAL_NODE)
    program.window.commands.open_settings()
    program.wait(lambda: program.window.stack.pane("settings"))
    pane = program.window.stack.pane("settings")
    assert isinstance(pane, SettingsPane)
    pane.show_topic(Topic.HISTORY)
    limit, row = pane.row("history.limit"), pane.row("history.machines")
    assert limit is not None
    assert row is not None
    section = row.findChild(Machines)
    program.wait(lambda: "of 2.0 GiB" in limit.note.text())

    box = limit.findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData("10"))
    box.activated.emit(box.currentIndex())
    assert hub.archive.status.limit_bytes == 10 * GIB
    settings: Path = program.paths.settings
    program.wait(lambda: settings.exists() and "history" in settings.read_text())
    assert json.loads(settings.read_text())["sections"]["history"] == {"limit_gib": 10.0}

    program.wait(section.delete.isEnabled)
    assert section.machine.currentText().startswith("This computer · ")
    section.delete.click()
    program.confirm("Delete history")
    program.wait(lambda: section.machine.currentText() == "No machine has a history yet")
    assert "The history of This computer was deleted" in [notice.title for notice in told]
