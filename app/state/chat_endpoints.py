"""EndpointsState: what can be chatted with, on all nodes and elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import SessionLost
from app.core.i18n import tr
from app.services.chat.api import Card, ChatEndpoint, EndpointView
from app.state.endpoint_asking import EndpointAsking
from app.state.endpoint_cards import CardChanged, EndpointCards
from app.state.endpoint_views import EndpointsChanged, EndpointViews
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.chat.endpoints.book import EndpointBook
    from app.services.chat.endpoints.surveying import Wish
    from app.services.serving.completions import LocalAddress
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint
    from app.state.chat import ChatState
    from app.state.nodes import NodesChanged
    from app.state.serving import ModelsChanged
    from app.transport.status import SessionStatus
    from app.workers.worker import Worker

__all__ = ["CardChanged", "EndpointsChanged", "EndpointsState"]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the file said."""

    endpoints: tuple[ChatEndpoint, ...]
    cards: tuple[Card, ...]


class EndpointsState(QObject):
    """Finds endpoints on connected nodes, keeps those that the user added, and examines them.

    Signals:
        changed: endpoints or their models are others.
        card_changed: more is known of what a model can do, or an examination is over.
    """

    changed = Signal(EndpointsChanged)
    card_changed = Signal(CardChanged)

    def __init__(self, chat: ChatState) -> None:
        super().__init__(chat)
        self._chat = chat
        self._hub = chat.hub
        self._views = EndpointViews(self)
        self._views.changed.connect(self.changed)
        self._asking = EndpointAsking(
            chat, self._views, reach_of=self.reach, can_reach=self._can_reach, parent=self
        )
        self._asking.ended.connect(self.changed)
        self._cards = EndpointCards(chat, self._book, self)
        self._cards.changed.connect(self.card_changed)
        self._connected: set[NodeId] = set()
        self._is_watching = False
        self._made_book: EndpointBook | None = None

    def watch(self) -> None:
        """Follow what nodes serve from now on; called when a chat is first shown."""
        if self._is_watching:
            return
        self._is_watching = True
        hub = self._hub
        hub.serving.models_changed.connect(self._on_models_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.nodes.changed.connect(self._on_nodes_changed)
        for node in hub.nodes.all():
            self._on_status(hub.sessions.status(node.id))
            self._take_node(node.id)
        worker = self._chat.work(self._read_book)
        worker.produced.connect(self._on_read)
        worker.ended.connect(self._on_kept_ended)
        self._chat.start(worker)

    def look_again(self, endpoint: str = "") -> None:
        """Ask an endpoint, or all, at once for its models."""
        if endpoint:
            self._asking.ask(endpoint)
            return
        for node in self._connected:
            self._hub.serving.look_again(node)
        for each in self._views.ids():
            self._asking.ask(each)

    def all(self) -> tuple[EndpointView, ...]:
        """Return the endpoints, those that answer first."""
        return self._views.in_order(node.id for node in self._hub.nodes.all())

    def view(self, endpoint: str) -> EndpointView | None:
        """Return one endpoint; None when it is not there any more."""
        return self._views.get(endpoint)

    def is_asking(self, endpoint: str) -> bool:
        """Whether an endpoint is being asked for its models."""
        return self._asking.is_asking(endpoint)

    def of_running(self, endpoint: Endpoint) -> ChatEndpoint:
        """Return the chat endpoint of a model that a node serves."""
        from app.services.chat.endpoints.naming import of_running

        found = of_running(endpoint, self._hub.nodes.name_of(endpoint.node))
        known = self._views.get(found.id)
        return known.endpoint if known is not None else found

    # Adding, changing

    def keeping(self, wish: Wish) -> Worker:
        """Return a worker that adds or changes an endpoint and produces `Kept`; to be started."""

        def work(cancel: Cancel) -> object:
            from app.services.chat.endpoints.surveying import keep

            return keep(wish, self._book(), self.reach, self._chat.secrets(), cancel)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_kept)
        return worker

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint of the user's and its key, which the user has confirmed."""
        view = self._views.get(endpoint)
        if view is None or not view.endpoint.is_custom:
            return

        def work(cancel: Cancel) -> object:
            from app.services.chat.endpoints.surveying import forget

            note = forget(view.endpoint, self._book(), self._chat.secrets(), cancel)
            return Notice(Severity.WARNING, tr("Its key is still in the keyring."), note)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_forgotten)
        worker.ended.connect(self._on_kept_ended)
        self._chat.start(worker)
        self._cards.drop(endpoint)
        self._views.drop((endpoint,))

    # Cards

    def card(self, endpoint: str, model: str) -> Card:
        """Return what is known of a model; an empty card where nothing is."""
        from app.services.chat.endpoints.cards import card_of

        view, seen = self._views.get(endpoint), self._cards.get(endpoint, model)
        if view is None:
            return seen or Card(endpoint, model)
        listed = next((each for each in view.models or () if each.id == model), None)
        return card_of(view.endpoint, listed, seen, model)

    def examining(self, endpoint: str, model: str) -> bool:
        """Whether the Endpoint Doctor looks at a model now."""
        return self._cards.is_examining(endpoint, model)

    def examine(self, endpoint: str, model: str) -> None:
        """Have the Endpoint Doctor look at a model; `card_changed` tells as it goes."""
        view = self._views.get(endpoint)
        if view is None or self.examining(endpoint, model):
            return
        card = self.card(endpoint, model)

        def work(cancel: Cancel) -> Iterator[object]:
            from app.services.chat.endpoints.examining import examine

            yield from examine(view.endpoint, card, self.reach, self._chat.secrets(), cancel)

        self._cards.examine(endpoint, model, self._chat.follow(work))

    def stop_examining(self, endpoint: str, model: str) -> None:
        """Have it look no further; what it found stays."""
        self._cards.stop(endpoint, model)

    # For workers

    def address(
        self, endpoint: ChatEndpoint, cancel: Cancel
    ) -> AbstractContextManager[LocalAddress]:
        """Return where an endpoint answers, with its key. Blocks; SessionLost, Cancelled."""

        @contextmanager
        def reached() -> Iterator[LocalAddress]:
            from app.services.chat.endpoints.keys import key_of
            from app.services.chat.endpoints.reaching import chat_address

            key = key_of(self._chat.secrets(), endpoint, cancel)
            with chat_address(endpoint, self.reach(endpoint), key, cancel) as address:
                yield address

        return reached()

    def reach(self, endpoint: ChatEndpoint) -> NodeReach | None:
        """Return what reaches its node by; None where it is none's."""
        return None if endpoint.node is None else self._hub.serving.reach(endpoint.node)

    def _can_reach(self, endpoint: ChatEndpoint) -> bool:
        return endpoint.node is None or endpoint.node in self._connected

    def _book(self) -> EndpointBook:
        from app.services.chat.endpoints.book import EndpointBook

        if self._made_book is None:
            self._made_book = EndpointBook(self._chat.paths.endpoints)
        return self._made_book

    def _read_book(self, _cancel: Cancel) -> object:
        return _Read(self._book().endpoints(), self._book().cards())

    # What nodes say

    def _on_models_changed(self, changed: ModelsChanged) -> None:
        self._take_node(changed.node)

    def _on_status(self, status: SessionStatus) -> None:
        node = status.node
        if status.phase is not Phase.CONNECTED:
            if node in self._connected:
                self._connected.discard(node)
                self._take_node(node)
        elif node not in self._connected:
            self._connected.add(node)
            self._hub.serving.watch(node)
            for each in self._views.ids(node):
                self._asking.ask(each)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        node = changed.node
        if self._hub.nodes.has(node):
            self._take_node(node)  # it may be called otherwise
            return
        self._connected.discard(node)
        self._views.drop(each for each in self._views.ids(node) if self._is_gone(each, set()))
        error = SessionLost(
            tr("Its machine was removed."), tr("Add it again, or remove the endpoint.")
        )
        self._asking.fail(self._views.ids(node), error)

    def _take_node(self, node: NodeId) -> None:
        """Take what is known of a node's models."""
        seen, name = self._hub.serving.view(node), self._hub.nodes.name_of(node)
        if node not in self._connected:
            error = SessionLost(
                tr("{name} is not connected.").format(name=name), tr("Connect, then try again.")
            )
            self._asking.fail(self._views.ids(node), error)
        elif seen.error is not None:
            self._asking.fail(self._views.ids(node), seen.error)
        elif seen.models is not None:
            from app.services.chat.endpoints.naming import found_on

            found = found_on(name, seen.models)
            there = {endpoint.id for endpoint, _models in found}
            self._views.drop(each for each in self._views.ids(node) if self._is_gone(each, there))
            for endpoint, models in found:
                if self._views.found(endpoint, models):
                    self._asking.ask(endpoint.id)

    def _is_gone(self, endpoint: str, there: set[str]) -> bool:
        view = self._views.get(endpoint)
        return view is not None and not view.endpoint.is_custom and endpoint not in there

    # What is kept

    def _on_read(self, produced: Produced) -> None:
        read = produced.value
        if isinstance(read, _Read):
            for endpoint in read.endpoints:
                self._views.put(EndpointView(endpoint))
                self._asking.ask(endpoint.id)
            self._cards.take(read.cards)

    def _on_kept(self, produced: Produced) -> None:
        from app.services.chat.endpoints.surveying import Kept

        kept = produced.value
        if not isinstance(kept, Kept):
            return
        self._views.put(EndpointView(kept.endpoint))
        if kept.told is not None:
            self._views.told(kept.told)
        else:
            self._asking.ask(kept.endpoint.id)

    def _on_forgotten(self, produced: Produced) -> None:
        notice = produced.value
        if isinstance(notice, Notice) and notice.hint:
            self._chat.told.emit(notice)

    def _on_kept_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            error = ended.error
            notice = Notice(Severity.ERROR, error.message, error.hint, ended.traceback)
            self._chat.told.emit(notice)
