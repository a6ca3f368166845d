"""The history in the settings dialog: its size, its limit, and how a machine's is deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog
from app.services.history.api import StoreStatus
from app.shell.dialogs import SettingsDialog
from app.shell.history_settings import HistorySection, machine_text, size_text, trouble_text
from app.state.hub import Notice
from app.state.keeping import KeptMachine, MachinesRead
from tests.gui.real_program import WAIT_MS, RealProgram, press
from tests.gui.shell_fakes import FakeArchive

GIB = 1 << 30
DAY = 86400.0
SPARK = KeptMachine("SHA256:spark", "spark-01", 0.0, 12 * DAY)


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def section(archive: FakeArchive, qtbot: QtBot) -> HistorySection:
    section = HistorySection(archive)  # type: ignore[arg-type]
    qtbot.addWidget(section)
    section.show()
    return section


def choose(section: QWidget, key: str) -> None:
    segment = section.findChild(QPushButton, f"segment_{key}")
    assert isinstance(segment, QPushButton)
    segment.click()


def question(section: QWidget, qtbot: QtBot) -> ConfirmDialog:
    found: list[ConfirmDialog] = []

    def visible() -> bool:
        found[:] = [d for d in section.findChildren(ConfirmDialog) if d.isVisible()]
        return bool(found)

    qtbot.waitUntil(visible, timeout=WAIT_MS)
    return found[0]


def test_section_tells_size_age_and_trouble() -> None:
    status = StoreStatus(size_bytes=312 << 20, limit_bytes=2 * GIB, oldest=0.0)
    assert size_text(status).startswith("312 MiB of 2.0 GiB, since 1 Jan ")
    assert "not known" in size_text(StoreStatus(limit_bytes=2 * GIB))
    assert trouble_text(status) == ""
    full = StoreStatus(problem="The disk is full.", hint="Make room.", lost_rows=3)
    assert trouble_text(full) == "The disk is full. Make room. 3 rows were lost."
    assert machine_text(SPARK) == "spark-01 · 12 d"
    removed = KeptMachine("SHA256:" + "x" * 40, "", 0.0, DAY)
    assert machine_text(removed) == "Removed node SHA256:xxxxxxxxxxxx… · 1 d"


def test_larger_limit_is_taken_at_once(section: HistorySection, archive: FakeArchive) -> None:
    assert section.limit.key == "2"
    choose(section, "5")
    assert archive.keeping.asked[-1] == 5.0


def test_limit_below_the_present_size_asks_first(
    section: HistorySection, archive: FakeArchive, qtbot: QtBot
) -> None:
    choose(section, "0.5")
    asked = question(section, qtbot)
    assert "700 MiB" in asked.accessibleDescription()
    press(asked, "Cancel")
    qtbot.waitUntil(lambda: section.limit.key == "2", timeout=WAIT_MS)
    assert archive.keeping.asked == ["machines"]
    choose(section, "0.5")
    press(question(section, qtbot), "Delete the oldest")
    qtbot.waitUntil(lambda: archive.keeping.asked[-1] == 0.5, timeout=WAIT_MS)


def test_machine_is_deleted_only_after_the_question(
    section: HistorySection, archive: FakeArchive, qtbot: QtBot
) -> None:
    assert not section.delete.isEnabled(), "nothing is known yet"
    archive.keeping.machines_read.emit(MachinesRead((SPARK,)))
    section.delete.click()
    asked = question(section, qtbot)
    assert "spark-01" in asked.windowTitle()
    assert asked.accessibleDescription().startswith("12 d of it, from 1 Jan ")
    press(asked, "Cancel")
    qtbot.waitUntil(lambda: not section.findChildren(ConfirmDialog), timeout=WAIT_MS)
    assert archive.keeping.asked == ["machines"]
    section.delete.click()
    press(question(section, qtbot), "Delete history")
    qtbot.waitUntil(lambda: archive.keeping.asked[-1] == SPARK, timeout=WAIT_MS)
    archive.keeping.machines_read.emit(MachinesRead())
    assert section.machine.currentText() == "No machine has a history yet"


def test_history_that_cannot_be_read_says_so_in_the_settings(
    section: HistorySection, archive: FakeArchive
) -> None:
    archive.keeping.machines_read.emit(MachinesRead(problem="The history is damaged."))
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
    section = program.dialog(SettingsDialog).history
    program.wait(lambda: section.limit.key == "2")

    choose(section, "10")
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
