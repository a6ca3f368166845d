"""Chat: conversations with any endpoint, with own documents and with what a node says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec, PromptSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.panes.prompt import PromptWindow
    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.chat.conversation.view  # the view that is shown first
    import app.panes.chat.pane  # noqa: F401


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.chat.pane import ChatPane

    return ChatPane(hub, parent)


def _prepare_prompt() -> None:
    import app.panes.chat.prompt  # noqa: F401


def _create_prompt(hub: Hub) -> PromptWindow:
    from app.panes.chat.prompt import Prompt

    return Prompt(hub)


PANE = PaneSpec(
    name="chat",
    title=tr("Chat"),
    icon="chat-circle-dots",
    order=3,
    create=_create,
    prepare=_prepare,
    summary=tr(
        "Chat with the models of your machines and any other endpoint, and with your documents"
    ),
    prompt=PromptSpec(_create_prompt, _prepare_prompt),
    shortcuts=(
        ("Ctrl+N", tr("New conversation")),
        ("Ctrl+F", tr("Search all conversations")),
        ("Ctrl+Shift+F", tr("Find in the conversation that is shown")),
        ("Ctrl+Shift+C", tr("Copy the whole conversation")),
        ("F5", tr("Ask the endpoints anew")),
    ),
)
