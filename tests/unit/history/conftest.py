"""A history in a folder of the test's own, and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.services.history.api import HistoryLimits, StoreStatus
from app.services.history.store import HistoryStore

NOON = 1_790_000_000.0 // 86400 * 86400 + 43200
"""Noon of a day: every slot begins here, but for that of the week."""


class Told:
    """What a store told its owner."""

    def __init__(self) -> None:
        self.statuses: list[StoreStatus] = []
        self.events: list[object] = []

    @property
    def problem(self) -> str:
        return self.statuses[-1].problem if self.statuses else ""


class Clock:
    """Says what it was set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


Open = Callable[..., HistoryStore]


@pytest.fixture
def open_store(tmp_path: Path, clock: Clock, told: Told) -> Iterator[Open]:
    """Open the test's history, any number of times; each is closed at the end."""
    stores: list[HistoryStore] = []

    def open_it(path: Path | None = None, limits: HistoryLimits | None = None) -> HistoryStore:
        store = HistoryStore(
            path or tmp_path / "history.sqlite",
            limits,
            clock=clock,
            on_status=told.statuses.append,
            on_event=told.events.append,
        )
        stores.append(store)
        store.start()
        return store

    yield open_it
    for store in stores:
        store.close()
