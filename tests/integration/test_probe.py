"""Reading a host key without logging in, against the lab's real sshd."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, HostUnreachable, NotAnSshServer
from app.transport.ssh.probe import read_host_key
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.waiting import wait_for


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that accepts connections and never speaks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.lab
def test_key_is_the_servers_and_nobody_logs_in(lab: LabNode) -> None:
    key = read_host_key(lab.host, lab.port, Cancel())

    assert key.fingerprint == lab.host_key_fingerprint()
    assert "Accepted" not in lab.server_log().splitlines()[-1]


def test_closed_port_is_told() -> None:
    with pytest.raises(HostUnreachable, match="cannot be reached"):
        read_host_key("127.0.0.1", free_port(), Cancel())


def test_silent_port_is_given_up(silent: int) -> None:
    with pytest.raises(NotAnSshServer):
        read_host_key("127.0.0.1", silent, Cancel(), timeout=0.3)


def test_other_server_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _address = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(NotAnSshServer):
            read_host_key("127.0.0.1", server.getsockname()[1], Cancel())
        thread.join(30)


def test_cancel_ends_it(silent: int) -> None:
    cancel = Cancel()
    ended: list[BaseException] = []

    def probe() -> None:
        try:
            read_host_key("127.0.0.1", silent, cancel, timeout=60.0)
        except Cancelled as error:
            ended.append(error)

    thread = threading.Thread(target=probe, name="probe", daemon=True)
    thread.start()
    wait_for(lambda: any(each.name.startswith("Thread") for each in threading.enumerate()))
    cancel.cancel()

    wait_for(lambda: ended)
