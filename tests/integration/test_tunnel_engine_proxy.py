"""The SOCKS5 proxy of a node, as programs use it and as nobody should."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.transport.slot import SessionSlot
from app.transport.tunnel.api import ForwardKind
from app.transport.tunnel.forward import Forward
from tests.tunnel_servers import blob, dial, echo, pattern, read_all, serve
from tests.waiting import wait_for


@pytest.fixture
def proxy(slot: SessionSlot) -> Iterator[Forward]:
    """A SOCKS proxy that leads to the lab's node."""
    forward = Forward(slot, ForwardKind.SOCKS)
    forward.open(0)
    yield forward
    forward.close()


def through(proxy: Forward, request: bytes) -> socket.socket:
    """Shake hands and send a request with what follows it."""
    assert proxy.local_port is not None
    client = dial(proxy.local_port, 10)
    client.sendall(b"\x05\x01\x00" + request)
    assert client.recv(2, socket.MSG_WAITALL) == b"\x05\x00"
    return client


def to_address(kind: bytes, host: bytes, port: int) -> bytes:
    return b"\x05\x01\x00" + kind + host + port.to_bytes(2, "big")


def test_proxy_leads_to_addresses_and_names(proxy: Forward) -> None:
    wanted = {
        "address": to_address(b"\x01", socket.inet_aton("127.0.0.1"), 0),
        "name": to_address(b"\x03", b"\x09localhost", 0),
    }
    for request in wanted.values():
        with serve(echo) as port:
            asked = request[:-2] + port.to_bytes(2, "big")
            with through(proxy, asked + b"early") as client:
                assert client.recv(10, socket.MSG_WAITALL)[:2] == b"\x05\x00"
                assert client.recv(5, socket.MSG_WAITALL) == b"early"
                client.sendall(b"late")
                client.shutdown(socket.SHUT_WR)
                assert read_all(client) == b"late"


def test_server_that_speaks_first_is_heard_after_the_answer(proxy: Forward) -> None:
    with serve(blob(100_000)) as port:
        request = to_address(b"\x01", socket.inet_aton("127.0.0.1"), port)
        with through(proxy, request) as client:
            assert client.recv(10, socket.MSG_WAITALL)[:2] == b"\x05\x00"
            assert read_all(client) == pattern(100_000)


def test_refused_port_gets_its_code(proxy: Forward) -> None:
    with through(proxy, to_address(b"\x01", socket.inet_aton("127.0.0.1"), 1)) as client:
        assert read_all(client)[:2] == b"\x05\x05"
    assert "nothing answers on port 1" in proxy.traffic().last_error


def test_unknown_name_gets_its_code(proxy: Forward) -> None:
    with through(proxy, to_address(b"\x03", b"\x0cnone.invalid", 80)) as client:
        client.settimeout(30)
        assert read_all(client)[:2] in (b"\x05\x04", b"\x05\x05")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_curl_reads_a_page(proxy: Forward) -> None:
    def page(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    with serve(page) as port:
        done = subprocess.run(
            [
                "curl", "-sS", "--max-time", "10", "--socks5-hostname",
                f"127.0.0.1:{proxy.local_port}", f"http://localhost:{port}/",
            ],
            capture_output=True,
        )  # fmt: skip
    assert (done.stdout, done.stderr) == (b"hello", b"")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pieces=st.lists(st.binary(min_size=1, max_size=60), max_size=4),
    greeted=st.booleans(),
)
def test_hostile_clients_harm_nobody(proxy: Forward, pieces: list[bytes], greeted: bool) -> None:
    """Whatever is sent, the client is let go and the next one is served."""
    assert proxy.local_port is not None
    with dial(proxy.local_port, 5) as client, contextlib.suppress(OSError):
        if greeted:
            client.sendall(b"\x05\x01\x00")
        for piece in pieces:
            client.sendall(b"\x05\x02" + piece if greeted else b"\x04" + piece)
        client.shutdown(socket.SHUT_WR)
        read_all(client)
    wait_for(lambda: proxy.traffic().connections_open == 0)


def test_silent_clients_are_let_go(proxy: Forward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.transport.tunnel.connection.HANDSHAKE_LIMIT", 0.3)
    assert proxy.local_port is not None
    with dial(proxy.local_port, 10) as client, pytest.raises(ConnectionResetError):
        client.recv(1)
    assert "did not say in time" in proxy.traffic().last_error
