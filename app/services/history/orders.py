"""What the writer is told to do, and the queue in which that waits."""

from __future__ import annotations

import threading
from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from app.services.history.api import Description, Event, Incident

_UNKNOWN = float("nan")
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came: float32 values in the metrics' order."""

    key: str
    time_ms: int
    metrics: tuple[str, ...]
    data: bytes

    @classmethod
    def of(cls, key: str, time: float, row: Mapping[str, float | None]) -> Row:
        """Pack a row; unknown becomes NaN."""
        metrics = tuple(sorted(row))  # whatever their order: lists of metrics are kept, too
        values = [row[metric] for metric in metrics]
        packed = array("f", [_UNKNOWN if value is None else value for value in values])
        return cls(key, round(time * _MILLISECONDS), metrics, packed.tobytes())


@dataclass(frozen=True, slots=True)
class Fill:
    """Rows from elsewhere, none of which replaces one of ours."""

    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Remove everything about a machine."""

    key: str


Order: TypeAlias = Row | Fill | Forget | Event | Incident | Description


class Inbox:
    """Orders in the order they came, at most `room` of them. Thread-safe; nothing waits in it.

    The writer takes them off when they are on disk: until then they stay.
    """

    def __init__(self, room: int) -> None:
        self.changed = threading.Condition(threading.RLock())
        """Notified when the first order arrives, and whenever somebody wants the writer."""
        self.refused = 0
        """Rows that found no room."""
        self.accepted = 0
        """Orders that ever found room."""
        self._room = room
        self._orders: deque[Order] = deque()

    def __len__(self) -> int:
        return len(self._orders)

    @property
    def done(self) -> int:
        """How many of those accepted the writer has taken."""
        with self.changed:
            return self.accepted - len(self._orders)

    def put(self, orders: Sequence[Order]) -> None:
        """Add orders; those that find no room are counted as refused."""
        with self.changed:
            fitting = orders[: max(self._room - len(self._orders), 0)]
            self.refused += len(orders) - len(fitting)
            if fitting and not self._orders:
                self.changed.notify_all()
            self._orders.extend(fitting)
            self.accepted += len(fitting)

    def first(self, count: int) -> list[Order]:
        """Return the oldest orders; they stay."""
        with self.changed:
            return list(islice(self._orders, count))

    def take(self, count: int) -> None:
        """Remove the oldest orders: they are done."""
        with self.changed:
            for _ in range(count):
                self._orders.popleft()
            self.changed.notify_all()

    def drop(self, count: int) -> None:
        """Give the oldest orders up."""
        with self.changed:
            dropped = min(count, len(self._orders))
            self.refused += dropped
            self.take(dropped)
