"""The Endpoint Doctor: probes of what a model of an endpoint can do, each told when it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.services.chat.api import Card, ChatEndpoint

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.serving.reach import NodeReach


def examine(
    endpoint: ChatEndpoint,
    card: Card,
    reach_of: Callable[[ChatEndpoint], NodeReach | None],
    secrets: SecretStore,
    cancel: Cancel,
) -> Iterator[Card]:
    """Yield the card of a model each time that more is known."""
    yield card
