"""How fast bytes go through a tunnel: differences of its totals over the last seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from app.services.tunnels.api import TunnelId
from app.transport.tunnel.api import Traffic

SPAN_S = 3.0
"""Long enough that totals which change once a second give a steady figure."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Bytes per second."""

    up: float
    down: float


@dataclass(frozen=True, slots=True)
class _Noted:
    at: float
    up: int
    down: int


class Rates:
    """Totals of the last seconds per tunnel; `at` is on the monotonic clock."""

    def __init__(self) -> None:
        self._noted: dict[TunnelId, deque[_Noted]] = {}

    def note(self, tunnel: TunnelId, traffic: Traffic, at: float) -> None:
        """Remember the totals of this moment."""
        kept = self._noted.setdefault(tunnel, deque())
        up, down = traffic.bytes_up, traffic.bytes_down
        if kept and (up < kept[-1].up or down < kept[-1].down):
            kept.clear()  # it was closed and opened: its totals began anew
        kept.append(_Noted(at, up, down))
        while len(kept) > 2 and kept[1].at <= at - SPAN_S:
            kept.popleft()

    def rate(self, tunnel: TunnelId) -> Rate | None:
        """Return the present rate, None before there are two totals."""
        kept = self._noted.get(tunnel)
        if not kept or len(kept) < 2 or kept[-1].at <= kept[0].at:
            return None
        first, last = kept[0], kept[-1]
        span = last.at - first.at
        return Rate((last.up - first.up) / span, (last.down - first.down) / span)

    def forget(self) -> None:
        """Begin anew: nobody looked for a while."""
        self._noted.clear()
