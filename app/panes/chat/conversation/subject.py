"""The conversation of a panel: one of the library, or a new one until something is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.panes.chat.conversation.remembered import remembered
from app.services.chat.api import Conversation, Parameters, Part
from app.services.chat.titles import first_words
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.services.chat.library.library import Library
    from app.state.chat import ChatState
    from app.state.chat_library import ConversationCreated, LibraryChanged, WriteRefused
    from app.state.conversation import ConversationChanged, ConversationState, QuestionKept

UNTITLED = tr("New conversation")


@dataclass(frozen=True, slots=True)
class ConversationShown:
    """Another conversation is shown; None: a new one that nothing was asked in."""

    conversation: int | None
    is_begun: bool = False
    """Whether it is the new one that was shown before, by now in the library."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is asked once the new conversation is there."""

    text: str
    parts: tuple[Part, ...]


class Subject(QObject):
    """What a panel is about. What is set of a new conversation is kept until it is begun.

    Signals:
        shown: it is another conversation by now.
        changed: it was read, or it is with somebody else, or asked otherwise.
        question_kept: what was sent need not be typed again.
    """

    shown = Signal(ConversationShown)
    changed = Signal()
    question_kept = Signal()

    def __init__(self, chat: ChatState, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._memory = remembered(chat)
        self._new = self._fresh()
        self._order: int | None = None
        """Of the library: a conversation that is made, to be shown then."""
        self._sent: _Sent | None = None
        self.state: ConversationState | None = None
        """The conversation; None while it is a new one."""
        chat.library.created.connect(self._on_created)
        chat.library.refused.connect(self._on_refused)
        chat.library.changed.connect(self._on_library_changed)

    @property
    def id(self) -> int | None:
        """Its number in the library; None: it is a new one."""
        return None if self.state is None else self.state.id

    @property
    def conversation(self) -> Conversation | None:
        """What it is; None while it is read."""
        return self._new if self.state is None else self.state.conversation

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way, or a question."""
        return self._order is not None or (self.state is not None and self.state.is_busy)

    @property
    def draft(self) -> str:
        """What was typed and not sent."""
        if self.state is None:
            return self._memory.now.draft
        known = self.state.conversation
        return "" if known is None else known.draft

    def show(self, conversation: int | None) -> None:
        """Show one of the library; None: a new one."""
        self._order = self._sent = None
        if conversation is None:
            self._follow(None)
        elif conversation != self.id:
            self._follow(self._chat.conversation(conversation))

    def begin_anew(self) -> None:
        """Show a new conversation, with the model that was talked to last."""
        self._new = self._fresh()
        self.show(None)

    # Asking

    def send(self, text: str, parts: tuple[Part, ...]) -> None:
        """Ask; a new conversation is made for that."""
        if self.is_busy:
            return
        if self.state is not None:
            self.state.send(text, parts)
            return
        self._sent = _Sent(text, parts)
        title = first_words(text) or UNTITLED
        self._order = self._chat.library.new(replace(self._new, title=title, draft=text))
        self.changed.emit()

    def fork(self, message: int) -> None:
        """Go on in a conversation of its own, made of what leads to a message."""
        number = self.id
        if number is None:
            return

        def fork(library: Library, _cancel: object) -> object:
            return library.fork(number, message)

        self._order = self._chat.library.write(fork)

    # Settings

    def set_model(self, endpoint: str, model: str) -> None:
        """Talk to another model from now on."""
        self._memory.change(endpoint=endpoint, model=model)
        if self.state is not None:
            self.state.set_model(endpoint, model)
            return
        self._new = replace(self._new, endpoint=endpoint, model=model)
        self.changed.emit()

    def set_system(self, system: str, parameters: Parameters) -> None:
        """Set the system prompt and how the model shall answer."""
        if self.state is not None:
            self.state.set_system(system, parameters)
            return
        self._new = replace(self._new, system=system, parameters=parameters)

    def set_collections(self, collections: tuple[str, ...]) -> None:
        """Ask these collections of documents, too."""
        if self.state is not None:
            self.state.set_collections(collections)
            return
        self._new = replace(self._new, collections=collections)

    def keep_draft(self, text: str) -> None:
        """Keep what is typed."""
        if self.state is not None:
            self.state.keep_draft(text)
        elif self._sent is None:
            self._memory.change(draft=text)

    def _fresh(self) -> Conversation:
        now = self._memory.now
        return Conversation(0, UNTITLED, 0.0, 0.0, now.endpoint, now.model)

    def _follow(self, state: ConversationState | None, *, is_begun: bool = False) -> None:
        if self.state is not None:
            self.state.changed.disconnect(self._on_changed)
            self.state.question_kept.disconnect(self._on_question_kept)
        self.state = state
        if state is not None:
            state.changed.connect(self._on_changed)
            state.question_kept.connect(self._on_question_kept)
        self.shown.emit(ConversationShown(self.id, is_begun))
        self.changed.emit()

    def _on_created(self, created: ConversationCreated) -> None:
        if created.order != self._order:
            return
        sent, self._sent, self._order = self._sent, None, None
        state = self._chat.conversation(created.conversation.id)
        self._follow(state, is_begun=sent is not None)
        if sent is not None:
            self._memory.change(draft="")  # the conversation has it
            self._new = self._fresh()
            state.send(sent.text, sent.parts)

    def _on_library_changed(self, _changed: LibraryChanged) -> None:
        """Show a new one in place of one that was thrown away."""
        if any(each.id == self.id for each in self._chat.library.trashed()):
            self.begin_anew()

    def _on_refused(self, refused: WriteRefused) -> None:
        if refused.order != self._order:
            return
        self._order = self._sent = None
        error = refused.error
        self._chat.told.emit(Notice(Severity.ERROR, error.message, error.hint))
        self.changed.emit()

    def _on_changed(self, _changed: ConversationChanged) -> None:
        self.changed.emit()

    def _on_question_kept(self, _kept: QuestionKept) -> None:
        self.question_kept.emit()
