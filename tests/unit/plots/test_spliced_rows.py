from __future__ import annotations

import numpy as np

from app.plots.rows import Slice, Window
from app.plots.spliced import SplicedRows
from app.plots.stored import StretchRows
from app.services.history.api import Series, Stretch, Tier
from app.state.rings import Timeline

WALL = 1_790_000_000.0
POWER = "gpus.0.power_w"


def memory(first: float, count: int) -> Timeline:
    rows = Timeline()
    for second in range(count):
        rows.append(first + second, {POWER: 50.0, "cpu.percent": 5.0})
    return rows


def stored(first: float, last: float, end: float) -> StretchRows:
    times = np.arange(first, last, 1.0) + WALL
    values = np.full(len(times), 40.0, np.float32)
    series = {POWER: Series(times, values, values, values)}
    return StretchRows(Stretch("spark", WALL + first - 60, WALL + end, Tier.RAW, 1.0, series))


def test_rows_kept_before_the_start_lie_before_those_in_memory() -> None:
    rows = SplicedRows(memory(100.0, 20), stored(40.0, 90.0, 100.0), WALL)

    times, watts, busy = rows.times, rows.values(POWER), rows.values("cpu.percent")
    assert watts is not None
    assert busy is not None
    assert len(times) == len(watts) == len(busy) == 50 + 1 + 20
    assert (np.diff(times) > 0).all()
    assert set(watts[:50]) == {40.0}
    assert np.isnan(watts[50])
    assert set(watts[51:]) == {50.0}
    assert np.isnan(busy[:51]).all()
    assert rows.values("nothing") is None
    (gap,) = rows.gaps  # what the store does not know before its first row is not told
    assert (round(gap.start - 90.0), round((gap.end or 0.0) - 100.0)) == (0, 0)


def test_rows_that_memory_has_as_well_are_drawn_once() -> None:
    rows = SplicedRows(memory(100.0, 20), stored(40.0, 110.0, 110.0), WALL)

    assert (np.diff(rows.times) > 0).all()
    watts = Slice.of(rows, Window(100.0, 120.0, WALL)).values(POWER)
    assert watts is not None
    assert 40.0 not in watts[2:]
    assert rows.gaps == ()
