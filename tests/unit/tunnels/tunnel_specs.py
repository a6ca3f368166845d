"""Tunnels for tests."""

from __future__ import annotations

from typing import Any

from app.core.ids import NodeId
from app.services.tunnels.api import TunnelSpec
from app.services.tunnels.book import new_tunnel_id

SPARK = NodeId("node-spark")
OTHER = NodeId("node-other")


def tunnel(port: int = 8888, **more: Any) -> TunnelSpec:
    values: dict[str, Any] = {"node": SPARK, "name": f"Port {port}", "remote_port": port, **more}
    return TunnelSpec(new_tunnel_id(), **values)
