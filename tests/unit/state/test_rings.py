from __future__ import annotations

import numpy as np
import pytest

from app.state.rings import Columns, Timeline, decimate


def filled(rows: int, capacity: int, step: float = 1.0) -> Timeline:
    timeline = Timeline(capacity)
    for number in range(rows):
        timeline.append(100.0 + number * step, {"a": float(number)})
    return timeline


def test_timeline_keeps_the_newest_rows_in_order() -> None:
    timeline = filled(25, capacity=10)

    assert len(timeline) == 10
    assert timeline.values("a") is not None
    assert list(timeline.values("a")) == [float(n) for n in range(15, 25)]
    assert list(timeline.times) == [100.0 + n for n in range(15, 25)]


@pytest.mark.parametrize("rows", [1, 9, 10, 11, 19, 20, 21, 30])
def test_timeline_views_are_contiguous_wherever_the_ring_stands(rows: int) -> None:
    timeline = filled(rows, capacity=10)
    values = timeline.values("a")

    assert values is not None
    assert values.base is not None, "a view, not a copy"
    assert values.flags.c_contiguous
    assert list(values) == [float(n) for n in range(max(0, rows - 10), rows)]


def test_timeline_shows_unknown_as_nan_not_zero() -> None:
    timeline = Timeline(10)
    timeline.append(1.0, {"a": 5.0, "b": None})
    timeline.append(2.0, {"a": None})
    timeline.append(3.0, {"a": 0.0})

    assert timeline.values("b") is None, "never known: takes no memory"
    np.testing.assert_array_equal(timeline.values("a"), np.float32([5.0, np.nan, 0.0]))


@pytest.mark.parametrize("before", [0, 3, 10, 14, 20])
def test_timeline_series_that_begins_late_is_unknown_before(before: int) -> None:
    timeline = filled(before, capacity=10)
    timeline.append(500.0, {"a": 1.0, "late": 7.0})
    late = timeline.values("late")

    assert late is not None
    assert len(late) == len(timeline)
    assert late[-1] == 7.0
    assert np.isnan(late[:-1]).all()
    for number in range(25):
        timeline.append(501.0 + number, {"late": float(number)})
    assert list(timeline.values("late")) == [float(n) for n in range(15, 25)]  # type: ignore[arg-type]


def test_timeline_records_a_gap_when_samples_are_missing() -> None:
    timeline = filled(10, capacity=50)
    timeline.append(109.0 + 2.4, {"a": 1.0})
    assert not timeline.gaps, "2.4 intervals are still a late sample"

    timeline.append(111.4 + 60.0, {"a": 2.0})

    (gap,) = timeline.gaps
    assert (gap.start, gap.end, gap.reason) == (111.4, 171.4, "no samples")
    assert np.isnan(timeline.values("a")[-2]), "a break, so that no line is drawn across"  # type: ignore[index]


