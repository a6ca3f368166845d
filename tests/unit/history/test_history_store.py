from __future__ import annotations

import contextlib
import sqlite3

import numpy as np
import pytest

from app.core.errors import HistoryUnavailable
from app.services.history.api import (
    Description,
    Event,
    EventKind,
    HistoryLimits,
    Incident,
    LastSeen,
    Tier,
)
from app.services.history.store import HistoryStore
from tests.unit.history.conftest import NOON, Clock, Open, Told
from tests.waiting import wait_for

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


def test_history_knows_how_a_machine_was_when_it_was_last_seen(open_store: Open) -> None:
    store = open_store()
    record(store, NOON, 10)
    store.describe(Description("spark", "boot-1", "7.2", "580.95", "6.11"))
    store.describe(Description("spark", "boot-2", None, "580.142"))
    store.describe(Description("never-sampled", "boot-1"))
    for number, kind in enumerate((EventKind.CONNECTED, EventKind.LOST, EventKind.NOTE)):
        store.add_event(Event("spark", NOON + number, kind, "x"))
    assert store.flush()
    store.close()
    store = open_store()
    known = Description("spark", "boot-2", "7.2", "580.142", "6.11")
    assert store.last_seen() == (LastSeen(known, NOON + 9, vanished=True),)
    store.add_event(Event("spark", NOON + 5, EventKind.CONNECTED, "x"))
    assert store.flush()
    assert [seen.vanished for seen in store.last_seen()] == [False]


def test_history_that_lacks_what_machines_were_like_goes_on(open_store: Open) -> None:
    store = open_store()
    record(store, NOON, 10)
    store.close()
    with contextlib.closing(sqlite3.connect(store.path)) as database:
        database.execute("DROP TABLE descriptions")
    store = open_store()
    store.describe(Description("spark", "boot-1"))
    assert store.flush()
    assert [seen.description.boot_id for seen in store.last_seen()] == ["boot-1"]


def test_history_forgets_all_of_one_machine_and_nothing_of_another(open_store: Open) -> None:
    store = open_store()
    for key in ("one", "two"):
        record(store, NOON, 100, key)
        store.add_event(Event(key, NOON, EventKind.NOTE, "x"))
        store.add_incident(Incident(key, NOON, NOON + 9, "a", "b", "Gone."))
        store.describe(Description(key, "boot-1"))
    assert store.flush()
    store.forget("one")
    assert store.flush()
    assert store.keys() == ("two",)
    assert (store.span("one"), store.events("one", 0, NOON * 2)) == (None, ())
    assert store.incidents("one") == ()
    assert store.span("two") == (NOON, NOON + 99)
    assert [seen.description.key for seen in store.last_seen()] == ["two"]
    record(store, NOON + 200, 5, "one")
    assert store.span("one") == (NOON + 200, NOON + 204)


def test_history_with_another_limit_is_made_smaller_at_once(
    open_store: Open, told: Told, clock: Clock
) -> None:
    store = open_store(limits=HistoryLimits(size_bytes=1024**3))
    random = np.random.default_rng(1)
    for second in range(3 * 3600):
        row = {f"metric-{n}": float(value) for n, value in enumerate(random.random(20))}
        store.add("spark", NOON + second, row)
    clock.now += 4 * HOUR
    assert store.flush(30.0)
    store.set_limits(HistoryLimits(size_bytes=1024**3 + 1))
    wait_for(lambda: (told.statuses[-1].size_bytes or 0) > 800_000)
    assert told.statuses[-1].limit_bytes == 1024**3 + 1
    store.set_limits(HistoryLimits(size_bytes=500_000))
    assert told.statuses[-1].limit_bytes == 500_000, "told before it is done"
    wait_for(lambda: (told.statuses[-1].size_bytes or 0) < 500_000)
    assert store.span("spark") is not None
