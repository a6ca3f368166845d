"""What the conversation view remembers between two starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.settings import setting
from app.panes.chat.remembering import Memory

if TYPE_CHECKING:
    from app.state.chat import ChatState

SECTION = "conversations"


@dataclass(frozen=True, slots=True)
class Remembered:
    """Which model is talked to next, and what was typed and not sent."""

    endpoint: str = setting("", "endpoint that new conversations begin with")
    model: str = setting("", "model that new conversations begin with")
    draft: str = setting("", "what was typed into a new conversation and not sent")
    list_shown: bool = setting(True, "whether the list of conversations is shown")


def remembered(chat: ChatState) -> Memory[Remembered]:
    """Return what is remembered, to be changed."""
    return Memory(chat, SECTION, Remembered)
