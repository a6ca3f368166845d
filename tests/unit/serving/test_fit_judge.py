"""The verdicts of memory-fit §4.3, and what is said beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.serving.fit.api import GIB, Demand, Fit, Overhead, Room, Verdict
from app.services.serving.fit.judge import judge, safe_fraction
from app.services.serving.measured import SpeedSeen
from tests.fit_cases import (
    GEMMA4,
    GPT_OSS,
    LLAMA70,
    QWEN36,
    QWEN38,
    TABLE_ROOM,
    VLLM,
    shape_of,
    weights,
)

M = 262_144
ROWS = [  # model, weights GiB, most context of 1 user bf16, 4 users bf16, 4 users fp8
    (GPT_OSS, 60.8, 131_072, 131_072, 131_072),
    (QWEN36, 34.5, M, M, M),
    (QWEN36, 21.0, M, M, M),
    (QWEN38, 52.0, M, 170_160, M),
    (LLAMA70, 131.4, 0, 0, 0),
    (LLAMA70, 67.7, 88_440, 22_110, 44_220),
    (LLAMA70, 39.8, 131_072, 44_965, 89_931),
    (GEMMA4, 58.0, M, 89_515, 209_741),
]


def fit(handle: str, gib: float, demand: Demand, **more: object) -> Fit:
    room = more.pop("room", TABLE_ROOM)
    overhead = more.pop("overhead", VLLM)
    return judge(shape_of(handle), weights(gib), demand, overhead, room, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("handle", "gib", "one", "four", "four_fp8"), ROWS)
def test_most_context_is_that_of_the_worked_table(
    handle: str, gib: float, one: int, four: int, four_fp8: int
) -> None:
    demand = Demand(8192)

    for users, dtype, expected in ((1, "bf16", one), (4, "bf16", four), (4, "fp8", four_fp8)):
        found = fit(handle, gib, replace(demand, users=users, kv_dtype=dtype))
        assert found.max_context == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize(("handle", "gib", "one", "four", "four_fp8"), ROWS)
def test_a_context_above_the_most_does_not_fit_and_the_most_does(
    handle: str, gib: float, one: int, four: int, four_fp8: int
) -> None:
    found = fit(handle, gib, Demand(8192, users=4))
    if not found.max_context:
        assert found.verdict is Verdict.NO
        return

    at_most = fit(handle, gib, Demand(found.max_context, users=4))
    assert at_most.verdict is not Verdict.NO
    assert at_most.max_users >= 4
    if found.max_context < (shape_of(handle).context or 0):
        assert fit(handle, gib, Demand(found.max_context + 1, users=4)).verdict is Verdict.NO


def test_users_are_counted_with_their_windows_and_states() -> None:
    found = fit(QWEN38, 52.0, Demand(32_768))

    assert fit(QWEN38, 52.0, Demand(32_768, users=found.max_users)).verdict is not Verdict.NO
    assert fit(QWEN38, 52.0, Demand(32_768, users=found.max_users + 1)).verdict is Verdict.NO


def test_what_nearly_fills_the_room_is_tight() -> None:
    room = replace(TABLE_ROOM, bytes=100 * GIB)
    empty = Overhead(0)
    demand = Demand(1)

    assert fit(LLAMA70, 89.9, demand, room=room, overhead=empty).verdict is Verdict.FITS
    assert fit(LLAMA70, 90.1, demand, room=room, overhead=empty).verdict is Verdict.TIGHT
    assert fit(LLAMA70, 100.1, demand, room=room, overhead=empty).verdict is Verdict.NO


def test_what_may_pass_the_room_while_it_compiles_is_tight_and_says_so() -> None:
    compiling = replace(VLLM, transient_bytes=30 * GIB)
    found = fit(LLAMA70, 67.7, Demand(8192), overhead=compiling)

    assert found.verdict is Verdict.TIGHT
    assert "While it starts it may take up to 105 GiB" in found.notes[0]


def test_what_compiling_takes_is_not_memory_of_a_gpu_of_its_own() -> None:
    compiling = replace(VLLM, transient_bytes=30 * GIB)
    card = Room(30 * GIB, 32 * GIB, GIB, 31 * GIB)

    found = fit(QWEN36, 15.0, Demand(8192), overhead=compiling, room=card)

    assert found.verdict is Verdict.FITS
    assert not found.notes


def test_a_share_above_the_room_is_refused_whatever_the_model_needs() -> None:
    found = fit(QWEN36, 21.0, Demand(8192, memory_fraction=0.9))

    assert found.verdict is Verdict.NO
    assert found.takes_bytes == int(0.9 * TABLE_ROOM.total_bytes)
    assert found.memory_fraction == 0.83
    assert found.max_context == M  # with the share that is safe
    assert "takes at once" in found.notes[0]


def test_a_share_that_does_not_do_for_one_user_would_not_start() -> None:
    found = fit(QWEN36, 21.0, Demand(M, memory_fraction=0.2))

    assert found.verdict is Verdict.NO
    assert "would not start" in found.notes[0]


def test_users_without_a_place_in_the_share_wait_which_is_no_refusal() -> None:
    found = fit(QWEN38, 52.0, Demand(M, users=4, memory_fraction=0.7))

    assert found.verdict is Verdict.TIGHT
    assert "some of their requests would wait" in found.notes[0]
    assert found.max_users == 1


def test_a_share_that_nearly_does_for_one_user_is_tight() -> None:
    need = fit(QWEN36, 21.0, Demand(8192)).need_bytes / TABLE_ROOM.total_bytes

    close = fit(QWEN36, 21.0, Demand(8192, memory_fraction=need * 1.02))
    ample = fit(QWEN36, 21.0, Demand(8192, memory_fraction=need * 1.2))
    assert (close.verdict, ample.verdict) == (Verdict.TIGHT, Verdict.FITS)


def test_a_share_is_ignored_by_an_engine_that_takes_what_it_needs() -> None:
    found = fit(QWEN36, 21.0, Demand(8192, memory_fraction=0.99), overhead=Overhead(2 * GIB))

    assert found.verdict is Verdict.FITS
    assert found.takes_bytes == found.need_bytes


def test_the_safe_share_leaves_the_reserve() -> None:
    fraction = safe_fraction(TABLE_ROOM)

    assert fraction == 0.83
    assert fraction * TABLE_ROOM.total_bytes <= TABLE_ROOM.bytes
    assert safe_fraction(replace(TABLE_ROOM, bytes=0)) is None


def test_every_gpu_has_its_engine_and_splits_the_rest() -> None:
    two = Room(2 * 47 * GIB, 2 * 48 * GIB, 2 * GIB, 2 * 48 * GIB, gpus=2)
    found = fit(LLAMA70, 67.7, Demand(8192), room=two)

    assert found.overhead_bytes == 2 * 7 * GIB
    assert found.verdict is Verdict.FITS
    one = replace(two, bytes=47 * GIB, total_bytes=48 * GIB, gpus=1)
    assert fit(LLAMA70, 67.7, Demand(8192), room=one).verdict is Verdict.NO


def test_slow_is_said_with_what_to_pick() -> None:
    found = fit(QWEN38, 52.0, Demand(8192), bandwidth=273e9, quantization="BF16")

    assert found.verdict is Verdict.FITS
    assert "Slow: pick FP8 or NVFP4." in found.notes


def test_what_this_machine_has_shown_replaces_the_estimate() -> None:
    seen = SpeedSeen("key", "vllm", GPT_OSS, "MXFP4", 51.5, at=1_762_000_000.0)
    speed = fit(GPT_OSS, 60.8, Demand(8192), bandwidth=273e9, measured=seen).speed

    assert speed is not None
    assert speed.likely == speed.low == speed.high == 51.5
    assert speed.is_measured
    assert speed.origin.startswith("measured here on ")


def test_a_context_beyond_what_the_model_was_made_for_is_said() -> None:
    found = fit(GPT_OSS, 60.8, Demand(200_000))

    assert "The model was made for 131,072 tokens." in found.notes


def test_a_kv_cache_whose_size_is_told_is_what_the_engine_takes() -> None:
    told = Demand(8192, memory_fraction=0.9, kv_bytes=10 * GIB)
    found = fit(QWEN36, 21.0, told)

    assert found.verdict is Verdict.FITS
    assert found.takes_bytes == int(21.0 * GIB) + 7 * GIB + 10 * GIB
    just = replace(told, kv_bytes=found.kv_bytes)
    assert fit(QWEN36, 21.0, just).verdict is Verdict.FITS
    assert fit(QWEN36, 21.0, replace(told, kv_bytes=90 * GIB)).verdict is Verdict.NO
    assert fit(QWEN36, 21.0, replace(told, context=M, kv_bytes=GIB)).verdict is Verdict.NO
