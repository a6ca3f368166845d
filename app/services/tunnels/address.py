"""The address of a service behind a tunnel, as a browser takes it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from app.services.tunnels.api import TunnelSpec
from app.transport.tunnel.api import ForwardKind

HOST = "127.0.0.1"
"""Not `localhost`: some services look at the name they are called by, and it may be ::1."""
KEPT = "%:@!$&'()*+,;=~"
"""What an address may hold as it is; a `%` was written by whoever knows its escape."""


def url_of(spec: TunnelSpec, local_port: int, token: str = "") -> str:
    """Return the page's address; `127.0.0.1:PORT` when it is no page, `socks5://…` for a proxy.

    With a token the result is a secret: hand it to a browser, never to a log.
    """
    if spec.kind is ForwardKind.SOCKS:
        return f"socks5h://{HOST}:{local_port}"
    if not spec.scheme:
        return f"{HOST}:{local_port}"
    rest, mark, fragment = spec.path.partition("#")
    path, _, query = rest.partition("?")
    parts = [quote(query, safe=KEPT + "/?")] if query else []
    if token and spec.token_query:
        parts.append(urlencode({spec.token_query: token}, quote_via=quote))
    asked = f"?{'&'.join(parts)}" if parts else ""
    page = f"{quote(path, safe=KEPT + '/')}{asked}{mark}{quote(fragment, safe=KEPT + '/?')}"
    return f"{spec.scheme}://{HOST}:{local_port}{page}"
