"""The conversation view: the library at the left, the conversation, what it knows at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.look.components import Text
from app.panes.chat.api import ChatView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


class ConversationView(ChatView):
    """Shows a conversation beside the list of all."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        column = QVBoxLayout(self)
        column.addWidget(Text("Conversations come here.", "body", "text2"))
        column.addStretch(1)
