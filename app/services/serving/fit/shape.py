"""What of a model's config.json decides its memory: which layers keep what of a context.

Read in this order: the language model's own part → a list of layers (`layer_types`,
`layers_block_type`) → every nth (`full_attention_interval`) → a pattern
(`hybrid_override_pattern`) → a sliding window with its rule → all layers alike. Latent attention
(MLA) stands before all of these. What is not known counts as full attention, which is the most
that it can take, and the shape says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import tr
from app.core.said import said
from app.services.serving.fit import states
from app.services.serving.fit.api import Attention, LayerGroup, ModelShape
from app.services.serving.fit.fields import (
    MOST_HEADS,
    MOST_LAYERS,
    MOST_TOKENS,
    language_part,
    listed,
    needed,
    number,
    whole,
    words,
)
from app.services.serving.fit.parameters import EXPERTS, Parameters, count_parameters

_CONTEXT = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "n_ctx",
            "max_sequence_length", "model_max_length")  # fmt: skip
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
_HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads")
_KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num")

_FULL = {"full_attention", "attention", "global_attention", "full", "global", "*"}
_SLIDING = {"sliding_attention", "sliding_window_attention", "local_attention", "chunked_attention",
            "sliding", "local"}  # fmt: skip
_DELTA = {"linear_attention", "gated_delta_net", "gdn", "deltanet"}
_MAMBA = {"mamba", "mamba2", "m", "hybrid"}
_CONVOLUTION = {"conv", "short_conv"}
_SEVERAL = ("compress_ratios", "linear_attn_config")
"""Of models with MLA whose layers are not all alike: DeepSeek-V4, Kimi-Linear."""
_NOTHING = {"mlp", "moe", "-", "e", "ffn"}

PLAIN = frozenset({
    "apertus", "arcee", "aya", "baichuan", "bailing_moe", "bloom", "chatglm", "codegen", "cohere",
    "command-r", "dbrx", "deepseek", "ernie4_5", "ernie4_5_moe", "exaone", "falcon", "gemma", "glm",
    "glm4", "glm4_moe", "gpt2", "gpt_bigcode", "gpt_neox", "gptj", "granite", "granitemoe",
    "granitemoeshared", "grok", "hunyuan_v1_dense", "hunyuan_v1_moe", "internlm", "internlm2",
    "internlm3", "llama", "mimo", "minicpm", "minicpm3", "minimax_m2", "ministral", "ministral3",
    "mistral", "mistral3", "mixtral", "mpt", "nemotron", "olmo", "olmo2", "olmoe", "opt", "orion",
    "persimmon", "phi", "phi3", "phi3small", "phi4_multimodal", "phi4mm", "phimoe", "pixtral",
    "qwen", "qwen2", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_moe", "qwen2_vl", "qwen2_vl_text",
    "qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe", "qwen3_vl_moe_text", "qwen3_vl_text",
    "seed_oss", "smollm3", "solar", "stablelm", "starcoder2", "voxtral", "yi",
})  # fmt: skip
"""`model_type`s whose layers all keep keys and values of the whole context."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer, so that those alike can be counted."""

    attention: Attention
    per_token: int = 0
    heads: int = 0
    window: int | None = None
    state_bytes: int = 0


@dataclass(slots=True)
class _Read:
    """What was found on the way."""

    layers: list[_Layer]
    method: str
    unknown: str = ""
    """Why it is only an upper bound."""


def read_shape(
    config: Mapping[str, object],
    *,
    parameters: float | None = None,
    active_parameters: float | None = None,
) -> ModelShape:
    """Return the shape of a model; BadInput where a field is missing or cannot be."""
    inner = language_part(config)
    read = _read(inner)
    counted = count_parameters(config)
    groups = tuple(
        LayerGroup(
            layer.attention,
            count,
            per_token=layer.per_token,
            heads=layer.heads,
            window=layer.window,
            state_bytes=layer.state_bytes,
        )
        for layer, count in Counter(read.layers).items()
    )
    method = read.method
    if read.unknown:
        method += tr(" Upper bound: {unknown}, so all of it counts as full attention.").format(
            unknown=read.unknown
        )
    return ModelShape(
        groups,
        context=number(inner, *_CONTEXT, most=MOST_TOKENS),
        parameters=parameters or (None if counted is None else counted.total),
        active_parameters=_active(inner, parameters, active_parameters, counted),
        looked_up=0.0 if counted is None else counted.looked_up,
        is_upper_bound=bool(read.unknown),
        method=method,
        architecture=_architecture(config, inner),
    )


