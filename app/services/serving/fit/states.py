"""How much the layers keep that keep the same whatever the context: Mamba, delta nets."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.serving.fit.fields import number, words

_CONVOLUTION_BYTES = 2
_STATE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "float64": 8}


def delta_net(config: Mapping[str, object]) -> int | None:
    """Return the bytes per layer and sequence of a gated delta net (Qwen3-Next and later)."""
    key_heads = number(config, "linear_num_key_heads")
    key = number(config, "linear_key_head_dim")
    value_heads = number(config, "linear_num_value_heads")
    value = number(config, "linear_value_head_dim")
    kernel = number(config, "linear_conv_kernel_dim") or 4
    if key_heads is None or key is None or value_heads is None or value is None:
        return None
    channels = 2 * key_heads * key + value_heads * value
    convolution = channels * (kernel - 1) * _CONVOLUTION_BYTES
    return convolution + value_heads * key * value * _size(config)


def mamba(config: Mapping[str, object]) -> int | None:
    """Return the bytes per layer and sequence of Mamba-2 (Nemotron-H, Granite, Bamba, Falcon-H1).

    Mamba-1 (Jamba) has no heads: its state is the inner width × the state's size.
    """
    state = number(config, "ssm_state_size", "mamba_d_state", "state_size")
    if state is None:
        return None
    kernel = number(config, "conv_kernel", "mamba_d_conv", "conv_kernel_size") or 4
    inner = _inner_width(config)
    if inner is None:
        return None
    groups = number(config, "n_groups", "mamba_n_groups") or 0
    channels = inner + 2 * groups * state
    return channels * (kernel - 1) * _CONVOLUTION_BYTES + inner * state * _size(config)


def short_convolution(config: Mapping[str, object]) -> int | None:
    """Return the bytes per layer and sequence of LFM2's convolutions."""
    width = number(config, "conv_dim", "hidden_size")
    kernel = number(config, "conv_L_cache")
    if width is None or kernel is None:
        return None
    return width * kernel * _CONVOLUTION_BYTES


def _inner_width(config: Mapping[str, object]) -> int | None:
    heads = number(config, "mamba_num_heads", "mamba_n_heads")
    width = number(config, "mamba_head_dim", "mamba_d_head")
    if heads is not None and width is not None:
        return heads * width
    given = number(config, "mamba_d_ssm", "mamba_intermediate_size")
    if given is not None:
        return given
    hidden = number(config, "hidden_size")
    return None if hidden is None else hidden * (number(config, "mamba_expand", "expand") or 2)


def _size(config: Mapping[str, object]) -> int:
    """Return the bytes per number of the state; 4 where it is not said, which is the most."""
    said = words(config, "mamba_ssm_dtype", "mamba_ssm_cache_dtype").removeprefix("torch.")
    return _STATE_BYTES.get(said, 4)
