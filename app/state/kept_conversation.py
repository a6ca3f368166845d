"""KeptConversation: a conversation as the library has it, read once and written as it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.i18n import tr
from app.services.chat.api import Conversation, Message, MessageState
from app.services.chat.growing import LEFT_OFF
from app.services.chat.library.api import Loaded, NoSuchConversation
from app.services.chat.tree import Tree
from app.state.hub import Notice, NoticeAction, Severity
from app.state.library_orders import LibraryOrders

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.services.chat.library.api import UndoToken
    from app.services.chat.library.library import Library
    from app.state.chat import ChatState
    from app.state.chat_library import LibraryChanged

DRAFT_MS = 500
"""What is typed is written so long after the last key."""


@dataclass(frozen=True, slots=True)
class Added:
    """Messages that the library has from now on."""

    messages: tuple[Message, ...]
    """The last one is the answer to come."""


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A branch that was taken away."""

    message: int
    token: UndoToken


class KeptConversation(QObject):
    """What a conversation is, and its tree of messages.

    Signals:
        changed: either is another one.
    """

    changed = Signal()

    def __init__(self, chat: ChatState, number: int) -> None:
        super().__init__()  # it outlives who made it until a draft is written
        self._chat = chat
        self._number = number
        self._orders = LibraryOrders(chat.library, self)
        self._later: Callable[[], None] | None = None
        self.conversation: Conversation | None = None
        """None while it is read."""
        self.tree = Tree()
        self.error: UserError | None = None
        """Why it cannot be read."""
        self._draft_soon = QTimer(self, singleShot=True)
        self._draft_soon.timeout.connect(self._write_draft)
        chat.library.changed.connect(self._on_library_changed)
        self.read()

    @property
    def is_awaited(self) -> bool:
        """Whether something is to be done once it is read."""
        return self._later is not None

    def read(self, then: Callable[[], None] | None = None) -> None:
        """Read it; `then` is done once it is read."""
        self._later = then or self._later
        self._orders.put(
            lambda library, _cancel: library.load(self._number),
            then=self._on_loaded,
            refused=self._on_unreadable,
        )

    def when_read(self, then: Callable[[], None]) -> None:
        """Do something once it is read, in place of what was to be done then."""
        self._later = then

    def save(self, **changes: object) -> None:
        """Change what the conversation is."""
        if self.conversation is None:
            return
        changed = self.conversation = replace(self.conversation, **changes)  # type: ignore[arg-type]
        self._orders.put(
            lambda library, _cancel: library.save(changed),
            then=_nothing,
            refused=self._on_unsaved,
        )
        self.changed.emit()

    def keep_draft(self, text: str) -> None:
        """Keep what is typed; cheap, written soon."""
        if self.conversation is not None and self.conversation.draft != text:
            self.conversation = replace(self.conversation, draft=text)
            self._chat.hub.unfinished[self] = self._write_at_once
            self._draft_soon.start(DRAFT_MS)

    def show(self, message: int) -> None:
        """Show the branch that leads over a message."""
        self.tree.show(message)
        self.save(leaf=self.tree.leaf)

    def add(
        self,
        question: Message | None,
        answer: Message,
        *,
        title: str,
        then: Callable[[Added], None],
        refused: Callable[[UserError], None],
    ) -> None:
        """Add a question, if it is a new one, and the answer to come, which is shown then.

        A question takes the draft's place. `answer` follows it, or its own parent.
        """
        known = self.conversation
        assert known is not None
        if question is not None:
            self._draft_soon.stop()
            self._chat.hub.unfinished.pop(self, None)
            known = replace(known, draft="", title=title or known.title)
        self.conversation = known

        def added(value: object) -> None:
            assert isinstance(value, Added)
            self._take(value)
            then(value)

        self._orders.put(partial(_add, known, question, answer), then=added, refused=refused)

    def delete(self, message: int) -> None:
        """Take a message and all after it away; a notice offers to take that back."""
        self._orders.put(
            lambda library, _cancel: _Deleted(message, library.delete_branch(message)),
            then=self._on_deleted,
            refused=self.tell_error,
        )

    def tell_error(self, error: UserError) -> None:
        """Tell the user what went wrong."""
        self._chat.told.emit(Notice(Severity.ERROR, error.message, error.hint))

    def _take(self, added: Added) -> None:
        for message in added.messages:
            self.tree.put(message)
        self.tree.show(added.messages[-1].id)
        if self.conversation is not None:
            self.conversation = replace(self.conversation, leaf=self.tree.leaf)

    def _on_loaded(self, value: object) -> None:
        assert isinstance(value, Loaded)
        self.conversation = value.conversation
        self.tree = Tree(map(_left_off, value.messages), value.conversation.leaf)
        self.error = None
        later, self._later = self._later, None
        self.changed.emit()
        if later is not None:
            later()

    def _on_unsaved(self, error: UserError) -> None:
        if not isinstance(error, NoSuchConversation):  # there is nothing left to be kept
            self.tell_error(error)

    def _on_unreadable(self, error: UserError) -> None:
        self.error, self._later = error, None
        self.changed.emit()

    def _write_at_once(self) -> str:
        """Lose nothing by quitting: the program may end before the timer does."""
        self._draft_soon.start(0)  # forgets that there was something to lose, if it goes on
        self._put_draft()
        return ""

    def _write_draft(self) -> None:
        self._chat.hub.unfinished.pop(self, None)
        self._put_draft()

    def _put_draft(self) -> None:
        if self.conversation is not None:
            draft = self.conversation.draft
            self._orders.put(
                lambda library, _cancel: library.keep_draft(self._number, draft),
                then=_nothing,
                refused=self.tell_error,
            )

    def _on_library_changed(self, _changed: LibraryChanged) -> None:
        """Take a title or a folder that was given in the list."""
        known, found = self.conversation, self._chat.library.find(self._number)
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
            self.conversation = fresh
            self.changed.emit()

    def _on_deleted(self, value: object) -> None:
        assert isinstance(value, _Deleted)
        self.tree.remove(value.message)
        self.save(leaf=self.tree.leaf)
        undo = NoticeAction(tr("Undo"), partial(self._undo, value))
        self._chat.told.emit(Notice(Severity.INFO, tr("The message was deleted."), action=undo))

    def _undo(self, deleted: _Deleted) -> None:
        self._orders.put(
            lambda library, _cancel: library.undo(deleted.token),
            then=_nothing,
            refused=self.tell_error,
        )
        self.read(partial(self.show, deleted.message))


def _add(
    conversation: Conversation,
    question: Message | None,
    answer: Message,
    library: Library,
    _cancel: Cancel,
) -> Added:
    added: list[Message] = []
    if question is not None:
        added.append(library.add(conversation.id, question))
        answer = replace(answer, parent=added[0].id)
    added.append(library.add(conversation.id, answer))
    library.save(replace(conversation, leaf=added[-1].id, updated=added[-1].created))
    return Added(tuple(added))


def _left_off(message: Message) -> Message:
    """Return a message of the file; what was on its way when the program ended is not any more."""
    if message.state is not MessageState.ANSWERING:
        return message
    return replace(message, state=MessageState.CUT_OFF, note=message.note or LEFT_OFF)


def _nothing(_value: object) -> None:
    """Do nothing with what a write returned."""
