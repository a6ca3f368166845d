"""Which port of this computer a forward listens on."""

from __future__ import annotations

import socket

import pytest

from app.core.errors import BadInput, LocalPortTaken
from app.transport.slot import SessionSlot
from app.transport.tunnel.api import Endpoint, ForwardKind
from app.transport.tunnel.forward import Forward
from tests.tunnel_servers import (
    ask,
    blob,
    echo,
    fetch,
    serve,
)


def test_taken_port_is_told_and_another_may_be_tried(slot: SessionSlot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, serve(echo) as port:
        wanted = other.getsockname()[1]
        opened = Forward(slot, ForwardKind.TCP, Endpoint(port))
        with pytest.raises(LocalPortTaken, match=rf"Port {wanted} .*held by this program"):
            opened.open(wanted)
        try:
            got = opened.open(0)
            assert got == opened.local_port
            assert ask(got) == b"ping"
        finally:
            opened.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1"])
def test_port_held_on_another_address_is_taken(slot: SessionSlot, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        other = socket.create_server((host, 0), family=family, dualstack_ipv6=host == "::")
    except OSError:
        pytest.skip("this computer has no IPv6")
    with other, pytest.raises(LocalPortTaken):
        Forward(slot, ForwardKind.TCP, Endpoint(80)).open(other.getsockname()[1])


def test_port_can_be_opened_again_at_once(slot: SessionSlot) -> None:
    """Connections that linger in the system's tables do not hold it."""
    with serve(blob(1000)) as port:
        first = Forward(slot, ForwardKind.TCP, Endpoint(port))
        at = first.open(0)
        assert len(fetch(at)) == 1000
        first.close()
        again = Forward(slot, ForwardKind.TCP, Endpoint(port))
        assert again.open(at) == at
        again.close()


@pytest.mark.parametrize("port", [-1, 70_000])
def test_impossible_ports_are_refused(slot: SessionSlot, port: int) -> None:
    with pytest.raises(BadInput, match="is no port"):
        Forward(slot, ForwardKind.TCP, Endpoint(80)).open(port)
