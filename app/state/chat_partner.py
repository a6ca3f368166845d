"""Whom a conversation is with, as much as is known of it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.chat.api import Card, ChatModel, Conversation, EndpointView
    from app.state.chat_endpoints import EndpointsState


@dataclass(frozen=True, slots=True)
class Partner:
    """A model of an endpoint that is there."""

    view: EndpointView
    listed: ChatModel | None
    """As the endpoint lists it; None where it does not."""
    card: Card

    @property
    def context(self) -> int | None:
        """Tokens that it can keep in mind; None: it does not tell."""
        if self.listed is not None and self.listed.context is not None:
            return self.listed.context
        return self.card.context


def partner_of(endpoints: EndpointsState, conversation: Conversation) -> Partner | None:
    """Return whom a conversation is with; None: that is not there any more."""
    view = endpoints.view(conversation.endpoint)
    if view is None:
        return None
    models = (each for each in view.models or () if each.id == conversation.model)
    return Partner(view, next(models, None), endpoints.card(view.endpoint.id, conversation.model))
