"""EndpointViews: what is known of each endpoint, joined of what was found and what it told."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import SessionLost
from app.services.chat.api import ChatEndpoint, EndpointView, ModelAt

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.core.ids import NodeId
    from app.services.chat.api import ChatModel
    from app.services.chat.endpoints.surveying import Told

RETRY_S = 30.0
"""Seconds after which what failed is asked again while its node tells news."""


@dataclass(frozen=True, slots=True)
class EndpointsChanged:
    """The list of endpoints, or the models of one, are others."""

    endpoint: str = ""
    """`ChatEndpoint.id`; empty: the list itself."""


class EndpointViews(QObject):
    """Keeps the views and tells of changes. It asks nobody.

    Signals:
        changed: endpoints or their models are others.
    """

    changed = Signal(EndpointsChanged)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._views: dict[str, EndpointView] = {}
        self._found: dict[str, tuple[ChatModel, ...]] = {}
        """What nodes say of the models of endpoints, by which a change is seen."""
        self._asked_at: dict[str, float] = {}
        """By a monotonic clock."""

    def get(self, endpoint: str) -> EndpointView | None:
        """Return one; None when it is not there."""
        return self._views.get(endpoint)

    def in_order(self, nodes: Iterable[NodeId]) -> tuple[EndpointView, ...]:
        """Return those that answer first, by their nodes in this order.

        What the user added counts for what was found at the same place.
        """
        places = {node: place for place, node in enumerate(nodes)}
        own = {_place(view.endpoint) for view in self._views.values() if view.endpoint.is_custom}

        def key(view: EndpointView) -> tuple[bool, int, str]:
            node = view.endpoint.node
            place = len(places) if node is None else places.get(node, len(places))
            return view.error is not None, place, view.endpoint.title.casefold()

        shown = (
            view
            for view in self._views.values()
            if view.endpoint.is_custom or _place(view.endpoint) not in own
        )
        return tuple(sorted(shown, key=key))

    def ids(self, node: NodeId | None = None) -> tuple[str, ...]:
        """Return the ids of all, or of those on one node."""
        views = self._views.items()
        return tuple(each for each, view in views if node in (None, view.endpoint.node))

    def found(self, endpoint: ChatEndpoint, models: tuple[ChatModel, ...]) -> bool:
        """Take an endpoint that was found on a node; return whether it is to be asked."""
        view, before = self._views.get(endpoint.id), self._found.get(endpoint.id)
        self._found[endpoint.id] = models
        if view is None:
            self.put(EndpointView(endpoint, models if _all_load(models) else None))
        else:
            self.put(replace(view, endpoint=_joined(view.endpoint, endpoint)))
        waited = time.monotonic() - self._asked_at.get(endpoint.id, 0.0) > RETRY_S
        return before != models or (view is not None and view.error is not None and waited)

    def loading(self) -> tuple[str, ...]:
        """Return the endpoints with a model on its way into memory."""
        from app.services.chat.endpoints.listing import StillLoading

        return tuple(
            each
            for each, view in self._views.items()
            if isinstance(view.error, StillLoading)
            or any(model.at is ModelAt.LOADING for model in view.models or ())
        )

    def silent(self) -> tuple[str, ...]:
        """Return the endpoints that told nothing and may do so by themselves later."""
        from app.services.chat.endpoints.listing import KeyWanted

        return tuple(
            each
            for each, view in self._views.items()
            if view.error is not None and not isinstance(view.error, KeyWanted)
        )

    def asked(self, endpoint: str) -> None:
        """Note that an endpoint is being asked now."""
        self._asked_at[endpoint] = time.monotonic()

    def told(self, told: Told) -> None:
        """Take what an endpoint told, unless it is gone by now."""
        view = self._views.get(told.endpoint.id)
        if view is not None:
            from app.services.chat.endpoints.naming import as_engine

            engine = told.endpoint.engine or view.endpoint.engine
            endpoint = as_engine(view.endpoint, engine)
            self.put(EndpointView(endpoint, told.models, None, told.at))

    def failed(self, endpoints: Iterable[str], error: UserError, *, wants_key: bool) -> None:
        """Take why endpoints told nothing; their models stay those of before."""
        for endpoint in endpoints:
            view = self._views.get(endpoint)
            if view is None or (view.error is not None and str(view.error) == str(error)):
                continue
            models = self._found.get(endpoint, ())
            if wants_key:
                view = replace(view, endpoint=replace(view.endpoint, needs_key=True))
            if _all_load(models) and not isinstance(error, SessionLost):
                self.put(replace(view, models=models, error=None))  # that is why it is silent
            else:
                self.put(replace(view, error=error))

    def put(self, view: EndpointView) -> None:
        """Take a view in place of the one before."""
        before = self._views.get(view.endpoint.id)
        self._views[view.endpoint.id] = view
        if before is None:
            self.changed.emit(EndpointsChanged())
        elif view != before:
            self.changed.emit(EndpointsChanged(view.endpoint.id))

    def drop(self, endpoints: Iterable[str]) -> None:
        """Forget endpoints."""
        dropped = [self._views.pop(each) for each in tuple(endpoints) if each in self._views]
        for view in dropped:
            self._found.pop(view.endpoint.id, None)
        if dropped:
            self.changed.emit(EndpointsChanged())


def _all_load(models: tuple[ChatModel, ...]) -> bool:
    """Whether a node says of all models of an endpoint that they are on their way."""
    return bool(models) and all(each.at is ModelAt.LOADING for each in models)


def _place(endpoint: ChatEndpoint) -> tuple[NodeId | None, int, str, str]:
    """Return what two endpoints that are the same one have in common."""
    return endpoint.node, endpoint.port, endpoint.base, endpoint.url


def _joined(known: ChatEndpoint, found: ChatEndpoint) -> ChatEndpoint:
    """Return an endpoint as it was found now, with what asking it gave away before."""
    from app.services.chat.endpoints.naming import as_engine

    engine = found.engine if found.engine not in ("", "endpoint") else known.engine
    joined = as_engine(found, engine)
    return replace(joined, needs_key=found.needs_key or known.needs_key)
