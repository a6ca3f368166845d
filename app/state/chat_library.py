"""LibraryState: the conversations that are kept, for the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.chat.api import Conversation, Preset

if TYPE_CHECKING:
    from app.state.chat import ChatState


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """The list of conversations is another one."""


class LibraryState(QObject):
    """Keeps conversations in a file that workers read and write, and the list of them here.

    Signals:
        changed: `conversations()` are others.
        presets_changed: `presets()` are others.
    """

    changed = Signal(LibraryChanged)
    presets_changed = Signal()

    def __init__(self, chat: ChatState) -> None:
        super().__init__(chat)
        self._chat = chat

    def load(self) -> None:
        """Read the list; `changed` tells when it is there."""

    def conversations(self) -> tuple[Conversation, ...] | None:
        """Return all that were not thrown away, newest first; None before they were read."""
        return None

    def presets(self) -> tuple[Preset, ...]:
        """Return system prompts and parameters with names."""
        return ()
