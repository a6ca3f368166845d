"""How a tunnel's state is said: one place for words and colours (pane, status bar, tray)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.tunnels.api import TunnelPhase
    from app.state.hub import Hub


def phase_words(phase: TunnelPhase, node: str) -> tuple[str, str]:
    """Return the word for a state and its colour token."""
    from app.services.tunnels.api import TunnelPhase  # 8 ms that no start needs

    return {
        TunnelPhase.CLOSED: (tr("Closed"), "text2"),
        TunnelPhase.OPENING: (tr("Opening"), "info"),
        TunnelPhase.OPEN: (tr("Open", "state of a tunnel"), "ok"),
        TunnelPhase.WAITING: (tr("Waiting for {node}").format(node=node), "warn"),
        TunnelPhase.FAILED: (tr("Failed"), "err"),
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
    words = [tr("%n tunnels", "%n tunnel", len(used))]
    if waiting := used.count(TunnelPhase.WAITING):
        words.append(tr("{count} waiting").format(count=numeral(waiting)))
    if failed := used.count(TunnelPhase.FAILED):
        words.append(tr("{count} failed").format(count=numeral(failed)))
    return ", ".join(words)
