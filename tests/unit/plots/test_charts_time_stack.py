from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.panes.charts.time_stack import MAX_SPAN, MIN_SPAN, Shown, TimeStack

NOW = 1_790_000_000.0
DAY = 86_400.0


def test_zooming_in_and_back_shows_what_was_before() -> None:
    times = TimeStack(DAY)
    times.show(NOW - DAY, NOW - DAY / 2, NOW)
    times.show(NOW - DAY, NOW - 0.75 * DAY, NOW)

    assert times.shown == Shown(DAY / 4, NOW - 0.75 * DAY)
    assert times.back()
    assert times.shown == Shown(DAY / 2, NOW - DAY / 2)
    assert times.reset()
    assert times.shown == Shown(DAY)
    assert not times.back()


def test_many_small_steps_are_taken_back_together() -> None:
    times = TimeStack(DAY)
    times.show(NOW - DAY, NOW - DAY / 2, NOW)
    for step in range(1, 10):
        times.show(NOW - DAY - step, NOW - DAY / 2 - step, NOW, gradual=True)

    assert times.back()
    assert times.shown == Shown(DAY / 2, NOW - DAY / 2)


def test_a_window_that_reaches_the_present_goes_on_with_it() -> None:
    times = TimeStack(DAY)
    times.show(NOW - 3600, NOW - 5, NOW)
    assert times.shown.end is None

    times.show(NOW - 3600, NOW + 3600, NOW)
    assert times.shown == Shown(7200.0)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e9, 1e6), st.floats(0, 1e9), st.booleans()), min_size=1, max_size=80
    )
)
def test_windows_are_never_in_the_future_nor_too_short_or_long(
    asked: list[tuple[float, float, bool]],
) -> None:
    times = TimeStack(300)
    for start, length, gradual in asked:
        times.show(NOW + start, NOW + start + length, NOW, gradual=gradual)
        assert MIN_SPAN <= times.shown.span <= MAX_SPAN
        assert times.shown.end is None or times.shown.end <= NOW
    times.reset()
    assert times.shown == Shown(300)
