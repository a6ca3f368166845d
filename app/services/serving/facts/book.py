"""FactsBook: what was looked up about models, kept for the next time. One JSON file.

A model's sizes hardly change: what is known answers at once, and offline.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.services.serving.api import ModelRef
from app.services.serving.facts.api import ModelFacts
from app.services.serving.kept_file import read_kept

log = logging.getLogger(__name__)

KEPT = 500
"""Models that are kept; those that were looked up longest ago go."""
MAX_CONFIG = 64 * 1024
"""Bytes of a model's config that are worth keeping; of a larger one only the answer is used."""
MAX_BYTES = 16 * 1024 * 1024
OLD_S = 7 * 86_400.0
"""Seconds after which a model is looked up again when somebody wants it."""


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What was looked up, and when (Unix seconds)."""

    facts: ModelFacts
    at: float

    def is_old(self, now: float) -> bool:
        """Whether it is worth asking again."""
        return not 0 <= now - self.at < OLD_S


@dataclass(slots=True)
class _Book:
    version: int = 1
    models: list[KeptFacts] = field(default_factory=list)


class FactsBook:
    """Reads the file when first asked. Thread-safe; several processes may write it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def all(self) -> dict[ModelRef, KeptFacts]:
        """Return everything that is kept."""
        with self._lock:
            try:
                return {each.facts.ref: each for each in self._load().models}
            except OSError as error:
                log.warning("what is known of models cannot be read: %s", error)
                return {}

    def add(self, facts: ModelFacts) -> KeptFacts:
        """Keep what was looked up just now. What cannot be written is logged: nobody needs it."""
        kept = KeptFacts(facts, time.time())
        if len(msgspec.json.encode(facts.config)) > MAX_CONFIG:
            return kept
        with self._lock:
            try:
                with exclusively(self._path):
                    book = self._load()
                    others = [each for each in book.models if each.facts.ref != facts.ref]
                    book.models = [*others, kept][-KEPT:]
                    write_atomic(self._path, msgspec.json.encode(book))
            except OSError as error:
                log.warning("what is known of models is not kept: %s", error)
        return kept

    def _load(self) -> _Book:
        what = tr("what is known of models")
        return read_kept(self._path, _Book, limit=MAX_BYTES, what=what) or _Book()
