"""EndpointsState: what can be chatted with, on all nodes and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.chat.api import Card, ChatEndpoint, EndpointView

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from app.core.cancel import Cancel
    from app.services.serving.completions import LocalAddress
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint
    from app.state.chat import ChatState


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


class EndpointsState(QObject):
    """Finds endpoints on connected nodes, keeps those that the user added, and examines them.

    Signals:
        changed: endpoints or their models are others.
        card_changed: more is known of what a model can do.
    """

    changed = Signal(EndpointsChanged)
    card_changed = Signal(CardChanged)

    def __init__(self, chat: ChatState) -> None:
        super().__init__(chat)
        self._chat = chat

    def watch(self) -> None:
        """Follow what nodes serve from now on; called when a chat is first shown."""

    def look_again(self, endpoint: str = "") -> None:
        """Ask an endpoint, or all, at once for its models."""

    def all(self) -> tuple[EndpointView, ...]:
        """Return the endpoints, those that answer first."""
        return ()

    def view(self, endpoint: str) -> EndpointView | None:
        """Return one endpoint; None when it is not there any more."""
        return None

    def of_running(self, endpoint: Endpoint) -> ChatEndpoint:
        """Return the chat endpoint of a model that a node serves."""
        raise NotImplementedError

    def card(self, endpoint: str, model: str) -> Card:
        """Return what is known of a model; an empty card where it was never examined."""
        return Card(endpoint, model)

    def examine(self, endpoint: str, model: str) -> None:
        """Have the Endpoint Doctor look at a model; `card_changed` tells as it goes."""

    # For workers

    def address(
        self, endpoint: ChatEndpoint, cancel: Cancel
    ) -> AbstractContextManager[LocalAddress]:
        """Return where an endpoint answers, with its key. Blocks; SessionLost, Cancelled."""
        raise NotImplementedError

    def reach(self, endpoint: ChatEndpoint) -> NodeReach | None:
        """Return what reaches its node by; None where it is none's."""
        raise NotImplementedError
