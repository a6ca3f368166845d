"""Says what a GGUF header says in the words of config.json, which the fit reads.

Names and patterns are those of llama.cpp (gguf-py/gguf/constants.py, src/llama-model.cpp).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.serving.facts.gguf_header import GgufHeader

_MODEL_TYPES = {
    "bailingmoe": "bailing_moe", "deepseek2": "deepseek_v3", "ernie4_5-moe": "ernie4_5_moe",
    "falcon-h1": "falcon_h1", "gemma3": "gemma3_text", "gemma3n": "gemma3n_text",
    "gemma4": "gemma4_text", "glm4moe": "glm4_moe", "gpt-oss": "gpt_oss", "gptneox": "gpt_neox",
    "granitehybrid": "granitemoehybrid", "hunyuan-dense": "hunyuan_v1_dense",
    "hunyuan-moe": "hunyuan_v1_moe", "minimax-m2": "minimax_m2", "nemotron_h_moe": "nemotron_h",
    "qwen2moe": "qwen2_moe", "qwen2vl": "qwen2_vl", "qwen35": "qwen3_5_text",
    "qwen35moe": "qwen3_5_moe_text", "qwen3moe": "qwen3_moe", "qwen3next": "qwen3_next",
    "qwen3vl": "qwen3_vl", "qwen3vlmoe": "qwen3_vl_moe",
}  # fmt: skip
_NUMBERS = {
    "block_count": "num_hidden_layers",
    "context_length": "max_position_embeddings",
    "embedding_length": "hidden_size",
    "feed_forward_length": "intermediate_size",
    "attention.head_count": "num_attention_heads",
    "attention.key_length": "head_dim",
    "attention.sliding_window": "sliding_window",
    "attention.kv_lora_rank": "kv_lora_rank",
    "attention.q_lora_rank": "q_lora_rank",
    "attention.indexer.key_length": "index_head_dim",
    "attention.shared_kv_layers": "num_kv_shared_layers",
    "expert_count": "num_local_experts",
    "expert_used_count": "num_experts_per_tok",
    "expert_shared_count": "n_shared_experts",
    "expert_feed_forward_length": "moe_intermediate_size",
    "expert_shared_feed_forward_length": "shared_expert_intermediate_size",
    "leading_dense_block_count": "first_k_dense_replace",
    "full_attention_interval": "full_attention_interval",
    "shortconv.l_cache": "conv_L_cache",
    "vocab_size": "vocab_size",
}
_KV_HEADS = "attention.head_count_kv"
_MAX_LAYERS = 1024
_SLIDING_EVERY = {"gemma2": 2, "gemma3": 6, "gemma3n": 5, "gpt-oss": 2, "cohere2": 4}
"""Each how manieth layer reads everything, where llama.cpp knows it and the header does not say."""
_GATED_DELTA = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4}
"""Architectures of gated delta nets, and each how manieth layer is none."""

_ONE_THING_EACH = "nemotron_h"
"""Architectures whose layers are attention, or a state, or feed forward and keep nothing."""


def config_of(header: GgufHeader) -> Mapping[str, object]:
    """Return what config.json would say; empty for a header without an architecture."""
    name = header.architecture
    if not name:
        return {}
    config: dict[str, Any] = {"model_type": _MODEL_TYPES.get(name, name)}
    for key, word in _NUMBERS.items():
        if number := _number(header, key):
            config[word] = number
    heads = _per_layer(header, _KV_HEADS)
    if heads or (number := _number(header, _KV_HEADS)):
        config["num_key_value_heads"] = heads or number
    words = header.lengths.get("tokenizer.ggml.tokens")
    if words and "vocab_size" not in config:
        config["vocab_size"] = words
    if (window_width := _number(header, "attention.key_length_swa")) and "head_dim" in config:
        config |= {"head_dim": window_width, "global_head_dim": config["head_dim"]}
    _say_latent(header, config)
    _say_states(header, config)
    if types := _layer_types(header, config.get("num_hidden_layers", 0)):
        if name.startswith(_ONE_THING_EACH):
            config["hybrid_override_pattern"] = _pattern(types, "num_local_experts" in config)
        else:
            config["layer_types"] = types
    return config


def _number(header: GgufHeader, key: str) -> int | None:
    """Return a number; of one per layer the largest, so that no layer needs more."""
    value = header.values.get(f"{header.architecture}.{key}")
    if isinstance(value, tuple):
        value = max(value, default=None)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**40:
        return None
    return value


def _per_layer(header: GgufHeader, key: str) -> list[int]:
    """Return a number for each layer, empty where it is one for all."""
    value = header.values.get(f"{header.architecture}.{key}")
    if not isinstance(value, tuple) or len(value) > _MAX_LAYERS:
        return []
    return [int(each) if 0 <= each < 2**20 else 0 for each in value]


def _say_latent(header: GgufHeader, config: dict[str, Any]) -> None:
    """Say what latent attention (MLA) is made of: the latent, and the part that turns."""
    rope = _number(header, "rope.dimension_count")
    if "kv_lora_rank" not in config or not rope:
        return
    config["qk_rope_head_dim"] = rope
    whole = _number(header, "attention.key_length_mla")
    value = _number(header, "attention.value_length_mla")
    if whole and value and whole > rope:
        config |= {"qk_nope_head_dim": whole - rope, "v_head_dim": value}


def _say_states(header: GgufHeader, config: dict[str, Any]) -> None:
    """Say what layers keep that have a state in place of a cache."""
    inner, state = _number(header, "ssm.inner_size"), _number(header, "ssm.state_size")
    if not inner or not state:
        return
    kernel = _number(header, "ssm.conv_kernel") or 4
    groups = _number(header, "ssm.group_count") or 1
    heads = _number(header, "ssm.time_step_rank") or 1
    if header.architecture in _GATED_DELTA:
        config |= {
            "linear_conv_kernel_dim": kernel,
            "linear_num_key_heads": groups,
            "linear_num_value_heads": heads,
            "linear_key_head_dim": state,
            "linear_value_head_dim": inner // heads,
            "attn_output_gate": True,
        }
    else:
        config |= {
            "mamba_d_conv": kernel,
            "mamba_d_state": state,
            "mamba_n_groups": groups,
            "mamba_n_heads": heads,
            "mamba_d_head": inner // heads,
        }


def _layer_types(header: GgufHeader, layers: int) -> list[str]:
    """Return what each layer does with the past; empty where all do the same."""
    if not 0 < layers <= _MAX_LAYERS:
        return []
    types = ["full_attention"] * layers
    for layer in _sliding(header, layers):
        types[layer] = "sliding_attention"
    for layer, kind in _without_cache(header, layers):
        types[layer] = kind
    return types if len(set(types)) > 1 else []


def _pattern(types: list[str], has_experts: bool) -> str:
    """Return the kinds of layers as Nemotron writes them: `M-M*-`."""
    letters = {"full_attention": "*", "mamba": "M", "mlp": "E" if has_experts else "-"}
    return "".join(letters.get(each, "M") for each in types)


def _sliding(header: GgufHeader, layers: int) -> list[int]:
    """Return the layers that see only a window."""
    if not _number(header, "attention.sliding_window"):
        return []
    pattern = header.values.get(f"{header.architecture}.attention.sliding_window_pattern")
    if isinstance(pattern, tuple):
        return [layer for layer in range(min(layers, len(pattern))) if pattern[layer]]
    every = pattern if isinstance(pattern, int) and not isinstance(pattern, bool) else None
    every = every or _SLIDING_EVERY.get(header.architecture, 0)
    return [layer for layer in range(layers) if every > 1 and (layer + 1) % every]


def _without_cache(header: GgufHeader, layers: int) -> list[tuple[int, str]]:
    """Return the layers that keep a state or nothing: those without KV heads."""
    name = header.architecture
    heads = _per_layer(header, _KV_HEADS)[:layers]
    if 0 not in heads:
        every = _number(header, "full_attention_interval") or _GATED_DELTA.get(name, 0)
        return [(n, "linear_attention") for n in range(layers) if every > 1 and (n + 1) % every]
    kind = "mamba"
    if name in _GATED_DELTA:
        kind = "linear_attention"
    elif _number(header, "shortconv.l_cache"):
        kind = "conv"
    alone = name.startswith(_ONE_THING_EACH)
    forward = (_per_layer(header, "feed_forward_length") if alone else []) + [0] * layers
    return [(n, "mlp" if forward[n] else kind) for n, count in enumerate(heads) if not count]
