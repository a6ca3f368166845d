from __future__ import annotations

import numpy as np
import pytest

from app.core.errors import HistoryUnavailable
from app.services.history.api import Event, EventKind, Tier
from app.services.history.store import HistoryStore
from tests.unit.history.conftest import NOON, Clock, Open

HOUR = 3600.0


def record(store: HistoryStore, start: float, seconds: int, key: str = "spark") -> None:
    """Add a row each second: a ramp, a constant, and what is never known."""
    for second in range(seconds):
        store.add(key, start + second, {"ramp": second, "flat": 5.0, "unknown": None})
    assert store.flush()


def later(open_store: Open, store: HistoryStore) -> HistoryStore:
    """Open the file again: what is over is put into blocks first."""
    store.close()
    return open_store()


def test_history_gives_back_every_row_as_it_was_added(open_store: Open) -> None:
    store = open_store()
    record(store, NOON, 100)
    stretch = store.read("spark", ("ramp", "flat", "unknown"), NOON, NOON + 200, 1000)
    assert stretch.tier is Tier.RAW
    assert stretch.step == 1.0
    assert set(stretch.series) == {"ramp", "flat"}
    ramp = stretch.series["ramp"]
    assert ramp.times.tolist() == [NOON + second for second in range(100)]
    assert ramp.mean.tolist() == ramp.low.tolist() == ramp.high.tolist() == list(range(100))


def test_history_gives_the_same_rows_after_a_restart(open_store: Open, clock: Clock) -> None:
    store = open_store()
    record(store, NOON, 2000)
    before = store.read("spark", ("ramp",), NOON, NOON + HOUR, 10_000).series["ramp"]
    clock.now += HOUR
    store = later(open_store, store)
    store.add("spark", NOON + 2000, {"ramp": 2000.0})
    assert store.flush()
    after = store.read("spark", ("ramp",), NOON, NOON + HOUR, 10_000).series["ramp"]
    assert after.mean.tolist() == [*before.mean.tolist(), 2000.0]


@pytest.mark.parametrize(("width", "tier"), [(10, Tier.QUARTER), (120, Tier.MINUTE)])
def test_history_reads_coarse_rows_where_a_screen_shows_no_more(
    open_store: Open, clock: Clock, width: int, tier: Tier
) -> None:
    store = open_store()
    record(store, NOON, 7200)
    clock.now += 2 * HOUR
    store = later(open_store, store)
    wait_sealed(store)
    span = width * tier
    stretch = store.read("spark", ("ramp",), NOON, NOON + span, width)
    assert stretch.tier is tier
    ramp = stretch.series["ramp"]
    for place in range(min(7200 // tier, width)):
        assert ramp.times[place] == NOON + place * tier
        assert ramp.low[place] == place * tier
        assert ramp.high[place] == place * tier + tier - 1
        assert ramp.mean[place] == pytest.approx(place * tier + (tier - 1) / 2)


def wait_sealed(store: HistoryStore) -> None:
    from tests.waiting import wait_for

    wait_for(lambda: store.status.size_bytes is not None)


def test_history_shows_missing_rows_as_a_gap(open_store: Open) -> None:
    store = open_store()
    record(store, NOON, 60)
    record(store, NOON + 300, 60)
    ramp = store.read("spark", ("ramp",), NOON, NOON + 400, 1000).series["ramp"]
    assert len(ramp.times) == 121
    assert np.isnan(ramp.mean[60])
    assert np.isnan(ramp.low[60])
    assert NOON + 59 < ramp.times[60] < NOON + 300


def test_history_has_no_gap_where_samples_come_more_slowly(open_store: Open) -> None:
    store = open_store()
    for second in [*range(60), *range(60, 360, 10)]:
        store.add("spark", NOON + second, {"flat": 1.0})
    assert store.flush()
    flat = store.read("spark", ("flat",), NOON, NOON + 400, 1000).series["flat"]
    assert not np.isnan(flat.mean).any()


def test_history_keeps_machines_apart(open_store: Open) -> None:
    store = open_store()
    record(store, NOON, 10, "one")
    store.add("two", NOON, {"other": 1.0})
    store.flush()
    assert store.keys() == ("one", "two")
    assert store.metrics("one") == ("flat", "ramp", "unknown")
    assert store.metrics("two") == ("other",)
    assert store.span("one") == (NOON, NOON + 9)
    assert store.span("three") is None
    assert store.read("two", ("ramp", "other"), NOON, NOON + 9, 100).series.keys() == {"other"}


def test_history_gives_back_events_of_a_machine_and_of_this_computer(open_store: Open) -> None:
    store = open_store()
    mine = Event("spark", NOON + 5, EventKind.NOTE, "Started a run", "with 4 workers")
    clock_set = Event("", NOON + 3, EventKind.CLOCK, "Clock set back")
    for event in (mine, clock_set, Event("other", NOON + 4, EventKind.LOST, "Lost")):
        store.add_event(event)
    store.flush()
    assert store.events("spark", NOON, NOON + 10) == (clock_set, mine)
    assert store.events("spark", NOON + 4, NOON + 10) == (mine,)


def test_history_that_was_never_written_says_so(tmp_path: object) -> None:
    store = HistoryStore(tmp_path / "none.sqlite")  # type: ignore[operator]
    with pytest.raises(HistoryUnavailable, match="no history"):
        store.read("spark", ("ramp",), NOON, NOON + 1, 10)
