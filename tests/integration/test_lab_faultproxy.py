"""The fault proxy does what it says, and only that."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from scripts.lab.faultproxy import FaultProxy
from tests.waiting import wait_for


@pytest.fixture
def echo_port() -> Iterator[int]:
    """A server that sends everything back and ends when the client ends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(65536):
                    connection.sendall(data)
            except OSError:
                pass

    def accept() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(30)


@pytest.fixture
def proxy(echo_port: int) -> Iterator[FaultProxy]:
    with FaultProxy("127.0.0.1", echo_port) as running:
        yield running


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[socket.socket]:
    with connect(proxy) as connection:
        assert round_trip(connection, b"hello") < 5
        yield connection


def connect(proxy: FaultProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def round_trip(connection: socket.socket, data: bytes) -> float:
    """Send, read the echo, return the seconds it took."""
    began = time.monotonic()
    connection.sendall(data)
    back = b""
    while len(back) < len(data):
        back += connection.recv(65536)
    assert back == data
    return time.monotonic() - began


def is_silent(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b"never"
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)


def test_bytes_and_half_close_pass_unchanged(client: socket.socket) -> None:
    sent = bytes(range(256)) * 4000
    threading.Thread(
        target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)), daemon=True
    ).start()
    received = bytearray()
    while data := client.recv(65536):
        received += data

    assert bytes(received) == sent


def test_delay_counts_each_way(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.delay = 0.1

    assert round_trip(client, b"late") >= 0.2


def test_stall_holds_bytes_back_until_it_goes_on(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.stall()
    client.sendall(b"wait")
    assert is_silent(client)
    with connect(proxy) as another:
        another.sendall(b"me too")
        assert is_silent(another)

        proxy.go_on()

        assert client.recv(10) == b"wait"
        assert another.recv(10) == b"me too"


def test_drop_loses_bytes(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.drop()
    client.sendall(b"lost")
    assert is_silent(client)
    proxy.go_on()

    assert round_trip(client, b"kept") < 5


def test_reset_and_close_end_connections_differently(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.reset()
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    with connect(proxy) as another:
        round_trip(another, b"new ones are served")
        proxy.close()
        assert another.recv(1) == b""
    wait_for(lambda: proxy.connections == 0)


def test_refuse_closes_the_port_and_spares_what_is_open(
    proxy: FaultProxy, client: socket.socket
) -> None:
    port = proxy.port
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        connect(proxy)
    round_trip(client, b"open ones live on")

    proxy.go_on()

    assert proxy.port == port
    connect(proxy).close()


def test_bandwidth_is_limited(proxy: FaultProxy, client: socket.socket) -> None:
    proxy.bytes_per_second = 200_000

    assert round_trip(client, bytes(40_000)) >= 0.2


def test_target_that_refuses_is_a_reset(proxy: FaultProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        proxy.target = ("127.0.0.1", nobody.getsockname()[1])
    with pytest.raises(ConnectionResetError), connect(proxy) as connection:
        connection.recv(1)
