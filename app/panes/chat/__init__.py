"""Chat: conversations with any endpoint, with own documents and with what a node says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.chat.pane  # noqa: F401


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.chat.pane import ChatPane

    return ChatPane(hub, parent)


PANE = PaneSpec(
    name="chat",
    title="Chat",
    icon="chat-circle-dots",
    order=3,
    create=_create,
    prepare=_prepare,
    summary="Chat with the models of your machines and any other endpoint, and with your documents",
    shortcuts=(
        ("Ctrl+N", "New conversation"),
        ("Ctrl+F", "Search all conversations"),
        ("F5", "Ask the endpoints anew"),
    ),
)
