"""How many tokens a text may be, before a server has counted, and whether one was cut silently.

Every number here is an estimate: no tokenizer is asked.
"""

from __future__ import annotations

import math

from app.services.containers.reading import as_dicts

ASCII_PER_TOKEN = 4.0
"""Characters of English and of code."""
OTHER_PER_TOKEN = 1.4
"""Characters of other scripts: between Cyrillic (about 2.5) and Chinese (about 1)."""
MESSAGE_TOKENS = 4
"""What a model's template puts around one message."""
PIXELS_PER_TOKEN = 28 * 28
"""Of a picture, as Qwen's and most others cut it."""
CUT_BELOW = 0.7
"""Part of the estimate below which the server cannot have read everything."""
LEAST_CUT = 1024
"""Tokens: no server has a shorter context, so nothing shorter is cut."""


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is."""
    ascii_ones = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    others = len(text) - ascii_ones
    return math.ceil(ascii_ones / ASCII_PER_TOKEN + others / OTHER_PER_TOKEN)


def estimate_image(width: int, height: int) -> int:
    """Return about how many tokens a picture is; models differ by a factor of two."""
    return max(1, math.ceil(width * height / PIXELS_PER_TOKEN))


def estimate_body(messages: object) -> int:
    """Return about how many tokens the texts of a request's messages are; no pictures."""
    listed = as_dicts(messages)
    return sum(MESSAGE_TOKENS + _tokens_of(message.get("content")) for message in listed)


def was_cut(estimate: int, prompt_tokens: int | None) -> bool:
    """Whether a server counted far fewer tokens than a prompt must have: it left some out."""
    if prompt_tokens is None or estimate < LEAST_CUT:
        return False
    return prompt_tokens < estimate * CUT_BELOW


def _tokens_of(content: object) -> int:
    if isinstance(content, str):
        return estimate_tokens(content)
    return sum(estimate_tokens(part["text"]) for part in as_dicts(content) if "text" in part)
