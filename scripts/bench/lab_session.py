"""A session with a lab node, as the benchmarks need it: nothing is asked, nothing is saved."""

from __future__ import annotations

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.transport.credentials import NoPrompter
from app.transport.ssh.connect import Connector
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode


def node_of(lab: LabNode) -> Node:
    """Return how the lab's machine is saved."""
    return Node(
        id=NodeId("lab"),
        name="lab",
        address=lab.host,
        port=lab.port,
        user=lab.user,
        identity_file=str(lab.identity),
    )


def connector_of(lab: LabNode) -> Connector:
    """Return what opens sessions: the lab's key is known, the agent and own keys stay out."""
    trusted = KnownHosts(lab.known_hosts, also=())
    return Connector(trusted, NoPrompter(), use_agent=False, use_default_keys=False)


def open_session(lab: LabNode, cancel: Cancel | None = None) -> SshSession:
    """Open a session."""
    return connector_of(lab).open(node_of(lab), cancel or Cancel())
