"""Titling: have a model name a conversation, quietly and only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.services.chat.api import MessageState
from app.state.chat_partner import partner_of

if TYPE_CHECKING:
    from app.services.chat.api import ChatEndpoint, Conversation, Message
    from app.state.chat import ChatState
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker

_FIRST = 2
"""Messages of a conversation that has its first answer."""


@dataclass(frozen=True, slots=True)
class Titled:
    """The model found a title."""

    title: str


class Titling(QObject):
    """Asks for one title at a time. Whatever goes wrong is not worth a word: there is one already.

    Signals:
        titled: the model found a title.
    """

    titled = Signal(Titled)

    def __init__(self, chat: ChatState, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._worker: Worker | None = None

    def consider(self, conversation: Conversation, path: tuple[Message, ...]) -> None:
        """Ask for a title after the first answer, unless a person gave one."""
        partner = partner_of(self._chat.endpoints, conversation)
        if partner is None or conversation.has_own_title or len(path) != _FIRST:
            return
        if path[-1].state is MessageState.WHOLE:
            self._begin(partner.view.endpoint, conversation.model, path)

    def stop(self) -> None:
        """Want no title any more."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _begin(self, endpoint: ChatEndpoint, model: str, path: tuple[Message, ...]) -> None:
        """Ask the model that answered."""
        endpoints = self._chat.endpoints
        card = endpoints.card(endpoint.id, model)

        def work(cancel: Cancel) -> object:
            from app.services.chat.asking import Question, ask_chat
            from app.services.chat.titles import TITLE_PARAMETERS, title_of, title_request

            request = (title_request(path),)
            question = Question(
                model, request, parameters=TITLE_PARAMETERS, card=card, engine=endpoint.engine
            )
            with endpoints.address(endpoint, cancel) as address:
                reply = ask_chat(address, question, cancel, Cancel(), _unheard, server=None)
            return Titled(title_of(reply.text))

        self.stop()
        self._worker = worker = self._chat.work(work)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._chat.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        titled = produced.value
        if self._worker is None or produced.job != self._worker.name:
            return
        if isinstance(titled, Titled) and titled.title:
            self.titled.emit(titled)

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is not None and ended.job == self._worker.name:
            self._worker = None


def _unheard(_piece: object) -> None:
    """Wait for the whole."""
