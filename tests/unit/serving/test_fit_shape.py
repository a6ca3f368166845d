"""Reading config.json: each kind of architecture, and everything that can be wrong with one."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.serving.facts.quantization import FILE_TYPES, quantization_of
from app.services.serving.fit.api import Attention, Demand, ModelShape
from app.services.serving.fit.fields import MAX_BYTES, decode_config
from app.services.serving.fit.kv import kv_bytes
from app.services.serving.fit.parameters import count_parameters
from app.services.serving.fit.shape import read_shape
from app.services.serving.fit.weights import BITS, bits_of, estimate_weights
from tests.fit_cases import GEMMA4, NEMOTRON, config_of, models, shape_of

FULL, SLIDING, STATE = Attention.FULL, Attention.SLIDING, Attention.STATE
DENSE: dict[str, Any] = {
    "model_type": "llama",
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "hidden_size": 4096,
    "max_position_embeddings": 8192,
}


def counts(shape: ModelShape) -> dict[Attention, int]:
    found: dict[Attention, int] = {}
    for group in shape.groups:
        found[group.attention] = found.get(group.attention, 0) + group.layers
    return found


def test_a_dense_model_is_all_full_attention() -> None:
    shape = read_shape(DENSE)

    assert counts(shape) == {FULL: 32}
    assert shape.groups[0].per_token == 2 * 8 * 128
    assert shape.context == 8192
    assert not shape.is_upper_bound


def test_the_head_dimension_may_differ_from_hidden_by_heads() -> None:
    assert read_shape({**DENSE, "head_dim": 256}).groups[0].per_token == 2 * 8 * 256


def test_global_layers_of_gemma_4_have_their_own_heads() -> None:
    by_kind = {group.attention: group for group in shape_of(GEMMA4).groups}

    assert by_kind[FULL].per_token == 2 * 4 * 512
    assert by_kind[SLIDING].per_token == 2 * 16 * 256
    assert by_kind[SLIDING].window == 1024


def test_layers_that_share_a_cache_have_none() -> None:
    text = {**config_of(GEMMA4)["text_config"], "num_kv_shared_layers": 20}

    assert sum(counts(read_shape({"text_config": text})).values()) == 40


def test_a_pattern_of_letters_is_read() -> None:
    shape = shape_of(NEMOTRON)

    assert counts(shape) == {STATE: 23, FULL: 6}
    listed = {
        key: value for key, value in config_of(NEMOTRON).items() if key != "hybrid_override_pattern"
    }
    names = {"M": "mamba", "E": "moe", "*": "attention"}
    pattern = config_of(NEMOTRON)["hybrid_override_pattern"]
    listed["layers_block_type"] = [names[letter] for letter in pattern]
    assert counts(read_shape(listed)) == counts(shape)


def test_latent_attention_keeps_a_latent_and_the_part_that_turns() -> None:
    config = {**DENSE, "model_type": "deepseek_v2", "kv_lora_rank": 512, "qk_rope_head_dim": 64}
    group = read_shape(config).groups[0]

    assert (group.attention, group.per_token, group.heads) == (Attention.LATENT, 576, 0)


def test_latent_attention_beside_layers_of_another_kind_is_an_upper_bound() -> None:
    """Kimi-Linear has MLA in 7 of its 27 layers; the others keep the same whatever the context."""
    config = {
        "model_type": "kimi_linear", "num_hidden_layers": 27, "kv_lora_rank": 512,
        "qk_rope_head_dim": 64,
    }  # fmt: skip
    assert not read_shape(config).is_upper_bound
    mixed = read_shape(config | {"linear_attn_config": {"full_attn_layers": [4, 8]}})
    assert mixed.is_upper_bound
    assert "Upper bound: its layers are of several kinds" in mixed.method


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"model_type": "gemma2", "sliding_window": 4096}, {SLIDING: 16, FULL: 16}),
        ({"model_type": "gemma3_text", "sliding_window": 512, "sliding_window_pattern": 6},
         {SLIDING: 27, FULL: 5}),
        ({"model_type": "mistral", "sliding_window": 4096}, {SLIDING: 32}),
        ({"model_type": "mistral", "sliding_window": None}, {FULL: 32}),
        ({"model_type": "qwen2", "sliding_window": 4096, "use_sliding_window": False}, {FULL: 32}),
        ({"layer_types": ["chunked_attention"] * 24 + ["full_attention"] * 8,
          "attention_chunk_size": 8192, "model_type": "llama4_text"}, {SLIDING: 24, FULL: 8}),
        ({"layer_types": ["conv"] * 20 + ["full_attention"] * 12, "conv_L_cache": 3,
          "model_type": "lfm2"}, {STATE: 20, FULL: 12}),
        ({"num_key_value_heads": [8] * 30 + [0, 0]}, {FULL: 30}),
        ({"model_type": "jamba", "attn_layer_period": 8, "attn_layer_offset": 4,
          "mamba_d_state": 16, "mamba_d_conv": 4, "mamba_expand": 2}, {STATE: 28, FULL: 4}),
        ({"model_type": "bamba", "attn_layer_indices": [9, 18, 27], "mamba_d_state": 128,
          "mamba_n_heads": 128, "mamba_d_head": 64}, {STATE: 29, FULL: 3}),
        ({"model_type": "falcon_h1", "mamba_d_state": 256, "mamba_n_heads": 24,
          "mamba_d_head": 64}, {STATE: 32, FULL: 32}),
        ({"model_type": "mamba", "state_size": 16, "conv_kernel": 4, "expand": 2,
          "num_attention_heads": None}, {STATE: 32}),
    ],
)  # fmt: skip
def test_rules_of_families_are_known(config: dict[str, Any], expected: dict[Any, int]) -> None:
    shape = read_shape({**DENSE, **config})

    assert counts(shape) == expected
    assert not shape.is_upper_bound


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "never_heard_of"},
        {"model_type": None},
        {"layer_types": ["retention"] * 32},
        {"layer_types": ["full_attention"] * 30},
        {"layer_types": ["linear_attention"] * 32},  # and nothing about its size
        {"model_type": "gemma3_text", "layer_types": [3] * 32},
    ],
)
def test_what_is_not_known_counts_as_full_attention_and_is_said(config: dict[str, Any]) -> None:
    shape = read_shape({**DENSE, **config})

    assert counts(shape) == {FULL: 32}
    assert shape.is_upper_bound
    assert "Upper bound" in shape.method


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "does not say “num_hidden_layers”"),
        ({"num_hidden_layers": 32}, "does not say “num_attention_heads”"),
        ({"num_hidden_layers": 32, "num_attention_heads": 32}, "does not say “hidden_size”"),
        ({**DENSE, "num_hidden_layers": -1}, "“num_hidden_layers” in this config.json is -1"),
        ({**DENSE, "num_hidden_layers": 10**300}, "“num_hidden_layers” in this config.json is"),
        ({**DENSE, "num_hidden_layers": 1e400}, "“num_hidden_layers” in this config.json is inf"),
        ({**DENSE, "num_hidden_layers": "many"}, "is many"),
        ({**DENSE, "num_hidden_layers": True}, "“num_hidden_layers”"),
        ({**DENSE, "num_hidden_layers": 31.5}, "“num_hidden_layers”"),
        ({**DENSE, "num_key_value_heads": {}}, "“num_key_value_heads”"),
        ({**DENSE, "layer_types": ["full_attention"] * 100_000}, "lists 100,000 layers"),
        ({**DENSE, "max_position_embeddings": 10**30}, "“max_position_embeddings”"),
    ],
)
def test_absurd_fields_are_named(config: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_shape(config)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This is no config.json"),
        (b"[1]", "it holds no fields"),
        (b"\xff\xfe", "This is no config.json"),
        (b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "This is no config.json"),
        (b" " * (MAX_BYTES + 1), "it has more than 4 MiB"),
        (b"<html>404</html>", "This is no config.json"),
    ],
)
def test_what_is_no_config_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        decode_config(data)
    assert message in caught.value.message


NAMES = [
    "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "hidden_size",
    "sliding_window", "full_attention_interval", "hybrid_override_pattern", "kv_lora_rank",
    "qk_rope_head_dim", "text_config", "layer_types", "layers_block_type", "model_type",
    "architectures", "max_position_embeddings", "vocab_size", "global_head_dim",
    "num_global_key_value_heads", "linear_num_key_heads", "linear_key_head_dim",
    "linear_num_value_heads", "linear_value_head_dim", "ssm_state_size", "mamba_num_heads",
    "mamba_head_dim", "num_experts", "num_experts_per_tok", "moe_intermediate_size",
    "intermediate_size", "n_shared_experts", "num_kv_shared_layers", "first_k_dense_replace",
    "mlp_only_layers", "decoder_sparse_step", "conv_L_cache", "tie_word_embeddings",
    "use_sliding_window", "sliding_window_pattern", "index_head_dim",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 130)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["full_attention", "linear_attention", "mamba", "M*E-", "gemma3_text"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=14))
def test_no_config_raises_anything_but_bad_input(config: dict[str, Any]) -> None:
    try:
        shape = read_shape(config)
    except BadInput:
        return
    assert kv_bytes(shape, Demand(1000, users=3)) >= 0
    assert kv_bytes(shape, Demand(1001, users=3)) >= kv_bytes(shape, Demand(1000, users=3))


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_raise_anything_but_bad_input(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        decode_config(data)


@given(
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
    st.sampled_from(sorted(models())),
)
def test_a_real_config_with_some_fields_spoilt_is_read_or_refused(
    spoilt: dict[str, Any], handle: str
) -> None:
    config = json.loads(json.dumps(config_of(handle)))
    inner = config.get("text_config", config)
    inner.update(spoilt)
    with contextlib.suppress(BadInput):
        assert read_shape(config).groups is not None


@pytest.mark.parametrize(
    "handle", [each for each, model in models().items() if model["weights_bytes"]]
)
def test_weights_told_from_config_alone_are_within_five_percent_of_the_files(handle: str) -> None:
    config = config_of(handle)
    counted = count_parameters(config)

    assert counted is not None
    told = estimate_weights(counted.total, quantization_of(config), counted)
    assert told.is_estimate
    assert told.bytes == pytest.approx(models()[handle]["weights_bytes"], rel=0.05)


@pytest.mark.parametrize(
    ("billions", "quantization", "file_bytes"),
    [
        (31.27, "NVFP4", 31e9),  # gemma-4-31B-it, its attention left at 16 bits
        (120.7, "NVFP4", 75 * 2**30),  # Nemotron 3 Super
        (27.78, "NVFP4", 26_381_249_312),  # Inferact/Qwen3.8-27B-NVFP4
        (27.78, "FP8", 30_866_866_928),  # Qwen/Qwen3.8-27B-FP8
        (70.55, "NVFP4", 39.8 * 2**30),  # Llama-3.3-70B
        (8.19, "AWQ INT4", 6_098_479_104),  # Qwen/Qwen3-8B-AWQ
        (20.91, "MXFP4", 13.76e9),  # gpt-oss-20b
    ],
)
def test_weights_of_which_only_the_parameters_are_known_are_not_told_too_small(
    billions: float, quantization: str, file_bytes: float
) -> None:
    told = estimate_weights(billions * 1e9, quantization)
    assert file_bytes * 0.99 <= told.bytes <= file_bytes * 1.5
    assert "up to" in told.origin


@pytest.mark.parametrize(
    "left",
    [
        ["lm_head", "*self_attn*"],
        ["re:.*self_attn.*"],
        [f"model.language_model.layers.{index}.self_attn.q_proj" for index in range(60)],
    ],
)
def test_attention_that_a_quantization_leaves_alone_is_counted_with_16_bits(
    left: list[str],
) -> None:
    """nvidia/Gemma-4-31B-IT-NVFP4: about 31 GiB on GB10, where 4.5 bits would be 16.4."""
    tower = "model.vision_tower.layers.1.self_attn"
    config = config_of(GEMMA4) | {"quantization_config": {"ignore": [*left, tower]}}
    counted = count_parameters(config)

    assert counted is not None
    told = estimate_weights(31.27e9, "NVFP4", counted)
    assert told.bytes == pytest.approx(31 * 2**30, rel=0.03)
    plain = config_of(GEMMA4) | {"quantization_config": {"ignore": ["lm_head", tower]}}
    without = count_parameters(plain)
    assert without is not None
    assert without.spared == 0


def test_what_reads_pictures_is_counted_and_so_are_wide_heads() -> None:
    """google/gemma-4-31B-it has 31.27 billion parameters, 0.57 of them for pictures."""
    tower = {"hidden_size": 1152, "num_hidden_layers": 27, "intermediate_size": 4304}
    counted = count_parameters(config_of(GEMMA4) | {"vision_config": tower})
    without = count_parameters(config_of(GEMMA4))

    assert counted is not None
    assert without is not None
    assert counted.total == pytest.approx(31.27e9, rel=0.005)
    assert counted.total - without.total == counted.towers
    narrow = estimate_weights(counted.total, "NVFP4", counted)
    assert narrow.bytes - estimate_weights(without.total, "NVFP4", without).bytes == pytest.approx(
        2 * counted.towers, abs=8
    )


def test_gemma_4_has_experts_beside_its_feed_forward_layer() -> None:
    """google/gemma-4-26B-A4B-it has 25.81 billion parameters, 0.57 of them for pictures."""
    config = {"model_type": "gemma4_text", "num_hidden_layers": 30, "hidden_size": 2816,
              "intermediate_size": 2112, "moe_intermediate_size": 704, "num_attention_heads": 16,
              "num_experts": 128, "top_k_experts": 8, "vocab_size": 262144, "head_dim": 256,
              "num_key_value_heads": 8, "num_global_key_value_heads": 2, "global_head_dim": 512,
              "sliding_window": 1024, "sliding_window_pattern": 6,
              "attention_k_eq_v": True}  # fmt: skip
    counted = count_parameters(config)

    assert counted is not None
    assert counted.total == pytest.approx(25.81e9 - 0.57e9, rel=0.005)
    assert counted.active == pytest.approx(3.8e9, rel=0.05)


def test_towers_beside_the_language_model_keep_16_bits() -> None:
    counted = count_parameters(config_of("Qwen/Qwen3-8B"))

    assert counted is not None
    plain = estimate_weights(counted.total, "NVFP4", counted)
    with_tower = estimate_weights(counted.total + 1e9, "NVFP4", counted)
    assert with_tower.bytes - plain.bytes == pytest.approx(2e9, rel=0.01)


def test_experts_that_work_on_a_latent_are_counted_as_such() -> None:
    """Nemotron 3 Super: its safetensors hold 120.7 billion parameters, 12.8 of them active."""
    pattern = (
        "MEMEMEM*EMEMEMEM*EMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEM*EMEMEMEME"
    )
    config = {
        "model_type": "nemotron_h", "hidden_size": 4096, "num_hidden_layers": 88,
        "vocab_size": 131072, "hybrid_override_pattern": pattern, "mamba_num_heads": 128,
        "mamba_head_dim": 64, "n_groups": 8, "ssm_state_size": 128, "conv_kernel": 4,
        "num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 128,
        "n_routed_experts": 512, "n_shared_experts": 1, "num_experts_per_tok": 22,
        "moe_latent_size": 1024, "moe_intermediate_size": 2688,
        "moe_shared_expert_intermediate_size": 5376, "mlp_hidden_act": "relu2",
        "tie_word_embeddings": False,
    }  # fmt: skip
    counted = count_parameters(config)

    assert counted is not None
    assert counted.total == pytest.approx(120.67e9, rel=0.01)
    assert counted.active + counted.looked_up == pytest.approx(12.77e9, rel=0.02)


@pytest.mark.parametrize(
    ("quantization", "bits"),
    [("BF16", 16), ("fp8", 8), ("NVFP4", 4.5), ("MXFP4", 4.25), ("Q8_0", 8.5), ("Q6_K", 6.6),
     ("Q4_K_M", 4.85), ("UD-Q4_K_XL", 4.9), ("AWQ INT4", 4.5), ("GPTQ INT8", 8), ("", 16),
     ("IQ4_XS", 4.3), ("UD-IQ2_XXS", 2.4), ("W4A16", 4.5), ("W8A8", 8), ("something", None)],
)  # fmt: skip
def test_quantizations_have_the_bits_of_the_table(quantization: str, bits: float | None) -> None:
    assert bits_of(quantization) == bits


def test_every_kind_that_llama_cpp_names_has_its_bits() -> None:
    """By the file type of a GGUF; ternary and one-bit ones are for models of their own."""
    odd = {"TQ1_0", "TQ2_0", "Q1_0"}
    assert {kind for kind in FILE_TYPES.values() if bits_of(kind) is None} == odd
    order = ["IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS", "IQ3_XS", "Q3_K_S",
             "IQ3_S", "IQ3_M", "Q3_K_M", "IQ4_XS", "Q4_0", "Q4_K_S", "IQ4_NL", "Q4_K_M", "Q4_1",
             "Q5_K_S", "Q5_K_M", "Q5_1", "Q6_K", "Q8_0", "BF16"]  # fmt: skip
    assert [bits_of(kind) for kind in order] == sorted(bits_of(kind) or 0.0 for kind in order)


def test_weights_nobody_can_tell_are_refused() -> None:
    with pytest.raises(BadInput, match="no quantization “fancy”"):
        estimate_weights(1e9, "fancy")
    for parameters in (0, -1.0, float("inf"), float("nan")):
        with pytest.raises(BadInput):
            estimate_weights(parameters, "BF16")
    assert all(bits > 0 for bits in BITS.values())
