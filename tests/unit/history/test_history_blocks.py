from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.history import blocks
from app.services.history.blocks import COUNT, HIGH, LOW, MEAN, Block, DamagedBlock
from app.services.history.sealing import decode_metrics

NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=5, unique=True)
TIMES = st.lists(st.integers(-(2**40), 2**41), max_size=30)
VALUE = st.one_of(st.just(math.nan), st.floats(-1e6, 1e6, width=32))


@st.composite
def rows_as_they_came(draw: st.DrawFn) -> Block:
    metrics = tuple(draw(NAMES))
    first = draw(st.integers(-(2**40), 2**41))
    steps = draw(st.lists(st.integers(1, 10**6), max_size=30))
    times = first + np.cumsum([0, *steps])[: draw(st.integers(0, len(steps) + 1))]
    size = len(metrics) * len(times)
    values = draw(st.lists(VALUE, min_size=size, max_size=size))
    shaped = np.array(values, np.float32).reshape(1, len(metrics), len(times))
    return Block(times.astype(np.int64), metrics, shaped)


@settings(deadline=None)
@given(rows_as_they_came(), st.booleans())
def test_block_is_read_as_it_was_written(block: Block, steps: bool) -> None:
    block = blocks.rolled_up(block, 5000) if steps else block
    again = blocks.decode(blocks.encode(block), block.metrics)
    assert again.times.tolist() == block.times.tolist()
    assert again.metrics == block.metrics
    assert np.array_equal(again.values, block.values, equal_nan=True)
    some = block.metrics[::2]
    part = blocks.decode(blocks.encode(block), block.metrics, [*some, "of another machine"])
    assert part.metrics == some
    assert np.array_equal(part.values, block.values[:, ::2], equal_nan=True)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.none(), st.text(), st.integers()), NAMES)
def test_block_of_anything_is_read_or_damaged(data: Any, metrics: list[str]) -> None:
    with contextlib.suppress(DamagedBlock):
        blocks.decode(data, tuple(metrics))


@settings(deadline=None)
@given(rows_as_they_came(), st.data())
def test_block_that_was_changed_is_read_or_damaged(block: Block, data: st.DataObject) -> None:
    stored = bytearray(blocks.encode(block))
    place = data.draw(st.integers(0, len(stored) - 1))
    stored[place] ^= data.draw(st.integers(1, 255))
    try:
        again = blocks.decode(bytes(stored), block.metrics)
    except DamagedBlock:
        return
    assert (np.diff(again.times) > 0).all()
    assert again.values.shape[1:] == (len(block.metrics), len(again.times))


@settings(deadline=None)
@given(rows_as_they_came(), st.integers(0, 400))
def test_block_that_was_cut_off_is_damaged(block: Block, length: int) -> None:
    stored = blocks.encode(block)
    if length < len(stored):
        with pytest.raises(DamagedBlock):
            blocks.decode(stored[:length], block.metrics)


def test_block_that_says_it_is_huge_is_damaged_before_it_takes_memory() -> None:
    stored = bytearray(blocks.encode(blocks.empty(("a",))))
    stored[4:8] = (2**31).to_bytes(4, "little")
    with pytest.raises(DamagedBlock):
        blocks.decode(bytes(stored), ("a",))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.binary(max_size=9))
        )
    )
)
def test_rows_of_anything_are_read_or_damaged(rows: Any) -> None:
    with contextlib.suppress(DamagedBlock):
        blocks.of_rows(("a", "b"), rows)


@settings(deadline=None)
@given(st.one_of(st.text(), st.binary(), st.none(), st.integers()))
def test_list_of_metrics_of_anything_is_read_or_damaged(text: object) -> None:
    with contextlib.suppress(DamagedBlock):
        decode_metrics(text)


@settings(deadline=None)
@given(NAMES)
def test_list_of_metrics_is_read_as_it_was_written(metrics: list[str]) -> None:
    assert decode_metrics(json.dumps(metrics)) == tuple(metrics)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), VALUE), max_size=40))
def test_rows_in_any_order_are_all_kept_at_times_of_their_own(
    rows: list[tuple[int, float]],
) -> None:
    packed = [(time, np.float32(value).tobytes()) for time, value in rows]
    block = blocks.of_rows(("a",), packed)
    assert (np.diff(block.times) > 0).all()
    stable = [value for _, value in sorted(rows, key=lambda row: row[0])]
    assert np.array_equal(block.values[0, 0], np.array(stable, np.float32), equal_nan=True)
    moved = block.times - np.sort([time for time, _ in rows]) if rows else np.zeros(0)
    assert ((moved >= 0) & (moved < max(len(rows), 1))).all()


@settings(deadline=None)
@given(rows_as_they_came(), st.integers(1, 10**6))
def test_rolled_up_rows_say_what_their_rows_said(block: Block, step: int) -> None:
    rolled = blocks.rolled_up(block, step)
    assert rolled.times.tolist() == sorted({int(time) // step * step for time in block.times})
    for place, time in enumerate(rolled.times):
        inside = (block.times >= time) & (block.times < time + step)
        for index in range(len(block.metrics)):
            known = block.values[0, index, inside]
            known = known[~np.isnan(known)]
            found = rolled.values[:, index, place]
            assert found[COUNT] == len(known)
            if not len(known):
                assert np.isnan(found[[LOW, HIGH, MEAN]]).all()
                continue
            assert found[LOW] == known.min()
            assert found[HIGH] == known.max()
            assert found[MEAN] == pytest.approx(known.mean(dtype=float), rel=1e-5, abs=0.5)


@settings(deadline=None)
@given(rows_as_they_came())
def test_rolling_up_twice_is_rolling_up_once(block: Block) -> None:
    once = blocks.rolled_up(block, 60_000)
    twice = blocks.rolled_up(blocks.rolled_up(block, 5_000), 60_000)
    assert once.times.tolist() == twice.times.tolist()
    np.testing.assert_allclose(once.values, twice.values, rtol=1e-4, atol=1.0)


def test_rows_with_other_metrics_are_joined_with_unknown_in_between() -> None:
    one = blocks.of_rows(("a", "b"), [(0, np.array([1, 2], np.float32).tobytes())])
    two = blocks.of_rows(("b", "c"), [(9, np.array([3, np.inf], np.float32).tobytes())])
    joined = blocks.joined((one, two))
    assert joined.metrics == ("a", "b", "c")
    nan = math.nan
    expected = np.array([[[1, nan], [2, 3], [nan, nan]]], np.float32)
    assert np.array_equal(joined.values, expected, equal_nan=True), "infinite is unknown"
