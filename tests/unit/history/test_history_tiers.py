"""What becomes of rows: blocks of every tier, rows from elsewhere, what is removed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.history import database
from app.services.history.api import Event, EventKind, HistoryLimits, Incident, Tier
from app.services.history.blocks import Block
from app.services.history.openfile import OpenFile
from app.services.history.orders import Fill, Forget, Order, Row
from app.services.history.reader import Reader
from tests.unit.history.conftest import NOON

DAY = 86400.0
TIERS = (Tier.RAW, Tier.MINUTE, Tier.QUARTER, Tier.HOUR)


class Shelf:
    """One file, written and read without threads."""

    def __init__(self, path: Path, limits: HistoryLimits | None = None) -> None:
        self.path = path
        self.file = OpenFile(database.open_for_writing(path), limits or HistoryLimits())

    def write(self, orders: list[Order], now: float = NOON) -> None:
        self.file.write(orders, now)

    def record(self, start: float, count: int, step: float = 1.0, value: float = 1.0) -> None:
        rows = [Row.of("spark", start + n * step, {"a": value}) for n in range(count)]
        self.write(list(rows), start)

    def do_chores(self, now: float) -> None:
        for _ in self.file.chores(now):
            pass

    def values(self, tier: Tier, metric: str = "a") -> dict[float, list[float]]:
        """Return the rows of one tier: time → count, lowest, highest, mean (or the value)."""
        sealer, found = self.file.sealer, {}
        query = "SELECT machine, slot_ms FROM blocks WHERE tier=? ORDER BY slot_ms"
        for machine, slot in self.file.connection.execute(query, (tier,)).fetchall():
            block = sealer.load(machine, tier, slot)
            index = block.metrics.index(metric)
            for place, time in enumerate(block.times):
                found[time / 1000] = block.values[:, index, place].tolist()
        return found

    def close(self) -> None:
        self.file.connection.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "h.sqlite")


def test_rows_of_a_slot_that_is_over_are_in_every_tier(shelf: Shelf) -> None:
    shelf.record(NOON, 900)
    shelf.do_chores(NOON + 900)
    assert len(shelf.values(Tier.RAW)) == 900
    minutes = shelf.values(Tier.MINUTE)
    assert list(minutes) == [NOON + 60 * n for n in range(15)]
    assert set(map(tuple, minutes.values())) == {(60, 1, 1, 1)}
    assert shelf.values(Tier.QUARTER) == {NOON: [900, 1, 1, 1]}
    assert shelf.values(Tier.HOUR) == {NOON: [900, 1, 1, 1]}
    count = shelf.file.connection.execute("SELECT count(*) FROM recent").fetchone()[0]
    assert count == 0


def test_rows_of_the_present_slot_wait(shelf: Shelf) -> None:
    shelf.record(NOON, 900)
    shelf.do_chores(NOON + 899)
    assert shelf.values(Tier.RAW) == {}


def test_the_hour_counts_all_of_its_quarters(shelf: Shelf) -> None:
    for quarter in range(4):
        shelf.record(NOON + 900 * quarter, 900, value=float(quarter))
        shelf.do_chores(NOON + 900 * (quarter + 1))
    assert shelf.values(Tier.HOUR) == {NOON: [3600, 0, 3, 1.5]}


def test_chores_that_are_done_again_change_nothing(shelf: Shelf) -> None:
    shelf.record(NOON, 1000)
    shelf.do_chores(NOON + 900)
    before = [shelf.values(tier) for tier in TIERS]
    shelf.do_chores(NOON + 900)
    shelf.do_chores(NOON + 960)
    assert [shelf.values(tier) for tier in TIERS] == before


def test_chores_that_are_interrupted_lose_and_double_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "h.sqlite")
    rows = [Row.of(key, NOON + n, {"a": 1.0}) for n in range(1000) for key in ("one", "two")]
    shelf.write(list(rows))
    chores = shelf.file.chores(NOON + 960)
    next(chores)  # the first machine's rows are in blocks, and still among the recent ones
    chores.close()
    with Reader(shelf.path) as reader:
        for key in ("one", "two"):
            series = reader.stretch(key, ("a",), NOON, NOON + 2000, 10**6).series["a"]
            assert series.times.tolist() == [NOON + n for n in range(1000)]
    shelf.close()
    shelf = Shelf(tmp_path / "h.sqlite")
    shelf.do_chores(NOON + 960)
    assert shelf.values(Tier.QUARTER)[NOON] == [900, 1, 1, 1]
    with Reader(shelf.path) as reader:
        for key in ("one", "two"):
            assert (
                len(reader.stretch(key, ("a",), NOON, NOON + 2000, 10**6).series["a"].mean) == 1000
            )


def test_late_rows_join_the_block_of_their_slot(shelf: Shelf) -> None:
    shelf.record(NOON, 450)
    shelf.do_chores(NOON + 900)
    shelf.record(NOON + 450, 450, value=3.0)
    shelf.do_chores(NOON + 1800)
    assert len(shelf.values(Tier.RAW)) == 900
    assert shelf.values(Tier.HOUR) == {NOON: [900, 1, 3, 2]}


def test_back_fill_adds_only_to_minutes_without_rows_of_ours(shelf: Shelf) -> None:
    shelf.record(NOON, 120, value=5.0)
    shelf.do_chores(NOON + 900)
    shelf.record(NOON + 1200, 60, value=6.0)  # these are not in a block yet
    rows = tuple(Row.of("spark", NOON + 15 * n, {"a": 0.0, "b": 1.0}) for n in range(120))
    shelf.write([Fill("spark", rows)])
    with Reader(shelf.path) as reader:
        a = reader.stretch("spark", ("a",), NOON, NOON + 1800, 30).series["a"]
    ours = {NOON: 5.0, NOON + 60: 5.0, NOON + 1200: 6.0}
    assert dict(zip(a.times.tolist(), a.mean.tolist(), strict=True)) == {
        NOON + 60 * n: ours.get(NOON + 60 * n, 0.0) for n in range(30)
    }
    shelf.write([Fill("spark", rows)])
    assert shelf.values(Tier.QUARTER)[NOON][0] == 120 + 13 * 4, "twice is once"


def test_back_fill_of_long_ago_is_kept_in_coarse_rows_only(shelf: Shelf) -> None:
    long_ago = NOON - 10 * DAY
    rows = tuple(Row.of("spark", long_ago + 60 * n, {"a": float(n)}) for n in range(60))
    shelf.write([Fill("spark", rows)])
    assert shelf.values(Tier.RAW) == {}
    assert shelf.values(Tier.HOUR) == {long_ago: [60, 0, 59, 29.5]}
    again = tuple(Row.of("spark", long_ago + 30 + 60 * n, {"a": 99.0}) for n in range(90))
    shelf.write([Fill("spark", again)])
    assert shelf.values(Tier.HOUR)[long_ago] == [60, 0, 59, 29.5], "what is known stays"
    assert shelf.values(Tier.HOUR)[long_ago + 3600] == [30, 99, 99, 99]


def test_rows_that_are_too_old_are_read_from_what_is_left(shelf: Shelf) -> None:
    for day in range(40):
        shelf.record(NOON + day * DAY, 60, step=60.0, value=float(day))
        shelf.do_chores(NOON + day * DAY + 3600)
    end = NOON + 39 * DAY + 3600
    oldest = {tier: min(shelf.values(tier)) for tier in TIERS}
    assert NOON + 37 * DAY < oldest[Tier.RAW] < NOON + 37 * DAY + 3600
    assert NOON + 9 * DAY <= oldest[Tier.MINUTE] <= NOON + 10 * DAY
    assert oldest[Tier.QUARTER] == oldest[Tier.HOUR] == NOON
    with Reader(shelf.path) as reader:
        everything = reader.stretch("spark", ("a",), NOON, end, 10**9).series["a"]
        known = ~np.isnan(everything.mean)
        assert sorted(set(everything.mean[known].tolist())) == list(range(40)), "every day"
        assert (np.diff(everything.times) > 0).all()
        assert np.count_nonzero(~known) == 39, "the nights"
        two_days = reader.stretch("spark", ("a",), NOON + 37 * DAY, end, 10**9)
        assert two_days.tier is Tier.RAW
        assert two_days.step == Tier.MINUTE
        assert reader.span("spark") == (NOON, NOON + 39 * DAY + 3540)


def test_events_that_are_too_old_are_removed(shelf: Shelf) -> None:
    old, new = (Event("spark", time, EventKind.NOTE, "x") for time in (NOON - 366 * DAY, NOON))
    shelf.write([old, new])
    shelf.do_chores(NOON)
    with Reader(shelf.path) as reader:
        assert reader.events("spark", 0, NOON * 2) == (new,)


def noise(start: float, count: int) -> list[Order]:
    random = np.random.default_rng(1)
    values = random.random((count, 40)).tolist()
    return [
        Row.of("spark", start + n, {f"m{i}": value for i, value in enumerate(row)})
        for n, row in enumerate(values)
    ]


def test_file_that_is_too_large_loses_its_oldest_and_finest_rows(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "h.sqlite", HistoryLimits(size_bytes=2 * 1024**2))
    for quarter in range(24):
        shelf.write(noise(NOON + 900 * quarter, 900))
        shelf.do_chores(NOON + 900 * (quarter + 1))
    assert shelf.file.pruner.size_bytes <= 2 * 1024**2
    raw, hours = shelf.values(Tier.RAW, "m0"), shelf.values(Tier.HOUR, "m0")
    assert len(hours) == 6, "coarse rows are all there"
    assert 900 * 4 <= len(raw) < 900 * 24
    assert max(raw) == NOON + 900 * 24 - 1, "the newest stay"


def test_file_gives_room_back_when_a_machine_is_forgotten(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "h.sqlite")
    for hour in range(30):
        times = 1000 * (int(NOON) + 3600 * hour + np.arange(3600))
        values = np.random.default_rng(hour).random((1, 60, 3600), np.float32)
        block = Block(times, tuple(f"m{n}" for n in range(60)), values)
        with shelf.file.transaction():
            shelf.file.sealer.fill(shelf.file.layouts.machine("spark"), block, NOON)
    shelf.write([Row.of("other", NOON, {"a": 1.0}), Event("spark", NOON, EventKind.NOTE, "x")])
    before = shelf.file.pruner.size_bytes
    shelf.write([Forget("spark")])
    shelf.do_chores(NOON)
    assert shelf.file.pruner.size_bytes < before / 4
    with Reader(shelf.path) as reader:
        assert reader.keys() == ("other",)
        assert reader.metrics("spark") == ()
        assert reader.events("spark", 0, NOON * 2) == ()
        assert reader.stretch("other", ("a",), NOON, NOON + 1, 10).series


def test_numbers_of_rows_begin_again_without_hiding_any(shelf: Shelf) -> None:
    for quarter in range(3):
        shelf.record(NOON + 900 * quarter, 900)
        shelf.do_chores(NOON + 900 * (quarter + 1))
        shelf.record(NOON + 900 * (quarter + 1), 5)
        with Reader(shelf.path) as reader:
            rows = reader.stretch("spark", ("a",), NOON, NOON + DAY, 10**9).series["a"]
        assert len(rows.times) >= 900 * (quarter + 1) + 5


def test_last_minutes_of_a_machine_are_kept_at_full_rate_however_old(shelf: Shelf) -> None:
    shelf.record(NOON, 3600)
    shelf.do_chores(NOON + 5 * DAY)  # nobody looked for five days
    assert list(shelf.values(Tier.RAW)) == [NOON + 1800 + n for n in range(1800)]
    with Reader(shelf.path) as reader:
        times = reader.stretch("spark", ("a",), NOON, NOON + 3600, 10**6).series["a"].times
    assert times.tolist() == [
        *(NOON + 60 * n for n in range(30)),
        *(NOON + 1800 + n for n in range(1800)),
    ]


def test_minutes_before_an_incident_are_kept_at_full_rate(shelf: Shelf) -> None:
    shelf.record(NOON, 3600)
    shelf.write([Incident("spark", NOON + 2000, NOON + 2300, "one", "two", "")])
    shelf.record(NOON + 5 * DAY, 3600)
    shelf.do_chores(NOON + 5 * DAY + 3600)
    shelf.do_chores(NOON + 9 * DAY)
    raw = [time for time in shelf.values(Tier.RAW) if time < NOON + DAY]
    assert raw == [NOON + 900 + n for n in range(1800)]
    with Reader(shelf.path) as reader:
        everything = reader.stretch("spark", ("a",), 0, NOON * 2, 10**12).series["a"]
    known = everything.times[~np.isnan(everything.mean)]
    minutes, seconds = 15 + 15 + 30, 1800 + 1800
    assert len(known) == minutes + seconds, "what lies between is read from coarser rows"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.integers(-4000, 4000), st.integers(1, 40)),
        st.tuples(st.just("chores"), st.integers(0, 8000), st.just(0)),
        st.tuples(st.just("reopen"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_whatever_clock_and_chores_do_every_row_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("shelf") / "h.sqlite")
    rows = 0
    for what, when, count in steps:
        if what == "record":
            pairs = enumerate(range(rows, rows + count))
            shelf.write([Row.of("spark", NOON + when + n * 7, {"a": value}) for n, value in pairs])
            rows += count
        elif what == "chores":
            shelf.do_chores(NOON + when)
        else:
            shelf.close()
            shelf = Shelf(shelf.path)
    span = (NOON - DAY, NOON + DAY)
    with Reader(shelf.path) as reader:
        fine = reader.stretch("spark", ("a",), *span, 10**9).series
        coarse = reader.stretch("spark", ("a",), *span, 48).series
    values = fine["a"].mean[~np.isnan(fine["a"].mean)].tolist() if fine else []
    assert sorted(values) == list(range(rows))
    assert (np.diff(fine["a"].times) > 0).all() if fine else rows == 0
    if rows:
        assert np.nanmin(coarse["a"].low) == 0
        assert np.nanmax(coarse["a"].high) == rows - 1
    shelf.do_chores(NOON + 10 * 3600)
    assert sum(count for count, *_ in shelf.values(Tier.HOUR).values()) == rows
    shelf.close()
