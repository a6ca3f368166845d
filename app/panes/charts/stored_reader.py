"""Asks the archive for what the charts show, one request at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UnknownNode
from app.core.ids import NodeId
from app.plots.stored import StretchRows
from app.services.history.api import Event
from app.state.archive import StretchRead

if TYPE_CHECKING:
    from app.state.hub import Hub

_LATE_MS = 200
"""After this long a read is worth a word; most are over before."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Series of a node over a stretch of time, as finely as `width` pixels can show."""

    node: NodeId
    keys: tuple[str, ...]
    start: float
    end: float
    width: int


class StoredReader(QObject):
    """Holds the rows that were asked for last; until they are there, those before them.

    While an answer is on its way only the newest wish is remembered, so that a wheel turned
    quickly asks for its first and its last stop.

    Signals:
        changed: rows came, or are late, or cannot be read.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._connected = False
        self._wanted: Wanted | None = None
        self._asked: Wanted | None = None
        self._request: int | None = None
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self.changed)
        self.rows: StretchRows | None = None
        self.events: tuple[Event, ...] = ()
        self.known: tuple[str, ...] = ()
        """Every series there is, where none was asked for."""
        self.problem = ""
        """Why there are no rows, in a sentence or two."""

    @property
    def late(self) -> bool:
        """Whether an answer takes longer than nobody would notice."""
        return self._request is not None and not self._late.isActive()

    @property
    def idle(self) -> bool:
        """Whether nothing was wanted yet."""
        return self._wanted is None

    def want(self, wanted: Wanted) -> None:
        """Ask for rows unless they are there or on their way."""
        if wanted == self._wanted:
            return
        if self._wanted is not None and wanted.node != self._wanted.node:
            self._drop()
        self._wanted = wanted
        if self._request is None:
            self._ask()

    def forget(self) -> None:
        """Want nothing any more."""
        self._wanted = None
        self._drop()

    def _drop(self) -> None:
        self.rows, self.events, self.known, self.problem = None, (), (), ""

    def _ask(self) -> None:
        wanted = self._asked = self._wanted
        if wanted is None:
            return
        archive = self._hub.archive
        if not self._connected:
            self._connected = True
            archive.stretch_read.connect(self._on_read)
        self._late.start()
        try:
            self._request = archive.request(
                wanted.node, wanted.keys, wanted.start, wanted.end, wanted.width
            )
        except UnknownNode:  # removed meanwhile; another one is selected next
            self._request = None

    def _on_read(self, read: StretchRead) -> None:
        if read.request != self._request:
            return
        self._request = None
        self._late.stop()
        asked, wanted = self._asked, self._wanted
        if asked is not None and wanted is not None and asked.node == wanted.node:
            self._take(read)
        if wanted != asked:
            self._ask()
        self.changed.emit()

    def _take(self, read: StretchRead) -> None:
        if read.stretch is None:
            error = read.error
            self.problem = "" if error is None else f"{error.message} {error.hint}".strip()
            return
        self.problem, self.events, self.known = "", read.events, read.known
        self.rows = StretchRows(read.stretch, read.events, self._hub.archive.status.oldest)
