"""HTTP over sockets that we open: what lets the Docker SDK use a node's session.

One pool of kept connections for all URLs: the SDK's own `ssh://` has one for each URL, and starts
a program on the node for each.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable

import requests
import requests.adapters
import urllib3
import urllib3.connection

OpenSocket = Callable[[], socket.socket]
HOST = "localhost"
"""What stands in the Host header; the socket decides where it goes."""
KEPT = 16
"""Idle connections that are kept; more are opened when as many are in use."""


class _TakenOver(http.client.HTTPResponse):
    """An answer whose connection is taken over: what follows its headers stays in the socket.

    The SDK reads it there; with a usual buffer, output that came together with them is lost.
    """

    def __init__(self, sock: socket.socket, *args: object, **more: object) -> None:
        super().__init__(sock, *args, **more)  # type: ignore[arg-type]
        self.fp.close()
        self.fp = sock.makefile("rb", buffering=1)


class SocketConnection(urllib3.connection.HTTPConnection):
    """An HTTP connection over a socket that `open_socket` opens."""

    def __init__(
        self,
        host: str = HOST,
        port: int | None = None,
        *,
        open_socket: OpenSocket,
        timeout: float | None = None,
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._open_socket = open_socket

    def putheader(self, header: str, *values: str) -> None:  # type: ignore[override]
        """Add a header; one of them asks to take the connection over."""
        if header.lower() == "upgrade":
            self.response_class = _TakenOver
        super().putheader(header, *values)

    def connect(self) -> None:
        """Open the socket; raises what `open_socket` raises."""
        self.sock = self._open_socket()
        self.sock.settimeout(self.timeout)


class SocketPool(urllib3.HTTPConnectionPool):
    """Connections of that kind."""

    ConnectionCls = SocketConnection

    def __init__(self, open_socket: OpenSocket) -> None:
        super().__init__(HOST, maxsize=KEPT, open_socket=open_socket)


class SocketAdapter(requests.adapters.HTTPAdapter):
    """Sends every request of a `requests.Session` over one pool. Thread-safe."""

    def __init__(self, open_socket: OpenSocket) -> None:
        super().__init__()
        self._pool = SocketPool(open_socket)

    def get_connection_with_tls_context(self, *_asked: object, **_more: object) -> SocketPool:
        """Return the pool, whatever the URL, the proxies and the certificates are."""
        return self._pool

    def request_url(self, request: requests.PreparedRequest, proxies: object) -> str:
        """Return the path alone: there is no proxy."""
        return request.path_url

    def close(self) -> None:
        """Close the idle connections."""
        super().close()
        self._pool.close()
