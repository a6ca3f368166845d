"""What the library says beside conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from app.core.errors import UserError
from app.services.chat.api import Conversation, Message

UndoToken = NewType("UndoToken", int)
"""What brings a branch back that was deleted."""


class LibraryUnavailable(UserError):
    """The file cannot be read or written now; what was not written can be tried again."""


class NoSuchConversation(UserError):
    """It is not in the file any more."""


class NotImportable(UserError):
    """A file that holds no conversations, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    conversations: tuple[int, ...]
    messages: int
    known: int = 0
    """Conversations that were here already, and were left as they are."""
    incomplete: int = 0
    """Parts that were not understood, or pictures that the file lacks."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A conversation with all of its messages."""

    conversation: Conversation
    messages: tuple[Message, ...]
