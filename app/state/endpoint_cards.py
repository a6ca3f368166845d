"""EndpointCards: what models were found to do, and the examinations that find it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.chat.api import Card
from app.state.hub import Notice, Severity
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.services.chat.endpoints.book import EndpointBook
    from app.state.chat import ChatState
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class CardChanged:
    """More is known of what a model can do."""

    endpoint: str
    model: str


class EndpointCards(QObject):
    """Keeps the cards, also between runs.

    Signals:
        changed: more is known of a model, or its examination is over.
    """

    changed = Signal(CardChanged)

    def __init__(self, chat: ChatState, book: Callable[[], EndpointBook], parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._book = book
        self._cards: dict[tuple[str, str], Card] = {}
        self._examining: dict[tuple[str, str], Worker] = {}

    def get(self, endpoint: str, model: str) -> Card | None:
        """Return what was found; None where nobody looked."""
        return self._cards.get((endpoint, model))

    def take(self, cards: Iterable[Card]) -> None:
        """Take what an earlier run kept."""
        for card in cards:
            self._cards.setdefault((card.endpoint, card.model), card)
            self.changed.emit(CardChanged(card.endpoint, card.model))

    def drop(self, endpoint: str) -> None:
        """Forget an endpoint's cards, and end what examines it."""
        for name, worker in self._examining.items():
            if name[0] == endpoint:
                worker.stop()
        self._cards = {name: card for name, card in self._cards.items() if name[0] != endpoint}

    def is_examining(self, endpoint: str, model: str) -> bool:
        """Whether a model is looked at now."""
        return (endpoint, model) in self._examining

    def examine(self, endpoint: str, model: str, worker: Worker) -> None:
        """Start a worker that produces cards of a model."""
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._examining[endpoint, model] = worker
        self._chat.start(worker)
        self.changed.emit(CardChanged(endpoint, model))

    def stop(self, endpoint: str, model: str) -> None:
        """Have an examination look no further; what it found stays."""
        worker = self._examining.get((endpoint, model))
        if worker is not None:
            worker.stop()

    def _on_produced(self, produced: Produced) -> None:
        card = produced.value
        if isinstance(card, Card):
            self._cards[card.endpoint, card.model] = card
            self.changed.emit(CardChanged(card.endpoint, card.model))

    def _on_ended(self, ended: Ended) -> None:
        found = [name for name, worker in self._examining.items() if worker.name == ended.job]
        for name in found:
            del self._examining[name]
            self.changed.emit(CardChanged(*name))
            if name in self._cards:
                self._keep(self._cards[name])
        self._tell(ended)

    def _keep(self, card: Card) -> None:
        worker = self._chat.work(lambda _cancel: self._book().save_card(card))
        worker.ended.connect(self._tell)
        self._chat.start(worker)

    def _tell(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            error = ended.error
            notice = Notice(Severity.ERROR, error.message, error.hint, ended.traceback)
            self._chat.told.emit(notice)
