"""Forwards over a session with a real sshd: every byte arrives, and nothing is left behind."""

from __future__ import annotations

import contextlib
import errno
import re
import socket
import struct
import threading
import time
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest
from paramiko.packet import Packetizer

from app.core.errors import ChannelRefused, SessionLost
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from app.transport.tunnel import forwarder
from app.transport.tunnel.api import Endpoint, ForwardKind, Traffic
from app.transport.tunnel.forward import Forward
from app.transport.tunnel.unix import connect_unix
from scripts.lab.node import LabNode
from tests.ssh_fixtures import OpenLab
from tests.tunnel_servers import (
    Duplex,
    ask,
    blob,
    dial,
    duplex,
    echo,
    fetch,
    pattern,
    read_all,
    reply_at_end,
    serve,
    together,
)
from tests.waiting import wait_for

MEGABYTE = 1024 * 1024
OpenForward = Callable[..., Forward]


@pytest.fixture
def forward(slot: SessionSlot) -> Iterator[OpenForward]:
    """Open forwards to ports of the lab's node."""
    opened: list[Forward] = []

    def open_forward(
        port: int, kind: ForwardKind = ForwardKind.TCP, host: str = "127.0.0.1"
    ) -> Forward:
        opened.append(Forward(slot, kind, Endpoint(port, host)))
        opened[-1].open(0)
        return opened[-1]

    yield open_forward
    for each in opened:
        each.close()


def local(forward: Forward) -> int:
    assert forward.local_port is not None
    return forward.local_port


def error_page(request: str | urllib.request.Request) -> str:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    with caught.value as answer:
        assert answer.code == 502
        return answer.read().decode()


def ours() -> list[str]:
    """Threads of this program's transport."""
    wanted = re.compile(r"ssh-|tunnel-|Srv-|Thread-\d+$")
    return [each.name for each in threading.enumerate() if wanted.match(each.name)]


# Bytes


def test_random_bytes_come_back_exactly(forward: OpenForward) -> None:
    with serve(echo) as port:
        at = local(forward(port))
        results = together(8, lambda: duplex(at, 3 * MEGABYTE))

    assert [each for each in results if not isinstance(each, Duplex)] == []
    assert all(isinstance(e, Duplex) and e.sent == e.got for e in results)
    assert len(results) == 8


