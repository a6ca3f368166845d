"""How much of a model's context a conversation takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.chat.api import ImagePart, Message, Part, Role
from app.services.chat.context import MESSAGE_TOKENS, estimate_image, estimate_tokens


@dataclass(frozen=True, slots=True)
class ContextUse:
    """How much of a model's context the next message would find taken."""

    tokens: int | None
    limit: int | None
    is_estimate: bool = True
    """False: the server counted."""


def use_of(path: Sequence[Message], system: str, limit: int | None) -> ContextUse:
    """Return what a branch takes: as the server counted it, and what came after by estimate."""
    rest = 0
    for message in reversed(path):
        counted = _counted(message)
        if counted is not None:
            return ContextUse(counted + rest, limit, is_estimate=rest > 0)
        rest += tokens_of_message(message)
    return ContextUse(rest + estimate_tokens(system), limit)


def tokens_of_message(message: Message) -> int:
    """Return about how many tokens a message takes; old thinking is not sent again."""
    parts = sum(tokens_of_part(part) for part in message.parts)
    return MESSAGE_TOKENS + estimate_tokens(message.text) + parts


def tokens_of_part(part: Part) -> int:
    """Return about how many tokens a part takes."""
    if isinstance(part, ImagePart):
        return estimate_image(part.width, part.height)
    return estimate_tokens(part.text)


def _counted(message: Message) -> int | None:
    """Return what the server counted up to the end of an answer, without its thinking."""
    figures = message.figures
    if message.role is not Role.ASSISTANT or figures is None or figures.prompt_tokens is None:
        return None
    answer = figures.completion_tokens
    if answer is None or message.reasoning:
        answer = estimate_tokens(message.text)
    return figures.prompt_tokens + answer
