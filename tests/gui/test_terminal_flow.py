"""Shells in the real window: of a node over real sshd, in a container of a real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.details.shell_tab import ShellTab
from app.panes.terminal.pane import TerminalPane
from app.services.containers.api import Container, State
from app.terminal import panel
from app.terminal.panel import TerminalPanel
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram, fill, press

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode
) -> Iterator[RealProgram]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    yield program
    program.stop()


def printed(panel: TerminalPanel) -> str:
    screen = panel.view.terminal
    lines = (screen.line(each) for each in range(screen.forgotten, screen.first + screen.height))
    return "\n".join(line.text for line in lines if line is not None)


class Typist:
    """Types into a panel and waits for what is shown."""

    def __init__(self, program: RealProgram, panel: TerminalPanel) -> None:
        self._program = program
        self.panel = panel
        program.wait(lambda: panel.view.live)

    def type(self, line: str) -> None:
        QTest.keyClicks(self.panel.view, line)
        QTest.keyClick(self.panel.view, Qt.Key.Key_Return)

    def wait(self, text: str) -> None:
        self._program.wait(lambda: text in printed(self.panel))


def test_shells_of_a_node_are_opened_used_closed_and_started_again(
    program: RealProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "PATIENCE_MS", 1 << 30)  # what is said meanwhile takes its place
    program.window.resize(1200, 800)
    program.window.show_pane("terminal")
    program.wait(lambda: isinstance(program.window.stack.pane("terminal"), TerminalPane))
    pane: Any = program.window.stack.pane("terminal")
    assert pane.shown is None  # none before it is asked for
    assert not any(name.startswith("shell:") for name in program.hub.supervisor.running)
    press(pane.empty, "Open a shell")

    typist = Typist(program, pane.shown)
    view = pane.shown.view
    size = view.window_size
    typist.type("stty size")
    typist.wait(f"{size.rows} {size.columns}")
    program.window.resize(1000, 700)
    program.wait(lambda: view.window_size != size)
    # A shell's own loop goes on where Ctrl+C comes between two of its programs.
    typist.type("sh -c 'while sleep 0.1; do stty size; done'")
    program.wait(
        lambda: f"\n{view.window_size.rows} {view.window_size.columns}\n" in printed(pane.shown)
    )
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    typist.type("printf '\\033]0;my editor\\007'; sleep 1000")
    program.wait(lambda: pane.tabs.tabText(0) == "lab · my editor")

    QTest.keyClick(view, Qt.Key.Key_W, CONTROL | SHIFT)
    program.confirm("Cancel")  # a program runs in it
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    typist.type("echo after-$((40+2))")
    typist.wait("after-42")
    program.wait(lambda: not view.busy)  # the prompt is there, too
    QGuiApplication.clipboard().setText("echo pasted-$((1+1))\n")
    view.paste()
    assert not [each for each in pane.findChildren(ConfirmDialog) if each.isVisible()]  # bash asks
    QTest.keyClick(view, Qt.Key.Key_Return)
    typist.wait("pasted-2")

    typist.type("exit 3")
    program.wait(lambda: "status 3" in pane.shown.words.text())
    press(pane.shown, "Start again")
    typist = Typist(program, pane.shown)
    assert "after-42" in printed(pane.shown)
    program.hub.show_shell(LAB)  # as the overview's button does
    program.window.show_pane("overview")
    program.window.show_pane("terminal")
    program.wait(lambda: pane.tabs.count() == 2)
    Typist(program, pane.shown)
    program.hub.sessions.disconnect_node(LAB)
    program.wait(lambda: "connection was lost" in pane.shown.words.text())
    program.wait(lambda: not any(panel.running for panel in pane._nodes))
    pane.tabs.tabButton(0, QTabBar.ButtonPosition.RightSide).click()
    assert pane.tabs.count() == 1


def test_a_container_has_a_shell_that_is_kept_while_others_are_looked_at(
    program: RealProgram, docker: DockerEngine, qtbot: QtBot
) -> None:
    docker.run("box", "sleep", "1000")
    docker.run("other", "sleep", "1000")
    hub = program.hub
    hub.containers.watch(LAB)

    def container(name: str) -> Container:
        found: list[Container] = []

        def there() -> bool:
            found[:] = [c for c in hub.containers.view(LAB).containers or () if c.name == name]
            return bool(found)

        program.wait(there)
        return found[0]

    tab = ShellTab(hub, program.window)
    tab.resize(700, 400)
    tab.show()
    tab.show_container(LAB, container("box"))
    assert tab.panel is None  # nothing is opened before the user asks
    fill(tab.form.command.editor, "sh 'unclosed")
    tab.form.open.click()
    assert tab.form.command.error
    fill(tab.form.command.editor, "")
    tab.form.open.click()
    assert tab.panel is not None
    box = Typist(program, tab.panel)
    box.type("stty size; echo in-$((40+2))")
    box.wait("in-42")
    box.wait(f"{box.panel.view.window_size.rows} {box.panel.view.window_size.columns}")
    QGuiApplication.clipboard().setText("echo one-$((40+2))\n")
    box.panel.view.paste()
    program.confirm("Paste")  # this shell cannot tell pasted text from typed text
    box.wait("one-42")

    tab.show_container(LAB, container("other"))
    assert tab.panel is None
    tab.show_container(LAB, container("box"))
    assert tab.panel is box.panel
    assert box.panel.running

    docker._docker("kill", "box")
    program.wait(lambda: container("box").state is State.EXITED)
    tab.show_container(LAB, container("box"))
    assert tab.stopped.isVisible()
    assert "box does not run" in tab.stopped.title.text()
    press(tab.stopped, "Start it")
    program.wait(lambda: container("box").state is State.RUNNING)
    tab.show_container(LAB, container("box"))
    program.wait(lambda: not box.panel.running)
    press(box.panel, "Start again")
    Typist(program, box.panel).type("exit")
    program.wait(lambda: "status 0" in box.panel.words.text())
    press(box.panel, "Other command…")
    assert tab.panel is None
    assert tab.form.isVisible()
    tab.end()
    tab.hide()
    tab.deleteLater()
