"""What the steps of the first run hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from app.hosts.nodes import Node


@dataclass(frozen=True, slots=True)
class NodeWish:
    """A machine that is to be connected."""

    node: Node
    is_saved: bool = False
