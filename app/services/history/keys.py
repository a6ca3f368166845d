"""What a machine is called in the history."""

from __future__ import annotations

from app.hosts.nodes import Node


def history_key(node: Node) -> str:
    """Return a node's machine: its host key, or the node's id before it is known.

    Names and addresses change; a machine that is removed and added again keeps its past.
    """
    return node.host_key or node.id
