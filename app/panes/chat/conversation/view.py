"""The conversation view: the library at the left, the conversation, what it knows at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.core.i18n import tr
from app.look.components import IconButton, Line
from app.panes.chat.api import ChatView, View, ViewAsked
from app.panes.chat.conversation.panel import ConversationPanel
from app.panes.chat.conversation.remembered import remembered
from app.panes.chat.conversation.subject import ConversationShown
from app.panes.chat.library.panel import ConversationChosen, LibraryPanel
from app.state.hub import ChatWish

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from app.panes.chat.window import ChatWindows
    from app.state.hub import Hub

_ROOM_FOR_BOTH = 1000
"""Pixels from which on there is room for the list and for what stands at the right."""


class ConversationView(ChatView):
    """Shows a conversation beside the list of all."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._memory = remembered(hub.chat)
        self.library = LibraryPanel(hub, self)
        self.line = Line(vertical=True)
        self.panel = ConversationPanel(hub)
        self.list_button = IconButton("sidebar-simple", tr("Hide the list of conversations"))
        self.panel.header.insertWidget(0, self.list_button)
        self.window_button = IconButton("arrow-square-out", tr("Open in a window of its own"))
        self.panel.header.addWidget(self.window_button)
        self._windows: ChatWindows | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.library)
        row.addWidget(self.line)
        row.addWidget(self.panel, 1)
        self.setTabOrder(self.library.list, self.list_button)  # as they stand
        self.setTabOrder(self.panel.settings_button, self.window_button)
        self.library.conversation_chosen.connect(self._on_chosen)
        self.library.new_asked.connect(self._on_new)
        self.panel.shown.connect(self._on_shown)
        self.panel.documents_asked.connect(self._on_documents_asked)
        self.list_button.clicked.connect(self._on_list_button)
        self.window_button.clicked.connect(self._on_window_button)
        self.panel.side_toggled.connect(self._fit)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Let a person type at once."""
        super().showEvent(event)
        self.panel.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the conversation enough room."""
        super().resizeEvent(event)
        self._fit()

    def show_about(self, about: object) -> None:
        """Show a conversation by its number, what a wish wants, or a new one."""
        if isinstance(about, ChatWish):
            self._grant(about)
        else:
            self.panel.show_conversation(about if isinstance(about, int) else None)

    def search(self) -> None:
        """Search all conversations."""
        self._want_list(True)
        self.library.search()

    def _grant(self, wish: ChatWish) -> None:
        """Do what another pane asked for."""
        composer = self.panel.composer
        if wish.begin or wish.conversation is not None:
            self.panel.show_conversation(wish.conversation)
        if wish.endpoint is not None:
            endpoint = self._hub.chat.endpoints.of_running(wish.endpoint)
            self.panel.begin_with(endpoint.id, wish.endpoint.model_id)
        if wish.context is not None:
            if self.panel.conversation is not None and wish.conversation is None:
                self.panel.show_conversation(None)
            if not wish.ask:
                composer.add_context(wish.context)
        if wish.ask:
            self.panel.ask(wish.text, () if wish.context is None else (wish.context,))
        elif wish.text and not composer.text.strip():  # what was typed stays
            composer.set_text(wish.text)
        composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, chosen: ConversationChosen) -> None:
        if chosen.message is None:
            self.panel.show_conversation(chosen.conversation)
        else:
            self.panel.show_message(chosen.conversation, chosen.message)

    def _on_new(self) -> None:
        self.panel.show_conversation(None)

    def _on_shown(self, shown: ConversationShown) -> None:
        self.library.show_current(shown.conversation)

    def _on_documents_asked(self) -> None:
        self.view_asked.emit(ViewAsked(View.DOCUMENTS))

    def _on_list_button(self) -> None:
        self._want_list(not self.library.isVisibleTo(self))

    def _on_window_button(self) -> None:
        from app.panes.chat.window import ChatWindows

        if self._windows is None:
            self._windows = ChatWindows(self._hub, self)
        self._windows.show(self.panel.conversation)

    def _want_list(self, wanted: bool) -> None:
        self._memory.change(list_shown=wanted)
        if wanted and self.width() < _ROOM_FOR_BOTH:
            self.panel.close_side()
        self._fit()

    def _fit(self) -> None:
        """Show the list where it is wanted and there is room for it."""
        has_room = self.width() >= _ROOM_FOR_BOTH or not self.panel.side.isVisibleTo(self.panel)
        shown = self._memory.now.list_shown and has_room
        self.library.setVisible(shown)
        self.line.setVisible(shown)
        self.list_button.rename(
            tr("Hide the list of conversations") if shown else tr("Show the list of conversations")
        )
