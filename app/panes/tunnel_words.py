"""How a tunnel's state is said: one place for words and colours (pane, status bar, tray)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.tunnels.api import TunnelPhase
    from app.state.hub import Hub


def phase_words(phase: TunnelPhase, node: str) -> tuple[str, str]:
    """Return the word for a state and its colour token."""
    from app.services.tunnels.api import TunnelPhase  # 8 ms that no start needs

    return {
        TunnelPhase.CLOSED: ("Closed", "text2"),
        TunnelPhase.OPENING: ("Opening", "info"),
        TunnelPhase.OPEN: ("Open", "ok"),
        TunnelPhase.WAITING: (f"Waiting for {node}", "warn"),
        TunnelPhase.FAILED: ("Failed", "err"),
    }[phase]


def node_summary(hub: Hub, node: NodeId) -> str:
    """Return a node's tunnels that are not closed: `3 tunnels, 1 waiting`; "" without any."""
    specs = hub.tunnels.specs(node)
    return summary([hub.tunnels.status(spec.id).phase for spec in specs]) if specs else ""


def summary(phases: Sequence[TunnelPhase]) -> str:
    """Return `3 tunnels, 1 waiting` of the tunnels that are not closed; "" without any."""
    from app.services.tunnels.api import TunnelPhase

    used: list[TunnelPhase] = [phase for phase in phases if phase is not TunnelPhase.CLOSED]
    if not used:
        return ""
    words = [f"{len(used)} tunnel{'' if len(used) == 1 else 's'}"]
    for phase, word in ((TunnelPhase.WAITING, "waiting"), (TunnelPhase.FAILED, "failed")):
        if count := used.count(phase):
            words.append(f"{count} {word}")
    return ", ".join(words)
