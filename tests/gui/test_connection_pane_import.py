"""The import dialog with a real SSH configuration and NVIDIA Sync's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.hosts.target import parse_address
from app.panes.connection.import_dialog import NAME, NOTE, ImportDialog, ImportModel
from app.panes.connection.pane import Page
from app.transport.status import Phase
from tests.gui.real_program import RealProgram

CONFIG = """\
Host gate
  HostName gate.example.org
  User ann
Host spark-11aa
  HostName 10.0.0.9
  User nvidia
  ProxyJump gate
Host github.com
  User git
Match exec "true"
  User x
"""


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, fresh_home: Path
) -> Iterator[RealProgram]:
    (fresh_home / ".ssh").mkdir()
    (fresh_home / ".ssh" / "config").write_text(CONFIG)
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield program
    program.stop()


def opened(program: RealProgram) -> ImportDialog:
    program.connection.import_nodes()
    dialog = program.dialog(ImportDialog)
    program.wait(lambda: dialog.model.rowCount() > 0)
    return dialog


def cells(model: ImportModel, column: int) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_import_adds_what_is_chosen_and_says_what_is_not(program: RealProgram) -> None:
    dialog = opened(program)
    tester = QAbstractItemModelTester(
        dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert cells(dialog.model, NAME) == ["gate", "spark-11aa", "github.com"]
    assert [dialog.model.row(number).host.alias for number in dialog.model.chosen] == ["spark-11aa"]
    assert "git" in cells(dialog.model, NOTE)[2]
    assert "Match" in dialog._notes.toPlainText()
    dialog.add.click()
    program.wait(lambda: dialog.no.text() == "Close")
    (node,) = [node for node in program.hub.nodes.all() if not node.is_local]
    assert (node.name, node.address, node.user) == ("spark-11aa", "10.0.0.9", "nvidia")
    assert [hop.address for hop in node.via] == ["gate.example.org"]
    assert cells(dialog.model, NOTE)[1] == "Added"
    assert program.hub.sessions.status(node.id).phase is Phase.OFF
    assert not node.connect_at_start  # a hundred hosts must not all be connected tomorrow
    tester.deleteLater()
    dialog.reject()
    assert program.hub.current_node == node.id  # instead of how to begin
    assert program.connection.page is Page.DETAILS


def test_import_shows_what_is_there_already(program: RealProgram) -> None:
    program.hub.nodes.save(parse_address("ssh://ann@gate.example.org", name="door"))
    dialog = opened(program)
    assert "as door" in cells(dialog.model, NOTE)[0]
    index = dialog.model.index(0, NAME)
    assert not dialog.model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    dialog.model.choose_all(chosen=True)
    assert [dialog.model.row(number).host.alias for number in dialog.model.chosen] == ["spark-11aa"]
    dialog.reject()


def test_import_is_worked_with_the_keyboard(program: RealProgram, qtbot: QtBot) -> None:
    dialog = opened(program)
    assert dialog.view.currentIndex() == dialog.model.index(0, NAME)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.model.chosen == [0, 1]
    assert dialog.add.text() == "Add 2 nodes"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.add.text() == "Add 1 node"
    dialog.reject()


def test_import_says_when_there_is_nothing(program: RealProgram, fresh_home: Path) -> None:
    (fresh_home / ".ssh" / "config").unlink()
    program.connection.import_nodes()
    dialog = program.dialog(ImportDialog)
    program.wait(lambda: "No hosts were found" in dialog._summary.text())
    assert "NVIDIA Sync has no devices" in dialog._notes.toPlainText()
    assert not dialog.add.isEnabled()
    dialog.reject()
