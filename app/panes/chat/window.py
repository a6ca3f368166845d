"""Conversations in windows of their own, beside the main one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import APP_NAME
from app.core.i18n import tr
from app.core.said import said
from app.core.settings import setting
from app.look.components import FocusRing
from app.panes.chat.conversation.panel import ConversationPanel
from app.panes.chat.conversation.subject import ConversationShown
from app.state.hub import PaneRequested

if TYPE_CHECKING:
    from app.state.chat_library import LibraryChanged
    from app.state.hub import Hub

SECTION = "chat_window"
_WIDTH, _HEIGHT = 760, 720
_STEP = 28
"""Pixels by which a further window is moved, so that both can be seen."""


@dataclass(frozen=True, slots=True)
class ChatWindowSettings:
    """Where such a window stood last."""

    geometry: str = setting("", "place and size, as Qt writes them, in Base64")


class ChatWindow(QWidget):
    """A conversation, its composer and its settings; the library stays in the main window.

    Signals:
        closed: it goes away.
    """

    closed = Signal()

    def __init__(self, hub: Hub, conversation: int | None) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self.setMinimumSize(420, 360)
        self.panel = ConversationPanel(hub, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.addWidget(self.panel)
        self._focus_ring = FocusRing(self)
        self.panel.shown.connect(self._on_shown)
        self.panel.documents_asked.connect(self._on_documents_asked)
        hub.chat.library.changed.connect(self._on_library)
        hub.chat.endpoints.watch()
        for keys, slot in (
            ("Ctrl+N", self._on_new),
            ("Ctrl+W", self.close),
            ("Ctrl+K", hub.palette_requested),
            ("Ctrl+Shift+P", hub.palette_requested),
            ("Ctrl+,", self._on_settings),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        app = QGuiApplication.instance()
        if app is not None:  # what closes nothing when the program ends forgets its place
            app.aboutToQuit.connect(self.close)
        self._restore()
        self.panel.show_conversation(conversation)
        self._show_title()

    def bring_up(self) -> None:
        """Come to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place."""
        super().closeEvent(event)
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._hub.remember(SECTION, ChatWindowSettings(geometry))
        self.closed.emit()

    def _restore(self) -> None:
        kept = self._hub.settings.load(SECTION, ChatWindowSettings).geometry
        geometry = QByteArray.fromBase64(kept.encode())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            area = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_WIDTH, area.width()), min(_HEIGHT, area.height()))

    def _show_title(self) -> None:
        number = self.panel.conversation
        known = None if number is None else self._hub.chat.library.find(number)
        title = tr("New conversation") if known is None else said(known.title, limit=80)
        self.setWindowTitle(f"{title} · {APP_NAME}")

    def _on_shown(self, _shown: ConversationShown) -> None:
        self._show_title()

    def _on_library(self, _changed: LibraryChanged) -> None:
        self._show_title()

    def _on_new(self) -> None:
        self.panel.show_conversation(None)

    def _on_settings(self) -> None:
        self._hub.show_settings()
        self._hub.window_requested.emit()

    def _on_documents_asked(self) -> None:
        self._hub.pane_requested.emit(PaneRequested("chat"))
        self._hub.window_requested.emit()


class ChatWindows(QObject):
    """Those that are open; they go with whoever opened them."""

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self.open: list[ChatWindow] = []

    def show(self, conversation: int | None) -> ChatWindow:
        """Show a conversation in a window of its own; the one that shows it comes up."""
        for window in self.open:
            if conversation is not None and window.panel.conversation == conversation:
                window.bring_up()
                return window
        window = ChatWindow(self._hub, conversation)
        if self.open:
            window.move(self.open[-1].pos().x() + _STEP, self.open[-1].pos().y() + _STEP)
        self.open.append(window)
        window.closed.connect(self._on_closed)
        parent = self.parent()
        if parent is not None:
            parent.destroyed.connect(window.deleteLater)
        window.bring_up()
        return window

    def _on_closed(self) -> None:
        gone = self.sender()
        self.open = [window for window in self.open if window is not gone]
