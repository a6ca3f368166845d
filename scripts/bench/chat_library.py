"""Searching a library of conversations, and opening a long one, as the window's workers do it.

The texts are made of the words of this program's own documentation and code, so that they are as
unevenly spread as words are. Queries are a rare word, common ones, beginnings and phrases.
"""

from __future__ import annotations

import functools
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.services.chat.api import Conversation, Message, Role
from app.services.chat.library.library import Library
from scripts.bench.figures import Figure, Target

MESSAGES = 100_000
_LONG = 5_000
_EACH = 50
"""Messages of a conversation."""
_QUERIES = (
    "memory", "the", "a", "not found", "th me", '"of the"', "zyzzyva", "unified memory gpu", "s",
    "d e f",
)  # fmt: skip
_RUNS = 15
_SEARCH_LIMIT_MS = 50.0
_ROOT = Path(__file__).parents[2]


def measure() -> tuple[list[Figure], list[Target]]:
    """Return what was measured, and what of it has to be reached."""
    with TemporaryDirectory() as folder:
        library = Library(Path(folder) / "conversations.sqlite")
        try:
            long = _fill(library)
            searches = [_timed(functools.partial(library.search, text)) for text in _QUERIES]
            figures = [
                Figure(f"search: {text}", taken, "ms")
                for text, taken in zip(_QUERIES, searches, strict=True)
            ]
            opening = _timed(lambda: library.load(long))
            kept = _timed(lambda: library.keep_draft(long, f"a draft of {time.time()}"))
            figures.append(Figure(f"reading {_LONG:,} messages of one", opening, "ms"))
            figures.append(Figure("keeping a draft, flushed to the disk", kept, "ms"))
        finally:
            library.close()
    slowest = max(figures[: len(_QUERIES)], key=lambda each: each.median)
    name = f"slowest search over {MESSAGES:,} messages"
    return figures, [Target(name, slowest.median, _SEARCH_LIMIT_MS, "ms")]


def _timed(work: Callable[[], object]) -> tuple[float, ...]:
    taken = []
    for _ in range(_RUNS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return tuple(taken)


def _fill(library: Library) -> int:
    """Keep the conversations; return the number of the long one."""
    texts = _texts()
    with library.transaction():
        long = _conversation(library, texts, _LONG, 0)
        for number in range((MESSAGES - _LONG) // _EACH):
            _conversation(library, texts, _EACH, number)
    return long


def _conversation(library: Library, texts: Iterator[str], count: int, number: int) -> int:
    made = library.create(Conversation(0, f"Conversation {number}", 0, 0))
    parent = None
    for place in range(count):
        role = Role.ASSISTANT if place % 2 else Role.USER
        parent = library.add(made.id, Message(0, parent, role, next(texts))).id
    return made.id


def _texts() -> Iterator[str]:
    """Yield texts of 10 to 200 words."""
    files = [*_ROOT.glob("*.md"), *_ROOT.glob("app/**/*.py")]
    words = re.findall(r"\S+", "\n".join(each.read_text(encoding="utf-8") for each in files))
    chance = random.Random(7)
    while True:
        begin = chance.randrange(len(words) - 200)
        yield " ".join(words[begin : begin + chance.randint(10, 200)])
