"""Sheet: the rows of a terminal's two screens, and the lines that went out at the top."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from app.core.sgr import Style
from app.terminal.grid import Grid, Row

HISTORY = 10_000
"""Lines that are kept above the screen."""
LARGEST = 1000
"""Columns and rows that a screen may have."""


class Sheet:
    """Rows are counted from 0 at the top of the screen.

    Lines have numbers that stay theirs: line 0 is the first one ever written.
    """

    def __init__(self, columns: int, height: int, *, history: int = HISTORY) -> None:
        self.columns = max(1, min(columns, LARGEST))
        self.height = max(1, min(height, LARGEST))
        self.history: deque[Row] = deque(maxlen=history)
        self.forgotten = 0
        """Lines that were in the history once."""
        self.dirty: set[int] = set()
        """Rows that changed since somebody emptied it."""
        self.main = Grid(self.columns, self.height)
        self.other: Grid | None = None
        """The alternate screen, while it is shown."""
        self.soil()

    def blank(self, *, keep: bool) -> None:
        """Begin with an empty main screen; with `keep` what is on it goes to the history."""
        if keep:
            used = max((y + 1 for y, row in enumerate(self.main.rows) if row.cells), default=0)
            self.remember(self.main.rows[:used])
        self.main, self.other = Grid(self.columns, self.height), None
        self.soil()

    @property
    def grid(self) -> Grid:
        """The rows that are shown."""
        return self.main if self.other is None else self.other

    @property
    def first(self) -> int:
        """Number of the screen's first line."""
        return self.forgotten + len(self.history)

    def line(self, number: int) -> Row | None:
        """Return a line of the history or the screen, None when it is gone."""
        at = number - self.forgotten
        if at < 0:
            return None
        if at < len(self.history):
            return self.history[at]
        at -= len(self.history)
        return self.grid.rows[at] if at < self.height else None

    def soil(self, first: int = 0, end: int | None = None) -> None:
        """Say that rows changed."""
        self.dirty.update(range(first, self.height if end is None else end))

    def remember(self, rows: Sequence[Row]) -> None:
        """Add rows to the history, which forgets its oldest ones."""
        room = (self.history.maxlen or 0) - len(self.history)
        self.forgotten += max(0, len(rows) - room)
        self.history.extend(rows)

    def forget(self) -> None:
        """Empty the history."""
        self.forgotten += len(self.history)
        self.history.clear()

    def show_other(self, other: bool, style: Style) -> None:
        """Show an empty alternate screen, or the main one as it was left."""
        if other != (self.other is not None):
            self.other = Grid(self.columns, self.height) if other else None
            if other:
                self.grid.clear(0, self.height, style)
            self.soil()

    def fit(self, columns: int, height: int, cursor_y: int) -> int:
        """Change the size; return how far the main screen's rows moved down.

        Rows go to the history and come from it. Lines are not broken anew.
        """
        moved = self._fit_main(height, cursor_y)
        if self.other is not None:
            rows = self.other.rows
            del rows[height:]
            rows += [Row() for _ in range(height - len(rows))]
            self.other.columns = columns
        self.main.columns = self.columns = columns
        self.height = height
        self.dirty.clear()
        self.soil()
        return moved

    def _fit_main(self, height: int, cursor_y: int) -> int:
        rows, before = self.main.rows, len(self.main.rows)
        if height < before:
            below = min(before - height, before - 1 - cursor_y)
            while below and not rows[-1].cells:
                rows.pop()
                below -= 1
            left = rows[: len(rows) - height]
            del rows[: len(left)]
            self.remember(left)
            return -len(left)
        back = min(height - before, len(self.history))
        rows[:0] = [self.history.pop() for _ in range(back)][::-1]
        rows += [Row() for _ in range(height - len(rows))]
        return back
