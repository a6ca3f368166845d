"""Reach an endpoint: small questions to it, and an address for whoever talks to it for longer.

A node's endpoint is asked through the node's session: nothing listens here for that. One at an
address of its own is asked by this computer, with the system's own trust in certificates.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from app.core.errors import BadInput, SourceUnavailable
from app.core.i18n import tr
from app.core.log import register_secret
from app.core.said import said
from app.core.web import site_of
from app.services.serving.asking import PATIENCE_S, Reply, ask
from app.services.serving.completions import NO_KEY, LocalAddress, local_address
from app.services.serving.running.api import Endpoint
from app.services.telemetry.fetch import Address, Ports, exchange
from app.transport.local import SocketChannel

if TYPE_CHECKING:
    import http.client

    from app.core.cancel import Cancel
    from app.services.chat.api import ChatEndpoint
    from app.services.serving.reach import NodeReach
    from app.transport.api import Channel


@dataclass(frozen=True, slots=True)
class Door:
    """Where an endpoint answers small questions. Each call raises what `fetch.exchange` does."""

    ports: Ports
    address: Address
    """Its path is where the OpenAI protocol begins: `/v1`."""
    cancel: Cancel
    key: str = field(default="", repr=False)

    @property
    def root(self) -> str:
        """What stands before `/v1`, where an engine has what is its own."""
        return self.address.path.removesuffix("/v1")

    def get(self, path: str, *, key: str | None = None) -> Reply:
        """Return what a path answers; `/models` is below `/v1`, `//props` is not."""
        return ask(self.ports, self._at(path), self.cancel, headers=self._headers(key))

    def post(
        self,
        path: str,
        body: object,
        *,
        patience_s: float = PATIENCE_S,
        key: str | None = None,
    ) -> Reply:
        """Send JSON and return the answer, whatever its status is."""
        return ask(
            self.ports,
            self._at(path),
            self.cancel,
            method="POST",
            body=msgspec.json.encode(body),
            headers=self._headers(key) | {"Content-Type": "application/json"},
            patience_s=patience_s,
        )

    def stream(
        self, path: str, body: object, *, patience_s: float
    ) -> contextlib.AbstractContextManager[http.client.HTTPResponse]:
        """Send JSON and hand over the response; leaving the block ends the connection."""
        return exchange(
            self.ports,
            self._at(path),
            self.cancel,
            method="POST",
            body=msgspec.json.encode(body),
            headers=self._headers(None) | {"Content-Type": "application/json"},
            limit=None,
            patience_s=patience_s,
        )

    def _at(self, path: str) -> Address:
        whole = self.root + path[1:] if path.startswith("//") else self.address.path + path
        return replace(self.address, path=whole)

    def _headers(self, key: str | None) -> dict[str, str]:
        key = self.key if key is None else key
        return {"Authorization": f"Bearer {key}"} if key else {}


def door(endpoint: ChatEndpoint, reach: NodeReach | None, key: str, cancel: Cancel) -> Door:
    """Return where an endpoint is asked; SessionLost while its node is not connected."""
    if key:
        register_secret(key)  # a server may repeat it in what it answers
    if reach is not None:
        return Door(reach.session(), Address(endpoint.port, endpoint.base), cancel, key)
    site = Site.of(endpoint.url)
    return Door(site, Address(site.port, site.path, site.host), cancel, key)


@contextlib.contextmanager
def chat_address(
    endpoint: ChatEndpoint, reach: NodeReach | None, key: str, cancel: Cancel
) -> Iterator[LocalAddress]:
    """Yield where an endpoint answers an OpenAI client, until the block ends.

    A node's follows the node's session when that is lost and found. Raises SessionLost, Cancelled.
    """
    if reach is None:
        if key:
            register_secret(key)
        yield LocalAddress(Site.of(endpoint.url).base_url, key or NO_KEY)
        return
    target = Endpoint(reach.node, endpoint.port, "", endpoint.engine, endpoint.base)
    with local_address(reach, target, cancel, key=key or NO_KEY) as address:
        yield address


@dataclass(frozen=True, slots=True)
class Site:
    """An address of the web; opens its port and no other."""

    scheme: str
    host: str
    port: int
    path: str
    """`/v1`."""

    @classmethod
    def of(cls, url: str) -> Site:
        """Read an address; BadInput where it is none of the web."""
        if not site_of(url):
            raise BadInput(tr("That is no address."), tr("One begins with http:// or https://."))
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return cls(parts.scheme, parts.hostname or "", port, parts.path.rstrip("/"))

    @property
    def base_url(self) -> str:
        """The address for an OpenAI client.

        A name of the local network becomes its IPv4 address where that is known: a dead IPv6 one
        costs every request half a minute. A certificate is for the name, so https keeps it.
        """
        host = self.host
        if self.scheme == "http" and host.endswith(".local"):
            with contextlib.suppress(OSError):
                found = socket.getaddrinfo(host, self.port, socket.AF_INET, socket.SOCK_STREAM)
                host = str(found[0][4][0])
        host = f"[{host}]" if ":" in host else host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def open_tcp(self, port: int, host: str = "", *, timeout: float = 10.0) -> Channel:
        """Connect (`fetch.Ports`). Raises SourceUnavailable with what is in the way."""
        import ssl

        name = said(self.host)
        try:
            sock = socket.create_connection((self.host, self.port), max(timeout, _CONNECT_S))
            try:
                return SocketChannel(self._secured(sock))
            except BaseException:
                sock.close()
                raise
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or tr("TLS failed")
            raise SourceUnavailable(
                tr("{name} cannot prove who it is: {why}.").format(name=name, why=why),
                tr("Look at its certificate."),
            ) from error
        except socket.gaierror as error:
            raise SourceUnavailable(
                tr("There is no machine called {name}.").format(name=name)
            ) from error
        except TimeoutError as error:
            raise SourceUnavailable(
                tr("{name} does not answer.").format(name=name), tr("Look whether it runs.")
            ) from error
        except OSError as error:
            why = (error.strerror or tr("it failed")).lower()
            raise SourceUnavailable(
                tr("{name}, port {port}: {why}.").format(name=name, port=self.port, why=why)
            ) from error

    def _secured(self, sock: socket.socket) -> socket.socket:
        if self.scheme != "https":
            return sock
        import httpx2

        return httpx2.create_ssl_context().wrap_socket(sock, server_hostname=self.host)


_CONNECT_S = 5.0
"""Seconds for a connection to another machine."""
