"""How many parameters a model has, by its config.json: within a few percent, without its files.

Counted are the matrices of attention, states and feed-forward layers, the words that go in and
come out, towers for pictures. Norms, biases and towers for sound are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.services.serving.fit.fields import (
    MOST_HEADS,
    MOST_LAYERS,
    language_part,
    listed,
    number,
    words,
)

EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts")
_UNGATED = ("gelu_new", "gelu_fast", "relu", "relu2")
"""Activations of feed-forward layers with two matrices; others have three."""
_UNGATED_FAMILIES = ("starcoder2", "falcon", "phi", "gpt_neox", "gptj", "bloom", "mpt")
_MOST_MODULES, _LONGEST_MODULE = 100_000, 200
"""Of what a quantization lists: mixtures of experts list thousands."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How many there are, how many a token reads, and which of them quantizations leave alone."""

    total: float
    active: float
    looked_up: float
    """Of the words that go in, where those that come out have their own."""
    words: float
    """Of the words that go in and come out."""
    experts: float
    spared: float = 0.0
    """Of attention and states, as far as the quantization names them among what it leaves."""
    towers: float = 0.0
    """Of what reads pictures."""


def count_parameters(config: Mapping[str, object]) -> Parameters | None:
    """Return a model's parameters; None where its config.json does not say enough."""
    inner = language_part(config)
    hidden = number(inner, "hidden_size", "n_embd", "d_model")
    layers = number(inner, "num_hidden_layers", "n_layer", "num_layers", most=MOST_LAYERS)
    vocabulary = number(inner, "vocab_size")
    if hidden is None or layers is None or vocabulary is None:
        return None
    counted = [_layer(inner, kind, index, hidden) for index, kind in _kinds(inner, layers)]
    if any(each is None for each in counted):
        return None
    known = [each for each in counted if each is not None]
    table = float(vocabulary * hidden)
    tied = _is_tied(config, inner)
    words_both = table if tied else 2 * table
    spared, towers = _spared_layers(config, layers), _towers(config)
    return Parameters(
        total=sum(each.total for each in known) + words_both + towers,
        active=sum(each.active for each in known) + table,
        looked_up=0.0 if tied else table,
        words=words_both,
        experts=sum(each.experts for each in known),
        spared=sum(each.mixing for index, each in enumerate(known) if index in spared),
        towers=towers,
    )


def _towers(config: Mapping[str, object]) -> float:
    """Return the parameters of what reads pictures, as far as config.json describes it."""
    tower = config.get("vision_config")
    if not isinstance(tower, Mapping):
        return 0.0
    layers = number(tower, "depth", "num_hidden_layers", most=MOST_LAYERS)
    hidden, wide = number(tower, "hidden_size"), number(tower, "intermediate_size")
    if layers is None or hidden is None or wide is None:
        return 0.0
    return float(layers * hidden * (4 * hidden + 3 * wide))


@dataclass(frozen=True, slots=True)
class _Layer:
    total: float
    active: float
    experts: float = 0.0
    mixing: float = 0.0
    """Of its attention or its state."""


def _spared_layers(config: Mapping[str, object], layers: int) -> Collection[int]:
    """Return the layers whose attention the quantization leaves as it was.

    As in `*self_attn*`, `re:.*self_attn.*` or `model.layers.7.self_attn.q_proj`.
    """
    found: set[int] = set()
    for name in _left_out(config):
        if not re.search(r"self_attn|linear_attn", name) or re.search(r"vis|audio|conv1d", name):
            continue
        layer = re.search(r"layers\.(\d{1,5})(?!\d)", name)
        if layer is None:
            return range(layers)
        found.add(int(layer[1]))
    return found


def _left_out(config: Mapping[str, object]) -> Iterator[str]:
    """Yield the modules that a quantization names as left alone, however its maker lists them."""
    inner = language_part(config)
    told = inner.get("quantization_config")
    if isinstance(told, Mapping):
        for name in ("ignore", "exclude_modules", "modules_to_not_convert"):
            found = told.get(name)
            for each in found[:_MOST_MODULES] if isinstance(found, list) else ():
                if isinstance(each, str):
                    yield each[:_LONGEST_MODULE]


def _is_tied(config: Mapping[str, object], inner: Mapping[str, object]) -> bool:
    said = inner.get("tie_word_embeddings", config.get("tie_word_embeddings"))
    family = words(inner, "model_type") or words(config, "model_type")
    return said is True or (said is None and family.startswith("gemma"))


def _kinds(config: Mapping[str, object], layers: int) -> Sequence[tuple[int, str]]:
    """Return what each layer is made of: `attention`, `delta`, `mamba`, with `mlp` where it has."""
    pattern = words(config, "hybrid_override_pattern")
    if pattern:
        names = {"M": "mamba", "*": "attention", "-": "mlp", "E": "mlp"}
        return [(index, names.get(each, "?")) for index, each in enumerate(pattern[:MOST_LAYERS])]
    types = listed(config, "layer_types", "layers_block_type")
    every = number(config, "full_attention_interval", most=MOST_LAYERS)
    wide = None
    if config.get("global_head_dim") is not None:  # Gemma 4
        wide = number(config, "sliding_window_pattern", most=MOST_LAYERS) or MOST_LAYERS
    found = []
    for index in range(layers):
        said = types[index] if types is not None and index < len(types) else ""
        if said == "linear_attention" or (not said and every and (index + 1) % every):
            found.append((index, "delta+mlp"))
        elif said in ("mamba", "conv"):
            found.append((index, f"{said}+mlp"))
        elif wide and (said == "full_attention" or (not said and not (index + 1) % wide)):
            found.append((index, "global+mlp"))
        else:
            found.append((index, "attention+mlp"))
    return found


