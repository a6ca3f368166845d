"""`status`: what the running processes of this program hold, and the saved nodes nobody holds."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.core.cancel import Cancel
from app.core.instance import ask_all
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.services.tunnels.wire import node_to_json
from app.transport.status import Phase, SessionStatus


def run(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Print one line per node and process that holds it."""
    paths = user_paths()
    replies = ask_all(paths.runtime, "status")
    rows = [
        {**node, "held_by": {"role": reply.role, "pid": reply.pid}}
        for reply in replies
        for node in reply.body.get("nodes", [])
    ]
    held = {row["target"] for row in rows}
    for node in NodeBook(SettingsStore(paths.settings)).all():
        if node.target not in held:
            off = node_to_json(node, SessionStatus(node.id, Phase.OFF, since=0.0))
            rows.append({**off, "tunnels": [], "held_by": None})
    if options.json:
        running = [{"role": reply.role, "pid": reply.pid} for reply in replies]
        print(json.dumps({"running": running, "nodes": rows}, indent=2, ensure_ascii=False))
        return 0
    if not replies:
        print("No window and no command of this program runs.")
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        print(_line(row, width))
    return 0


def _line(node: dict[str, Any], width: int) -> str:
    count = len([each for each in node["tunnels"] if each["phase"] != "closed"])
    tunnels = f"{count} tunnel{'' if count == 1 else 's'}" if count else ""
    latency = "" if node["latency_ms"] is None else f"{node['latency_ms']:.1f} ms"
    holder = node["held_by"]
    by = f"{holder['role']} {holder['pid']}" if holder else ""
    parts = (node["address"] or node["target"], latency, tunnels, by, node["message"])
    phase = Phase(node["phase"]).words
    return f"{node['name']:<{width}}  {phase:<17}  {'  '.join(filter(None, parts))}".rstrip()
