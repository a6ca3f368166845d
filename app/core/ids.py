"""Ids are types of their own, so that a node's id is never passed where its name belongs."""

from __future__ import annotations

from typing import NewType

NodeId = NewType("NodeId", str)

LOCAL_NODE = NodeId("local")
"""This computer."""
