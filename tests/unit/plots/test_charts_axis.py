from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.units import GIB
from app.plots.axis import (
    Scale,
    fixed_scale,
    moment_text,
    scale_for,
    stretch_text,
    time_ticks,
)
from app.services.telemetry.metrics import (
    BIT_RATE,
    CELSIUS,
    CLOCK,
    DISK_RATE,
    MEMORY,
    PERCENT,
    WATT,
    Unit,
)


def labels(scale: Scale) -> list[str]:
    return [label for _, label in scale.ticks]


def test_percent_axis_ends_at_a_hundred() -> None:
    assert labels(fixed_scale(PERCENT, 100.0)) == ["0", "50", "100 %"]


def test_memory_axis_ends_at_what_there_is_with_round_ticks() -> None:
    scale = fixed_scale(MEMORY, 121.7 * GIB)

    assert scale.high == 121.7 * GIB
    assert labels(scale) == ["0", "50", "100 GiB"]


def test_power_axis_grows_with_what_was_seen_not_with_a_catalogue() -> None:
    assert labels(scale_for(WATT, 4, 61, least=20, from_zero=True)) == ["0", "25", "50", "75 W"]


def test_clock_axis_is_in_gigahertz() -> None:
    scale = scale_for(CLOCK, 208, 2418, least=1000, from_zero=True)

    assert labels(scale) == ["0", "1", "2", "3 GHz"]
    assert scale.high == pytest.approx(3000)


def test_temperature_axis_begins_near_the_values() -> None:
    assert labels(scale_for(CELSIUS, 41, 71, least=20, from_zero=False)) == ["40", "60", "80 °C"]


@pytest.mark.parametrize(
    ("unit", "high", "last"), [(DISK_RATE, 1.9e9, "2 GB/s"), (BIT_RATE, 9.0e6, "75 Mb/s")]
)
def test_rate_axis_carries_its_unit(unit: Unit, high: float, last: str) -> None:
    assert labels(scale_for(unit, 0, high, least=1e5, from_zero=True))[-1] == last


@given(
    low=st.floats(0, 1e12),
    more=st.floats(0, 1e12),
    least=st.floats(1e-2, 1e6),
    from_zero=st.booleans(),
)
def test_scale_always_holds_the_values(
    low: float, more: float, least: float, from_zero: bool
) -> None:
    scale = scale_for(PERCENT, low, low + more, least=least, from_zero=from_zero)

    slack = 1e-6 * (scale.high - scale.low)
    assert scale.low - slack <= low
    assert scale.high + slack >= low + more
    assert 2 <= len(scale.ticks) <= 5


def test_time_ticks_are_round_and_inside_the_window() -> None:
    ticks = time_ticks(1_790_000_003.0, 1_790_000_303.0, 330)

    assert 3 <= len(ticks) <= 6
    assert all(moment % 60 == 0 for moment, _ in ticks)


def test_time_ticks_of_a_minute_show_seconds() -> None:
    ticks = time_ticks(1_790_000_003.0, 1_790_000_063.0, 330)

    assert ticks
    assert all(text.count(":") == 2 for _, text in ticks)


def test_time_ticks_of_days_are_dates_at_midnight_here() -> None:
    ticks = time_ticks(1_790_000_003.0, 1_790_000_003.0 + 30 * 86_400, 330)

    assert 3 <= len(ticks) <= 6
    assert all(datetime.fromtimestamp(moment).hour == 0 for moment, _ in ticks)
    assert all(datetime.fromtimestamp(moment).weekday() == 0 for moment, _ in ticks)
    assert ticks[0][1] == "28 Sep"


def test_time_ticks_of_a_day_name_the_day_at_midnight() -> None:
    texts = [text for _, text in time_ticks(1_790_000_003.0, 1_790_000_003.0 + 86_400, 330)]

    assert sum(":" not in text for text in texts) == 1
    assert len(texts) >= 3


@given(st.floats(1e6, 2e9), st.floats(5, 400 * 86_400), st.integers(60, 4000))
def test_time_ticks_are_in_order_with_room_between(start: float, span: float, pixels: int) -> None:
    moments = [moment for moment, _ in time_ticks(start, start + span, pixels)]

    assert all(start - 1e-6 <= moment <= start + span for moment in moments)
    apart = [b - a for a, b in pairwise(moments)]
    # An hour less where the clock on the wall is set.
    assert all(gap * pixels / span >= 40 or gap > 80 * 86_400 for gap in apart)


def test_a_moment_is_told_as_finely_as_the_window_is() -> None:
    moment = datetime(2026, 11, 21, 9, 14, 5).timestamp()
    later, tomorrow = moment + 60, moment + 86_400

    assert moment_text(moment, 300, later) == "09:14:05"
    assert moment_text(moment, 86_400, later) == "09:14"
    assert moment_text(moment, 300, tomorrow) == "21 Nov 09:14:05"
    assert stretch_text(moment, moment + 60, later) == "09:14:05 – 09:15:05"
    assert stretch_text(moment, moment + 60, tomorrow) == "21 Nov 09:14:05 – 09:15:05"
    assert stretch_text(moment, tomorrow, tomorrow) == "21 Nov 09:14 – 09:14"
