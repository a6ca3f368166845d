"""The real program in this process, with a home of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import make_program
from app.core.ids import NodeId
from app.core.paths import Paths
from app.hosts.nodes import Node
from app.look.components.confirm import ConfirmDialog
from app.panes.connection.pane import ConnectionPane
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from scripts.lab.node import LabNode

WAIT_MS = 30_000
DialogT = TypeVar("DialogT", bound=QDialog)


class RealProgram:
    """The window, its hub, and short words for what a user does with them."""

    def __init__(self, app: QApplication, qtbot: QtBot, home: Path) -> None:
        self.qtbot = qtbot
        self._stopped = False
        self.paths = Paths(home / "config", home / "data", home / "log", home / "run")
        self._program = make_program(app, self.paths)
        self.hub = self._program.hub
        self.window = self._program.window
        self.window.show()
        qtbot.waitExposed(self.window)

    def begin(self) -> None:
        """Do what follows the first paint: write, watch, and connect what was connected."""
        self._program.begin()

    def stop(self) -> None:
        """Quit as the user would; nothing may be left running."""
        if self._stopped:
            return
        self._stopped = True
        self.wait(self._is_prepared)
        self.window.quit()
        assert self.hub.supervisor.running == ()
        self.window.deleteLater()

    def _is_prepared(self) -> bool:
        """Whether no pane is imported now: an import cannot be broken off and may take long."""
        running = self.hub.supervisor.running
        return not any(name.startswith("prepare:") for name in running)

    @property
    def connection(self) -> ConnectionPane:
        """The Connection pane, shown."""
        self.window.show_pane("connection")
        pane = self.window.stack.pane("connection")
        assert isinstance(pane, ConnectionPane)
        return pane

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT_MS)

    def wait_phase(self, node: NodeId, phase: Phase) -> SessionStatus:
        """Wait until a node's session is in a phase."""
        self.wait(lambda: self.hub.sessions.status(node).phase is phase)
        return self.hub.sessions.status(node)

    def wait_sample(self, node: NodeId) -> None:
        """Wait for a sample newer than the one that is there."""
        before = self.hub.telemetry.latest(node)
        self.wait(lambda: self.hub.telemetry.latest(node) not in (None, before))

    def dialog(self, kind: type[DialogT]) -> DialogT:
        """Wait for a dialog of a kind and return it."""
        found: list[DialogT] = []

        def visible() -> bool:
            found[:] = [d for d in self.window.findChildren(kind) if d.isVisible()]
            return bool(found)

        self.wait(visible)
        return found[0]

    def add_node(self, address: str, *, name: str, key: Path | None = None) -> Node:
        """Fill in the form and confirm it with Return."""
        pane = self.connection
        pane.add_node()
        form = pane.form
        fill(form.address.editor, address)
        fill(form.name.editor, name)
        fill(form.key.editor, str(key or ""))
        form.submit()
        return next(node for node in self.hub.nodes.all() if node.name == name)

    def trust(self, lab: LabNode) -> None:
        """Know the host keys of a node of the lab."""
        self.paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
        self.paths.known_hosts.write_bytes(lab.known_hosts.read_bytes())

    def save_lab(self, node: NodeId, lab: LabNode) -> None:
        """Save a node of the lab, whose host keys are known."""
        self.trust(lab)
        self.hub.nodes.save(Node(node, "lab", lab.host, lab.port, lab.user, str(lab.identity)))

    def connect_lab(self, node: NodeId, lab: LabNode) -> None:
        """Save a node of the lab and connect it."""
        self.save_lab(node, lab)
        self.hub.sessions.connect_node(node)
        self.wait_phase(node, Phase.CONNECTED)

    def confirm(self, verb: str) -> None:
        """Press a button of the question that is open."""
        press(self.dialog(ConfirmDialog), verb)


def fill(editor: QWidget, text: str) -> None:
    """Replace a field's text."""
    editor.setProperty("text", text)


def press(parent: QWidget, text: str) -> None:
    """Click the visible button with this text."""
    buttons = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert buttons, [b.text() for b in parent.findChildren(QPushButton)]
    buttons[0].click()