def _layer(config: Mapping[str, object], kind: str, index: int, hidden: int) -> _Layer | None:
    mixer, _, rest = kind.partition("+")
    if mixer == "mlp":
        return _feed_forward(config, index, hidden)
    mixing = _mixer(config, mixer, hidden)
    if mixing is None or not rest:
        return None if mixing is None else _Layer(mixing, mixing, mixing=mixing)
    forward = _feed_forward(config, index, hidden)
    if forward is None:
        return None
    return _Layer(mixing + forward.total, mixing + forward.active, forward.experts, mixing)


def _mixer(config: Mapping[str, object], kind: str, hidden: int) -> float | None:
    if kind == "attention":
        return _latent(config, hidden) if config.get("kv_lora_rank") else _attention(config, hidden)
    if kind == "global":
        return _global(config, hidden)
    if kind == "delta":
        return _delta(config, hidden)
    if kind == "mamba":
        return _mamba(config, hidden)
    return 4.0 * hidden * hidden if kind == "conv" else None


def _attention(config: Mapping[str, object], hidden: int) -> float | None:
    heads = number(config, "num_attention_heads", "n_head", "num_heads", most=MOST_HEADS)
    if heads is None:
        return None
    shared = config.get("num_key_value_heads")
    kv_heads = shared if isinstance(shared, int) and 0 < shared <= heads else heads
    width = number(config, "head_dim", "attention_head_dim") or hidden // heads
    gate = 2 if config.get("attn_output_gate") is True else 1
    return float(hidden * width * (heads * (1 + gate) + 2 * kv_heads))


def _global(config: Mapping[str, object], hidden: int) -> float | None:
    """Return the parameters of a layer of Gemma 4 that sees all: wider heads, fewer of them."""
    heads = number(config, "num_attention_heads", most=MOST_HEADS)
    width = number(config, "global_head_dim")
    shared = number(config, "num_global_key_value_heads", "num_key_value_heads", most=MOST_HEADS)
    if heads is None or width is None or shared is None:
        return None
    kept = 1 if config.get("attention_k_eq_v") is True else 2
    return float(hidden * width * (2 * heads + kept * shared))


def _latent(config: Mapping[str, object], hidden: int) -> float | None:
    heads = number(config, "num_attention_heads", most=MOST_HEADS)
    latent, rope = number(config, "kv_lora_rank"), number(config, "qk_rope_head_dim")
    plain, value = number(config, "qk_nope_head_dim"), number(config, "v_head_dim")
    if heads is None or latent is None or rope is None or plain is None or value is None:
        return None
    query = number(config, "q_lora_rank")
    asked = heads * (plain + rope)
    asking = hidden * asked if query is None else query * (hidden + asked)
    keeping = hidden * (latent + rope) + latent * heads * (plain + value)
    return float(asking + keeping + heads * value * hidden)


def _delta(config: Mapping[str, object], hidden: int) -> float | None:
    key_heads, key = number(config, "linear_num_key_heads"), number(config, "linear_key_head_dim")
    value_heads = number(config, "linear_num_value_heads")
    value = number(config, "linear_value_head_dim")
    if key_heads is None or key is None or value_heads is None or value is None:
        return None
    keys, values = key_heads * key, value_heads * value
    return float(hidden * (2 * keys + 3 * values + 2 * value_heads))


def _mamba(config: Mapping[str, object], hidden: int) -> float | None:
    heads = number(config, "mamba_num_heads", "mamba_n_heads")
    width = number(config, "mamba_head_dim", "mamba_d_head")
    state = number(config, "ssm_state_size", "mamba_d_state")
    if heads is None or width is None or state is None:
        return None
    groups = number(config, "n_groups", "mamba_n_groups") or 1
    inner = heads * width
    return float(hidden * (3 * inner + 2 * groups * state + heads))


def _feed_forward(config: Mapping[str, object], index: int, hidden: int) -> _Layer | None:
    wide = number(config, "intermediate_size", "n_inner", "ffn_hidden_size")
    activation = words(config, "mlp_hidden_act", "hidden_act", "hidden_activation")
    ungated = activation in _UNGATED or words(config, "model_type") in _UNGATED_FAMILIES
    matrices = 2 if ungated else 3
    experts = number(config, *EXPERTS)
    if experts is None or not _is_sparse(config, index):
        dense = matrices * hidden * (wide or 0)
        return _Layer(dense, dense) if dense else None
    used = number(config, "num_experts_per_tok", "experts_per_token", "top_k_experts") or 1
    narrow = number(config, "moe_intermediate_size", "expert_ffn_hidden_size") or wide
    if narrow is None:
        return None
    latent = number(config, "moe_latent_size")  # Nemotron 3 Super: experts work on less
    one = matrices * (latent or hidden) * narrow
    shared = number(
        config, "shared_expert_intermediate_size", "moe_shared_expert_intermediate_size"
    )
    if shared is None:
        shared = narrow * (number(config, "n_shared_experts") or 0)
    if words(config, "model_type").startswith("gemma4"):  # beside its experts, not instead
        shared += wide or 0
    always = matrices * hidden * shared + hidden * experts + 2 * hidden * (latent or 0)
    return _Layer(experts * one + always, min(used, experts) * one + always, experts * one)


def _is_sparse(config: Mapping[str, object], index: int) -> bool:
    if index < (number(config, "first_k_dense_replace", most=MOST_LAYERS) or 0):
        return False
    dense = listed(config, "mlp_only_layers")
    if dense is not None and index in dense:
        return False
    step = number(config, "decoder_sparse_step", "interleave_moe_layer_step", most=MOST_LAYERS)
    if words(config, "hybrid_override_pattern"):
        return words(config, "hybrid_override_pattern")[index] == "E"
    return step is None or (index + 1) % step == 0
