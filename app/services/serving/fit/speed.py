"""How fast a model writes: each token reads all active weights once, so memory decides.

    tokens per second = bandwidth × efficiency ÷ active bytes

of one request with a short context. Efficiency is what engines reach of the bandwidth, as
measured by others on GB10 (record 19); the interval holds all of those measurements.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.services.serving.fit.api import ModelShape, Speed, Weights

if TYPE_CHECKING:
    from app.services.serving.measured import SpeedSeen

DENSE, SPARSE = 0.70, 0.50
"""Of the bandwidth: dense models, and mixtures of experts."""
DRAFTED = 1.5
"""What predicting several tokens at once brings, about."""


def measured_speed(seen: SpeedSeen) -> Speed:
    """Return the speed that this machine has shown."""
    day = datetime.fromtimestamp(seen.at, UTC).astimezone()
    return Speed(
        seen.tokens_per_s,
        seen.tokens_per_s,
        seen.tokens_per_s,
        f"measured here on {day.day} {day:%b}",
        is_measured=True,
    )


def estimate_speed(
    shape: ModelShape,
    weights: Weights,
    bandwidth: float | None,
    *,
    drafts: bool = False,
    gpus: int = 1,
) -> Speed | None:
    """Return what one request may expect; None where the GPU's bandwidth is not known."""
    if bandwidth is None or weights.bytes <= 0:
        return None
    active = active_bytes(shape, weights)
    sparse = active < weights.bytes
    efficiency = SPARSE if sparse else DENSE
    likely = bandwidth * gpus * efficiency / active
    origin = f"{bandwidth * gpus / 1e9:,.0f} GB/s × {efficiency:.2f} ÷ {active / 1e9:.3g} GB"
    if drafts:
        likely, origin = likely * DRAFTED, f"{origin} × {DRAFTED:g} for drafts"
    low, high = 0.6, 1.3
    return Speed(likely, likely * low, likely * high, origin)


def active_bytes(shape: ModelShape, weights: Weights) -> float:
    """Return the bytes of weights that one token reads."""
    if not shape.parameters or not shape.active_parameters:
        return weights.bytes
    return weights.bytes * min(1.0, shape.active_parameters / shape.parameters)
