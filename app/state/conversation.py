"""ConversationState: one open conversation, asked and answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

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
from app.services.chat.library.api import Loaded
from app.services.chat.reckoning import ContextUse, use_of
from app.services.chat.titles import first_words
from app.services.chat.tree import Tree
from app.state.answering import AnswerEnded, Answering
from app.state.chat_partner import Partner, partner_of
from app.state.hub import Notice, NoticeAction, Severity
from app.state.library_orders import LibraryOrders
from app.state.titling import Titled, Titling

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.services.chat.growing import Pieces
    from app.services.chat.library.api import UndoToken
    from app.services.chat.library.library import Library
    from app.services.chat.library.orders import Work
    from app.state.chat import ChatState
    from app.state.chat_library import LibraryChanged

DRAFT_MS = 500
"""What is typed is written so long after the last key."""
LEFT_OFF = "The program ended before the answer did; this is what was kept of it."


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


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was written before asking."""

    messages: tuple[Message, ...]
    """The last one is the answer to come."""


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A branch that was taken away."""

    message: int
    token: UndoToken


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
        self._id = conversation
        self._conversation: Conversation | None = None
        self._tree = Tree()
        self._asked: AskState | None = None
        self._coming = 0
        """The answer on its way."""
        self._orders = LibraryOrders(chat.library, self)
        self._later: Callable[[], None] | None = None
        """What was asked for before it was read."""
        self.error: UserError | None = None
        """Why it cannot be shown."""
        self._answering = Answering(chat, conversation, self)
        self._answering.came.connect(self._on_came)
        self._answering.ended.connect(self._on_answer_ended)
        self._titling = Titling(chat, self)
        self._titling.titled.connect(self._on_titled)
        self._draft_soon = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft_soon.timeout.connect(self._write_draft)
        chat.library.changed.connect(self._on_library_changed)
        self.read_again()

    @property
    def id(self) -> int:
        """Its number in the library."""
        return self._id

    @property
    def conversation(self) -> Conversation | None:
        """What it is; None while it is read."""
        return self._conversation

    @property
    def asked(self) -> AskState | None:
        """How far the answer is; None while nothing is asked."""
        return self._asked

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._asked is not None

    @property
    def coming(self) -> Message | None:
        """The answer on its way, as far as it came; None while there is none."""
        return self._answering.message()

    def path(self) -> tuple[Message, ...]:
        """Return the branch that is shown, from the first message to its leaf."""
        path = self._tree.path()
        coming = self._answering.message()
        if coming is None:
            return path
        return tuple(coming if each.id == coming.id else each for each in path)

    def branches(self, message: int) -> tuple[int, ...]:
        """Return the ids of a message and of those that stand in its place, oldest first."""
        return self._tree.branches(message)

    def message(self, message: int) -> Message | None:
        """Return a message, on whichever branch it is."""
        return self._tree.message(message)

    def context(self) -> ContextUse:
        """Return how much of the context is taken."""
        conversation = self._conversation
        if conversation is None:
            return ContextUse(None, None)
        partner = self._partner()
        limit = None if partner is None else partner.context
        return use_of(self.path(), conversation.system, limit)

    # Asking

    def send(self, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Ask; the draft is gone once it is kept."""
        if self._conversation is None:
            self._later = partial(self.send, text, parts)
            return
        parent = self._tree.leaf
        self._ask(Message(0, parent, Role.USER, text, parts, created=time.time()))

    def stop(self) -> None:
        """Give up the answer; what came of it stays."""
        self._answering.stop()

    def regenerate(self, message: int) -> None:
        """Ask for another answer beside one."""
        known = self._tree.message(message)
        if known is None or known.role is not Role.ASSISTANT or known.parent is None:
            return
        self._ask(None, parent=known.parent)

    def edit(self, message: int, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Put another message beside one of the user's, and ask."""
        known = self._tree.message(message)
        if known is not None and known.role is Role.USER:
            self._ask(Message(0, known.parent, Role.USER, text, parts, created=time.time()))

    def continue_from(self, message: int) -> None:
        """Have an answer that ended early go on."""
        known = self._tree.message(message)
        if known is None or known.role is not Role.ASSISTANT or self.is_busy:
            return
        partner = self._partner()
        if partner is None:
            return
        begun = replace(known, state=MessageState.ANSWERING, note="")
        path = (*self._tree.before(message), known)
        self._tree.put(begun)
        self._begin(partner, path, begun, continues=True)

    def choose(self, message: int) -> None:
        """Show the branch that leads over a message."""
        self._tree.show(message)
        self._save(leaf=self._tree.leaf)
        self._tell()

    def delete(self, message: int) -> None:
        """Take a message and all after it away; can be undone from the notice."""
        if self.is_busy:
            return

        def work(library: Library, _cancel: Cancel) -> object:
            return _Deleted(message, library.delete_branch(message))

        self._write(work, self._on_deleted)

    # Settings

    def set_model(self, endpoint: str, model: str) -> None:
        """Talk to another model from now on."""
        self._save(endpoint=endpoint, model=model)
        self._tell()

    def set_system(self, system: str, parameters: Parameters) -> None:
        """Set the system prompt and how the model shall answer."""
        self._save(system=system, parameters=parameters)
        self._tell()

    def set_collections(self, collections: tuple[str, ...]) -> None:
        """Ask these collections of documents, too."""
        self._save(collections=collections)
        self._tell()

    def keep_draft(self, text: str) -> None:
        """Keep what is typed; cheap, written soon."""
        if self._conversation is not None and self._conversation.draft != text:
            self._conversation = replace(self._conversation, draft=text)
            self._draft_soon.start()

    # Reading and writing

    def read_again(self) -> None:
        """Read it from the library."""
        self._orders.put(
            lambda library, _cancel: library.load(self._id),
            then=self._on_loaded,
            refused=self._on_unreadable,
        )

    def _write(self, work: Work, then: Callable[[object], None] | None = None) -> None:
        """Do something with the library, after what was asked of it before."""
        self._orders.put(work, then=then or _nothing, refused=self._fail)

    def _on_unreadable(self, error: UserError) -> None:
        self.error = error
        self._tell()

    def _on_loaded(self, value: object) -> None:
        assert isinstance(value, Loaded)
        self._conversation = value.conversation
        self._tree = Tree(map(_left_off, value.messages), value.conversation.leaf)
        self.error = None
        self._tell()
        later, self._later = self._later, None
        if later is not None:
            later()

    def _save(self, **changes: object) -> None:
        """Change what the conversation is, here and in the library."""
        if self._conversation is None:
            return
        changed = self._conversation = replace(self._conversation, **changes)  # type: ignore[arg-type]
        self._write(lambda library, _cancel: library.save(changed))

    def _write_draft(self) -> None:
        if self._conversation is not None:
            draft = self._conversation.draft
            self._write(lambda library, _cancel: library.keep_draft(self._id, draft))

    def _on_library_changed(self, _changed: LibraryChanged) -> None:
        """Take a title or a folder that was given in the list."""
        known = self._conversation
        found = self._chat.library.find(self._id)
        if known is None or found is None:
            return
        fresh = replace(
            known,
            title=found.title,
            has_own_title=found.has_own_title,
            folder=found.folder,
            tags=found.tags,
            pinned=found.pinned,
        )
        if fresh != known:
            self._conversation = fresh
            self._tell()

    def _on_deleted(self, value: object) -> None:
        assert isinstance(value, _Deleted)
        self._tree.remove(value.message)
        self._save(leaf=self._tree.leaf)
        self._tell()
        undo = NoticeAction("Undo", partial(self._undo, value))
        self._chat.told.emit(Notice(Severity.INFO, "The message was deleted.", action=undo))

    def _undo(self, deleted: _Deleted) -> None:
        self._write(lambda library, _cancel: library.undo(deleted.token))
        self._later = partial(self.choose, deleted.message)
        self.read_again()

    # An answer's way

    def _ask(self, question: Message | None, parent: int | None = None) -> None:
        """Keep a question, if it is a new one, and an answer to come; then ask."""
        partner, conversation = self._partner(), self._conversation
        if partner is None or conversation is None or self.is_busy:
            return
        self._titling.stop()  # a server with one slot would let the question wait for it
        self._draft_soon.stop()
        self._set_asked(AskState(AskPhase.CONNECTING, time.monotonic()))
        if question is not None:
            is_first = not conversation.has_own_title and not len(self._tree)
            title = first_words(question.text) if is_first else ""
            conversation = replace(conversation, title=title or conversation.title, draft="")
        self._conversation = conversation
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
        self._orders.put(
            partial(_keep_both, conversation, question, answer),
            then=partial(self._on_begun, partner),
            refused=self._on_not_begun,
        )

    def _on_not_begun(self, error: UserError) -> None:
        self._set_asked(None)
        self._fail(error)
        self._tell()

    def _on_begun(self, partner: Partner, value: object) -> None:
        assert isinstance(value, _Begun)
        for message in value.messages:
            self._tree.put(message)
        begun = value.messages[-1]
        self._tree.show(begun.id)
        assert self._conversation is not None
        self._conversation = replace(self._conversation, leaf=begun.id)
        if len(value.messages) > 1:
            self.question_kept.emit(QuestionKept(self._id))
        self._begin(partner, self._tree.before(begun.id), begun)

    def _begin(
        self,
        partner: Partner,
        path: tuple[Message, ...],
        begun: Message,
        *,
        continues: bool = False,
    ) -> None:
        conversation = self._conversation
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
        self._tell()

    def _on_came(self, pieces: Pieces) -> None:
        if pieces.is_annotated and (message := self.coming) is not None:
            self.message_changed.emit(MessageChanged(message))
        elif pieces.text or pieces.reasoning:
            self.pieces_came.emit(PiecesCame(self._coming, pieces.text, pieces.reasoning))
        if pieces.state is not None:
            self._set_asked(pieces.state)

    def _on_answer_ended(self, ended: AnswerEnded) -> None:
        self._tree.put(ended.message)
        self._chat.hub.unfinished.pop(self, None)
        self._set_asked(None)
        self._tell()
        self._chat.let_go(self)
        self._want_title()

    def _want_title(self) -> None:
        conversation, path, partner = self._conversation, self.path(), self._partner()
        if conversation is None or conversation.has_own_title or partner is None:
            return
        if len(path) == 2 and path[-1].state is MessageState.WHOLE:
            self._titling.begin(partner.view.endpoint, conversation.model, path)

    def _on_titled(self, titled: Titled) -> None:
        if self._conversation is not None and not self._conversation.has_own_title:
            self._save(title=titled.title)
            self._tell()

    def _set_asked(self, asked: AskState | None) -> None:
        if asked != self._asked:
            self._asked = asked
            self.ask_changed.emit(AskStateChanged(self._id, asked))

    # Words

    def _partner(self) -> Partner | None:
        known = self._conversation
        return None if known is None else partner_of(self._chat.endpoints, known)

    def _lost_by_quitting(self) -> str:
        title = "" if self._conversation is None else self._conversation.title
        return f"The answer in “{title}” is on its way; what came of it by now is kept."

    def _fail(self, error: UserError) -> None:
        self._chat.told.emit(Notice(Severity.ERROR, error.message, error.hint))

    def _tell(self) -> None:
        self.changed.emit(ConversationChanged(self._id))


def _keep_both(
    conversation: Conversation,
    question: Message | None,
    answer: Message,
    library: Library,
    _cancel: Cancel,
) -> _Begun:
    """Keep a question, if it is a new one, and the answer to come, which is shown from now on."""
    added: list[Message] = []
    if question is not None:
        added.append(library.add(conversation.id, question))
        answer = replace(answer, parent=added[0].id)
    added.append(library.add(conversation.id, answer))
    library.save(replace(conversation, leaf=added[-1].id, updated=added[-1].created))
    return _Begun(tuple(added))


def _left_off(message: Message) -> Message:
    """Return a message of the file; what was on its way when the program ended is not any more."""
    if message.state is not MessageState.ANSWERING:
        return message
    return replace(message, state=MessageState.CUT_OFF, note=message.note or LEFT_OFF)


def _nothing(_value: object) -> None:
    """Do nothing with what a write returned."""
