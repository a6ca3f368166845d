"""Tunnels as JSON values: for `tunnel list --json` and between running processes."""

from __future__ import annotations

from typing import Any

from app.core.units import iso_time
from app.hosts.nodes import Node
from app.services.tunnels.address import url_of
from app.services.tunnels.api import TunnelSpec, TunnelStatus
from app.transport.status import SessionStatus


def tunnel_to_json(node: Node, spec: TunnelSpec, status: TunnelStatus) -> dict[str, Any]:
    """Return a tunnel as JSON values. The address has no token in it."""
    port = status.local_port
    return {
        "node": node.name,
        "target": node.target,
        "name": spec.name,
        "group": spec.group,
        "kind": spec.kind.value,
        "remote_host": spec.remote_host,
        "remote_port": spec.remote_port or None,
        "local_port": port,
        "url": url_of(spec, port) if port is not None else None,
        "phase": status.phase.value,
        "since": iso_time(status.since) if status.since else None,
        "note": status.note,
        "message": status.message,
        "hint": status.hint,
        "start_with_node": spec.start_with_node,
        "bytes_up": status.traffic.bytes_up,
        "bytes_down": status.traffic.bytes_down,
        "connections_open": status.traffic.connections_open,
        "connections_total": status.traffic.connections_total,
        "last_error": status.traffic.last_error,
    }


def node_to_json(node: Node, status: SessionStatus) -> dict[str, Any]:
    """Return a node's session as JSON values."""
    latency = status.latency_s
    return {
        "name": node.name,
        "target": node.target,
        "phase": status.phase.value,
        "since": iso_time(status.since) if status.since else None,
        "address": status.address,
        "route": status.route,
        "latency_ms": None if latency is None else round(latency * 1000, 3),
        "message": status.message,
        "hint": status.hint,
    }
