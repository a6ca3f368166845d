"""The file that keeps alerts across restarts. Reading and writing it belongs in a worker."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.core.files import keep_aside, write_atomic
from app.core.i18n import tr
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
        """Read it to go on with it: what is of no use is set aside, as it will be written over."""
        try:
            data = self._bytes()
        except OSError as error:
            return Loaded(
                EngineState(),
                tr("They could not be read: {why}.").format(why=error.strerror),
            )
        state, wrong = _understood(data)
        if state is None:
            return Loaded(EngineState(), self._set_aside())
        return Loaded(state, self._copy_aside(data, wrong) if wrong else "")

    def read(self) -> EngineState:
        """Read it to look at; of a file that is of no use, nothing is known."""
        try:
            state, _wrong = _understood(self._bytes())
        except OSError as error:
            log.warning("alerts could not be read: %s", error.strerror)
            return EngineState()
        return state or EngineState()

    def save(self, state: EngineState) -> None:
        """Replace it in one step. Raises OSError, with the old file untouched."""
        import msgspec

        document = {"version": VERSION, **msgspec.to_builtins(state)}
        write_atomic(self.path, msgspec.json.encode(document) + b"\n")

    def _bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                return file.read(MAX_BYTES)
        except FileNotFoundError:
            return b"{}"

    def _set_aside(self) -> str:
        try:
            return tr("Their file was damaged and is kept as {path}.").format(
                path=keep_aside(self.path, "damaged")
            )
        except OSError as error:
            return tr("Their file was damaged and could not be set aside: {why}.").format(
                why=error.strerror
            )

    def _copy_aside(self, data: bytes, reason: str) -> str:
        copy = self.path.with_name(f"{self.path.name}.{reason}")
        try:
            write_atomic(copy, data)
        except OSError as error:
            return tr("Parts of their file are not understood, and not kept: {why}.").format(
                why=error.strerror
            )
        return tr("Parts of their file are not understood; a copy is kept as {copy}.").format(
            copy=copy
        )


def _understood(data: bytes) -> tuple[EngineState | None, str]:
    """Return what a file says, and in a word what of it is not understood; None: nothing is."""
    import msgspec

    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, ""
    if not isinstance(document, dict):
        return None, ""
    dropped: list[str] = []
    state = EngineState(
        active=_items(document.get("active"), Alert, dropped),
        past=_items(document.get("past"), Alert, dropped),
        remembered=_items(document.get("remembered"), Remembered, dropped),
    )
    version = document.get("version", VERSION)
    if version != VERSION:
        return state, f"version-{version if isinstance(version, int) else 'unknown'}"
    return state, "dropped" if dropped else ""


def _items(stored: object, kind: type[ItemT], dropped: list[str]) -> tuple[ItemT, ...]:
    import msgspec

    if stored is None:
        return ()
    if not isinstance(stored, list):
        dropped.append(tr("not a list: {name__}").format(name__=type(stored).__name__))
        return ()
    items: list[ItemT] = []
    for item in stored:
        try:
            items.append(msgspec.convert(item, kind))
        except (msgspec.ValidationError, RecursionError) as error:
            log.warning("a kept alert is dropped: %s", error)
            dropped.append(str(error))
    return tuple(items)
