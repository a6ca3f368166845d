"""What is said of the model that a conversation is with, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.said import said
from app.services.chat.api import Ability, ModelAt

if TYPE_CHECKING:
    from app.services.chat.api import Card, ChatModel, Conversation, EndpointView


def model_of(view: EndpointView | None, model: str) -> ChatModel | None:
    """Return a model as its endpoint lists it; None where it does not."""
    listed = () if view is None or view.models is None else view.models
    return next((each for each in listed if each.id == model), None)


def why_blocked(conversation: Conversation, view: EndpointView | None) -> str:
    """Return why nothing can be asked now; empty: it can."""
    if not conversation.model:
        return "Choose a model first."
    if view is None:
        return "What this conversation was with is not there now: choose another model."
    model = model_of(view, conversation.model)
    if model is not None and model.embeds:
        return "This model makes vectors of texts and does not answer: choose another one."
    if model is not None and model.at is ModelAt.LOADING:
        return "The model still loads."
    if view.error is not None and view.models is None:
        return said(str(view.error), limit=300)
    return ""


def picture_refusal(title: str, model: ChatModel | None, card: Card) -> str:
    """Return why a model takes no pictures; empty: it does, or nobody knows."""
    if card.works(Ability.VISION) is False:
        why = said(card.findings[Ability.VISION].detail, limit=300)
    elif model is not None and model.takes_images is False and not card.works(Ability.VISION):
        why = "its server says so"
    else:
        return ""
    why = why.rstrip(".") or "its server says so"
    return f"{title} takes no pictures: {why}. Choose another model, or remove the picture."
