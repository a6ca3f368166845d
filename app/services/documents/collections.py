"""CollectionBook: which folders are asked together. It is small and no index can bring it back."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.core.files import exclusively, keep_aside, write_atomic
from app.core.i18n import tr
from app.services.documents.api import Collection, DocumentsUnavailable


class CollectionBook:
    """The collections of the user, in a file of their own beside the index. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.notice = ""
        """What the user should know of the file; empty: nothing."""

    def all(self) -> tuple[Collection, ...]:
        """Return all collections, in the order of their names. Raises DocumentsUnavailable."""
        with self._lock:
            return _sorted(self._read())

    def get(self, collection: str) -> Collection | None:
        """Return a collection by its id. Raises DocumentsUnavailable."""
        return next((each for each in self.all() if each.id == collection), None)

    def save(self, collection: Collection) -> None:
        """Keep a new or changed collection. Raises DocumentsUnavailable."""
        self._change(
            lambda kept: [each for each in kept if each.id != collection.id] + [collection]
        )

    def delete(self, collection: str) -> None:
        """Forget a collection. Raises DocumentsUnavailable."""
        self._change(lambda kept: [each for each in kept if each.id != collection])

    def _change(self, change: Callable[[list[Collection]], list[Collection]]) -> None:
        try:
            with self._lock, exclusively(self._path):
                changed = _sorted(change(self._read()))
                write_atomic(self._path, msgspec.json.format(msgspec.json.encode(changed)))
        except OSError as error:
            raise DocumentsUnavailable(
                tr("The collections cannot be saved: {why}.").format(why=error.strerror or error),
                tr("The file is {path}.").format(path=self._path),
            ) from error

    def _read(self) -> list[Collection]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[Collection])
        except FileNotFoundError:
            return []
        except (msgspec.MsgspecError, UnicodeDecodeError):
            with contextlib.suppress(OSError):
                aside = keep_aside(self._path, "damaged")
                self.notice = tr(
                    "The list of collections was damaged; it is kept as {name}."
                ).format(name=aside.name)
            return []
        except OSError as error:  # it may be readable later: nothing is written over it
            raise DocumentsUnavailable(
                tr("The collections cannot be read: {why}.").format(why=error.strerror or error),
                tr("The file is {path}.").format(path=self._path),
            ) from error


def _sorted(collections: list[Collection]) -> tuple[Collection, ...]:
    return tuple(sorted(collections, key=lambda each: (each.name.casefold(), each.id)))
