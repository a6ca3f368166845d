"""Fixtures of the lab's nodes: a real sshd on loopback with a simulated GB10."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from scripts.lab import namespace, network, packages, processes
from scripts.lab.node import LabNode

REQUIRE = "SPARK_CI_REQUIRE_LAB"
"""Where this is 1 (CI runs as root), a missing lab is a failure, not a skip."""


def need_lab(*, with_network: bool = False) -> None:
    reason = packages.why_not()
    if reason is None and not namespace.permitted():
        reason = "the lab's tests need mount namespaces (CAP_SYS_ADMIN)"
    if reason is None and with_network and not network.permitted():
        reason = "this test needs network namespaces, veth and iptables (CAP_NET_ADMIN)"
    if reason is None:
        return
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def lab_session() -> Iterator[LabNode]:
    """One node for the whole run. Tests ask for `lab`, which cleans up after each."""
    need_lab()
    with LabNode() as node:
        yield node


@pytest.fixture
def lab(lab_session: LabNode) -> Iterator[LabNode]:
    """The shared node: whatever a test changes on it is brought back afterwards."""
    before = {each.pid for each in lab_session.processes()}
    yield lab_session
    lab_session.continue_sessions()
    left = [each.pid for each in lab_session.processes() if each.pid not in before]
    processes.send(left, signal.SIGKILL)  # a cancelled command runs on, as with any sshd
    lab_session.reset()


@pytest.fixture
def lab_node() -> Iterator[LabNode]:
    """A node of the test's own, with fresh keys."""
    need_lab()
    with LabNode() as node:
        yield node


@pytest.fixture
def lab_network_node() -> Iterator[LabNode]:
    """A node in a network of its own, whose path the test may cut (`cable`)."""
    need_lab(with_network=True)
    with LabNode(network=True) as node:
        yield node


@pytest.fixture
def lab_behind(lab_network_node: LabNode) -> Iterator[LabNode]:
    """A node that is reached only through `lab_network_node`, by the same keys."""
    with LabNode(behind=lab_network_node, hostname="spark-behind") as node:
        yield node