def _active(
    config: Mapping[str, object],
    given: float | None,
    active: float | None,
    counted: Parameters | None,
) -> float | None:
    """Return the active parameters: as they are said, else counted, else all of a dense model."""
    if active is not None:
        return active
    if counted is not None:
        return counted.active if given is None else given * counted.active / counted.total
    has_experts = any(config.get(name) is not None for name in EXPERTS)
    return None if has_experts else given


def _architecture(config: Mapping[str, object], inner: Mapping[str, object]) -> str:
    for each in listed(config, "architectures") or ():
        if isinstance(each, str) and each:
            return said(each)
    return said(words(inner, "model_type") or words(config, "model_type"))


def _read(config: Mapping[str, object]) -> _Read:
    if config.get("kv_lora_rank") is not None and config.get("qk_rope_head_dim") is not None:
        return _latent(config)
    kinds = listed(config, "layer_types", "layers_block_type", "block_types")
    if kinds is not None:
        return _by_list(config, kinds, tr("the list of its layers"))
    if config.get("full_attention_interval") is not None:
        every = number(config, "full_attention_interval", most=MOST_LAYERS) or 1
        total = needed(config, *_LAYERS, most=MOST_LAYERS)
        turns = ["linear_attention" if (n + 1) % every else "full_attention" for n in range(total)]
        return _by_list(
            config, turns, tr("full attention in one of {every} layers").format(every=every)
        )
    pattern = words(config, "hybrid_override_pattern")
    if pattern:
        return _by_list(
            config, list(pattern[: MOST_LAYERS + 1].lower()), tr("its pattern of layers")
        )
    kinds = _by_rule(config)
    return _by_window(config) if kinds is None else _by_list(config, kinds, tr("its family's rule"))


def _by_rule(config: Mapping[str, object]) -> list[str] | None:
    """Return the layers of families with Mamba that say them in a way of their own."""
    total = number(config, *_LAYERS, most=MOST_LAYERS) or 0
    family = words(config, "model_type")
    if family in ("mamba", "mamba2", "falcon_mamba"):
        return ["mamba"] * total
    if family == "falcon_h1":
        return ["hybrid"] * total
    every = number(config, "attn_layer_period", most=MOST_LAYERS)
    if every is not None:  # Jamba
        offset = whole("attn_layer_offset", config.get("attn_layer_offset", 0), most=MOST_LAYERS)
        return ["attention" if n % every == offset else "mamba" for n in range(total)]
    full = listed(config, "attn_layer_indices")
    if full is not None and words(config, "model_type") == "bamba":
        return ["attention" if n in full else "mamba" for n in range(total)]
    return None


def _latent(config: Mapping[str, object]) -> _Read:
    total = needed(config, *_LAYERS, most=MOST_LAYERS)
    per_token = needed(config, "kv_lora_rank") + needed(config, "qk_rope_head_dim")
    # DeepSeek's sparse attention keeps a key of its indexer for each token as well.
    per_token += number(config, "index_head_dim") or 0
    read = _Read(
        [_Layer(Attention.LATENT, per_token)] * total,
        tr("{total} layers of MLA.").format(total=total),
    )
    if listed(config, "layer_types") or any(config.get(name) is not None for name in _SEVERAL):
        read.unknown = tr("its layers are of several kinds")
    return read


def _by_list(config: Mapping[str, object], kinds: Sequence[object], how: str) -> _Read:
    names = [each.lower() if isinstance(each, str) else "" for each in kinds]
    total = number(config, *_LAYERS, most=MOST_LAYERS) or len(names)
    unknown = (
        ""
        if len(names) >= total
        else tr("only {names} of {total} layers are described").format(
            names=len(names), total=total
        )
    )
    names = (names + ["full_attention"] * total)[:total]
    keeping = total - (number({"n": config.get("num_kv_shared_layers") or None}, "n") or 0)
    layers: list[_Layer] = []
    for index, name in enumerate(names):
        if index >= keeping and name in _FULL | _SLIDING:
            continue  # reads the cache of an earlier layer
        layer = _layer(config, name, index)
        if layer is None and name not in _NOTHING:
            unknown = unknown or tr("what “{name}” layers keep is not known").format(
                name=said(name) or "?"
            )
            layer = _full(config, index)
        if layer is not None:
            layers.append(layer)
        if name == "hybrid" and layer is not None:  # attention and Mamba beside each other
            layers.append(_full(config, index))
    return _Read(
        layers, tr("{counted}, by {how}.").format(counted=_counted(layers), how=how), unknown
    )


