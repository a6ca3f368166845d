"""What is known of a model at once: what its engine is known for, then what was seen of it."""

from __future__ import annotations

from dataclasses import replace

from app.core.i18n import tr
from app.services.chat.api import Ability, Card, ChatEndpoint, ChatModel, Finding
from app.services.chat.endpoints.parameters import known_parameters


def card_of(endpoint: ChatEndpoint, model: ChatModel | None, seen: Card | None, name: str) -> Card:
    """Return the card of a model.

    Args:
        endpoint: where it is.
        model: what its list says of it, None where it is not in there (now).
        seen: what the Endpoint Doctor saw; of another engine it counts nothing: the port is
            somebody else's by now.
        name: the model's id.
    """
    if seen is not None and seen.engine and endpoint.engine not in ("", seen.engine):
        seen = None
    known = known_parameters(endpoint.engine)
    card = seen or Card(
        endpoint.id, name, endpoint.engine, ignored=known.ignored, refused=known.refused
    )
    findings = dict(card.findings)
    if model is not None and model.takes_images is not None and Ability.VISION not in findings:
        findings[Ability.VISION] = _vision(takes=model.takes_images)
    if endpoint.engine == "ollama" and Ability.OVERFLOW not in findings:
        findings[Ability.OVERFLOW] = Finding(False, _OLLAMA_CUTS)
    context = model.context if model is not None and model.context is not None else card.context
    return replace(card, findings=findings, context=context)


_OLLAMA_CUTS = tr("Ollama cuts what does not fit without a word: the beginning is lost.")


def _vision(*, takes: bool) -> Finding:
    if takes:
        return Finding(True, tr("Its list of models says that it takes pictures."))
    return Finding(False, tr("Its list of models says that it takes text only."))
