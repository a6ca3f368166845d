"""Tunnels of a node as rows of the overview. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.i18n import tr
from app.panes.overview.items import Item
from app.panes.tunnel_words import phase_words
from app.services.tunnels.address import HOST
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.book import stable_port
from app.transport.tunnel.api import ITSELF, ForwardKind

_WORST_FIRST = (
    TunnelPhase.FAILED,
    TunnelPhase.WAITING,
    TunnelPhase.OPENING,
    TunnelPhase.OPEN,
    TunnelPhase.CLOSED,
)


def tunnel_items(
    specs: Sequence[TunnelSpec], status: Callable[[TunnelId], TunnelStatus], node: str
) -> tuple[Item, ...]:
    """Return the tunnels that are used, those that need somebody first, then the closed ones."""
    rows = [(spec, status(spec.id)) for spec in specs]
    rows.sort(key=lambda row: _WORST_FIRST.index(row[1].phase))
    return tuple(_item(spec, state, node) for spec, state in rows)


def _item(spec: TunnelSpec, status: TunnelStatus, node: str) -> Item:
    word, tone = phase_words(status.phase, node)
    action, icon = _action(spec, status.phase)
    proxy = spec.kind is ForwardKind.SOCKS
    return Item(
        key=str(spec.id),
        icon="share-network" if proxy else "plugs",
        title=spec.name,
        below=status.message or _way(spec, status, node),
        pill=tr("Lost", "a tunnel's connection") if status.phase is TunnelPhase.WAITING else word,
        tone=tone,
        action=action,
        action_icon=icon,
    )


def _way(spec: TunnelSpec, status: TunnelStatus, node: str) -> str:
    port = status.local_port or stable_port(spec)
    here = f"{HOST}:{port}" if port else tr("a free port")
    if spec.kind is ForwardKind.SOCKS:
        return tr("{here} → all that {node} reaches").format(here=here, node=node)
    host = node if spec.remote_host in ITSELF else spec.remote_host
    return f"{here} → {host}:{spec.remote_port}"


def _action(spec: TunnelSpec, phase: TunnelPhase) -> tuple[str, str]:
    """Return the one thing that helps most: what it is called, and its icon."""
    if phase is TunnelPhase.FAILED:
        return (tr("Try again"), "arrow-clockwise")
    page = bool(spec.scheme) and spec.kind is ForwardKind.TCP
    if phase is TunnelPhase.OPEN:
        return (tr("Open in the browser"), "arrow-square-out") if page else ("", "")
    return (tr("Open the tunnel"), "play") if phase is TunnelPhase.CLOSED else ("", "")
