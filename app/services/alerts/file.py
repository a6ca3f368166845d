"""The file that keeps alerts across restarts. Reading and writing it belongs in a worker."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.core.files import keep_aside, write_atomic
from app.services.alerts.api import Alert
from app.services.alerts.engine import EngineState, Remembered

log = logging.getLogger(__name__)

VERSION = 1
MAX_BYTES = 16_000_000

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was in the file; `problem` says in words for the user what was not."""

    state: EngineState
    problem: str = ""


class AlertFile:
    """`alerts.json`: what fires, what is snoozed, what is past."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Loaded:
        """Read it. A file that is of no use is set aside, a bad alert costs only itself."""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                return Loaded(EngineState(), self._set_aside("damaged"))
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Loaded(EngineState())
        except OSError as error:
            return Loaded(EngineState(), f"It could not be read: {error.strerror}.")
        document = _decoded(data)
        if document is None:
            return Loaded(EngineState(), self._set_aside("damaged"))
        version = document.get("version")
        problem = ""
        if version != VERSION:
            problem = self._copy_aside(data, version)
        dropped: list[str] = []
        state = EngineState(
            active=_items(document.get("active"), Alert, dropped),
            past=_items(document.get("past"), Alert, dropped),
            remembered=_items(document.get("remembered"), Remembered, dropped),
        )
        if dropped and not problem:
            problem = self._copy_aside(data, "dropped")
        return Loaded(state, problem)

    def save(self, state: EngineState) -> None:
        """Replace it in one step. Raises OSError, with the old file untouched."""
        import msgspec

        document = {"version": VERSION, **msgspec.to_builtins(state)}
        write_atomic(self.path, msgspec.json.encode(document) + b"\n")

    def _set_aside(self, reason: str) -> str:
        try:
            return f"It was damaged and is kept as {keep_aside(self.path, reason)}."
        except OSError as error:
            return f"It was damaged and could not be set aside: {error.strerror}."

    def _copy_aside(self, data: bytes, version: object) -> str:
        name = version if isinstance(version, int) else "unknown"
        reason = "dropped" if version == "dropped" else f"version-{name}"
        copy = self.path.with_name(f"{self.path.name}.{reason}")
        try:
            write_atomic(copy, data)
        except OSError as error:
            return f"Parts of it are not understood, and no copy could be kept: {error.strerror}."
        return f"Parts of it are not understood; a copy is kept as {copy}."


def _decoded(data: bytes) -> dict[str, Any] | None:
    import msgspec

    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _items(stored: object, kind: type[ItemT], dropped: list[str]) -> tuple[ItemT, ...]:
    import msgspec

    if stored is None:
        return ()
    if not isinstance(stored, list):
        dropped.append(f"not a list: {type(stored).__name__}")
        return ()
    items: list[ItemT] = []
    for item in stored:
        try:
            items.append(msgspec.convert(item, kind))
        except (msgspec.ValidationError, RecursionError) as error:
            log.warning("a kept alert is dropped: %s", error)
            dropped.append(str(error))
    return tuple(items)
