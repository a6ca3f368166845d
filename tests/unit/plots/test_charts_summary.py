from __future__ import annotations

import numpy as np
import pytest

from app.plots.content import CHARTS
from app.plots.rows import Rows, Window
from app.plots.stored import StretchRows
from app.plots.summary import summaries
from app.plots.view import View
from app.services.history.api import Series, Stretch, Tier
from app.state.rings import Timeline
from tests.spark_samples import spark_sample

POWER = "gpus.0.power_w"


def memory() -> Timeline:
    rows = Timeline()
    for second, watts in enumerate([10.0, 20.0, None, 30.0]):
        rows.append(float(second), {POWER: watts})
    return rows


def stored() -> StretchRows:
    mean = np.array([10, 20, np.nan, 30], np.float32)
    series = Series(np.arange(4.0), mean, mean - np.float32(5), mean + np.float32(5))
    return StretchRows(Stretch("spark", 0, 4, Tier.MINUTE, 0.0, {POWER: series}))


@pytest.mark.parametrize(
    ("rows", "extremes"),
    [(memory(), ("10.0 W", "30.0 W")), (stored(), ("5.0 W", "35.0 W"))],
    ids=["memory", "store"],
)
def test_a_series_is_summed_up_as_it_is_drawn(rows: Rows, extremes: tuple[str, str]) -> None:
    spec = next(chart for chart in CHARTS if chart.name == "power")
    sample = spark_sample()
    view = View(rows, Window(0.0, 4.0), sample, {})

    (line,) = summaries(spec, spec.traces(sample), view, 0.25)

    assert (line.lowest, line.highest) == extremes
    assert (line.at_cursor, line.mean, line.latest) == ("20.0 W", "20.0 W", "30.0 W")


def test_a_series_without_values_is_not_zero() -> None:
    spec = next(chart for chart in CHARTS if chart.name == "power")
    view = View(Timeline(), Window(0.0, 4.0), spark_sample(), {})

    (line,) = summaries(spec, spec.traces(view.sample), view, None)

    assert {line.latest, line.lowest, line.mean, line.highest} == {"n/a"}
    assert line.at_cursor == ""
