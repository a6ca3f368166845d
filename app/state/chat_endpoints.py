"""EndpointsState: what can be chatted with, on all nodes and elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import SessionLost
from app.services.chat.api import Card, ChatEndpoint, EndpointView, ModelAt
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.core.ids import NodeId
    from app.services.chat.api import ChatModel
    from app.services.chat.endpoints.book import EndpointBook
    from app.services.chat.endpoints.surveying import Told, Wish
    from app.services.serving.completions import LocalAddress
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint
    from app.state.chat import ChatState
    from app.state.nodes import NodesChanged
    from app.state.serving import ModelsChanged
    from app.transport.status import SessionStatus
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class EndpointsChanged:
    """The list of endpoints, or the models of one, are others."""

    endpoint: str = ""
    """`ChatEndpoint.id`; empty: the list itself."""


@dataclass(frozen=True, slots=True)
class CardChanged:
    """More is known of what a model can do."""

    endpoint: str
    model: str


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
        self._views: dict[str, EndpointView] = {}
        self._found: dict[str, tuple[ChatModel, ...]] = {}
        """What nodes say of the models of endpoints, by which a change is seen."""
        self._cards: dict[tuple[str, str], Card] = {}
        self._asking: dict[str, str] = {}
        """Endpoints that are being asked, by the name of the job."""
        self._ask_again: set[str] = set()
        self._examining: dict[tuple[str, str], Worker] = {}
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
            if hub.sessions.status(node.id).phase is Phase.CONNECTED:
                hub.serving.watch(node.id)
            self._take_node(node.id)
        worker = self._chat.work(self._read_book)
        worker.produced.connect(self._on_read)
        worker.ended.connect(self._on_kept_ended)
        self._chat.start(worker)

    def look_again(self, endpoint: str = "") -> None:
        """Ask an endpoint, or all, at once for its models."""
        if endpoint:
            self._ask(endpoint)
            return
        for node in self._hub.nodes.all():
            if self._hub.sessions.status(node.id).phase is Phase.CONNECTED:
                self._hub.serving.look_again(node.id)
        for each in tuple(self._views):
            self._ask(each)

    def all(self) -> tuple[EndpointView, ...]:
        """Return the endpoints, those that answer first."""
        places = {node.id: place for place, node in enumerate(self._hub.nodes.all())}

        def place_of(view: EndpointView) -> tuple[bool, int, str]:
            node = view.endpoint.node
            place = len(places) if node is None else places.get(node, len(places))
            return view.error is not None, place, view.endpoint.title.casefold()

        return tuple(sorted(self._views.values(), key=place_of))

    def view(self, endpoint: str) -> EndpointView | None:
        """Return one endpoint; None when it is not there any more."""
        return self._views.get(endpoint)

    def is_asking(self, endpoint: str) -> bool:
        """Whether an endpoint is being asked for its models."""
        return endpoint in self._asking.values()

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
            return Notice(Severity.WARNING, "Its key is still in the keyring.", note)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_forgotten)
        worker.ended.connect(self._on_kept_ended)
        self._chat.start(worker)
        self._drop((endpoint,))

    # Cards

    def card(self, endpoint: str, model: str) -> Card:
        """Return what is known of a model; an empty card where nothing is."""
        from app.services.chat.endpoints.cards import card_of

        view = self._views.get(endpoint)
        if view is None:
            return self._cards.get((endpoint, model)) or Card(endpoint, model)
        listed = next((each for each in view.models or () if each.id == model), None)
        return card_of(view.endpoint, listed, self._cards.get((endpoint, model)), model)

    def examining(self, endpoint: str, model: str) -> bool:
        """Whether the Endpoint Doctor looks at a model now."""
        return (endpoint, model) in self._examining

    def examine(self, endpoint: str, model: str) -> None:
        """Have the Endpoint Doctor look at a model; `card_changed` tells as it goes."""
        view = self._views.get(endpoint)
        if view is None or self.examining(endpoint, model):
            return
        card = self.card(endpoint, model)

        def work(cancel: Cancel) -> Iterator[object]:
            from app.services.chat.endpoints.examining import examine

            yield from examine(view.endpoint, card, self.reach, self._chat.secrets(), cancel)

        worker = self._chat.follow(work)
        worker.produced.connect(self._on_examined)
        worker.ended.connect(self._on_examination_ended)
        self._examining[endpoint, model] = worker
        self._chat.start(worker)
        self.card_changed.emit(CardChanged(endpoint, model))

    def stop_examining(self, endpoint: str, model: str) -> None:
        """Have it look no further; what it found stays."""
        worker = self._examining.get((endpoint, model))
        if worker is not None:
            worker.stop()

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
        if status.phase is Phase.CONNECTED:
            self._hub.serving.watch(status.node)
            self._ask_silent(status.node)
        elif not status.phase.is_wanted:
            self._take_node(status.node)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if not self._hub.nodes.has(changed.node):
            self._drop(self._of_node(changed.node))
        else:
            self._take_node(changed.node)  # it may be called otherwise

    def _take_node(self, node: NodeId) -> None:
        """Take what is known of a node's models."""
        seen = self._hub.serving.view(node)
        if self._hub.sessions.status(node).phase is Phase.OFF:
            name = self._hub.nodes.name_of(node)
            self._fail(self._of_node(node), SessionLost(f"{name} is not connected."))
        elif seen.error is not None:
            self._fail(self._of_node(node), seen.error)
        elif seen.models is not None:
            from app.services.chat.endpoints.naming import found_on

            name = self._hub.nodes.name_of(node)
            found = {each.id: (each, models) for each, models in found_on(name, seen.models)}
            gone = [each for each in self._of_node(node) if each not in found]
            self._drop(each for each in gone if not self._views[each].endpoint.is_custom)
            for endpoint, models in found.values():
                self._take(endpoint, models)

    def _take(self, endpoint: ChatEndpoint, models: tuple[ChatModel, ...]) -> None:
        """Take an endpoint that was found on a node, and ask it when it is another one by now."""
        view = self._views.get(endpoint.id)
        is_known = view is not None and self._found.get(endpoint.id) == models
        if view is not None and view.endpoint.is_custom:
            return
        self._found[endpoint.id] = models
        loading = bool(models) and all(each.at is ModelAt.LOADING for each in models)
        if view is None or loading:
            self._set(EndpointView(endpoint, models if loading else None))
        elif view.endpoint != endpoint:
            self._set(replace(view, endpoint=replace(endpoint, engine=view.endpoint.engine)))
        if not loading and (not is_known or (view is not None and view.error is not None)):
            self._ask(endpoint.id)

    def _of_node(self, node: NodeId) -> tuple[str, ...]:
        return tuple(each for each, view in self._views.items() if view.endpoint.node == node)

    def _ask_silent(self, node: NodeId) -> None:
        """Ask what could not be asked before."""
        for each in self._of_node(node):
            if self._views[each].error is not None or self._views[each].models is None:
                self._ask(each)

    # Asking

    def _ask(self, endpoint: str) -> None:
        view = self._views.get(endpoint)
        if view is None:
            return
        if self.is_asking(endpoint):
            self._ask_again.add(endpoint)
            return

        def work(cancel: Cancel) -> object:
            from app.services.chat.endpoints.surveying import survey

            return survey(view.endpoint, self.reach, self._chat.secrets(), cancel)

        worker = self._chat.work(work)
        worker.produced.connect(self._on_told)
        worker.ended.connect(self._on_ask_ended)
        self._asking[worker.name] = endpoint
        self._chat.start(worker)

    def _on_told(self, produced: Produced) -> None:
        from app.services.chat.endpoints.surveying import Told

        if isinstance(produced.value, Told):
            self._take_told(produced.value)

    def _take_told(self, told: Told) -> None:
        view = self._views.get(told.endpoint.id)
        if view is not None:
            engine = told.endpoint.engine or view.endpoint.engine
            endpoint = replace(view.endpoint, engine=engine)
            self._set(EndpointView(endpoint, told.models, None, told.at))

    def _on_ask_ended(self, ended: Ended) -> None:
        endpoint = self._asking.pop(ended.job, "")
        if ended.error is not None and not ended.cancelled:
            self._fail((endpoint,), ended.error)
        elif endpoint in self._views:
            self.changed.emit(EndpointsChanged(endpoint))  # it is not being asked any more
        if endpoint in self._ask_again:
            self._ask_again.discard(endpoint)
            self._ask(endpoint)

    def _fail(self, endpoints: Iterable[str], error: UserError) -> None:
        from app.services.chat.endpoints.listing import KeyWanted

        for endpoint in endpoints:
            view = self._views.get(endpoint)
            if view is None or (view.error is not None and str(view.error) == str(error)):
                continue
            if isinstance(error, KeyWanted):
                view = replace(view, endpoint=replace(view.endpoint, needs_key=True))
            self._set(replace(view, error=error))

    def _set(self, view: EndpointView) -> None:
        before = self._views.get(view.endpoint.id)
        self._views[view.endpoint.id] = view
        if before is None:
            self.changed.emit(EndpointsChanged())
        elif view != before:
            self.changed.emit(EndpointsChanged(view.endpoint.id))

    def _drop(self, endpoints: Iterable[str]) -> None:
        dropped = [self._views.pop(each) for each in endpoints if each in self._views]
        for view in dropped:
            self._found.pop(view.endpoint.id, None)
        if dropped:
            self.changed.emit(EndpointsChanged())

    # What is kept

    def _on_read(self, produced: Produced) -> None:
        read = produced.value
        if not isinstance(read, _Read):
            return
        self._cards |= {(each.endpoint, each.model): each for each in read.cards}
        for endpoint in read.endpoints:
            self._set(EndpointView(endpoint))
            self._ask(endpoint.id)
        for card in read.cards:
            self.card_changed.emit(CardChanged(card.endpoint, card.model))

    def _on_kept(self, produced: Produced) -> None:
        from app.services.chat.endpoints.surveying import Kept

        kept = produced.value
        if not isinstance(kept, Kept):
            return
        self._set(EndpointView(kept.endpoint))
        if kept.told is not None:
            self._take_told(kept.told)
        else:
            self._ask(kept.endpoint.id)

    def _on_forgotten(self, produced: Produced) -> None:
        notice = produced.value
        if isinstance(notice, Notice) and notice.hint:
            self._chat.told.emit(notice)

    def _on_kept_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            error = ended.error
            notice = Notice(Severity.ERROR, error.message, error.hint, ended.traceback)
            self._chat.told.emit(notice)

    def _on_examined(self, produced: Produced) -> None:
        card = produced.value
        if isinstance(card, Card):
            self._cards[card.endpoint, card.model] = card
            self.card_changed.emit(CardChanged(card.endpoint, card.model))

    def _on_examination_ended(self, ended: Ended) -> None:
        found = [name for name, worker in self._examining.items() if worker.name == ended.job]
        for name in found:
            del self._examining[name]
            self.card_changed.emit(CardChanged(*name))
            self._keep_card(self._cards.get(name))
        if ended.error is not None and not ended.cancelled:
            self._on_kept_ended(ended)

    def _keep_card(self, card: Card | None) -> None:
        if card is None:
            return
        worker = self._chat.work(lambda _cancel: self._book().save_card(card))
        worker.ended.connect(self._on_kept_ended)
        self._chat.start(worker)
