"""Where a view is in its log: lines have different heights, and come and go at both ends."""

from __future__ import annotations

from collections.abc import Callable

from app.logview.rows import ShownRows

MOST_STEPS = 400
"""Lines that are measured for one movement at most; a longer one goes by whole lines."""


class Scroller:
    """The first line that is seen, and how much of it is above.

    `height` tells how high the line at a place is, `room` how much is seen, both in pixels.
    """

    def __init__(
        self, rows: ShownRows, height: Callable[[int], int], room: Callable[[], int]
    ) -> None:
        self._rows, self._height, self._room = rows, height, room
        self.follows = True
        """It stays at the end, whatever comes."""
        self._number = 0
        self._offset = 0
        self._end: tuple[int, int] | None = None

    @property
    def number(self) -> int:
        """Number of the first line that is seen."""
        return self._number

    @property
    def place(self) -> int:
        """Its place."""
        return self._rows.place(self._number)

    @property
    def offset(self) -> int:
        """Pixels of it that are above."""
        return self._offset

    def refresh(self) -> None:
        """Lines or heights are others: stay at the end, or at the line."""
        self._end = None
        if self.follows:
            self._set(*self.end())
            return
        place = self.place
        if place >= len(self._rows) or self._rows.number(place) != self._number:
            self._offset = 0  # it was let go; here is the next one
        self._set(place, self._offset)

    def move(self, pixels: int) -> None:
        """Move down, or up when negative; it follows once it is at the end."""
        place, offset, steps = self.place, self._offset + pixels, 0
        while offset < 0 and place > 0 and steps < MOST_STEPS:
            place, steps = place - 1, steps + 1
            offset += self._height(place)
        while place < len(self._rows) - 1 and steps < MOST_STEPS:
            if offset < (height := self._height(place)):
                break
            offset, place, steps = offset - height, place + 1, steps + 1
        end = self.end()
        if pixels < 0 and end != (0, 0):
            self.follows = False
        self._set(place, max(0, offset))
        if pixels > 0 and (self.place, self._offset) >= end:
            self.follows = True

    def go_to(self, place: int, share: float = 0.0) -> None:
        """Put a line at the upper edge, or `share` of the room below it."""
        self.follows = False
        self._set(place, 0)
        if share:
            self.move(-round(share * self._room()))
            self.follows = False

    def go_to_end(self) -> None:
        """Go to the end and stay there."""
        self.follows = True
        self._set(*self.end())

    def end(self) -> tuple[int, int]:
        """Return place and offset at the end."""
        if self._end is None:
            self._end = self._measured_end()
        return self._end

    def _measured_end(self) -> tuple[int, int]:
        place, left = len(self._rows), self._room()
        while place > 0 and left > 0:
            place -= 1
            left -= self._height(place)
        return place, max(0, -left)

    def _set(self, place: int, offset: int) -> None:
        count = len(self._rows)
        place, offset = min((max(0, place), offset), self.end())
        self._number = self._rows.number(place) if count else 0
        self._offset = offset if count else 0
