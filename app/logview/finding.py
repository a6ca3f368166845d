"""Finding: what is looked for in a log, searched by a worker for as long as it is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import numeral, tr
from app.logview.query import Query
from app.logview.search import Found, Matches, search
from app.workers.job import Ended, Produced
from app.workers.worker import streaming

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.logview.blocks import Row
    from app.logview.store import LogStore
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class FindingChanged:
    """More was found, or it is known why not."""


class Finding(QObject):
    """One search at a time.

    Signals:
        changed: more was found, or the search failed.
    """

    changed = Signal(FindingChanged)

    def __init__(
        self, store: LogStore, supervisor: Supervisor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._supervisor = store, supervisor
        self._query = Query()
        self._worker: Worker | None = None
        self._serial = 0
        self.matches = Matches()
        self.error: UserError | None = None
        """Why it was given up."""

    @property
    def query(self) -> Query:
        """What is looked for."""
        return self._query

    def look_for(self, query: Query) -> None:
        """Search for something else; an empty query ends it."""
        if query == self._query and self.error is None:
            return
        self._query = query
        self.restart()

    def restart(self) -> None:
        """Search from the beginning."""
        self.stop()
        self.matches, self.error = Matches(), None
        query, store = self._query, self._store
        if not query.is_all:

            def find(cancel: Cancel) -> Iterator[object]:
                return search(store, query, cancel)

            self._serial += 1
            name = f"log-search:{id(self)}:{self._serial}"
            self._worker = self._supervisor.worker(name, streaming(find))
            self._worker.produced.connect(self._on_found)
            self._worker.ended.connect(self._on_ended)
            self._supervisor.start(self._worker)
        self.changed.emit(FindingChanged())

    def stop(self) -> None:
        """End the search."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def step(self, number: int | None, *, back: bool) -> int | None:
        """Return the next line that fits after `number`, or before it; around the ends, too."""
        count = len(self.matches)
        if not count:
            return None
        if number is None:
            return self.matches[count - 1]
        at = self.matches.at(number)
        if back:
            return self.matches[at - 1]
        if at < count and self.matches[at] == number:
            at += 1
        return self.matches[at % count]

    def words(self, current: Row | None) -> str:
        """Say how much was found: `3 of 128`."""
        if self._query.is_all:
            return ""
        matches, count = self.matches, len(self.matches)
        number = current.number if current is not None else None
        at = matches.at(number) if number is not None else count
        if at < count and matches[at] == number:
            words = tr("{at} of {count}").format(at=numeral(at + 1), count=numeral(count))
        else:
            words = (
                tr("{count} found").format(count=numeral(count)) if count else tr("nothing found")
            )
        if matches.behind:
            words = tr("{words}, searching …").format(words=words) if count else tr("searching …")
        if matches.costly:
            words += tr("; {costly} lines not searched: too costly").format(costly=matches.costly)
        return words

    def _on_found(self, produced: Produced) -> None:
        found = produced.value
        if isinstance(found, Found) and found.query == self._query and self._is_mine(produced):
            self.matches.add(found)
            self.changed.emit(FindingChanged())

    def _is_mine(self, told: Produced | Ended) -> bool:
        return self._worker is not None and self._worker.name == told.job

    def _on_ended(self, ended: Ended) -> None:
        if self._is_mine(ended) and ended.error is not None and not ended.cancelled:
            self._worker, self.error = None, ended.error
            self.changed.emit(FindingChanged())
