"""Where on a node a connection leads."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import tr
from app.transport.ssh.transport import tcp_payload, unix_payload
from app.transport.tunnel.api import ITSELF

PORT = tr("port {port}")
"""How a port of the node itself is called to people."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the server is asked for, and how it is called to people (`port 8888`)."""

    kind: str
    payload: bytes
    words: str

    @classmethod
    def tcp(cls, host: str, port: int) -> Target:
        """A TCP port as the node sees it."""
        words = (
            PORT.format(port=port)
            if host in ITSELF
            else tr("{host} port {port}").format(host=host, port=port)
        )
        return cls("direct-tcpip", tcp_payload(host, port), words)

    @classmethod
    def unix(cls, path: str) -> Target:
        """A UNIX socket of the node."""
        return cls("direct-streamlocal@openssh.com", unix_payload(path), path)
