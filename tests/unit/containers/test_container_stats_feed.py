from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, SessionLost
from app.services.containers import stats_feed
from app.services.containers.api import ContainerStats
from app.services.containers.stats_feed import StatsRound, WantedStats, follow_stats


def test_wanting_more_ends_the_wait_and_wanting_less_does_not() -> None:
    wanted, cancel = WantedStats(), Cancel()
    wanted.set(["a", "b"])
    wanted.wait(30.0, cancel)  # returns at once: they are new
    wanted.set(["a"])
    wanted.wait(0.01, cancel)
    assert wanted.ids == {"a"}
    timer = threading.Timer(0.01, wanted.set, (["a", "c"],))
    timer.start()
    wanted.wait(30.0, cancel)
    assert wanted.ids == {"a", "c"}
    timer.join()


def test_cancelling_ends_the_wait() -> None:
    wanted, cancel = WantedStats(), Cancel()
    timer = threading.Timer(0.01, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        wanted.wait(None, cancel)
    timer.join()


class Engines:
    """A holder whose session is lost once, and readers that tell their number."""

    def __init__(self) -> None:
        self.made = 0
        self.waited = 0

    def engine(self, _cancel: Cancel) -> int:
        self.made += 1
        if self.made == 2:
            raise SessionLost("gone")
        return self.made

    def wait_for_session(self, _cancel: Cancel) -> None:
        self.waited += 1


class Reader:
    """Answers once, then its connection breaks."""

    def __init__(self, engine: int) -> None:
        self._engine = engine
        self._left = 1

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_exception: object) -> None:
        pass

    def read(self, ids: Iterable[str]) -> dict[str, ContainerStats]:
        if not self._left:
            raise SessionLost("gone")
        self._left -= 1
        empty: dict[str, Any] = dict.fromkeys(ContainerStats.__slots__)
        found = {**empty, "time": float(self._engine), "cpu_percent": None}
        return {each: ContainerStats(**{**found, "id": each}) for each in ids}


def test_stats_go_on_over_all_sessions_of_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats_feed, "StatsReader", Reader)
    monkeypatch.setattr(stats_feed, "FIRST_PACE_S", 0.0)
    holder, wanted, cancel = Engines(), WantedStats(), Cancel()
    wanted.set(["a"])
    rounds = follow_stats(cast(Any, holder), wanted, cancel)
    first, second = next(rounds), next(rounds)
    assert isinstance(first, StatsRound)
    assert (first.stats["a"].time, second.stats["a"].time) == (1.0, 3.0)
    assert holder.waited == 2
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(rounds)
