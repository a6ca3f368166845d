"""Questions of a stated length that no server has seen before, made of plain words."""

from __future__ import annotations

import random
from dataclasses import dataclass

WORDS = (
    "river", "stone", "engine", "cloud", "garden", "signal", "bridge", "winter", "copper", "letter",
    "window", "harbour", "planet", "number", "forest", "market", "silver", "memory", "candle",
    "teacher", "mountain", "library", "station", "weather", "kitchen", "journey", "shadow",
)  # fmt: skip
PER_WORD = 1.4
"""Tokens of such a word, until a server has counted."""
FRAME = 40.0
"""Tokens of what stands around the words."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many tokens a server makes of so many words: `frame + per_word * words`."""

    frame: float = FRAME
    per_word: float = PER_WORD
    measured: bool = False

    def words(self, tokens: int) -> int:
        """Return how many words make so many tokens."""
        return max(1, round((tokens - self.frame) / self.per_word))


def measured_length(first: tuple[int, int], second: tuple[int, int]) -> Length:
    """Return the length law of two questions, each (words, tokens that the server counted)."""
    (few, fewer_tokens), (many, more_tokens) = first, second
    if many <= few or more_tokens <= fewer_tokens:
        return Length()
    per_word = (more_tokens - fewer_tokens) / (many - few)
    return Length(max(0.0, fewer_tokens - per_word * few), per_word, measured=True)


def prompt(words: int, seed: str) -> str:
    """Return a question of so many words; another `seed`, another one from its start on.

    A question that a server has seen it need not read again: that would measure its memory.
    """
    chosen = random.Random(seed)  # noqa: S311 - no secret
    text = " ".join(chosen.choice(WORDS) for _ in range(words))
    return f"{seed} {text}. Write a long story with these words."
