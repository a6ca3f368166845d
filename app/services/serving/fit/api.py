"""What is asked and answered about fitting: frozen values. Sizes are bytes, contexts tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GIB = 1024**3
RESERVE_BYTES = 20 * GIB
"""What stays free on a machine whose GPU and CPU share memory."""
KV_MARGIN = 1.05
"""What a KV cache takes more than its tokens: engines count in pages."""
LIVE_RESERVE_BYTES = 4 * GIB
"""What stays of MemAvailable at the moment of a launch."""


class Verdict(StrEnum):
    """Whether a model fits."""

    FITS = "fits"
    TIGHT = "tight"
    NO = "no"


class Attention(StrEnum):
    """How a group of layers keeps what it has read."""

    FULL = "full"
    SLIDING = "sliding"
    LATENT = "latent"  # MLA
    STATE = "state"  # Mamba, gated delta nets: the same whatever the context


@dataclass(frozen=True, slots=True)
class LayerGroup:
    """Layers that keep the same amount."""

    attention: Attention
    layers: int
    per_token: int = 0
    """Numbers per token and layer: 2 × KV heads × head dimension, or latent + rope dimensions."""
    heads: int = 0
    """KV heads among which several GPUs share the layer; 0: every GPU keeps all of it."""
    window: int | None = None
    """Tokens, of a sliding window."""
    state_bytes: int = 0
    """Per layer and sequence, of `STATE`."""


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What of a model's architecture decides memory and speed."""

    groups: tuple[LayerGroup, ...]
    context: int | None = None
    """What the model was made for."""
    parameters: float | None = None
    active_parameters: float | None = None
    """Per token; the same as `parameters` in a dense model."""
    looked_up: float = 0.0
    """Parameters of the words that go in: a token reads one row of them."""
    is_upper_bound: bool = False
    """The architecture is not known: all layers are counted as full attention."""
    method: str = ""
    """How it was read, a sentence."""
    architecture: str = ""


@dataclass(frozen=True, slots=True)
class Overhead:
    """What an engine takes beside weights and KV cache."""

    fixed_bytes: int
    """Its runtime, graphs, activations."""
    per_batch_token: int = 0
    """Bytes for each token that one step may compute."""
    transient_bytes: int = 0
    """At most while it starts (compilation)."""
    preallocates: bool = False
    """Whether it takes its share at the start, whatever it needs (vLLM)."""
    source: str = ""
    batch_tokens: int = 8192
    """Tokens that one step computes at most, where nothing else is chosen."""
    doubles_state: bool = True
    """Whether it keeps the state of Mamba and delta-net layers twice, for its prefix cache."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How big a model's weights are."""

    bytes: int
    origin: str
    """`safetensors index`, `GGUF files`, `parameters × bits`: how it is known."""
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """What somebody wants of a model."""

    context: int
    users: int = 1
    kv_dtype: str = "bf16"
    batch_tokens: int = 8192
    prefix_caching: bool = True
    memory_fraction: float | None = None
    """Of the machine's memory, which an engine that takes its share at once is told to take."""
    kv_bytes: int | None = None
    """Size of the KV cache on each GPU, where such an engine is told it: then it takes that."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who already has memory of the pool: `gpt-oss-120b 71.2 GiB`."""

    title: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Room:
    """How much an engine may take on a machine now."""

    bytes: int
    total_bytes: int
    reserve_bytes: int
    available_bytes: int | None
    """MemAvailable, or the free memory of the GPU."""
    takers: tuple[Taker, ...] = ()
    unified: bool = False
    gpus: int = 1
    """GPUs that share the model."""
    limited_by: str = ""
    """Which of the bounds decided, a sentence."""
    bandwidth: float | None = None
    """Bytes per second that one GPU reads of its memory; None: not known."""
    machines: int = 1
    """Machines that share the model over a network."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens per second of one request."""

    likely: float
    low: float
    high: float
    origin: str
    """`273 GB/s × 0.5 ÷ 2.9 GB`, or `measured here on 3 Nov`."""
    is_measured: bool = False
    at_full: float | None = None
    """`likely` once the whole context is in use; None where it was measured."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a model fits, and what it would take."""

    verdict: Verdict
    weights_bytes: int
    kv_bytes: int
    overhead_bytes: int
    need_bytes: int
    room: Room
    demand: Demand
    max_context: int
    """Largest context at which all `demand.users` still fit; 0: none."""
    max_users: int
    """Most users that fit with `demand.context` each; 0: none."""
    memory_fraction: float | None
    """Largest safe part of the machine's memory for an engine that takes its share at once."""
    speed: Speed | None
    method: str
    is_estimate: bool = False
    takes_bytes: int = 0
    """What the engine will hold: its share where it takes one at once, else `need_bytes`."""
    safe_context: int = 0
    """As `max_context`, with the engine's pages: what is offered instead of one that is refused."""
    safe_users: int = 0
    """As `max_users`, with the engine's pages."""
    notes: tuple[str, ...] = ()
    """What to know, whole sentences: `Slow: pick FP8 or NVFP4.`"""
