"""The Shell tab: a terminal in the container that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Button, Text
from app.panes.containers.api import Tab
from app.panes.containers.details.shell_form import ShellForm
from app.services.containers.api import Container, ContainerChange, State, Verb
from app.terminal.openers import shell_in_container
from app.terminal.panel import TerminalPanel

if TYPE_CHECKING:
    from app.state.hub import Hub

KEPT = 8
"""Shells that stay open while other containers are looked at; the one longest away goes first."""
_WAYS = {
    State.PAUSED: (
        tr("is paused"),
        tr("Its processes are frozen."),
        Verb.UNPAUSE,
        tr("Let it go on"),
    ),
    State.RESTARTING: (tr("is restarting"), tr("A shell can be opened once it runs."), None, ""),
    State.REMOVING: (tr("is removed"), tr("Its files are gone or about to be."), None, ""),
    State.DEAD: (tr("cannot run any more"), tr("Docker could not remove it whole."), None, ""),
}
_STOPPED = (
    tr("does not run"),
    tr("A shell needs a container that runs."),
    Verb.START,
    tr("Start it"),
)


class ShellTab(Tab):
    """Keeps the shells of several containers and shows that of one."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._panels: dict[tuple[NodeId, str], TerminalPanel] = {}
        """By node and container, the one that was shown last at the end."""
        self.stopped = _Stopped()
        self.stopped.action.clicked.connect(self._on_start)
        self.form = ShellForm()
        self.form.open.clicked.connect(self._on_open)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.stopped)
        self._pages.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    @property
    def panel(self) -> TerminalPanel | None:
        """The shell of the container that is shown."""
        if self._node is None or self._container is None:
            return None
        return self._panels.get((self._node, self._container.id))

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container's shell, or why it has none."""
        if self._container is None or container is None or container.id != self._container.id:
            self.form.clear()
        self._node, self._container = node, container
        if container is not None and container.state is State.REMOVING:
            self._drop((node, container.id))
        self._show()

    def search(self) -> None:
        """Look for a text in what was printed."""
        if self.panel is not None:
            self.panel.search()

    def end(self) -> None:
        """Hang up all shells."""
        for key in list(self._panels):
            self._drop(key)

    # What happens

    def _on_start(self) -> None:
        container, node = self._container, self._node
        if container is not None and node is not None:
            verb = _WAYS.get(container.state, _STOPPED)[2]
            if verb is not None:
                self._hub.containers.change(node, [container], ContainerChange(verb))

    def _on_open(self) -> None:
        container, node, wish = self._container, self._node, self.form.wish()
        if container is None or node is None or wish is None:
            return
        opener = shell_in_container(self._hub, node, container.id, wish)
        panel = TerminalPanel(
            self._hub, tr("Shell in {name}").format(name=container.name), opener, self
        )
        other = Button(tr("Other command…"))
        other.clicked.connect(self._on_other)
        panel.offer(other)
        self._panels[node, container.id] = panel
        self._pages.addWidget(panel)
        for key in list(self._panels)[:-KEPT]:
            self._drop(key)
        self._show()
        panel.start()

    def _on_other(self) -> None:
        if self._node is not None and self._container is not None:
            self._drop((self._node, self._container.id))
            self._show()

    # What is shown

    def _show(self) -> None:
        container, panel = self._container, self.panel
        if container is None:
            return
        if container.state is not State.RUNNING:
            self._show_stopped(container)
        elif panel is None:
            self._pages.setCurrentWidget(self.form)
        else:
            for key in [key for key, each in self._panels.items() if each is panel]:
                self._panels[key] = self._panels.pop(key)  # at the end
            self._pages.setCurrentWidget(panel)

    def _show_stopped(self, container: Container) -> None:
        what, why, verb, button = _WAYS.get(container.state, _STOPPED)
        self.stopped.title.setText(f"{container.name} {what}")
        self.stopped.text.setText(why)
        self.stopped.action.setText(button)
        self.stopped.action.setVisible(verb is not None)
        self._pages.setCurrentWidget(self.stopped)

    def _drop(self, key: tuple[NodeId, str]) -> None:
        panel = self._panels.pop(key, None)
        if panel is not None:
            panel.end()
            self._pages.removeWidget(panel)
            panel.deleteLater()


class _Stopped(QWidget):
    """Why there can be no shell, and what to do about it, in little room."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text("", "card")
        self.text = Text("", "body", "text2", wrap=True)
        self.action = Button("", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
