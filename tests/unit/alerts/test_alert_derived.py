"""How memory falls, and how long it lasts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.units import GIB, MIB
from app.services.alerts.derived import PLENTY_S, Derived
from app.services.alerts.trend import Trend

Values = dict[str, float | None]


def fed(available: list[float | None], step: float = 1.0) -> Values:
    """Return what follows from available memory in GiB, one value each `step` seconds."""
    derived, values = Derived(), Values()
    for number, gib in enumerate(available):
        row = {
            "memory.available_bytes": None if gib is None else gib * GIB,
            "memory.total_bytes": 119.0 * GIB,
            "memory.swap_used_bytes": 0.0,
        }
        values = derived.observe(1000.0 + number * step, row)
    return values


def test_fall_and_time_left_over_ten_seconds() -> None:
    values = fed([60.0 - 0.5 * second for second in range(30)])

    assert values["memory.fall_bytes_per_s"] == pytest.approx(0.5 * GIB)
    assert values["memory.seconds_left"] == pytest.approx(45.5 / 0.5)
    assert values["memory.available_percent"] == pytest.approx(100 * 45.5 / 119)


def test_nothing_is_said_before_enough_is_known_or_after_a_gap() -> None:
    assert fed([60.0, 50.0])["memory.fall_bytes_per_s"] is None
    assert fed([60.0, 50.0, 40.0], step=120.0)["memory.seconds_left"] is None
    assert fed([None] * 20)["memory.available_percent"] is None


def test_memory_that_does_not_fall_lasts_a_day_or_more() -> None:
    assert fed([60.0] * 30)["memory.seconds_left"] == PLENTY_S
    assert fed([60.0 + second for second in range(30)])["memory.seconds_left"] == PLENTY_S


def test_one_second_of_a_fall_is_no_trend() -> None:
    values = fed([60.0] * 20 + [50.0] + [60.0] * 2)

    assert values["memory.seconds_left"] == PLENTY_S


def test_swap_growth_is_of_five_minutes() -> None:
    derived, values = Derived(), Values()
    for second in range(0, 900, 3):
        values = derived.observe(float(second), {"memory.swap_used_bytes": second * MIB})

    assert values["memory.swap_grown_bytes"] == pytest.approx(300 * MIB, rel=0.05)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.none() | st.floats()), max_size=80),
    st.sampled_from([10.0, 300.0]),
)
def test_trend_holds_few_points_whatever_comes(
    points: list[tuple[float, float | None]], seconds: float
) -> None:
    trend = Trend(seconds)
    for time, value in points:
        trend.add(time, value)
        trend.per_second()
    assert len(trend._points) <= 70


def test_fast_samples_take_no_more_room_than_slow_ones() -> None:
    trend = Trend(10.0)
    for number in range(10_000):
        trend.add(number * 0.1, float(number))

    assert len(trend._points) < 70
    assert trend.per_second() == pytest.approx(10.0)