def _layer(config: Mapping[str, object], name: str, index: int) -> _Layer | None:
    """Return a layer by its kind; None for one that keeps nothing, or that nobody knows."""
    if name in _FULL:
        return _full(config, index)
    if name in _SLIDING:
        return _sliding(config, index, chunked=name.startswith("chunked"))
    for kinds, measure in (
        (_DELTA, states.delta_net),
        (_MAMBA, states.mamba),
        (_CONVOLUTION, states.short_convolution),
    ):
        if name in kinds:
            size = measure(config)
            return None if size is None else _Layer(Attention.STATE, state_bytes=size)
    return None


def _by_window(config: Mapping[str, object]) -> _Read:
    """All layers alike, or some with a window by the rule of their family."""
    total = needed(config, *_LAYERS, most=MOST_LAYERS)
    family = words(config, "model_type")
    window = config.get("sliding_window")
    every = number(config, "sliding_window_pattern", "_sliding_window_pattern", most=MOST_LAYERS)
    if window is not None and config.get("use_sliding_window") is not False:
        if every is None and family == "gemma2":
            every = 2
        if every is not None:
            kinds = ["full_attention" if (n + 1) % every == 0 else "sliding_attention"
                     for n in range(total)]  # fmt: skip
            return _by_list(
                config, kinds, tr("full attention in one of {every} layers").format(every=every)
            )
        if family in ("mistral", "phi3", "starcoder2"):
            return _by_list(config, ["sliding_attention"] * total, tr("its sliding window"))
    layers = [_full(config, n) for n in range(total)]
    layers = [layer for layer in layers if layer.per_token]
    unknown = ""
    if family not in PLAIN:
        unknown = tr("“{family}” is an architecture not known here").format(
            family=said(family) or "?"
        )
    elif every is not None:
        unknown = tr("its window has no size")
    return _Read(layers, f"{_counted(layers)}.", unknown)


def _full(config: Mapping[str, object], index: int) -> _Layer:
    heads = _kv_heads(config, index)
    if config.get("num_global_key_value_heads") is not None:  # Gemma 4
        heads = needed(config, "num_global_key_value_heads", most=MOST_HEADS)
    width = number(config, "global_head_dim") or _head_width(config)
    return _Layer(Attention.FULL, 2 * heads * width if heads else 0, heads)


def _sliding(config: Mapping[str, object], index: int, *, chunked: bool = False) -> _Layer:
    window = number(config, "attention_chunk_size", most=MOST_TOKENS) if chunked else None
    window = window or number(config, "sliding_window", "attention_chunk_size", most=MOST_TOKENS)
    heads = _kv_heads(config, index)
    per_token = 2 * heads * _head_width(config)
    if window is None:  # said to slide, and not how far: then it may be all of it
        return _Layer(Attention.FULL, per_token, heads)
    return _Layer(Attention.SLIDING, per_token, heads, window)


def _kv_heads(config: Mapping[str, object], index: int) -> int:
    """Return a layer's KV heads: one number for all, or a list; 0 for a layer without."""
    for name in _KV_HEADS:
        value = config.get(name)
        if isinstance(value, (list, tuple)):
            if index >= len(value):
                return max((whole(name, each, most=MOST_HEADS) for each in value), default=0)
            return whole(name, value[index], most=MOST_HEADS)
    if config.get("multi_query") is True and config.get("new_decoder_architecture") is not True:
        return 1
    found = number(config, *_KV_HEADS, most=MOST_HEADS)
    return found if found is not None else needed(config, *_HEADS, most=MOST_HEADS)


def _head_width(config: Mapping[str, object]) -> int:
    given = number(config, "head_dim", "attention_head_dim", "kv_channels")
    if given is not None:
        return given
    hidden = needed(config, "hidden_size", "n_embd", "d_model")
    return -(-hidden // needed(config, *_HEADS, most=MOST_HEADS))


def _counted(layers: Sequence[_Layer]) -> str:
    names = {
        Attention.FULL: tr("full attention"),
        Attention.SLIDING: tr("sliding window"),
        Attention.LATENT: "MLA",
        Attention.STATE: tr("fixed state"),
    }
    counts = Counter(layer.attention for layer in layers)
    parts = [
        tr("{count} of {names}").format(count=count, names=names[kind])
        for kind, count in counts.items()
    ]
    return tr("Layers: {parts}").format(parts=", ".join(parts) or tr("none keeps anything"))
