"""Heights: sums and places among many, against plain lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.transcript.heights import Heights

SIZES = st.lists(st.integers(0, 500), max_size=40)


@given(SIZES, st.data())
def test_heights_know_what_is_above_and_at_each_place(
    sizes: list[int], data: st.DataObject
) -> None:
    heights = Heights(sizes)
    for _ in range(data.draw(st.integers(0, 5))):
        change = data.draw(st.sampled_from(["set", "append", "pop"]))
        if change == "append" or not sizes:
            sizes.append(data.draw(st.integers(0, 500)))
            heights.append(sizes[-1])
        elif change == "pop":
            sizes.pop()
            heights.pop()
        else:
            at = data.draw(st.integers(0, len(sizes) - 1))
            sizes[at] = data.draw(st.integers(0, 500))
            heights[at] = sizes[at]
    assert heights.total == sum(sizes)
    assert [heights.before(at) for at in range(len(sizes) + 1)] == [
        sum(sizes[:at]) for at in range(len(sizes) + 1)
    ]
    y = data.draw(st.integers(-10, sum(sizes) + 10))
    index, offset = heights.at(y)
    if sizes:
        assert sum(sizes[:index]) + offset == y
        assert offset >= 0 or y < 0
        assert offset < sizes[index] or y >= sum(sizes)
