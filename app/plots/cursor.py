"""The cursor that all charts share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class CursorMoved:
    """Where the cursor is: 0 at the left edge of every plot, 1 at the right; None: nowhere."""

    place: float | None


class TimeCursor(QObject):
    """One place on the time axis, the same in all charts.

    It keeps its place while the charts move below it, as the mouse does.

    Signals:
        moved: it is elsewhere, or gone.
    """

    moved = Signal(CursorMoved)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place: float | None = None

    def move(self, place: float | None) -> None:
        """Put the cursor at `place`, or nowhere."""
        if place is not None:
            place = min(max(place, 0.0), 1.0)
        if place != self.place:
            self.place = place
            self.moved.emit(CursorMoved(place))

    def step(self, share: float) -> None:
        """Move by a share of the window; from nowhere it begins at the newest end."""
        self.move((1.0 if self.place is None else self.place) + share)
