"""How much a model keeps of what it has read: the KV cache and the states, in bytes.

    full      users × context × layers × 2·heads·dimension
    latent    users × context × layers × (latent + rope)              no factor 2
    sliding   layers × 2·heads·dimension × tokens held, which are
              users × min(context, window − 1)
              + min(batch tokens, users × context − those)            what one step adds
    state     users × layers × state × (2 with prefix caching)        whatever the context

Numbers have the size of the cache's type; states have their own (record 19).
"""

from __future__ import annotations

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.fit.api import Attention, Demand, LayerGroup, ModelShape

_HALF_BITS = {  # twice the bits per number, with the scales of its blocks
    "bf16": 32,
    "f16": 32,
    "fp16": 32,
    "auto": 32,
    "f32": 64,
    "fp8": 16,
    "fp8_e4m3": 16,
    "fp8_e5m2": 16,
    "q8_0": 17,
    "q5_1": 12,
    "q5_0": 11,
    "q4_1": 10,
    "q4_0": 9,
    "nvfp4": 9,
}
KV_DTYPES = tuple(_HALF_BITS)


def kv_bytes(shape: ModelShape, demand: Demand, gpus: int = 1) -> int:
    """Return the bytes on all GPUs together; BadInput for a type of cache nobody knows."""
    half_bits = _HALF_BITS.get(demand.kv_dtype.lower())
    if half_bits is None:
        raise BadInput(
            tr("There is no KV cache type “{kv_dtype}”.").format(kv_dtype=demand.kv_dtype[:40]),
            tr("There are {names}.").format(names=", ".join(KV_DTYPES)),
        )
    numbers = sum(_numbers(group, demand, gpus) for group in shape.groups)
    states = sum(group.layers * group.state_bytes for group in shape.groups)
    copies = 2 if demand.prefix_caching else 1
    return numbers * half_bits // 16 + demand.users * states * copies


def _numbers(group: LayerGroup, demand: Demand, gpus: int) -> int:
    if group.attention is Attention.STATE:
        return 0
    tokens = demand.users * demand.context
    if group.attention is Attention.SLIDING and group.window is not None:
        held = demand.users * min(demand.context, max(0, group.window - 1))
        tokens = held + min(demand.batch_tokens, tokens - held)
    return tokens * group.layers * _shared(group, gpus)


def _shared(group: LayerGroup, gpus: int) -> int:
    """Return the numbers per token on all GPUs: heads are split, and not split further than one."""
    if gpus <= 1:
        return group.per_token
    if group.heads <= 0:
        return group.per_token * gpus
    return -(-group.heads // gpus) * gpus * group.per_token // group.heads
