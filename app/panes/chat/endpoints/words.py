"""How models, endpoints and findings are said."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import numeral, tr
from app.look.components import DotState
from app.services.chat.api import Ability, ChatEndpoint, ChatModel, Finding, ModelAt


@dataclass(frozen=True, slots=True)
class Words:
    """A word and its colour."""

    text: str
    tone: str


AT = {
    ModelAt.LOADED: Words(tr("Loaded"), "ok"),
    ModelAt.LOADING: Words(tr("Loading"), "warn"),
    ModelAt.SLEEPING: Words(tr("Sleeping"), "info"),
    ModelAt.ON_DISK: Words(tr("On disk"), "text2"),
    ModelAt.UNKNOWN: Words("", "text2"),
}
"""Where a model is; nothing where its endpoint does not tell."""
AT_SPOKEN = {
    ModelAt.LOADED: tr("loaded"),
    ModelAt.LOADING: tr("loading"),
    ModelAt.SLEEPING: tr("sleeping"),
    ModelAt.ON_DISK: tr("on disk"),
    ModelAt.UNKNOWN: "",
}
"""The same inside a sentence."""
DOTS = {
    ModelAt.LOADED: DotState.ON,
    ModelAt.LOADING: DotState.BUSY,
    ModelAt.SLEEPING: DotState.BUSY,
    ModelAt.ON_DISK: DotState.OFF,
    ModelAt.UNKNOWN: DotState.ON,
}
ABILITIES = {
    Ability.MODELS: tr("List of models"),
    Ability.AUTH: tr("Key"),
    Ability.STREAMING: tr("Streaming"),
    Ability.USAGE: tr("Counts tokens"),
    Ability.REASONING: tr("Thinking"),
    Ability.TOOLS: tr("Tools"),
    Ability.VISION: tr("Pictures"),
    Ability.CONTINUE: tr("Goes on after a cut"),
    Ability.OVERFLOW: tr("Refuses what is too long"),
    Ability.CANCEL: tr("Stops when told to"),
    Ability.PROMPT_PROGRESS: tr("Progress of reading"),
    Ability.EMBEDDINGS: tr("Embeddings"),
}
"""What the Endpoint Doctor looks at, in the order in which it is shown."""
PARAMETERS = {
    "temperature": "temperature",
    "top_p": tr("top p"),
    "top_k": tr("top k"),
    "min_p": tr("min p"),
    "frequency_penalty": tr("frequency penalty"),
    "presence_penalty": tr("presence penalty"),
    "repeat_penalty": tr("repeat penalty"),
    "seed": "seed",
    "stop": tr("stop words"),
    "max_tokens": tr("longest answer"),
    "reasoning_effort": tr("reasoning effort"),
    "thinking": tr("thinking on or off"),
}
_HARMFUL = (Ability.MODELS, Ability.AUTH, Ability.STREAMING, Ability.OVERFLOW, Ability.CANCEL)
"""What every endpoint should have: others lack nothing by not having it."""


def tokens(count: int) -> str:
    """Return a length of text: `32k`, `4,096 tokens`."""
    return f"{count // 1024}k" if count >= 10_240 and count % 1024 == 0 else numeral(count)


def about_model(model: ChatModel) -> str:
    """Return what is known of a model in one line."""
    parts = [model.detail]
    if model.embeds:
        parts.append(tr("makes embeddings, does not chat"))
    if model.context is not None:
        parts.append(tr("context {tokens}").format(tokens=tokens(model.context)))
    if model.takes_images:
        parts.append(tr("takes pictures"))
    return " · ".join(part for part in parts if part)


def where(endpoint: ChatEndpoint) -> str:
    """Return where an endpoint is, for whoever wants to know exactly."""
    return (
        endpoint.url
        if endpoint.node is None
        else tr("port {port}, {base}").format(port=endpoint.port, base=endpoint.base)
    )


def mark(ability: Ability, finding: Finding | None) -> Words:
    """Return the icon of a finding and its colour."""
    if finding is None or finding.works is None:
        return Words("question", "text3")
    if finding.works:
        return Words("check-circle", "ok")
    return Words("x-circle", "warn" if ability in _HARMFUL else "text3")


def verdict(finding: Finding | None) -> str:
    """Return a finding in a word, for screen readers."""
    if finding is None:
        return tr("not tried")
    return {True: tr("yes"), False: tr("no"), None: tr("not known")}[finding.works]
