"""A stand-in for TunnelsState that a test can put into any state."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

from app.core.ids import NodeId
from app.services.tunnels.api import (
    Listener,
    Preset,
    ServiceScan,
    TunnelId,
    TunnelPhase,
    TunnelSpec,
)
from app.services.tunnels.book import check_spec, spec_of_listener, spec_of_preset
from app.state.hub import Hub
from app.state.tunnels import TunnelsChanged
from tests.gui.shell_fakes import FakeTunnels


class PaneTunnels(FakeTunnels):
    """Keeps what the pane asks for; nothing opens unless the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.scans: dict[NodeId, ServiceScan] = {}
        self.scanned: list[NodeId] = []
        self.watched: list[bool] = []
        self.tokens: dict[TunnelId, str] = {}

    def get(self, tunnel: TunnelId) -> TunnelSpec:
        return self.specs_kept[tunnel]

    def is_open(self, tunnel: TunnelId) -> bool:
        return self.status(tunnel).phase is not TunnelPhase.CLOSED

    def add(self, spec: TunnelSpec) -> TunnelSpec:
        return self.save(spec)

    def save(self, spec: TunnelSpec) -> TunnelSpec:
        saved = check_spec(spec)
        self.specs_kept[saved.id] = saved
        self.asked.append(("save", saved.id))
        self.changed.emit(TunnelsChanged(saved.node))
        return saved

    def remove(self, tunnel: TunnelId) -> TunnelSpec:
        removed = self.specs_kept.pop(tunnel)
        self.statuses.pop(tunnel, None)
        self.asked.append(("remove", tunnel))
        self.changed.emit(TunnelsChanged(removed.node))
        return removed

    def open_service(self, node: NodeId, what: Listener | Preset) -> TunnelSpec:
        made = (
            spec_of_listener(node, what)
            if isinstance(what, Listener)
            else spec_of_preset(node, what)
        )
        self.open(self.save(made).id)
        return made

    def set_token(self, tunnel: TunnelId, token: str) -> None:
        self.tokens[tunnel] = token

    def check(self, tunnel: TunnelId) -> None:
        self.asked.append(("check", tunnel))

    def services(self, node: NodeId) -> ServiceScan | None:
        return self.scans.get(node)

    def scan(self, node: NodeId) -> None:
        self.scanned.append(node)

    def found(self, scan: ServiceScan) -> None:
        self.scans[scan.node] = scan
        self.services_found.emit(scan)

    def watch_traffic(self, on: bool) -> None:
        self.watched.append(on)

    def change(self, tunnel: TunnelId, **more: Any) -> None:
        self.statuses[tunnel] = dataclasses.replace(self.status(tunnel), **more)
        self.status_changed.emit(self.statuses[tunnel])


def use_fake_tunnels(hub: Hub) -> PaneTunnels:
    """Put a stand-in into a hub."""
    fake = PaneTunnels()
    hub.tunnels = cast(Any, fake)
    return fake
