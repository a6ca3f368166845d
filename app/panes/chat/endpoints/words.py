"""How models, endpoints and findings are said."""

from __future__ import annotations

from dataclasses import dataclass

from app.look.components import DotState
from app.services.chat.api import Ability, ChatEndpoint, ChatModel, Finding, ModelAt


@dataclass(frozen=True, slots=True)
class Words:
    """A word and its colour."""

    text: str
    tone: str


AT = {
    ModelAt.LOADED: Words("Loaded", "ok"),
    ModelAt.LOADING: Words("Loading", "warn"),
    ModelAt.SLEEPING: Words("Sleeping", "info"),
    ModelAt.ON_DISK: Words("On disk", "text2"),
    ModelAt.UNKNOWN: Words("", "text2"),
}
"""Where a model is; nothing where its endpoint does not tell."""
DOTS = {
    ModelAt.LOADED: DotState.ON,
    ModelAt.LOADING: DotState.BUSY,
    ModelAt.SLEEPING: DotState.BUSY,
    ModelAt.ON_DISK: DotState.OFF,
    ModelAt.UNKNOWN: DotState.ON,
}
ABILITIES = {
    Ability.MODELS: "List of models",
    Ability.AUTH: "Key",
    Ability.STREAMING: "Streaming",
    Ability.USAGE: "Counts tokens",
    Ability.REASONING: "Thinking",
    Ability.TOOLS: "Tools",
    Ability.VISION: "Pictures",
    Ability.CONTINUE: "Goes on after a cut",
    Ability.OVERFLOW: "Refuses what is too long",
    Ability.CANCEL: "Stops when told to",
    Ability.PROMPT_PROGRESS: "Progress of reading",
    Ability.EMBEDDINGS: "Embeddings",
}
"""What the Endpoint Doctor looks at, in the order in which it is shown."""
PARAMETERS = {
    "temperature": "temperature",
    "top_p": "top p",
    "top_k": "top k",
    "min_p": "min p",
    "frequency_penalty": "frequency penalty",
    "presence_penalty": "presence penalty",
    "repeat_penalty": "repeat penalty",
    "seed": "seed",
    "stop": "stop words",
    "max_tokens": "longest answer",
    "reasoning_effort": "reasoning effort",
    "thinking": "thinking on or off",
}
_HARMFUL = (Ability.MODELS, Ability.AUTH, Ability.STREAMING, Ability.OVERFLOW, Ability.CANCEL)
"""What every endpoint should have: others lack nothing by not having it."""


def tokens(count: int) -> str:
    """Return a length of text: `32k`, `4,096 tokens`."""
    return f"{count // 1024}k" if count >= 10_240 and count % 1024 == 0 else f"{count:,}"


def about_model(model: ChatModel) -> str:
    """Return what is known of a model in one line."""
    parts = [model.detail]
    if model.embeds:
        parts.append("makes embeddings, does not chat")
    if model.context is not None:
        parts.append(f"context {tokens(model.context)}")
    if model.takes_images:
        parts.append("takes pictures")
    return " · ".join(part for part in parts if part)


def where(endpoint: ChatEndpoint) -> str:
    """Return where an endpoint is, for whoever wants to know exactly."""
    return endpoint.url if endpoint.node is None else f"port {endpoint.port}, {endpoint.base}"


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
        return "not tried"
    return {True: "yes", False: "no", None: "not known"}[finding.works]
