"""Titles of conversations: the first words at once, better ones by the model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.said import said
from app.services.chat.api import Message, Parameters, Role

LONGEST = 60
"""Characters of a title."""
_READ = 1500
"""Characters of each message that the model reads for a title."""
TITLE_PARAMETERS = Parameters(max_tokens=200, temperature=0.2, thinking=False)
"""Thinking is not worth its time here; a model that thinks all the same gets no title of it."""
_THOUGHTS = re.compile(r"<think>.*?(</think>|$)", re.DOTALL)
_LEADING = re.compile(r"^\s*(title|titel|titre|título)\s*[:\-]\s*", re.IGNORECASE)
_MARKS = "\"'“”„‚‘’«»`*#_ .:;-"


def first_words(text: str) -> str:
    """Return a title made of the first words of what was asked; empty where there are none."""
    line = next((line for line in text.splitlines() if line.strip(_MARKS)), "")
    words = said(line, limit=4 * LONGEST).strip("#* ")
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST].rsplit(" ", 1)[0] if " " in words[:LONGEST] else words[:LONGEST]
    return f"{cut.rstrip(_MARKS)}…"


def title_request(path: Sequence[Message]) -> Message:
    """Return what asks a model for a title of a conversation's beginning."""
    turns = [message for message in path if message.role in (Role.USER, Role.ASSISTANT)][:2]
    spoken = "\n\n".join(f"{turn.role.value}: {turn.text[:_READ]}" for turn in turns)
    return Message(
        0,
        None,
        Role.USER,
        (
            "Write a title of at most six words for the conversation below, in its "
            "language. Answer with the title alone, without quotation marks.\n\n"
            f"<conversation>\n{spoken}\n</conversation>"
        ),
    )


def title_of(answer: str) -> str:
    """Return the title that a model answered; empty where it is none."""
    line = next((each for each in _THOUGHTS.sub("", answer).splitlines() if each.strip()), "")
    title = _LEADING.sub("", said(line, limit=4 * LONGEST)).strip(_MARKS)
    return title if 0 < len(title) <= LONGEST and len(title.split()) <= 12 else ""
