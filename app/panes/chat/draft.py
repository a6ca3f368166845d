"""What is typed into a field that belongs to no conversation yet, kept between two starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.settings import setting
from app.panes.chat.remembering import Memory

if TYPE_CHECKING:
    from app.state.chat import ChatState


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not sent."""

    text: str = setting("", "what was typed and not sent")


class KeptDraft:
    """What is typed by now, each time it changes."""

    def __init__(self, chat: ChatState, section: str) -> None:
        self._memory = Memory(chat, section, Draft)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._memory.now.text

    def keep(self, text: str) -> None:
        """Keep another text."""
        self._memory.change(text=text)
