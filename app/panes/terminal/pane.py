"""The shells that are open, each in a tab; none is opened before the user asks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Button, Card, ElidedLabel, EmptyState, IconButton, Text, plain_tip
from app.look.components.confirm import ConfirmDialog
from app.look.keys import native_keys
from app.state.hub import Hub, NodeSelected
from app.state.nodes import NodesChanged
from app.terminal.openers import shell_of_node
from app.terminal.panel import TerminalPanel
from app.transport.status import Phase

_MARGIN = 24
_TITLE_LENGTH = 32


class TerminalPane(QWidget):
    """Shells of nodes."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._nodes: dict[TerminalPanel, NodeId] = {}
        self._closing: TerminalPanel | None = None
        """What is closed once that is confirmed."""
        self._build()
        hub.node_selected.connect(self._on_node)
        hub.nodes.changed.connect(self._on_node)
        self.new.clicked.connect(self.open_shell)
        self.system.clicked.connect(self._on_system)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self.open_shell)
        self.tabs.currentChanged.connect(self._on_tab)
        for keys, slot in (
            ("Ctrl+Shift+T", self.open_shell),
            ("Ctrl+Shift+W", self._close_shown),
            ("Ctrl+PgUp", self._show_previous),
            ("Ctrl+PgDown", self._show_next),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._show()

    @property
    def shown(self) -> TerminalPanel | None:
        """The shell that is shown."""
        panel = self._panels.currentWidget()
        return panel if isinstance(panel, TerminalPanel) else None

    def open_shell(self) -> None:
        """Open a shell of the current node in a new tab."""
        hub, node = self._hub, self._hub.current_node
        if hub.sessions.status(node).phase in (Phase.OFF, Phase.REFUSED):
            hub.sessions.connect_node(node)
        name = hub.nodes.name_of(node)
        panel = TerminalPanel(
            hub, tr("Shell of {name}").format(name=name), shell_of_node(hub, node), self
        )
        panel.changed.connect(self._on_panel_changed)
        self._nodes[panel] = node
        self._panels.addWidget(panel)
        number = self.tabs.addTab(name)
        self.tabs.setTabData(number, panel)
        self._add_close(number, name)
        self.tabs.setCurrentIndex(number)
        self._show()
        panel.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the shell that was asked for elsewhere, or give the keyboard to the one shown."""
        super().showEvent(event)
        if self._hub.take_shell_wish():
            self.open_shell()
        elif self.shown is not None:
            self.shown.setFocus()

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Shells"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setMovable(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._panels = QStackedWidget()
        card = Card()
        card.body.setContentsMargins(4, 4, 4, 4)  # within its round corners
        card.body.addWidget(self._panels)
        self._open = QWidget()
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(card, 1)
        self.empty = EmptyState("terminal-window", tr("No shell is open"), "", tr("Open a shell"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._open)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, 20, _MARGIN, 0)
        outer.setSpacing(14)
        outer.addLayout(self._header())
        outer.addWidget(self._pages, 1)

    def _header(self) -> QHBoxLayout:
        self.title = Text(tr("Terminal"), "page")
        self.about = ElidedLabel("", "body", "text2")
        self.system = Button(tr("System terminal"), icon_name="arrow-square-out")
        self.system.setToolTip(tr("Open this computer's own terminal, logged in to the node"))
        self.new = Button(tr("New shell"), "primary", "plus")
        self.new.setToolTip(native_keys("Ctrl+Shift+T"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.system)
        top.addWidget(self.new)
        return top

    def _add_close(self, number: int, name: str) -> None:
        close = IconButton("x", tr("Close the shell of {name}").format(name=name), size=12, side=20)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+Shift+W
        close.clicked.connect(self._on_close_clicked)
        self.tabs.setTabButton(number, QTabBar.ButtonPosition.RightSide, close)

    # What happens

    def _on_node(self, _change: NodeSelected | NodesChanged) -> None:
        self._show()

    def _on_system(self) -> None:
        self._hub.launcher.open_terminal(self._hub.current_node)

    def _on_tab(self, number: int) -> None:
        panel = self.tabs.tabData(number)
        if isinstance(panel, TerminalPanel):
            self._panels.setCurrentWidget(panel)
            panel.setFocus()
            self._show()

    def _on_panel_changed(self) -> None:
        for number in range(self.tabs.count()):
            panel = self.tabs.tabData(number)
            name = self._hub.nodes.name_of(self._nodes[panel])
            # Always with the node's name before it: a program may call itself what it likes.
            whole = f"{name} · {panel.title}" if panel.title else name
            text = whole if len(whole) <= _TITLE_LENGTH else f"{whole[: _TITLE_LENGTH - 1]}…"
            ended = "" if panel.running else " (ended)"
            self.tabs.setTabText(number, f"{text}{ended}".replace("&", "&&"))
            self.tabs.setTabToolTip(number, plain_tip(whole))
        self._show()

    def _show_previous(self) -> None:
        self._step(-1)

    def _show_next(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        if count := self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % count)

    def _close_shown(self) -> None:
        if self.shown is not None:
            self._ask_to_close(self.shown)

    def _ask_to_close(self, panel: TerminalPanel) -> None:
        """Close a shell; ask first where a program seems to run in it."""
        if not panel.view.busy:
            self._close(panel)
            return
        name = self._hub.nodes.name_of(self._nodes[panel])
        text = (
            tr("“{title}” on {name} is hung up, as when a connection ends. It may lose its work.")
            if panel.title
            else tr(
                "What runs in it on {name} is hung up, as when a connection ends. "
                "It may lose its work."
            )
        ).format(title=panel.title, name=name)
        dialog = ConfirmDialog(tr("Close this shell?"), text, tr("Close"), self)
        self._closing = panel
        dialog.accepted.connect(self._on_close_confirmed)
        dialog.open()

    def _on_close_clicked(self) -> None:
        side = QTabBar.ButtonPosition.RightSide
        for number in range(self.tabs.count()):
            if self.tabs.tabButton(number, side) is self.sender():
                self._ask_to_close(self.tabs.tabData(number))
                return

    def _on_close_confirmed(self) -> None:
        if self._closing is not None:
            self._close(self._closing)

    def _close(self, panel: TerminalPanel) -> None:
        if self._nodes.pop(panel, None) is None:
            return
        panel.changed.disconnect(self._on_panel_changed)
        panel.end()
        for number in range(self.tabs.count()):
            if self.tabs.tabData(number) is panel:
                self._panels.removeWidget(panel)
                self.tabs.removeTab(number)
                break
        panel.deleteLater()
        self._show()
        if self.shown is not None:
            self.shown.setFocus()

    # What is shown

    def _show(self) -> None:
        if not self._hub.nodes.has(self._hub.current_node):
            return  # removed; another one is selected next
        name, count = self._hub.nodes.name_of(self._hub.current_node), len(self._nodes)
        running = sum(panel.running for panel in self._nodes)
        shells = tr("1 shell") if running == 1 else tr("{running} shells").format(running=running)
        self.about.setText(
            tr("{name} · {shells} running").format(name=name, shells=shells) if count else name
        )
        self._pages.setCurrentWidget(self._open if count else self.empty)
        self.new.setVisible(count > 0)  # else the button in the middle is there
        is_local = self._hub.nodes.get(self._hub.current_node).is_local
        way = "" if is_local else tr(", over the connection there is: no second login")
        self.empty.text.setText(
            tr(
                "A shell on {name} opens here{way}. Colours, mouse, search and 10,000 "
                "lines of history are part of it."
            ).format(name=name, way=way)
        )
