"""A forward's local port across the loss of its session, with the limits this program promises."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.core.cancel import Cancel
from app.transport.keeper import SHORT_LIFE, Keeper
from app.transport.slot import SessionSlot
from app.transport.tunnel.api import Endpoint, ForwardKind
from app.transport.tunnel.forward import Forward
from scripts.lab import processes
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from tests.ssh_fixtures import connector, node_of
from tests.tunnel_servers import answers, ask, dial, echo, serve, together
from tests.waiting import best_of, wait_for

KILLED = 0.3
HALF_OPEN = 4.5
RESTARTED = 0.5
PATH_BACK = 1.0


@dataclass
class Tunnel:
    """A forward to an echo server, over a session that is kept."""

    forward: Forward
    slot: SessionSlot
    keeper: Keeper

    @property
    def port(self) -> int:
        assert self.forward.local_port is not None
        return self.forward.local_port


@contextlib.contextmanager
def tunnel(lab: LabNode, **node: object) -> Iterator[Tunnel]:
    slot, cancel = SessionSlot(), Cancel()
    keeper = Keeper(node_of(lab, lab.identity, **node), connector(lab.known_hosts).open, slot=slot)
    thread = threading.Thread(
        target=keeper.run, args=(cancel, lambda _status: None), name="keeper", daemon=True
    )
    thread.start()
    with serve(echo) as port:
        forward = Forward(slot, ForwardKind.TCP, Endpoint(port))
        forward.open(0)
        try:
            held = Tunnel(forward, slot, keeper)
            wait_for(lambda: answers(held.port))
            yield held
        finally:
            forward.close()
            cancel.cancel()
            thread.join(30)


def seconds_until(condition: Callable[[], bool], limit: float = 30.0) -> float:
    began = time.monotonic()
    wait_for(condition, limit)
    return time.monotonic() - began


def test_port_answers_again_after_the_session_is_killed(lab: LabNode) -> None:
    with tunnel(lab) as held:
        at = held.port

        def kill() -> float:
            wait_for(lambda: held.slot.session is not None)
            time.sleep(SHORT_LIFE)  # a session that dies sooner is deliberately retried later
            processes.send(lab.session_pids(), signal.SIGKILL)
            return seconds_until(lambda: answers(at))

        assert best_of(KILLED, kill) <= KILLED
        assert held.port == at


def test_open_connections_end_at_once_with_the_session(lab: LabNode) -> None:
    with tunnel(lab) as held, dial(held.port, 10) as client:
        client.sendall(b"x")
        assert client.recv(1) == b"x"
        processes.send(lab.session_pids(), signal.SIGKILL)
        with pytest.raises(ConnectionResetError):  # no end of file: bytes may be missing
            client.recv(1)
        wait_for(lambda: answers(held.port))
        assert held.forward.traffic().last_error == "the connection to the node was lost"


def test_port_answers_again_after_the_peer_fell_silent(lab: LabNode) -> None:
    """One connection that is made while the peer is half-open is served by the next session."""
    with tunnel(lab) as held:

        def fall_silent() -> float:
            time.sleep(SHORT_LIFE)
            lab.stop_sessions()
            began = time.monotonic()
            assert ask(held.port) == b"ping"
            return time.monotonic() - began

        assert best_of(HALF_OPEN, fall_silent) <= HALF_OPEN


def test_port_answers_again_after_the_server_restarted(lab: LabNode) -> None:
    with tunnel(lab) as held:

        def restart() -> float:
            lab.kill_server()
            wait_for(lambda: held.slot.session is None)
            lab.start_server()  # returns once it listens
            return seconds_until(lambda: answers(held.port))

        assert best_of(RESTARTED, restart) <= RESTARTED


def test_port_answers_again_after_the_path_was_gone(lab: LabNode) -> None:
    """The path swallows everything for a while, nobody is told, and then it is back."""
    with FaultProxy(lab.host, lab.port) as proxy:
        lab.known_hosts.write_text(
            lab.known_hosts.read_text().replace(f":{lab.port} ", f":{proxy.port} ")
        )
        with tunnel(lab, port=proxy.port) as held:

            def outage() -> float:
                proxy.stall()
                wait_for(lambda: held.slot.session is None)
                time.sleep(4.0)
                proxy.reset()
                proxy.go_on()
                return seconds_until(lambda: answers(held.port))

            assert best_of(PATH_BACK, outage) <= PATH_BACK


def test_connections_wait_for_the_node_and_are_served(lab: LabNode) -> None:
    with tunnel(lab) as held:
        lab.kill_server()
        wait_for(lambda: held.slot.session is None)
        results: list[object] = []
        clients = threading.Thread(
            target=lambda: results.extend(together(20, lambda: ask(held.port))), daemon=True
        )
        clients.start()
        wait_for(lambda: held.forward.traffic().connections_waiting == 20)
        lab.start_server()
        clients.join(30)

    assert results == [b"ping"] * 20


def test_connections_that_waited_too_long_are_refused(
    lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.transport.tunnel.connection.PATIENCE", 0.5)
    slot = SessionSlot()
    forward = Forward(slot, ForwardKind.TCP, Endpoint(8888))
    at = forward.open(0)
    try:
        with dial(at, 10) as browser:
            browser.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert b"The node was not connected within" in browser.recv(65_536, socket.MSG_WAITALL)
        with dial(at, 10) as client, pytest.raises(ConnectionResetError):
            client.recv(1)
    finally:
        forward.close()
    assert "port 8888 could not be reached" in forward.traffic().last_error


def test_a_stalled_node_does_not_delay_another(lab: LabNode, lab_node: LabNode) -> None:
    with tunnel(lab) as stalled, tunnel(lab_node) as other:
        lab.stop_sessions()
        with dial(stalled.port) as client:
            client.settimeout(0.2)
            with contextlib.suppress(TimeoutError):
                while True:
                    client.send(bytes(65_536))
            for _ in range(20):
                assert best_of(1.0, lambda: seconds_until(lambda: answers(other.port))) <= 1.0
