"""Heights: many heights one below the other; which one is at a place is found at once."""

from __future__ import annotations

from collections.abc import Iterable


class Heights:
    """A Fenwick tree: to set a height, to sum up and to find take log n steps each."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights: list[int] = []
        self._tree = [0]
        self.total = 0
        for height in heights:
            self.append(height)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def __setitem__(self, index: int, height: int) -> None:
        more = height - self._heights[index]
        if not more:
            return
        self._heights[index] = height
        self.total += more
        at = index + 1
        while at < len(self._tree):
            self._tree[at] += more
            at += at & -at

    def append(self, height: int) -> None:
        """Add one below the others."""
        self._heights.append(height)
        self.total += height
        at = len(self._heights)
        end, below = at - (at & -at), at - 1
        summed = height
        while below > end:
            summed += self._tree[below]
            below -= below & -below
        self._tree.append(summed)

    def pop(self) -> None:
        """Take the lowest one away."""
        self.total -= self._heights.pop()
        self._tree.pop()

    def before(self, index: int) -> int:
        """Return how much is above one."""
        summed = 0
        while index > 0:
            summed += self._tree[index]
            index -= index & -index
        return summed

    def at(self, y: int) -> tuple[int, int]:
        """Return which one is at `y`, and where in it; beyond the ends the first or the last."""
        if not self._heights or y < 0:
            return 0, y
        if y >= self.total:
            return len(self._heights) - 1, y - self.total + self._heights[-1]
        index = 0
        step = 1 << (len(self._heights).bit_length() - 1)
        while step:
            if index + step < len(self._tree) and self._tree[index + step] <= y:
                index += step
                y -= self._tree[index]
            step >>= 1
        return index, y
