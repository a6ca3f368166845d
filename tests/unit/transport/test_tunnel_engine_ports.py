"""Local ports: whose they are, and which cannot be had."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys

import psutil
import pytest

from app.core.errors import BadInput, LocalPortTaken
from app.transport.slot import SessionSlot
from app.transport.tunnel import ports
from app.transport.tunnel.api import Endpoint, ForwardKind, PortHolder
from app.transport.tunnel.forward import Forward

LISTENS = """
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
time.sleep(60)
"""


class DeniedSocket(socket.socket):
    """As this program's sockets are without the administrator's rights."""

    def bind(self, address: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", address)


def test_holder_is_named_with_its_process() -> None:
    program = subprocess.Popen([sys.executable, "-c", LISTENS], stdout=subprocess.PIPE)
    try:
        assert program.stdout is not None
        port = int(program.stdout.readline())
        holder = ports.port_holder(port)
        assert holder == PortHolder(port, psutil.Process(program.pid).name(), program.pid)
        with pytest.raises(LocalPortTaken) as caught, socket.socket() as ours:
            ports.bind(ours, port)
        assert f"(process {program.pid})" in caught.value.message
        assert caught.value.port == port
    finally:
        program.kill()
        program.communicate()


def test_own_port_is_named_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        port = ours.getsockname()[1]
        assert ports.port_holder(port) == PortHolder(port, "this program", os.getpid())
    assert ports.port_holder(port) is None


def test_holder_that_the_system_hides_is_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(kind: str) -> None:
        raise psutil.AccessDenied

    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(psutil, "net_connections", denied)
        holder = ports.port_holder(other.getsockname()[1])
    assert holder is not None
    assert holder.words == "another program"


def test_privileged_port_is_refused_in_clear_words() -> None:
    with DeniedSocket() as ours, pytest.raises(BadInput) as caught:
        ports.bind(ours, 80)

    assert str(caught.value) == (
        "Port 80 is reserved for the administrator of this computer. "
        "Choose a local port from 1024 to 65535."
    )


def test_forward_without_a_port_of_the_node_is_refused() -> None:
    for endpoint in (None, Endpoint(0), Endpoint(70_000)):
        with pytest.raises(BadInput):
            Forward(SessionSlot(), ForwardKind.TCP, endpoint).open(0)


def test_forward_is_opened_once() -> None:
    forward = Forward(SessionSlot(), ForwardKind.SOCKS)
    forward.open(0)
    try:
        with pytest.raises(BadInput, match="opened before"):
            forward.open(0)
    finally:
        forward.close()
        forward.close()
    with pytest.raises(BadInput, match="opened before"):
        forward.open(0)
