"""A route that dies while the session uses it: the next one takes over by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, Route, check_node
from app.transport.status import Phase, SessionStatus
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from tests.ssh_fixtures import Kept, connector, node_of
from tests.waiting import best_of, wait_for


@pytest.fixture
def lan(lab: LabNode) -> Iterator[FaultProxy]:
    """The path of the first route."""
    with FaultProxy(lab.host, lab.port) as proxy:
        yield proxy


@pytest.fixture
def node(lab: LabNode, lan: FaultProxy) -> Node:
    """The lab's node, known by its key: over the proxy first, then directly."""
    key = lab.host_key_fingerprint()
    other = Route(lab.host, lab.port, label="Tailscale")
    first = node_of(lab, lab.identity, port=lan.port, host_key=key)
    return check_node(replace(first, other_routes=(other,)))


def connected_over(kept: Kept, route: str) -> bool:
    last: SessionStatus | None = kept.statuses[-1] if kept.statuses else None
    return last is not None and last.phase is Phase.CONNECTED and last.route == route


@pytest.mark.parametrize("fault", ["stall", "drop"])
def test_silent_route_is_replaced_by_the_next(
    lab: LabNode, lan: FaultProxy, node: Node, tmp_path: Path, fault: str
) -> None:
    """Noticed like any dead peer, then the head start of a route that accepts and says nothing."""

    def replaced() -> float:
        lan.go_on()
        with Kept(node, connector(tmp_path / "known_hosts")) as kept:
            wait_for(lambda: connected_over(kept, "127.0.0.1"))
            wait_for(lambda: kept.keeper.session is not None and kept.keeper.session.latency_s)
            broken_at = time.monotonic()
            getattr(lan, fault)()
            wait_for(lambda: connected_over(kept, "Tailscale"))
            took = time.monotonic() - broken_at
            assert kept.keeper.session is not None
            assert kept.keeper.session.host_key == lab.host_key_fingerprint()
            return took

    assert best_of(2 * (4.5 + 1.5), replaced) <= 2 * (4.5 + 1.5)


def test_cut_route_is_replaced_at_once(
    lan: FaultProxy, node: Node, lab: LabNode, tmp_path: Path
) -> None:

    def replaced() -> float:
        lan.go_on()
        with Kept(node, connector(tmp_path / "known_hosts")) as kept:
            wait_for(lambda: connected_over(kept, "127.0.0.1"))
            lan.refuse()
            broken_at = time.monotonic()
            lan.reset()
            wait_for(lambda: connected_over(kept, "Tailscale"))
            return time.monotonic() - broken_at

    assert best_of(4.0, replaced) <= 4.0  # a dead peer is noticed later
    known = KnownHosts(tmp_path / "known_hosts", also=())
    assert all(known.trusted(lab.host, port) for port in (lan.port, lab.port))


def test_best_route_is_used_again_after_the_next_loss(
    lan: FaultProxy, node: Node, lab: LabNode, tmp_path: Path
) -> None:
    lan.refuse()
    with Kept(node, connector(tmp_path / "known_hosts")) as kept:
        wait_for(lambda: connected_over(kept, "Tailscale"))
        lan.go_on()
        lab.kill_sessions()
        wait_for(lambda: connected_over(kept, "127.0.0.1"))
