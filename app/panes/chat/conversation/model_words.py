"""What is said of the model that a conversation is with, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import inside, tr
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
        return tr(
            "Its model is not there now: start it, connect its machine, or choose another model."
        )
    listed, view = partner.listed, partner.view
    if listed is not None and listed.embeds:
        return tr("This model makes vectors of texts and does not answer: choose another one.")
    if listed is not None and listed.at is ModelAt.LOADING:
        return tr("The model still loads.")
    if view.error is not None and view.models is None:
        return said(str(view.error), limit=300)
    return ""


def _nobody_chosen(views: tuple[EndpointView, ...]) -> str:
    if any(view.models for view in views):
        return tr("Choose a model first.")
    if any(view.models is None and view.error is None for view in views):
        return tr("Looking for models…")
    return tr("There is no model to talk to yet.")


def picture_refusal(title: str, partner: Partner) -> str:
    """Return why a model takes no pictures; empty: it does, or nobody knows."""
    listed, works = partner.listed, partner.card.works(Ability.VISION)
    if works is False:
        why = said(partner.card.findings[Ability.VISION].detail, limit=300)
    elif listed is not None and listed.takes_images is False and not works:
        why = tr("its server says so")
    else:
        return ""
    why = inside(why.rstrip(".")) or tr("its server says so")
    return tr(
        "{title} takes no pictures: {why}. Choose another model, or remove the picture."
    ).format(title=title, why=why)
