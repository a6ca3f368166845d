"""The main window: rail, top bar, panes, status bar; what they ask for is done here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app import APP_NAME
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.paths import Paths
from app.look.components import FocusRing
from app.look.theme import ThemeMode, theme
from app.panes.api import PaneSpec
from app.shell.commands import WELCOME_PANE, Commands
from app.shell.content import PaneStack
from app.shell.geometry import StaysOnScreen, placed, screen_areas
from app.shell.presence import Presence
from app.shell.rail import PaneChosen, Rail
from app.shell.settings import LAYOUT_VERSION, Saved
from app.shell.statusbar import StatusBar
from app.shell.toasts import History, ToastStack
from app.shell.topbar import TopBar
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.look.components.confirm import ConfirmDialog
    from app.shell.errand_desk import ErrandDesk
    from app.shell.exceptions import ExceptionCaught
    from app.state.alerts import UnseenChanged
    from app.state.hub import Hub, NodeSelected, PaneRequested
    from app.state.nodes import NodesChanged

NARROW_BELOW = 1100
ADD_NODE_PANE = "connection"


class MainWindow(QMainWindow):
    """The one window. `show()` is enough: everything that can wait starts after the first paint.

    The first pane is among it: its imports may take longer than all the rest.

    Signals:
        opened: the window was painted for the first time and shows its first pane.
        quitting: the window closes for good; workers may be stopped.
    """

    opened = Signal()
    quitting = Signal()

    def __init__(self, hub: Hub, panes: Sequence[PaneSpec], paths: Paths) -> None:
        super().__init__()
        self._hub = hub
        self._panes = sorted(panes, key=lambda spec: (spec.order, spec.name))
        self._saved = Saved(hub)
        self._quitting = False
        self._is_over = False
        """Whether it was closed for good."""
        self._first_pane = ""
        self._painted = False
        self._unseen = False
        """Whether it was opened hidden and nobody has seen it yet."""
        self.errands: ErrandDesk | None = None
        """Made after the first paint."""
        self._question: ConfirmDialog | None = None
        self.history = History(self)
        self.setWindowTitle(APP_NAME)
        self.setMinimumSize(760, 520)
        self.commands = Commands(self, hub, self._saved, self._panes, paths)
        prompt = next((spec.prompt for spec in self._panes if spec.prompt), None)
        self.presence = Presence(self, hub, self._saved, paths, prompt)
        self._lay_out()
        self._connect()
        self._restore()

    def show_pane(self, name: str) -> None:
        """Show one pane."""
        self.stack.show_pane(name)

    def open_unseen(self) -> None:
        """Begin as after a first paint, but leave the window hidden where a tray shows the icon."""
        self._painted = self._unseen = True
        QTimer.singleShot(0, self._after_first_paint)

    def bring_up(self) -> None:
        """Show the window in front, wherever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Leave for good, tray or not; asks first where something would be lost."""
        if not self._asks_first():
            self.leave()

    def leave(self) -> None:
        """Leave for good, whatever runs."""
        self._quitting = True
        self.close()

    def on_exception(self, caught: ExceptionCaught) -> None:
        """Tell about a bug of ours."""
        self._hub.tell(Notice(Severity.ERROR, caught.title, caught.hint, caught.trace))

    def go_to_notice(self) -> None:
        """Take the keyboard to what was just told, which may leave soon, and back."""
        self.toasts.take_keyboard()

    def open_notifications(self) -> None:
        """Open the history behind the bell."""
        from app.shell.notifications import NotificationPanel

        NotificationPanel(self._hub, self.history, self).open_under(self.top.bell)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panes the keyboard."""
        super().showEvent(event)
        self._unseen = False
        self.stack.setFocus()  # else Qt gives the focus, and its ring, to the first button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Start what could wait once the window is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep only icons in the rail when there is little room."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide in the tray when the user wants that and a tray is there; else quit."""
        self._save_state()
        if self.presence.closing_hides and not self._quitting:
            event.ignore()
            self.hide()
            self.presence.hint_once()
            return
        if not self._quitting and not self.presence.logging_out and self._asks_first():
            event.ignore()
            return
        event.accept()
        self._is_over = True
        self.presence.stop()
        self.quitting.emit()
        QCoreApplication.quit()

    def _lay_out(self) -> None:
        self.rail = Rail(self._hub, self._panes, self.commands.help_menu)
        self.top = TopBar()
        self.stack = PaneStack(self._hub, self._panes)
        self.status = StatusBar(self._hub)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.toasts = ToastStack(self.stack)
        self.stack.currentChanged.connect(self.toasts.stay_on_top)
        self._focus_ring = FocusRing(self)

    def _connect(self) -> None:
        self.rail.pane_chosen.connect(self._on_pane_chosen)
        self.rail.add_node_requested.connect(self._on_add_node)
        self.rail.settings_requested.connect(self.commands.open_settings)
        self.top.theme_mode_chosen.connect(self.commands.set_theme_mode)
        self.top.notifications_requested.connect(self.open_notifications)
        self.top.search_requested.connect(self.commands.open_palette)
        self.stack.pane_shown.connect(self._on_pane_shown)
        self._hub.notified.connect(self._on_notified)
        self._hub.pane_requested.connect(self._on_pane_requested)
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self.history.changed.connect(self._on_history)

    def _restore(self) -> None:
        state = self._saved.state
        wanted = (
            QRect(*state.geometry) if state.geometry and state.layout == LAYOUT_VERSION else None
        )
        self.setGeometry(placed(wanted, screen_areas()))
        if state.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.rail.set_narrow(self.width() < NARROW_BELOW)
        if any(node.id == state.node for node in self._hub.nodes.all()):
            self._hub.select_node(NodeId(state.node))
        names = [spec.name for spec in self._panes]
        self._first_pane = self._pane_to_begin_with(state.pane if state.pane in names else "")
        self._show_place()

    def _pane_to_begin_with(self, last: str) -> str:
        """Return the pane of last time; at the first start the one that leads to a first node."""
        names = [spec.name for spec in self._panes]
        alone = all(node.is_local for node in self._hub.nodes.all())
        if alone and last in ("", WELCOME_PANE) and WELCOME_PANE in names:
            return WELCOME_PANE
        if last not in ("", WELCOME_PANE):
            return last
        return next((spec.name for spec in self._panes if spec.in_rail), "")

    @property
    def _pane_name(self) -> str:
        return self.stack.current_name or self._first_pane

    def _after_first_paint(self) -> None:
        if self._is_over:  # nothing that is begun now would be ended
            return
        theme().follow_desktop()
        if not self.stack.current_name and self._first_pane:
            self.stack.show_pane(self._first_pane)
        QTimer.singleShot(0, self._complete)  # keys and clicks are answered in between

    def _complete(self) -> None:
        if self._is_over:
            return
        self.commands.complete()
        from app.shell.errand_desk import ErrandDesk
        from app.shell.help.desk import HelpDesk
        from app.shell.launching import Launching
        from app.shell.session_notices import SessionNotices
        from app.shell.window_preferences import WindowPreferences

        Launching(self._hub, self)
        SessionNotices(self._hub, self)
        WindowPreferences(self, self._hub, self._saved, self._panes)
        self.errands = ErrandDesk(self._hub, self)
        HelpDesk(self._hub, self)
        StaysOnScreen(self)
        for problem in self._hub.settings.problems:
            self._hub.tell(Notice(Severity.WARNING, tr("Some settings were not used."), problem))
        QTimer.singleShot(0, self._count)

    def _count(self) -> None:
        if self._is_over:
            return
        self.rail.begin_counting()
        self.status.begin_counting()
        self._hub.alerts.unseen_changed.connect(self._on_unseen)
        QTimer.singleShot(0, self._appear)

    def _appear(self) -> None:
        if self._is_over:
            return
        self.presence.start()
        if self._unseen:
            self.presence.stay_unseen()
        if self.stack.pane(self.stack.current_name) is None:
            self.stack.pane_ready.connect(self._on_pane_ready)
        else:
            self.opened.emit()

    def _asks_first(self) -> bool:
        """Ask whether to stop what runs; False when nothing does."""
        if self._question is None and self.errands is not None:
            self._question = self.errands.ask_to_quit()
            if self._question is not None:
                self._question.accepted.connect(self.leave)
                self._question.finished.connect(self._on_answered)
        return self._question is not None

    def _on_answered(self, _result: int) -> None:
        self._question = None

    def _on_pane_ready(self, _name: str) -> None:
        self.stack.pane_ready.disconnect(self._on_pane_ready)
        self.opened.emit()

    def _save_state(self) -> None:
        if self._unseen:
            return
        area = self.normalGeometry()
        follows = theme().mode is ThemeMode.SYSTEM
        self._saved.change_state(
            layout=LAYOUT_VERSION,
            geometry=(area.x(), area.y(), area.width(), area.height()),
            maximized=self.isMaximized(),
            pane=self._pane_name,
            node=str(self._hub.current_node),
            system_dark=theme().tokens.dark if follows else self._saved.state.system_dark,
        )

    def _show_place(self) -> None:
        current = self._hub.current_node
        names = {node.id: node.name for node in self._hub.nodes.all()}
        titles = {spec.name: spec.title for spec in self._panes}
        pane = titles.get(self._pane_name, "")
        self.top.show_place(names.get(current, ""), pane)
        self.rail.mark_pane(self._pane_name)
        self.setWindowTitle(f"{names.get(current, '')}, {pane} · {APP_NAME}")

    def _on_pane_chosen(self, choice: PaneChosen) -> None:
        self.stack.show_pane(choice.name)

    def _on_pane_requested(self, request: PaneRequested) -> None:
        self.stack.show_pane(request.name)

    def _on_pane_shown(self, _name: str) -> None:
        self._show_place()

    def _on_add_node(self) -> None:
        self.stack.show_pane(ADD_NODE_PANE)
        self._hub.node_add_requested.emit()

    def _on_node_selected(self, _selection: NodeSelected) -> None:
        self._show_place()

    def _on_nodes_changed(self, _change: NodesChanged) -> None:
        if not any(node.id == self._hub.current_node for node in self._hub.nodes.all()):
            self._hub.select_node(LOCAL_NODE)
        self._show_place()

    def _on_notified(self, notice: Notice) -> None:
        self.toasts.show_notice(notice)
        if self.history.add(notice):
            self.presence.tell(notice)

    def _on_unseen(self, changed: UnseenChanged) -> None:
        from app.panes.alert_words import attention, worst_look  # what alerts are: after the start

        look = worst_look(attention(self._hub.alerts.active()))
        self.top.bell.set_alerts(
            changed.count if look is not None else 0, look.tone if look else ""
        )

    def _on_history(self) -> None:
        self.top.bell.set_unread(self.history.unread)
