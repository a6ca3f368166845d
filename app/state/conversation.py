"""ConversationState: one open conversation, asked and answered."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.services.chat.answering import Wanted
from app.services.chat.api import (
    AskPhase,
    AskState,
    Conversation,
    Message,
    MessageState,
    Parameters,
    Part,
    Role,
)
from app.services.chat.reckoning import ContextUse, use_of
from app.services.chat.titles import first_words
from app.state.answering import AnswerEnded, Answering
from app.state.chat_partner import Partner, partner_of
from app.state.kept_conversation import Added, KeptConversation
from app.state.titling import Titled, Titling

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.services.chat.growing import Pieces
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
class QuestionKept:
    """What was sent is in the library: it need not be typed again."""

    conversation: int


class ConversationState(QObject):
    """One conversation: its tree of messages, what is asked, and the answer on its way.

    Signals:
        changed: it was read, or its branch or settings are others.
        message_changed: one message is another one.
        pieces_came: more of an answer came.
        ask_changed: what an answer waits for.
        question_kept: what was sent is in the library, its draft is gone.
    """

    changed = Signal(ConversationChanged)
    message_changed = Signal(MessageChanged)
    pieces_came = Signal(PiecesCame)
    ask_changed = Signal(AskStateChanged)
    question_kept = Signal(QuestionKept)

    def __init__(self, chat: ChatState, conversation: int) -> None:
        super().__init__()
        self._chat = chat
        self.id = conversation
        """Its number in the library."""
        self._asked: AskState | None = None
        self._coming = 0
        """The answer on its way."""
        self._stop_wanted = False
        self._answering = Answering(chat, conversation, self)
        self._answering.came.connect(self._on_came)
        self._answering.ended.connect(self._on_answer_ended)
        self._titling = Titling(chat, self)
        self._titling.titled.connect(self._on_titled)
        self._kept = KeptConversation(chat, conversation)
        self._kept.changed.connect(self._tell)

    @property
    def conversation(self) -> Conversation | None:
        """What it is; None while it is read."""
        return self._kept.conversation

    @property
    def error(self) -> UserError | None:
        """Why it cannot be read."""
        return self._kept.error

    @property
    def asked(self) -> AskState | None:
        """How far the answer is; None while nothing is asked."""
        return self._asked

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way, or a question that is sent once this is read."""
        return self._asked is not None or self._kept.is_awaited

    @property
    def coming(self) -> Message | None:
        """The answer on its way, as far as it was told; None while there is none."""
        return self._answering.message()

    def path(self) -> tuple[Message, ...]:
        """Return the branch that is shown, from the first message to its leaf."""
        path, coming = self._kept.tree.path(), self.coming
        if coming is None:
            return path
        return tuple(coming if each.id == coming.id else each for each in path)

    def branches(self, message: int) -> tuple[int, ...]:
        """Return the ids of a message and of those that stand in its place, oldest first."""
        return self._kept.tree.branches(message)

    def message(self, message: int) -> Message | None:
        """Return a message, on whichever branch it is."""
        return self._kept.tree.message(message)

    def context(self) -> ContextUse:
        """Return how much of the context is taken."""
        conversation = self.conversation
        if conversation is None:
            return ContextUse(None, None)
        partner = partner_of(self._chat.endpoints, conversation)
        limit = None if partner is None else partner.context
        return use_of(self.path(), conversation.system, limit)

    def read_again(self) -> None:
        """Read it from the library, when that failed."""
        self._kept.read()

    # Asking

    def send(self, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Ask; the draft is gone once it is kept."""
        if self.conversation is None:
            self._kept.when_read(partial(self.send, text, parts))
            return
        parent = self._kept.tree.leaf
        self._ask(Message(0, parent, Role.USER, text, parts, created=time.time()), parent)

    def stop(self) -> None:
        """Give up the answer; what came of it stays."""
        self._stop_wanted = True
        self._answering.stop()

    def regenerate(self, message: int) -> None:
        """Ask for another answer beside one."""
        known = self.message(message)
        if known is not None and known.role is Role.ASSISTANT and known.parent is not None:
            self._ask(None, known.parent)

    def edit(self, message: int, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Put another message beside one of the user's, and ask."""
        known = self.message(message)
        if known is not None and known.role is Role.USER:
            asked = Message(0, known.parent, Role.USER, text, parts, created=time.time())
            self._ask(asked, known.parent)

    def continue_from(self, message: int) -> None:
        """Have an answer that ended early go on."""
        known, conversation = self.message(message), self.conversation
        if known is None or conversation is None or known.role is not Role.ASSISTANT:
            return
        partner = partner_of(self._chat.endpoints, conversation)
        if partner is None or self.is_busy:
            return
        path = (*self._kept.tree.before(message), known)
        self._stop_wanted = False
        begun = replace(known, state=MessageState.ANSWERING, note="")
        self._kept.tree.put(begun)
        self._begin(partner, path, begun, continues=True)

    def choose(self, message: int) -> None:
        """Show the branch that leads over a message."""
        self._kept.show(message)

    def delete(self, message: int) -> None:
        """Take a message and all after it away; can be undone from the notice."""
        if not self.is_busy:
            self._kept.delete(message)

    # Settings

    def set_model(self, endpoint: str, model: str) -> None:
        """Talk to another model from now on."""
        self._kept.save(endpoint=endpoint, model=model)

    def set_system(self, system: str, parameters: Parameters) -> None:
        """Set the system prompt and how the model shall answer."""
        self._kept.save(system=system, parameters=parameters)

    def set_collections(self, collections: tuple[str, ...]) -> None:
        """Ask these collections of documents, too."""
        self._kept.save(collections=collections)

    def keep_draft(self, text: str) -> None:
        """Keep what is typed; cheap, written soon."""
        self._kept.keep_draft(text)

    # An answer's way

    def _ask(self, question: Message | None, parent: int | None) -> None:
        """Keep a question, if it is a new one, and an answer to come; then ask."""
        conversation = self.conversation
        if conversation is None or self.is_busy:
            return
        partner = partner_of(self._chat.endpoints, conversation)
        if partner is None:
            return
        self._titling.stop()  # a server with one slot would let the question wait for it
        self._stop_wanted = False
        self._chat.hold(self)  # whoever shows it may go before the library has it
        self._set_asked(AskState(AskPhase.CONNECTING, time.monotonic()))
        is_first = not conversation.has_own_title and not len(self._kept.tree)
        answer = Message(
            0,
            parent,
            Role.ASSISTANT,
            "",
            state=MessageState.ANSWERING,
            endpoint=partner.view.endpoint.title,
            model=conversation.model,
            created=time.time(),
        )
        self._kept.add(
            question,
            answer,
            title=first_words(question.text) if question is not None and is_first else "",
            then=partial(self._on_begun, partner),
            refused=self._on_not_begun,
        )

    def _on_not_begun(self, error: UserError) -> None:
        self._chat.let_go(self)
        self._set_asked(None)
        self._kept.tell_error(error)
        self._tell()

    def _on_begun(self, partner: Partner, added: Added) -> None:
        begun = added.messages[-1]
        if len(added.messages) > 1:
            self.question_kept.emit(QuestionKept(self.id))
        self._begin(partner, self._kept.tree.before(begun.id), begun)

    def _begin(
        self,
        partner: Partner,
        path: tuple[Message, ...],
        begun: Message,
        *,
        continues: bool = False,
    ) -> None:
        conversation = self.conversation
        assert conversation is not None
        wanted = Wanted(
            path,
            partner.view.endpoint,
            conversation.model,
            conversation.system,
            conversation.parameters,
            conversation.collections,
            partner.card,
            partner.context,
            continues,
        )
        self._chat.hold(self)
        self._chat.hub.unfinished[self] = self._lost_by_quitting
        self._coming = begun.id
        self._set_asked(AskState(AskPhase.CONNECTING, time.monotonic()))
        self._answering.begin(wanted, begun)
        if self._stop_wanted:  # while the question was being kept
            self._answering.stop()
        self._tell()

    def _on_came(self, pieces: Pieces) -> None:
        if pieces.is_annotated and (message := self.coming) is not None:
            self.message_changed.emit(MessageChanged(message))
        elif pieces.text or pieces.reasoning:
            self.pieces_came.emit(PiecesCame(self._coming, pieces.text, pieces.reasoning))
        if pieces.state is not None:
            self._set_asked(pieces.state)

    def _on_answer_ended(self, ended: AnswerEnded) -> None:
        self._kept.tree.put(ended.message)
        self._chat.hub.unfinished.pop(self, None)
        self._stop_wanted = False
        self._set_asked(None)
        self._tell()
        self._chat.let_go(self)
        if self.conversation is not None:
            self._titling.consider(self.conversation, self.path())

    def _on_titled(self, titled: Titled) -> None:
        if self.conversation is not None and not self.conversation.has_own_title:
            self._kept.save(title=titled.title)

    def _set_asked(self, asked: AskState | None) -> None:
        if asked != self._asked:
            self._asked = asked
            self.ask_changed.emit(AskStateChanged(self.id, asked))

    def _lost_by_quitting(self) -> str:
        title = "" if self.conversation is None else self.conversation.title
        return tr("The answer in “{title}” is on its way; what came of it by now is kept.").format(
            title=title
        )

    def _tell(self) -> None:
        self.changed.emit(ConversationChanged(self.id))
