"""How a node is named on the command line and in the address field."""

from __future__ import annotations

import getpass
from urllib.parse import quote, unquote, urlsplit

from app.core.errors import BadInput, UnknownNode
from app.core.i18n import tr
from app.core.ids import NodeId
from app.hosts.nodes import (
    DEFAULT_PORT,
    Hop,
    Node,
    NodeBook,
    check_hops,
    check_node,
    host_and_port,
    new_node_id,
)


def parse_address(text: str, *, node_id: NodeId | None = None, name: str = "") -> Node:
    """Read `ssh://user@host:port`, `user@host:port`, `host` or `[v6]:port` as an unsaved node.

    The user defaults to the one logged in here, the port to 22. Raises BadInput. A password in
    the address is refused: it would end up in shell histories and process lists.
    """
    user, host, port = _split_address(text)
    node = Node(
        id=node_id or new_node_id(),
        name=name or host,
        address=host,
        port=port,
        user=user or logged_in_user(),
    )
    return check_node(node)


def parse_jump(text: str) -> tuple[Hop, ...]:
    """Read jump hosts as OpenSSH's ProxyJump writes them: `user@gate:2222,inner`.

    Empty or `none` is no jump host. Raises BadInput.
    """
    if text.strip().lower() in ("", "none"):
        return ()
    hops = []
    for part in text.split(","):
        user, host, port = _split_address(part)
        hops.append(Hop(host, port, user))
    return check_hops(tuple(hops))


def jump_text(hops: tuple[Hop, ...]) -> str:
    """Write jump hosts as `parse_jump` reads them; their identity files have no place in it."""
    return ",".join(
        (f"{quote(hop.user)}@" if hop.user else "") + host_and_port(hop.address, hop.port)
        for hop in hops
    )


def _split_address(text: str) -> tuple[str, str, int]:
    """Return user (empty when there is none), host and port."""
    text = text.strip()
    if text.count(":") > 1 and "[" not in text and "//" not in text:
        head, _, tail = text.rpartition("@")
        text = f"{head}@[{tail}]" if head else f"[{tail}]"
    url = text if "://" in text else f"ssh://{text}"
    try:
        parts = urlsplit(url)
        port = DEFAULT_PORT if parts.port is None else parts.port
    except ValueError as error:
        raise BadInput(
            tr("“{text}” is not an address.").format(text=text), tr("Use ssh://user@host:port.")
        ) from error
    if parts.scheme != "ssh":
        raise BadInput(
            tr("{scheme}:// is not supported.").format(scheme=parts.scheme),
            tr("Use ssh://user@host:port."),
        )
    if parts.password is not None:
        raise BadInput(
            tr("An address must not contain a password."),
            tr("Leave it out; you will be asked for it."),
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadInput(
            tr("“{text}” has more than an address in it.").format(text=text),
            tr("Use ssh://user@host:port."),
        )
    return unquote(parts.username or ""), parts.hostname or "", port


def logged_in_user() -> str:
    """Return the user of this computer, "" when it has no name: the user assumed elsewhere."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return ""


def resolve_node(text: str, book: NodeBook) -> Node:
    """Turn NODE of the command line into a node: a saved name, `local`, `user@host`, `ssh://…`."""
    if "://" in text:
        return parse_address(text)
    try:
        return book.find(text)
    except UnknownNode:
        if "@" in text:
            return parse_address(text)
        raise
