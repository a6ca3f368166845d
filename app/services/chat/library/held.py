"""The file while it is open: one connection that threads take in turn, and what goes wrong."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core import sqlite_file
from app.core.i18n import tr
from app.core.sqlite_file import DamagedFile
from app.services.chat.library import branches, file, salvage
from app.services.chat.library.api import LibraryUnavailable

log = logging.getLogger(__name__)

_TROUBLE = (sqlite3.Error, OSError, UnicodeDecodeError, DamagedFile)
_BUGS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.NotSupportedError,
)
"""What trying again does not help against."""


class Held:
    """Opens the file when it is first needed, and lends its connection to one thread at a time.

    Error policy: a damaged file is set aside, what can be read of it is put into a new one under
    the same numbers, and the caller may try again; whatever else goes wrong is told in our words
    and nothing was written.
    """

    def __init__(self, path: Path, on_told: Callable[[file.Told], object]) -> None:
        self._path = path
        self._own = path
        self._on_told = on_told
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def close(self) -> None:
        """Close the file; nothing opens it any more."""
        with self._lock:
            self._closed = True
            self._let_go()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection.

        Raises:
            LibraryUnavailable: The file cannot be used now.
        """
        with self._lock:
            try:
                yield self._opened()
            except _BUGS:
                raise
            except _TROUBLE as error:
                raise self._translated(error) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction, or for a part of the one around it.

        All of it is kept, or nothing.

        Raises:
            LibraryUnavailable: The file cannot be used now.
        """
        with self.reading() as connection:
            if connection.in_transaction:
                yield connection
                return
            with sqlite_file.transaction(connection):
                yield connection

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise LibraryUnavailable(
                tr("The conversations are closed."), tr("The program is ending.")
            )
        if self._connection is None:
            self._own = file.own_path(self._path)
            self._connection = self._open(self._own)
            try:
                branches.tidy(self._connection)
            except BaseException:
                self._let_go()  # it is tried again
                raise
            if self._own != self._path:
                self._on_told(file.newer_notice(self._path, self._own))
        return self._connection

    def _open(self, path: Path) -> sqlite3.Connection:
        try:
            return file.open_file(path)
        except DamagedFile:
            self._on_told(salvage.rescue(path))
        return file.open_file(path)

    def _let_go(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _translated(self, error: BaseException) -> LibraryUnavailable:
        log.warning("conversations: %s", error)
        if not sqlite_file.is_damage(error):
            return file.explain(error, self._own)
        self._let_go()
        try:
            told = salvage.rescue(self._own)
        except _TROUBLE as again:
            return file.explain(again, self._own)
        self._on_told(told)
        return LibraryUnavailable(told.message, told.hint)
