"""Open a node in another program: the system's terminal, VS Code, Cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.look.components import Button, IconButton

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.state.hub import Hub


class OpenIn(QWidget):
    """A button for the terminal and, where editors are installed, a menu with them."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = LOCAL_NODE
        self.terminal = Button(tr("Terminal"), "secondary", "terminal-window")
        self.terminal.setToolTip(tr("Open the system's terminal, logged in to this node"))
        self.more = IconButton("caret-down", tr("Open in an editor"), size=14, side=32)
        self._menu = QMenu(self)
        self.terminal.clicked.connect(self._on_terminal)
        self.more.clicked.connect(self._on_more)
        self._menu.triggered.connect(self._on_editor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.terminal)
        row.addWidget(self.more)
        hub.launcher.editors_changed.connect(self._show_editors)
        self._show_editors()

    def show_node(self, node: Node) -> None:
        """Open this node from now on."""
        self._node = node.id
        self.more.setVisible(bool(self._hub.launcher.editors) and not node.is_local)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for editors once somebody may want one."""
        super().showEvent(event)
        self._hub.launcher.find_editors()

    def _show_editors(self) -> None:
        self._menu.clear()
        for editor in self._hub.launcher.editors:
            action = QAction(tr("Open in {name}").format(name=editor.name), self._menu)
            action.setData(editor.name)
            self._menu.addAction(action)
        self.more.setVisible(bool(self._hub.launcher.editors) and self._node != LOCAL_NODE)

    def _on_terminal(self) -> None:
        self._hub.launcher.open_terminal(self._node)

    def _on_more(self) -> None:
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_editor(self, action: QAction) -> None:
        for editor in self._hub.launcher.editors:
            if editor.name == action.data():
                self._hub.launcher.open_editor(self._node, editor)
