from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.plots.rows import Slice, Window
from app.plots.stored import NOT_RECORDED, StretchRows
from app.services.history.api import Event, EventKind, Series, Stretch, Tier

NAN = float("nan")


def series(times: list[float], mean: list[float]) -> Series:
    values = np.array(mean, np.float32)
    return Series(np.array(times), values, values - np.float32(1), values + np.float32(1))


def stretch(start: float, end: float, step: float, **kept: Series) -> Stretch:
    return Stretch("spark", start, end, Tier.MINUTE, step, kept)


def test_stored_rows_lie_in_the_middle_of_what_they_are_the_mean_of() -> None:
    rows = StretchRows(stretch(0, 180, 60, a=series([0, 60, 120], [1, 2, 3])))

    assert rows.times.tolist() == [30, 90, 150]
    assert rows.interval == 60
    band = rows.band("a")
    assert band is not None
    assert band.low.tolist() == [0, 1, 2]
    assert rows.values("b") is None
    assert rows.gaps == ()


def test_stored_rows_of_series_with_different_times_share_one_axis() -> None:
    rows = StretchRows(stretch(0, 180, 60, a=series([0, 120], [1, 3]), b=series([60], [2])))

    first, second = rows.values("a"), rows.values("b")
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first, [1, NAN, 3])
    np.testing.assert_array_equal(second, [NAN, 2, NAN])


def test_a_row_of_nothing_between_rows_is_a_gap_with_its_cause() -> None:
    lost = Event("spark", 115, EventKind.LOST, "Connection lost", "No answer.")
    kept = series([0, 60, 120 - 59.999, 600, 660], [1, 2, NAN, 4, 5])
    rows = StretchRows(stretch(0, 720, 60, a=kept), [lost])

    (gap,) = rows.gaps
    assert (gap.start, gap.end) == (120, 600)
    assert gap.reason == "Connection lost: No answer"


def test_rows_of_two_tiers_are_no_gaps() -> None:
    times = [0.0, 60.0, 120.0, *np.arange(180.0, 300.0, 2.0).tolist()]
    rows = StretchRows(stretch(0, 300, 2, a=series(times, [1.0] * len(times))))

    assert rows.gaps == ()


def test_what_is_older_than_the_history_is_told_apart_from_a_loss() -> None:
    rows = StretchRows(stretch(0, 720, 60, a=series([600, 660], [4, 5])), oldest=600.0)

    (gap,) = rows.gaps
    assert (gap.start, gap.end) == (0, 600)
    assert gap.reason.startswith("not kept before ")


@pytest.mark.parametrize("kept", [{}, {"a": series([60], [NAN])}])
def test_a_stretch_without_anything_is_one_gap(kept: dict[str, Series]) -> None:
    (gap,) = StretchRows(stretch(0, 720, 60, **kept)).gaps

    assert (gap.start, gap.end, gap.reason) == (0, 720, NOT_RECORDED)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.5, 500), st.one_of(st.none(), st.floats(-1e6, 1e6))), max_size=40
    ),
    st.floats(1, 3600),
)
def test_gaps_are_in_order_and_hold_no_value(
    kept: list[tuple[float, float | None]], step: float
) -> None:
    times = np.cumsum([pause for pause, _ in kept]).tolist()
    values = [NAN if value is None else value for _, value in kept]
    end = (times[-1] if times else 0.0) + step
    rows = StretchRows(stretch(0, end, step, a=series(times, values)))

    edges = [edge for gap in rows.gaps for edge in (gap.start, gap.end or end)]
    assert all(first <= last for first, last in zip(edges[0::2], edges[1::2], strict=True))
    for gap in rows.gaps:
        inside = [v for t, v in zip(times, values, strict=True) if gap.start < t < (gap.end or end)]
        assert all(np.isnan(inside))
    assert len(Slice.of(rows, Window(0, end)).times) == len(times)
