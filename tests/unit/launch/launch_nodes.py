"""Nodes for the tests of the launchers."""

from __future__ import annotations

from typing import Any

from app.core.ids import NodeId
from app.hosts.nodes import Node


def spark(**more: Any) -> Node:
    values = {"address": "spark-01.local", "user": "nvidia", **more}
    return Node(id=NodeId("node-5ca1ab1e"), name=values.pop("name", "spark-01"), **values)
