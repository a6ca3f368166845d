"""ConversationState: one open conversation, asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.chat.api import AskState, Conversation, Message, Parameters, Part

if TYPE_CHECKING:
    from app.state.chat import ChatState


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """The conversation, or the branch that is shown, is another one."""

    conversation: int


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """One message is another one: it ended, it was annotated."""

    message: Message


@dataclass(frozen=True, slots=True)
class PiecesCame:
    """More of an answer came; not oftener than the screen shows."""

    message: int
    text: str
    reasoning: str


@dataclass(frozen=True, slots=True)
class AskStateChanged:
    """What an answer waits for; None: nothing is asked any more."""

    conversation: int
    state: AskState | None


@dataclass(frozen=True, slots=True)
class ContextUse:
    """How much of a model's context the next message would find taken."""

    tokens: int | None
    limit: int | None
    is_estimate: bool = True
    """False: the server counted."""


class ConversationState(QObject):
    """One conversation: its tree of messages, what is asked, and the answer on its way.

    Signals:
        changed: it was read, or its branch or settings are others.
        message_changed: one message is another one.
        pieces_came: more of an answer came.
        ask_changed: what an answer waits for.
    """

    changed = Signal(ConversationChanged)
    message_changed = Signal(MessageChanged)
    pieces_came = Signal(PiecesCame)
    ask_changed = Signal(AskStateChanged)

    def __init__(self, chat: ChatState, conversation: int) -> None:
        super().__init__(chat)
        self._chat = chat
        self._id = conversation

    @property
    def conversation(self) -> Conversation | None:
        """What it is; None while it is read."""
        return None

    @property
    def asked(self) -> AskState | None:
        """How far the answer is; None while nothing is asked."""
        return None

    def path(self) -> tuple[Message, ...]:
        """Return the branch that is shown, from the first message to its leaf."""
        return ()

    def branches(self, message: int) -> tuple[int, ...]:
        """Return the ids of a message and of those that stand in its place, oldest first."""
        return (message,)

    def context(self) -> ContextUse:
        """Return how much of the context is taken."""
        return ContextUse(None, None)

    # Asking

    def send(self, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Ask; the draft is gone once it is kept."""

    def stop(self) -> None:
        """Give up the answer; what came of it stays."""

    def regenerate(self, message: int) -> None:
        """Ask for another answer beside one."""

    def edit(self, message: int, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Put another message beside one of the user's, and ask."""

    def continue_from(self, message: int) -> None:
        """Have an answer that ended early go on."""

    def choose(self, message: int) -> None:
        """Show the branch that leads over a message."""

    def delete(self, message: int) -> None:
        """Take a message and all after it away; can be undone from the notice."""

    # Settings

    def set_model(self, endpoint: str, model: str) -> None:
        """Talk to another model from now on."""

    def set_system(self, system: str, parameters: Parameters) -> None:
        """Set the system prompt and how the model shall answer."""

    def set_collections(self, collections: tuple[str, ...]) -> None:
        """Ask these collections of documents, too."""

    def keep_draft(self, text: str) -> None:
        """Keep what is typed; cheap, written soon."""
