"""Seven nodes hang, each in another step of its connection: the eighth does not notice."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import NodeId
from app.hosts.nodes import Node
from app.shell.question_dialogs import HostKeyDialog
from app.transport.ssh import reach
from app.transport.status import Phase, Step, StepState
from scripts.lab import keys
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram

pytestmark = pytest.mark.lab

CONNECT_S = 10.0
EXIT_S = 10.0
STUCK_NAME = "stuck.invalid"


@pytest.fixture
def stuck_resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name whose look-up does not come to an end."""
    over = threading.Event()
    real = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **more: Any) -> Any:
        if host == STUCK_NAME:
            over.wait(60)
        return real(host, *arguments, **more)

    monkeypatch.setattr(reach.socket, "getaddrinfo", look_up)
    yield
    over.set()


@pytest.fixture
def ports() -> Iterator[dict[str, int]]:
    """Ports that swallow a connection, accept it and are silent, or greet and say no more."""
    with contextlib.ExitStack() as stack:
        swallowing = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(2):  # nobody accepts: the next one gets no answer from the kernel
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(swallowing.getsockname())
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        greeting = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def greet() -> None:
            with contextlib.suppress(OSError):
                while True:
                    peer, _address = greeting.accept()
                    stack.enter_context(peer)
                    peer.sendall(b"SSH-2.0-Sleepy\r\n")

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        servers = {"swallowing": swallowing, "silent": silent, "greeting": greeting}
        yield {name: server.getsockname()[1] for name, server in servers.items()}
        greeting.shutdown(socket.SHUT_RDWR)
        thread.join(30)


def running_step(program: RealProgram, node: NodeId) -> Step | None:
    steps = program.hub.sessions.status(node).steps
    return next((each.step for each in steps if each.state is StepState.RUNNING), None)


@pytest.mark.usefixtures("stuck_resolver")
def test_one_slow_node_never_delays_another(
    program: RealProgram, lab: LabNode, lab_node: LabNode, ports: dict[str, int]
) -> None:
    hub = program.hub
    with (
        FaultProxy(lab_node.host, lab_node.port) as unknown,
        FaultProxy(lab_node.host, lab_node.port) as half_open,
    ):
        program.paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
        program.paths.known_hosts.write_text(
            lab.known_hosts.read_text()
            + lab_node.known_hosts.read_text()
            + keys.known_hosts(lab_node.directory, "127.0.0.1", half_open.port)
        )

        def add(name: str, port: int, key: Path | str = "", at: str = "127.0.0.1") -> NodeId:
            node = hub.nodes.save(Node(NodeId(name), name, at, port, lab.user, str(key)))
            hub.sessions.connect_node(node.id)
            return node.id

        dead = add("half-open", half_open.port, lab_node.identity)
        program.wait_phase(dead, Phase.CONNECTED)
        half_open.stall()
        stuck = {
            add("resolving", 22, at=STUCK_NAME): Step.RESOLVE,
            add("connecting", ports["swallowing"]): Step.CONNECT,
            add("silent", ports["silent"]): Step.NEGOTIATE,
            add("greeting", ports["greeting"]): Step.NEGOTIATE,
            add("asking-key", unknown.port): Step.VERIFY,
            add("asking-password", lab_node.port): Step.AUTHENTICATE,
        }
        program.wait(lambda: all(running_step(program, node) is stuck[node] for node in stuck))
        program.dialog(HostKeyDialog)

        began = time.monotonic()
        good = add("good", lab.port, lab.identity)
        program.wait_phase(good, Phase.CONNECTED)
        assert time.monotonic() - began < CONNECT_S
        program.wait_sample(good)
        program.wait(lambda: hub.sessions.status(dead).phase is Phase.RECONNECTING)
        assert all(hub.sessions.status(node).phase.is_wanted for node in stuck)
        assert hub.sessions.status(good).phase is Phase.CONNECTED

        began = time.monotonic()
        program.stop()
        assert time.monotonic() - began < EXIT_S
