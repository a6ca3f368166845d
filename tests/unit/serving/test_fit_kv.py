"""The KV cache against the worked table of memory-fit §4.3 and against vLLM's own page rules."""

from __future__ import annotations

import pytest

from app.core.errors import BadInput
from app.services.serving.fit.api import GIB, Attention, Demand, LayerGroup, ModelShape
from app.services.serving.fit.kv import kv_bytes
from tests.fit_cases import GEMMA4, GPT_OSS, LLAMA70, NEMOTRON, QWEN36, QWEN38, shape_of

K = 1024
TABLE = {  # native context, KiB per token, GiB at 8k, 32k, 128k, native bf16, native fp8
    GPT_OSS: (131_072, 36.0, 0.56, 1.41, 4.79, 4.79, 2.39),
    QWEN36: (262_144, 20.0, 0.28, 0.74, 2.62, 5.12, 2.62),
    QWEN38: (262_144, 64.0, 0.79, 2.29, 8.29, 16.29, 8.29),
    LLAMA70: (131_072, 320.0, 2.50, 10.0, 40.0, 40.0, 20.0),
    GEMMA4: (262_144, 80.0, 6.88, 9.53, 17.0, 27.0, 13.5),
}
CELLS = [
    (handle, context, dtype, expected)
    for handle, (native, _, *sizes) in TABLE.items()
    for (context, dtype), expected in zip(
        [(8 * K, "bf16"), (32 * K, "bf16"), (128 * K, "bf16"), (native, "bf16"), (native, "fp8")],
        sizes,
        strict=True,
    )
]


@pytest.mark.parametrize(("handle", "context", "dtype", "gib"), CELLS)
def test_kv_is_within_one_percent_of_the_worked_table(
    handle: str, context: int, dtype: str, gib: float
) -> None:
    size = kv_bytes(shape_of(handle), Demand(context, kv_dtype=dtype)) / GIB

    rounding = 0.005 if gib < 17 else 0.05  # the table has two digits, or one
    assert size == pytest.approx(gib, rel=0.01, abs=rounding)


def growth(shape: ModelShape) -> int:
    """Return what a context that is longer than every window grows by with one more token."""
    long = 500_000
    return kv_bytes(shape, Demand(long + 1)) - kv_bytes(shape, Demand(long))


@pytest.mark.parametrize("handle", TABLE)
def test_kv_grows_by_what_the_table_says_per_token(handle: str) -> None:
    native, kib, *_ = TABLE[handle]

    assert growth(shape_of(handle)) == kib * K
    assert shape_of(handle).context == native


@pytest.mark.parametrize(
    ("handle", "factor"), [(GPT_OSS, 2.0), (QWEN36, 4.0), (QWEN38, 4.0), (LLAMA70, 1.0)]
)
def test_kv_of_all_layers_would_be_too_high_by_what_the_table_says(
    handle: str, factor: float
) -> None:
    shape = shape_of(handle)
    layers = sum(group.layers for group in shape.groups)
    full = next(group for group in shape.groups if group.attention is Attention.FULL)
    naive = layers * full.per_token * 2

    assert naive / growth(shape) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("handle", "traced", "batch_tokens"),
    [
        (QWEN38, 17_520_656_384, 8192),
        (QWEN36, 5_514_854_400, 8192),
        (NEMOTRON, 1_725_628_416, 8192),
        (GEMMA4, 13_637 * 2_621_440, 16_384),
        (GEMMA4, 9_797 * 2_621_440, 4096),
    ],
)
def test_kv_agrees_with_what_vllm_reserves(handle: str, traced: int, batch_tokens: int) -> None:
    demand = Demand(262_144, batch_tokens=batch_tokens)

    assert kv_bytes(shape_of(handle), demand) == pytest.approx(traced, rel=0.01)


def test_kv_of_latent_attention_has_no_factor_of_two() -> None:
    shape = ModelShape((LayerGroup(Attention.LATENT, 27, per_token=512 + 64),))

    assert kv_bytes(shape, Demand(1000, users=3)) == 3 * 1000 * 27 * 576 * 2


def test_states_do_not_grow_with_the_context_and_are_kept_twice_for_the_prefix_cache() -> None:
    shape = ModelShape((LayerGroup(Attention.STATE, 10, state_bytes=1000),))

    assert kv_bytes(shape, Demand(1, users=2)) == kv_bytes(shape, Demand(10**6, users=2)) == 40_000
    assert kv_bytes(shape, Demand(1, users=2, prefix_caching=False)) == 20_000


def test_a_window_never_holds_more_than_the_context() -> None:
    window = LayerGroup(Attention.SLIDING, 1, per_token=1, window=1024)
    full = LayerGroup(Attention.FULL, 1, per_token=1)

    for context in (1, 100, 1023, 5000):
        demand = Demand(context, users=2)
        assert kv_bytes(ModelShape((window,)), demand) <= kv_bytes(ModelShape((full,)), demand)


def test_several_gpus_split_heads_but_not_latents_nor_single_heads() -> None:
    heads = ModelShape((LayerGroup(Attention.FULL, 1, per_token=16, heads=2),))
    latent = ModelShape((LayerGroup(Attention.LATENT, 1, per_token=16),))
    one = kv_bytes(heads, Demand(100))

    assert kv_bytes(heads, Demand(100), gpus=2) == one
    assert kv_bytes(heads, Demand(100), gpus=4) == 2 * one
    assert kv_bytes(latent, Demand(100), gpus=4) == 4 * kv_bytes(latent, Demand(100))


def test_a_type_of_cache_nobody_knows_is_said() -> None:
    with pytest.raises(BadInput, match="There is no KV cache type “int3”"):
        kv_bytes(ModelShape(()), Demand(1, kv_dtype="int3"))
