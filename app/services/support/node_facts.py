"""What a support bundle tells about a node."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.support.scrub import Kind, KnownName, is_address

if TYPE_CHECKING:
    from app.hosts.nodes import Hop, Node
    from app.services.telemetry.api import Machine, Sample

_IDENTIFYING = frozenset({"hostname", "machine_id", "boot_id"})


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """One node as the window knows it."""

    node: Node
    phase: str
    """How its session is: `connected`."""
    machine: Machine | None = None
    sample: Sample | None = None


def facts_text(nodes: Sequence[NodeFacts]) -> str:
    """Return what is known of nodes as JSON. Names are in it: it is to be scrubbed."""
    return json.dumps([_facts(each) for each in nodes], indent=2, ensure_ascii=False)


def known_names(nodes: Iterable[NodeFacts]) -> list[KnownName]:
    """Return the names and addresses that nodes are known by, and the users on them."""
    found = []
    for each in nodes:
        node = each.node
        if not node.is_local:
            found.append(KnownName(Kind.NODE, node.name))
        found += [KnownName(Kind.KEY, node.host_key), KnownName(Kind.USER, node.user)]
        for route in node.routes:
            found.append(_host(route.address))
            found += [name for hop in route.via for name in _of_hop(hop)]
        if each.machine is not None:
            machine = each.machine
            found.append(_host(machine.hostname or ""))
            found += [
                KnownName(Kind.ID, one or "") for one in (machine.machine_id, machine.boot_id)
            ]
    return found


def of_this_computer() -> list[KnownName]:
    """Return the names of this computer and of its user."""
    import getpass
    import socket
    from pathlib import Path

    names = [_host(socket.gethostname()), _host(socket.gethostname().partition(".")[0])]
    try:
        names += [KnownName(Kind.USER, getpass.getuser()), KnownName(Kind.USER, Path.home().name)]
    except (OSError, KeyError, RuntimeError):  # an account without a name
        return names
    return names


def _of_hop(hop: Hop) -> list[KnownName]:
    return [_host(hop.address), KnownName(Kind.USER, hop.user)]


def _host(name: str) -> KnownName:
    return KnownName(Kind.ADDRESS if is_address(name) else Kind.HOST, name)


def _facts(each: NodeFacts) -> dict[str, Any]:
    node = each.node
    facts: dict[str, Any] = {
        "name": node.name,
        "this_computer": node.is_local,
        "session": each.phase,
        "routes": [
            {"address": route.address, "port": route.port, "jump_hosts": len(route.via)}
            for route in node.routes
            if route.address
        ],
        "machine": _machine(each.machine),
        "sample": _sample(each.sample),
    }
    return facts


def _machine(machine: Machine | None) -> dict[str, Any] | None:
    if machine is None:
        return None
    told = dataclasses.asdict(machine)
    return {name: value for name, value in told.items() if name not in _IDENTIFYING}


def _sample(sample: Sample | None) -> dict[str, Any] | None:
    """Return how a node is read: what could not be read, and why, rather than values."""
    if sample is None:
        return None
    return {
        "source": sample.source,
        "memory_total_bytes": sample.memory.total_bytes,
        "gpus": [
            {"name": gpu.name, "unified_memory": gpu.unified_memory, "state": gpu.performance_state}
            for gpu in sample.gpus
        ],
        "disks": len(sample.disks),
        "networks": [network.kind for network in sample.networks],
        "engines": [engine.engine for engine in sample.engines],
        "not_known": dict(sample.reasons),
        "origins": dict(sample.origins),
    }
