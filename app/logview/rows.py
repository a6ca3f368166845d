"""Which lines are shown: all that are held, or only those that fit."""

from __future__ import annotations

from app.logview.blocks import Row
from app.logview.search import Matches
from app.logview.store import LogStore


class ShownRows:
    """Lines by their place, from 0 on; `number` and `place` lead from one to the other."""

    def __init__(self, store: LogStore) -> None:
        self._store = store
        self.only: Matches | None = None
        """Only these, when given."""
        self._held = store.held

    def refresh(self) -> bool:
        """Take over what is held now; True when numbers mean other lines."""
        before, self._held = self._held, self._store.held
        if self.only is not None:
            self.only.keep(self._held.first, self._held.end, self._held.epoch)
        return before.epoch != self._held.epoch

    def __len__(self) -> int:
        return len(self.only) if self.only is not None else self._held.count

    def number(self, place: int) -> int:
        """Return the number of the line at a place."""
        return self.only[place] if self.only is not None else self._held.first + place

    def place(self, number: int) -> int:
        """Return the place of a line, or of the next one that is shown."""
        if self.only is not None:
            return self.only.at(number)
        return min(max(0, number - self._held.first), self._held.count)

    def row(self, place: int) -> Row | None:
        """Return the line at a place; None when it was let go just now."""
        return self._store.row(self.number(place)) if 0 <= place < len(self) else None
