"""How fast a model writes: each token reads all active weights once, so memory decides.

    seconds per token = active bytes ÷ (bandwidth × efficiency) + 1.5 ms       of one request
                      + bytes of its KV cache ÷ (bandwidth × 0.9)              with its context

Efficiency is what engines reach of the bandwidth on GB10, and the interval holds every
measurement of others that we know (record 19).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
from app.services.serving.fit.api import Demand, ModelShape, Speed, Weights
from app.services.serving.fit.kv import kv_bytes

if TYPE_CHECKING:
    from app.services.serving.measured import SpeedSeen

DENSE, SPARSE = 0.77, 0.50
"""Of the bandwidth: dense models, and mixtures of experts."""
STEP_S = 0.0015
"""What a token takes beside reading: small models do not get faster without end."""
DENSE_SPREAD, SPARSE_SPREAD = (0.85, 1.15), (0.45, 1.50)
"""How far measurements lie from the estimate, lowest and highest."""
CACHE = 0.9
"""Of the bandwidth, while the KV cache is read."""
DRAFTED, DRAFTED_BEST = 1.3, 1.8
"""What predicting several tokens at once brings; at worst nothing."""
LINK_S, LINK_BEST_S, LINK_WORST_S = 0.025, 0.015, 0.035
"""What a token takes more where machines wait for each other: two pairs of Sparks over CX-7."""
SEVERAL_GPUS = 0.5
"""What may be left of the sum of several GPUs that wait for each other, at worst."""


def measured_speed(seen: SpeedSeen) -> Speed:
    """Return the speed that this machine has shown."""
    day = datetime.fromtimestamp(seen.at, UTC).astimezone()
    rate = seen.tokens_per_s
    return Speed(
        rate,
        rate,
        rate,
        tr("measured here on {day} {date:%b}").format(day=day.day, date=day),
        is_measured=True,
    )


def estimate_speed(
    shape: ModelShape,
    weights: Weights,
    bandwidth: float | None,
    demand: Demand | None = None,
    *,
    drafts: bool = False,
    gpus: int = 1,
    machines: int = 1,
) -> Speed | None:
    """Return what one request may expect.

    None where the GPU's bandwidth is not known, or how much of the model a token reads.
    """
    known = shape.parameters and shape.active_parameters
    if bandwidth is None or weights.bytes <= 0 or not known:
        return None
    reads = active_bytes(shape, weights)
    sparse = is_sparse(shape)
    efficiency, spread = (SPARSE, SPARSE_SPREAD) if sparse else (DENSE, DENSE_SPREAD)
    pool = bandwidth * gpus
    likely = 1 / (reads / (pool * efficiency) + STEP_S)
    low, high = likely * spread[0], likely * spread[1]
    origin = tr("{reads:.3g} GB per token at {efficiency:.0%} of {pool} GB/s").format(
        reads=reads / 1000000000.0, efficiency=efficiency, pool=numeral(pool / 1000000000.0)
    )
    if drafts:
        likely, high, origin = (
            likely * DRAFTED,
            high * DRAFTED_BEST,
            tr("{origin}, × {factor:g} for drafts").format(origin=origin, factor=DRAFTED),
        )
    if machines > 1:
        low, high = _linked(low, LINK_WORST_S), _linked(high, LINK_BEST_S)
        likely = _linked(likely, LINK_S)
        origin += tr(", and {milliseconds} ms between the machines").format(
            milliseconds=numeral(LINK_S * 1000.0, grouped=False)
        )
    elif gpus > 1:
        low *= SEVERAL_GPUS
    at_full = None if demand is None else _with_cache(likely, shape, demand, pool)
    return Speed(likely, low, high, origin, at_full=at_full)


def is_sparse(shape: ModelShape) -> bool:
    """Return whether a token reads only some experts."""
    if not shape.parameters or not shape.active_parameters:
        return False
    return shape.active_parameters < 0.7 * (shape.parameters - shape.looked_up)


def active_bytes(shape: ModelShape, weights: Weights) -> float:
    """Return the bytes of weights that one token reads.

    The words that go in are looked up, not read; quantizations of safetensors leave them at 16
    bits.
    """
    if is_sparse(shape):
        return weights.bytes * (shape.active_parameters or 1) / (shape.parameters or 1)
    return max(weights.bytes * 0.5, weights.bytes - 2 * shape.looked_up)


def _linked(rate: float, wait_s: float) -> float:
    return 1 / (1 / rate + wait_s)


def _with_cache(rate: float, shape: ModelShape, demand: Demand, bandwidth: float) -> float:
    """Return the rate when the context of one request is full."""
    one = Demand(demand.context, 1, demand.kv_dtype, batch_tokens=0, prefix_caching=False)
    return 1 / (1 / rate + kv_bytes(shape, one) / (bandwidth * CACHE))