def older(first: float, count: int, **series: float) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return rows a second apart that are kept from before, each series at one value."""
    times = first + np.arange(count, dtype=np.float64)
    return times, {key: np.full(count, value, np.float32) for key, value in series.items()}


def test_timeline_takes_older_rows_before_its_own() -> None:
    timeline = filled(3, capacity=50)  # at 100, 101 and 102
    timeline.expect_interval(1.0)

    timeline.prepend(*older(90.0, 5, a=7.0, gone=8.0), "the program was not running")

    (gap,) = timeline.gaps
    assert (gap.start, gap.end, gap.reason) == (94.0, 100.0, "the program was not running")
    assert (np.diff(timeline.times) > 0).all()
    np.testing.assert_array_equal(timeline.values("a"), [7, 7, 7, 7, 7, np.nan, 0, 1, 2])
    np.testing.assert_array_equal(timeline.values("gone"), [8] * 5 + [np.nan] * 4)
    assert timeline.last_time == 102.0
    timeline.append(103.0, {"a": 3.0, "new": 9.0})
    assert timeline.values("a")[-1] == 3.0  # type: ignore[index]
    np.testing.assert_array_equal(timeline.values("new"), [np.nan] * 9 + [9.0])
    assert len(timeline.gaps) == 1


@pytest.mark.parametrize("rows", [1, 5, 9, 10, 25])
@pytest.mark.parametrize("count", [1, 4, 30])
def test_timeline_keeps_its_order_wherever_older_rows_meet_the_ring(rows: int, count: int) -> None:
    timeline = filled(rows, capacity=10)
    own = list(timeline.values("a"))  # type: ignore[arg-type]
    timeline.prepend(*older(90.0 - count, count, a=-1.0), "away")

    assert len(timeline) <= timeline.capacity
    assert list(timeline.values("a"))[-len(own) :] == own  # type: ignore[arg-type]
    for number in range(25):
        assert (np.diff(timeline.times) > 0).all()
        timeline.append(200.0 + number, {"a": float(number)})
    assert list(timeline.values("a")) == [float(n) for n in range(15, 25)]  # type: ignore[arg-type]


def test_timeline_joins_older_rows_that_reach_up_to_its_own() -> None:
    timeline = filled(3, capacity=50)
    timeline.expect_interval(1.0)
    timeline.prepend(*older(98.0, 20, a=7.0), "away")

    assert not timeline.gaps
    assert list(timeline.values("a")) == [7.0, 7.0, 0.0, 1.0, 2.0]  # type: ignore[arg-type]


def test_timeline_finds_the_gaps_among_older_rows() -> None:
    timeline = filled(3, capacity=50)
    times, series = older(90.0, 9, a=7.0, b=8.0)
    series["a"][[1, 4]] = np.nan
    series["b"][4] = np.nan
    timeline.expect_interval(1.0)
    timeline.prepend(times, series, "away")

    assert [(gap.start, gap.end) for gap in timeline.gaps] == [(93.0, 95.0)]


def test_timeline_without_rows_takes_no_older_ones() -> None:
    timeline = Timeline(10)
    timeline.prepend(*older(90.0, 5, a=7.0), "away")
    assert len(timeline) == 0


def test_timeline_open_gap_lasts_until_the_next_sample() -> None:
    timeline = filled(10, capacity=50)
    timeline.open_gap("Connection lost.")
    timeline.open_gap("Still lost.")
    assert [(gap.end, gap.reason) for gap in timeline.gaps] == [(None, "Connection lost.")]

    timeline.append(300.0, {"a": 1.0})

    (gap,) = timeline.gaps
    assert (gap.start, gap.end) == (109.0, 300.0)


def test_timeline_gap_before_the_first_sample_is_none() -> None:
    timeline = Timeline(10)
    timeline.open_gap("not connected")
    timeline.append(5.0, {"a": 1.0})

    assert not timeline.gaps
    assert len(timeline) == 1


def test_timeline_never_goes_back_in_time() -> None:
    timeline = filled(5, capacity=10)
    timeline.append(50.0, {"a": 9.0})

    assert (np.diff(timeline.times) > 0).all()
    assert timeline.times[-1] == pytest.approx(104.0, abs=0.01)


def test_timeline_told_a_new_interval_makes_no_gaps_of_it() -> None:
    timeline = filled(20, capacity=50, step=0.1)
    timeline.expect_interval(5.0)
    timeline.append(107.0, {"a": 1.0})
    timeline.append(112.0, {"a": 1.0})

    assert not timeline.gaps


def test_decimate_keeps_every_peak() -> None:
    times = np.arange(86_400) * 0.1
    values = np.zeros(86_400, np.float32)
    values[12_345], values[60_000] = 100.0, -50.0

    reduced_times, reduced = decimate(times, values, 8640 / 400)

    assert len(reduced) <= 2 * 402
    assert reduced.max() == 100.0
    assert reduced.min() == -50.0
    assert (np.diff(reduced_times) >= 0).all()


def test_decimate_of_few_rows_returns_them_as_they_are() -> None:
    times = np.arange(300.0)
    values = np.sin(times).astype(np.float32)

    reduced_times, reduced = decimate(times, values, 1.0)

    assert reduced_times is times
    assert reduced is values


def test_decimate_keeps_a_gap_open() -> None:
    timeline = Timeline(20_000)
    for number in range(10_000):
        timeline.append(number * 0.1, {"a": 1.0})
    timeline.open_gap("lost")
    for number in range(5_000):
        timeline.append(2000.0 + number * 0.1, {"a": 2.0})

    times, values = decimate(timeline.times, timeline.values("a"), 10.0)  # type: ignore[arg-type]

    breaks = np.flatnonzero(np.isnan(values))
    assert len(breaks)
    assert set(values[: breaks[0]]) == {1.0}
    assert set(values[breaks[-1] + 1 :]) == {2.0}
    assert times[breaks[-1] + 1] >= 2000.0


def test_decimate_keeps_the_shape_while_the_window_scrolls() -> None:
    times = np.arange(20_000) * 0.1
    values = np.random.default_rng(1).normal(size=20_000).astype(np.float32)

    early = dict(zip(*decimate(times[:10_000], values[:10_000], 5.0), strict=True))
    late = dict(zip(*decimate(times[37:10_037], values[37:10_037], 5.0), strict=True))
    inside = [moment for moment in early if 100 < moment < 900]

    assert inside
    assert all(early[moment] == late[moment] for moment in inside)


def test_columns_average_rows_and_leave_gaps_empty() -> None:
    times = np.concatenate((np.arange(0.0, 10.0, 0.25), np.arange(20.0, 30.0, 0.25)))
    values = np.where(times < 15, 1.0, 3.0).astype(np.float32)

    means = Columns.of(times, 0.0, 30.0, 30, hold=1.0).means(values)

    assert means[2] == 1.0
    assert means[25] == 3.0
    assert np.isnan(means[14])


def test_columns_hold_a_value_between_slow_samples() -> None:
    times = np.arange(0.0, 60.0, 5.0)
    values = np.arange(12, dtype=np.float32)

    means = Columns.of(times, 0.0, 59.0, 59, hold=12.5).means(values)

    assert not np.isnan(means).any()
    assert means[-1] == 11.0


def test_columns_of_nothing_are_unknown() -> None:
    nothing = np.empty(0)

    assert np.isnan(Columns.of(nothing, 0.0, 60.0, 10, 2.5).means(nothing.astype(np.float32))).all()
