"""Numbers as text: no glitch at the edges, and an unknown value is n/a."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import units
from app.core.units import GIB, KIB, MIB

ALL: list[Callable[[float | None], str]] = [
    units.gib, units.memory, units.data_rate, units.bit_rate, units.disk_size, units.percent,
    units.celsius, units.watts, units.frequency, units.duration, units.token_rate,
]  # fmt: skip


@pytest.mark.parametrize("function", ALL)
def test_units_of_an_unknown_value_are_not_available(function: Callable[..., str]) -> None:
    assert function(None) == "n/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (units.memory(512 * KIB), "512 KiB"),
        (units.memory(MIB - 1), "1 MiB"),
        (units.memory(43 * MIB), "43 MiB"),
        (units.memory(GIB - 1), "1.0 GiB"),
        (units.memory(71.2 * GIB), "71.2 GiB"),
        (units.gib(71.24 * GIB, unit=False), "71.2"),
        (units.data_rate(0), "0 B/s"),
        (units.data_rate(999.4), "999 B/s"),
        (units.data_rate(999.5), "1.0 kB/s"),
        (units.data_rate(99_949), "99.9 kB/s"),
        (units.data_rate(99_950), "100 kB/s"),
        (units.data_rate(999_499), "999 kB/s"),
        (units.data_rate(999_500), "1.0 MB/s"),
        (units.bit_rate(23.25e9), "186 Gb/s"),
        (units.disk_size(916e9), "916 GB"),
        (units.token_rate(34.16), "34.2 tok/s"),
        (units.token_rate(999.96), "1,000 tok/s"),
        (units.token_rate(1812.4), "1,812 tok/s"),
        (units.percent(94.4), "94 %"),
        (units.celsius(71), "71 °C"),
        (units.watts(61.34), "61.3 W"),
        (units.frequency(481), "481 MHz"),
        (units.frequency(999.4), "999 MHz"),
        (units.frequency(999.5), "1.00 GHz"),
        (units.frequency(2405), "2.40 GHz"),
        (units.sampling(0.1), "10 Hz"),
        (units.sampling(0.51), "2 Hz"),
        (units.sampling(0.62), "1.6 Hz"),
        (units.sampling(1.02), "1 Hz"),
        (units.sampling(5.0), "every 5 s"),
        (units.duration(0.24), "240 ms"),
        (units.duration(0.9994), "999 ms"),
        (units.duration(0.9996), "1 s"),
        (units.duration(59.6), "1 min"),
        (units.duration(200), "3 min 20 s"),
        (units.duration(3599.7), "1 h"),
        (units.duration(86_400 + 5), "1 d"),
        (units.duration(6 * 86_400 + 4 * 3600 + 59), "6 d 4 h"),
        (units.iso_time(1_793_351_645.1234), "2026-10-30T09:14:05.123Z"),
    ],
)
def test_units_at_their_edges(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize("function", [units.data_rate, units.bit_rate, units.disk_size])
@given(value=st.floats(min_value=0, max_value=1e17))
def test_decimal_units_never_show_a_thousand(function: Callable[..., str], value: float) -> None:
    assert float(function(value).split()[0]) < 1000


@given(value=st.floats(min_value=0, max_value=float(GIB) - 1))
def test_memory_never_shows_a_full_unit(value: float) -> None:
    assert float(units.memory(value).split()[0]) < 1024


@given(value=st.floats(min_value=0, max_value=900))
def test_frequency_never_shows_a_thousand_megahertz(value: float) -> None:
    assert units.frequency(value + 100) != "1000 MHz"


@given(seconds=st.floats(min_value=0, max_value=1e9))
def test_duration_rolls_over(seconds: float) -> None:
    limits = {"ms": 1000, "s": 60, "min": 60, "h": 24}

    parts = re.findall(r"(\d+) (\w+)", units.duration(seconds))

    assert 1 <= len(parts) <= 2
    assert all(int(number) < limits.get(unit, 10**9) for number, unit in parts)