def test_bytes_are_exact_while_keys_change(
    open_lab: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both directions change keys every few megabytes, from this side and from the server's."""
    monkeypatch.setattr(Packetizer, "REKEY_BYTES", 3 * MEGABYTE)
    session, slot = open_lab(), SessionSlot()
    slot.put(session)
    with serve(echo) as port:
        forward = Forward(slot, ForwardKind.TCP, Endpoint(port))
        forward.open(0)
        try:
            results = together(4, lambda: duplex(local(forward), 12 * MEGABYTE))
        finally:
            forward.close()

    assert all(isinstance(e, Duplex) and e.sent == e.got for e in results), results
    assert len(results) == 4
    assert session.alive


def test_short_connections_come_and_go_while_keys_change(
    open_lab: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Channels open, end and use the numbers of others again during key exchanges."""
    monkeypatch.setattr(Packetizer, "REKEY_BYTES", MEGABYTE)
    session, slot = open_lab(), SessionSlot()
    slot.put(session)
    with serve(echo) as port:
        forward = Forward(slot, ForwardKind.TCP, Endpoint(port))
        forward.open(0)
        words = pattern(60_000)
        try:
            for _ in range(12):
                assert together(16, lambda: ask(local(forward), words)) == [words] * 16
        finally:
            forward.close()

    assert session.alive


def test_bytes_are_exact_without_gcm(
    lab: LabNode, open_lab: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that speaks no AES-GCM is served in paramiko's own way."""
    monkeypatch.setattr(Packetizer, "REKEY_BYTES", 3 * MEGABYTE)
    lab.sshd_options = {"Ciphers": "aes128-ctr"}
    lab.restart_server()
    session, slot = open_lab(), SessionSlot()
    slot.put(session)
    assert session._transport.remote_cipher == "aes128-ctr"
    with serve(echo) as port:
        forward = Forward(slot, ForwardKind.TCP, Endpoint(port))
        forward.open(0)
        try:
            result = duplex(local(forward), 8 * MEGABYTE)
        finally:
            forward.close()

    assert result.sent == result.got


def test_slow_reader_gets_every_byte_and_fills_no_memory(forward: OpenForward) -> None:
    size = 24 * MEGABYTE
    with serve(blob(size)) as port, dial(local(forward(port))) as client:
        tracemalloc.start()
        wait_for(lambda: client.recv(1, socket.MSG_PEEK))
        before = 0
        while (kept := tracemalloc.get_traced_memory()[0]) > before + 4096:  # it fills up, then not
            before = kept
            time.sleep(0.2)
        tracemalloc.stop()
        assert before < 4 * MEGABYTE
        assert read_all(client) == pattern(size)


def test_slow_server_makes_the_client_wait(forward: OpenForward) -> None:
    go = threading.Event()

    def late(connection: socket.socket) -> None:
        go.wait(20)
        reply_at_end(connection)

    with serve(late) as port:
        opened = forward(port)
        with dial(local(opened)) as client:
            client.settimeout(0.5)
            sent = 0
            with contextlib.suppress(TimeoutError):
                while sent < 64 * MEGABYTE:
                    sent += client.send(bytes(65_536))
            assert sent < 32 * MEGABYTE
            go.set()
            client.settimeout(20)
            client.shutdown(socket.SHUT_WR)
            assert len(read_all(client)) == 64 * 3000
    assert opened.traffic().bytes_up == sent


def test_client_half_close_keeps_the_reply(forward: OpenForward) -> None:
    with serve(reply_at_end) as port, dial(local(forward(port))) as client:
        client.sendall(bytes(500_000))
        client.shutdown(socket.SHUT_WR)
        assert len(read_all(client)) == 64 * 3000


def test_server_half_close_keeps_the_request(forward: OpenForward) -> None:
    got: list[bytes] = []

    def ends_first(connection: socket.socket) -> None:
        connection.sendall(b"go on")
        connection.shutdown(socket.SHUT_WR)
        got.append(read_all(connection))

    with serve(ends_first) as port:
        opened = forward(port)
        with dial(local(opened)) as client:
            assert read_all(client) == b"go on"
            client.sendall(bytes(300_000))
            client.shutdown(socket.SHUT_WR)
            wait_for(lambda: got)
    assert len(got[0]) == 300_000
    wait_for(lambda: opened.traffic().connections_open == 0)


def test_server_may_speak_first(forward: OpenForward) -> None:
    """Its words may arrive together with the answer that the channel is open."""
    with serve(blob(200_000)) as port:
        at = local(forward(port))
        results = together(40, lambda: fetch(at))

    assert results == [pattern(200_000)] * 40


def test_client_reset_ends_the_other_side(forward: OpenForward) -> None:
    ended = threading.Event()

    def until_end(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            read_all(connection)
        ended.set()

    with serve(until_end) as port:
        opened = forward(port)
        client = dial(local(opened))
        client.sendall(b"x")
        wait_for(lambda: opened.traffic().bytes_up == 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert ended.wait(30)
        wait_for(lambda: opened.traffic().connections_open == 0)


def test_server_reset_ends_the_client(forward: OpenForward) -> None:
    def reset(connection: socket.socket) -> None:
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with serve(reset) as port:
        opened = forward(port)
        with dial(local(opened), 10) as client:
            client.sendall(b"x")
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b""
        wait_for(lambda: opened.traffic().connections_open == 0)


# Many


def test_hundreds_of_connections_at_once(forward: OpenForward) -> None:
    """Beyond descriptor 1023 too, on a handful of threads."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 8192:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard), hard))
    with serve(echo) as port, contextlib.ExitStack() as all_of_them:
        opened = forward(port)
        clients = [all_of_them.enter_context(dial(local(opened))) for _ in range(450)]
        for number, client in enumerate(clients):
            client.sendall(b"%06d" % number)
        for number, client in enumerate(clients):
            assert client.recv(6, socket.MSG_WAITALL) == b"%06d" % number
        assert opened.traffic().connections_open == 450
        assert psutil.Process().num_fds() > 1100
        assert len(ours()) <= 12


def test_nothing_is_left_behind(session: SshSession) -> None:
    process = psutil.Process()
    slot = SessionSlot()
    slot.put(session)

    def round_of_life() -> None:
        with serve(echo) as port:
            opened = Forward(slot, ForwardKind.TCP, Endpoint(port))
            at = opened.open(0)
            kept = [dial(at) for _ in range(5)]
            together(10, lambda: ask(at))
            opened.close()
            for each in kept:
                each.close()

    round_of_life()
    threads = sorted(ours())
    files = process.num_fds()
    for _ in range(3):
        round_of_life()
    wait_for(lambda: sorted(ours()) == threads)
    wait_for(lambda: process.num_fds() <= files)
    assert "tunnel-pump" not in ours()


def test_closing_ends_connections_at_once(forward: OpenForward) -> None:
    with serve(echo) as port:
        opened = forward(port)
        at = local(opened)
        with dial(at, 10) as client:
            client.sendall(b"x")
            assert client.recv(1) == b"x"
            opened.close()
            with contextlib.suppress(ConnectionResetError):
                assert client.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            dial(at, 5)
    assert opened.local_port is None
    assert opened.traffic().connections_open == 0


def test_traffic_is_counted(forward: OpenForward) -> None:
    changes: list[Traffic] = []
    with serve(echo) as port:
        opened = forward(port)
        opened._ledger._on_change = lambda: changes.append(opened.traffic())
        assert ask(local(opened), b"12345") == b"12345"
        wait_for(lambda: opened.traffic().connections_open == 0)

    told = opened.traffic()
    assert (told.bytes_up, told.bytes_down, told.connections_total) == (5, 5, 1)
    assert [each.connections_open for each in changes] in ([1, 1, 0], [1, 0])


# What cannot be served


def test_closed_port_is_a_page_for_browsers(forward: OpenForward) -> None:
    opened = forward(1)
    page = error_page(f"http://127.0.0.1:{local(opened)}/lab?token=x")

    assert "Nothing answers on port 1 of the node (Connection refused)." in page
    assert "Start the service there" in page
    assert opened.traffic().last_error.startswith("nothing answers on port 1 of the node")
    assert opened.traffic().last_error_at > time.time() - 60


def test_large_request_to_a_closed_port_still_gets_the_page(forward: OpenForward) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{local(forward(1))}/", data=bytes(300_000), method="POST"
    )

    assert "Nothing answers" in error_page(request)


def test_closed_port_ends_other_clients(forward: OpenForward) -> None:
    with dial(local(forward(1)), 10) as client:
        client.sendall(b"\x16\x03\x01hello")
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_closed_port_ends_a_silent_client(forward: OpenForward) -> None:
    with dial(local(forward(1)), 10) as client, pytest.raises(ConnectionResetError):
        client.recv(1)


def test_forbidden_forwarding_is_said(lab: LabNode, open_lab: OpenLab) -> None:
    lab.sshd_options = {"AllowTcpForwarding": "no"}
    lab.restart_server()
    slot = SessionSlot()
    slot.put(open_lab())
    opened = Forward(slot, ForwardKind.TCP, Endpoint(80))
    opened.open(0)
    try:
        page = error_page(f"http://127.0.0.1:{local(opened)}/")
        assert "forbids forwarding to port 80" in page
        assert "administratively prohibited" in opened.traffic().last_error
    finally:
        opened.close()


def test_listener_survives_a_lack_of_descriptors(
    forward: OpenForward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests instead of spinning, and serves who waited."""
    original, tries = forwarder.PumpServer.get_request, []

    def lacking(server: forwarder.PumpServer) -> object:
        tries.append(server)
        if len(tries) == 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return original(server)

    monkeypatch.setattr(forwarder, "REST", 0.1)
    monkeypatch.setattr(forwarder.PumpServer, "get_request", lacking)
    with serve(echo) as port:
        assert ask(local(forward(port))) == b"ping"
    assert len(tries) <= 4


# What is open on this computer


def test_only_this_computer_can_connect(forward: OpenForward) -> None:
    at = local(forward(80))
    listening = [
        each.laddr.ip
        for each in psutil.Process().net_connections("tcp")
        if each.status == psutil.CONN_LISTEN and each.laddr.port == at
    ]

    assert listening == ["127.0.0.1"]


def test_sshtunnel_prints_nothing(forward: OpenForward, capfd: pytest.CaptureFixture[str]) -> None:
    with serve(echo) as port:
        opened = forward(port)
        assert ask(local(opened)) == b"ping"
        opened.close()
    forward(1)

    assert capfd.readouterr() == ("", "")


# UNIX sockets


def test_unix_socket_of_the_node(session: SshSession, lab: LabNode) -> None:
    path = lab.root / "service.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        path.chmod(0o777)
        listener.listen()

        def answer() -> None:
            with listener.accept()[0] as connection:
                echo(connection)

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        with connect_unix(session, str(path)) as near:
            near.settimeout(20)
            near.sendall(b"GET /info")
            near.shutdown(socket.SHUT_WR)
            assert read_all(near) == b"GET /info"
        answering.join(30)
    path.unlink()
    wait_for(lambda: "tunnel-pump" not in ours())


def test_unix_socket_that_is_not_there_is_refused_at_once(session: SshSession) -> None:
    with pytest.raises(ChannelRefused, match=r"Nothing answers on /nowhere/docker\.sock"):
        connect_unix(session, "/nowhere/docker.sock")
    session.close()
    with pytest.raises(SessionLost):
        connect_unix(session, "/nowhere")
