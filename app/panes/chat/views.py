"""The views of the Chat pane, left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.chat.api import View, ViewSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.panes.chat.api import ChatView
    from app.state.hub import Hub


def _conversation(hub: Hub, parent: QWidget) -> ChatView:
    from app.panes.chat.conversation.view import ConversationView

    return ConversationView(hub, parent)


def _compare(hub: Hub, parent: QWidget) -> ChatView:
    from app.panes.chat.compare.view import CompareView

    return CompareView(hub, parent)


def _documents(hub: Hub, parent: QWidget) -> ChatView:
    from app.panes.chat.documents.view import DocumentsView

    return DocumentsView(hub, parent)


VIEWS = (
    ViewSpec(View.CONVERSATION, tr("Conversations"), _conversation),
    ViewSpec(View.COMPARE, tr("Side by side"), _compare),
    ViewSpec(View.DOCUMENTS, tr("Documents"), _documents),
)
