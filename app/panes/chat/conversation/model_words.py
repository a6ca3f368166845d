"""What is said of the model that a conversation is with, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.said import said
from app.services.chat.api import Ability, ModelAt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.chat.api import Conversation, EndpointView
    from app.state.chat_partner import Partner


def why_blocked(
    conversation: Conversation, partner: Partner | None, views: Iterable[EndpointView]
) -> str:
    """Return why nothing can be asked now; empty: it can."""
    if not conversation.model:
        return _nobody_chosen(tuple(views))
    if partner is None:
        return "Its model is not there now: start it, connect its machine, or choose another model."
    listed, view = partner.listed, partner.view
    if listed is not None and listed.embeds:
        return "This model makes vectors of texts and does not answer: choose another one."
    if listed is not None and listed.at is ModelAt.LOADING:
        return "The model still loads."
    if view.error is not None and view.models is None:
        return said(str(view.error), limit=300)
    return ""


def _nobody_chosen(views: tuple[EndpointView, ...]) -> str:
    if any(view.models for view in views):
        return "Choose a model first."
    if any(view.models is None and view.error is None for view in views):
        return "Looking for models…"
    return "There is no model to talk to yet."


def picture_refusal(title: str, partner: Partner) -> str:
    """Return why a model takes no pictures; empty: it does, or nobody knows."""
    listed, works = partner.listed, partner.card.works(Ability.VISION)
    if works is False:
        why = said(partner.card.findings[Ability.VISION].detail, limit=300)
    elif listed is not None and listed.takes_images is False and not works:
        why = "its server says so"
    else:
        return ""
    why = why.rstrip(".") or "its server says so"
    if why[1:2].islower():  # no abbreviation
        why = why[0].lower() + why[1:]
    return f"{title} takes no pictures: {why}. Choose another model, or remove the picture."
