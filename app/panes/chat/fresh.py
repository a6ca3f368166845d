"""A conversation that is made when it is first asked, and then goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.panes.chat.conversation.model_words import why_blocked
from app.services.chat.api import Conversation, Part
from app.services.chat.titles import first_words
from app.state.chat_partner import Partner, partner_of
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.state.chat import ChatState
    from app.state.chat_library import ConversationCreated, WriteRefused
    from app.state.conversation import (
        AskStateChanged,
        ConversationChanged,
        ConversationState,
        QuestionKept,
    )

UNTITLED = tr("New conversation")


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked once the conversation is there."""

    text: str
    parts: tuple[Part, ...]


class FreshConversation(QObject):
    """Begins as nothing but a choice of model; the library has it from its first question on.

    Signals:
        begun: `state` is another one.
        changed: it was asked, answered or given to another model.
        kept: what was sent is in the library: it need not be typed again.
    """

    begun = Signal()
    changed = Signal()
    kept = Signal()

    def __init__(self, chat: ChatState, parent: QObject, *, folder: str = "") -> None:
        super().__init__(parent)
        self._chat = chat
        self._wanted = Conversation(0, UNTITLED, 0.0, 0.0, folder=folder)
        """What is made of it."""
        self._order: int | None = None
        self._question: _Question | None = None
        self._is_sending = False
        """Whether `state` was given a question that it did not ask yet: it is read first."""
        self.state: ConversationState | None = None
        """None before anything was asked."""
        chat.library.created.connect(self._on_created)
        chat.library.refused.connect(self._on_refused)

    @property
    def endpoint(self) -> str:
        """Id of the endpoint that is asked."""
        return self._wanted.endpoint

    @property
    def model(self) -> str:
        """Id of the model that is asked; empty: none was chosen."""
        return self._wanted.model

    @property
    def partner(self) -> Partner | None:
        """The model that is asked; None while it is not there."""
        return partner_of(self._chat.endpoints, self._wanted)

    @property
    def why_blocked(self) -> str:
        """Why nothing can be asked now; empty: it can."""
        return why_blocked(self._wanted, self.partner, self._chat.endpoints.all())

    @property
    def is_busy(self) -> bool:
        """Whether a question or an answer is on its way."""
        is_asked = self.state is not None and self.state.is_busy
        return self._order is not None or self._is_sending or is_asked

    def set_model(self, endpoint: str, model: str) -> None:
        """Ask another model from now on."""
        self._wanted = replace(self._wanted, endpoint=endpoint, model=model)
        if self.state is not None:
            self.state.set_model(endpoint, model)
        self.changed.emit()

    def set_collections(self, collections: tuple[str, ...]) -> None:
        """Ask these collections of documents, too."""
        self._wanted = replace(self._wanted, collections=collections)
        if self.state is not None:
            self.state.set_collections(collections)

    def send(self, text: str, parts: tuple[Part, ...] = ()) -> None:
        """Ask."""
        if self.is_busy:
            return
        if self.state is not None:
            self.state.send(text, parts)
            return
        self._question = _Question(text, parts)
        made = replace(self._wanted, title=first_words(text) or UNTITLED)
        self._order = self._chat.library.new(made)
        self.changed.emit()

    def stop(self) -> None:
        """Give up the answer; what came of it stays."""
        self._is_sending = False
        if self.state is not None:
            self.state.stop()
        self.changed.emit()

    def forget(self) -> None:
        """Begin anew with the next question; the library keeps what was asked."""
        self._order = self._question = None
        self._is_sending = False
        self._follow(None)

    def _follow(self, state: ConversationState | None) -> None:
        if self.state is not None:
            self.state.changed.disconnect(self._on_changed)
            self.state.ask_changed.disconnect(self._on_asked)
            self.state.question_kept.disconnect(self._on_kept)
        self.state = state
        if state is not None:
            state.changed.connect(self._on_changed)
            state.ask_changed.connect(self._on_asked)
            state.question_kept.connect(self._on_kept)
        self.begun.emit()
        self.changed.emit()

    def _on_created(self, created: ConversationCreated) -> None:
        question = self._question
        if created.order != self._order or question is None:
            return
        self._order = self._question = None
        self._is_sending = True
        self._follow(self._chat.conversation(created.conversation.id))
        assert self.state is not None
        self.state.send(question.text, question.parts)

    def _on_refused(self, refused: WriteRefused) -> None:
        if refused.order == self._order:
            self._order = self._question = None
            error = refused.error
            self._chat.told.emit(Notice(Severity.ERROR, error.message, error.hint))
            self.changed.emit()

    def _on_changed(self, _changed: ConversationChanged) -> None:
        if self.state is not None and self.state.error is not None:
            self._is_sending = False
        self.changed.emit()

    def _on_kept(self, _kept: QuestionKept) -> None:
        self.kept.emit()

    def _on_asked(self, _changed: AskStateChanged) -> None:
        self._is_sending = False
        self.changed.emit()
