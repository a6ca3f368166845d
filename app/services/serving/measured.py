"""MeasuredBook: what this program has seen models do on each machine. One small JSON file.

Estimates are corrected by it: "measured here" beats every formula.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import msgspec

from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.services.serving.kept_file import read_kept

log = logging.getLogger(__name__)

KEPT = 2000
"""Entries that are kept; the oldest go."""
MAX_BYTES = 4 * 1024 * 1024


class SpeedSeen(msgspec.Struct, frozen=True):
    """How fast one request was answered on a machine."""

    machine: str
    """Its host key, or machine id: who it is."""
    engine: str
    model: str
    """The handle."""
    quantization: str
    tokens_per_s: float
    """Of one request alone, after its first token."""
    at: float
    """Unix seconds."""
    context: int = 0
    how: str = ""
    """`benchmark`, `metrics`."""


class StartSeen(msgspec.Struct, frozen=True):
    """How long one phase of a start took on a machine."""

    machine: str
    engine: str
    model: str
    phase: str
    seconds: float
    at: float
    bytes: int = 0
    """What was moved meanwhile, where it is known."""


class _Book(msgspec.Struct):
    version: int = 1
    speeds: list[SpeedSeen] = []
    starts: list[StartSeen] = []


class MeasuredBook:
    """Reads the file when first asked. Thread-safe; several processes may write it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._book: _Book | None = None

    def speed(self, machine: str, engine: str, model: str) -> SpeedSeen | None:
        """Return the newest speed of one model there; None: never seen."""
        seen = [
            each
            for each in self._read().speeds
            if (each.machine, each.engine, each.model) == (machine, engine, model)
        ]
        return max(seen, key=lambda each: each.at, default=None)

    def speeds(self, machine: str) -> tuple[SpeedSeen, ...]:
        """Return every speed seen on one machine, newest first."""
        seen = [each for each in self._read().speeds if each.machine == machine]
        return tuple(sorted(seen, key=lambda each: -each.at))

    def starts(self, machine: str, engine: str, model: str) -> tuple[StartSeen, ...]:
        """Return the newest time of each phase of one model's starts there."""
        newest: dict[str, StartSeen] = {}
        for each in self._read().starts:
            if (each.machine, each.engine, each.model) != (machine, engine, model):
                continue
            if each.phase not in newest or newest[each.phase].at < each.at:
                newest[each.phase] = each
        return tuple(newest.values())

    def engine_starts(self, machine: str, engine: str) -> tuple[StartSeen, ...]:
        """Return every start of an engine's models there, newest first."""
        seen = [e for e in self._read().starts if (e.machine, e.engine) == (machine, engine)]
        return tuple(sorted(seen, key=lambda each: -each.at))

    def add(self, *seen: SpeedSeen | StartSeen) -> None:
        """Remember what was measured. What cannot be written is logged: no work fails of it."""
        with self._lock:
            try:
                with exclusively(self._path):
                    book = self._load()
                    book.speeds += [each for each in seen if isinstance(each, SpeedSeen)]
                    book.starts += [each for each in seen if isinstance(each, StartSeen)]
                    book.speeds, book.starts = book.speeds[-KEPT:], book.starts[-KEPT:]
                    write_atomic(self._path, msgspec.json.encode(book))
                    self._book = book
            except OSError as error:
                log.warning("what was measured is not remembered: %s", error)

    def _read(self) -> _Book:
        with self._lock:
            if self._book is None:
                try:
                    self._book = self._load()
                except OSError as error:
                    log.warning("what was measured cannot be read: %s", error)
                    self._book = _Book()
            return self._book

    def _load(self) -> _Book:
        return (
            read_kept(self._path, _Book, limit=MAX_BYTES, what=tr("what was measured")) or _Book()
        )


def measured_machine(host_key: str, machine_id: str | None) -> str:
    """Return the name under which a machine's measurements are kept."""
    return host_key or machine_id or "this-computer"
