"""What was connected is connected again: after a kill of the whole program, too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.core.ids import NodeId
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Node, NodeBook
from scripts.lab.machine import REPOSITORY
from scripts.lab.node import LabNode
from tests.waiting import wait_for

pytestmark = pytest.mark.lab

NODE = NodeId("node-lab")


@pytest.fixture
def programs(lab: LabNode) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Programs started by the test; the lab's key is trusted by each."""
    user_paths().known_hosts.parent.mkdir(parents=True, exist_ok=True)
    user_paths().known_hosts.write_text(lab.known_hosts.read_text())
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for program in started:
        program.kill()
        program.wait(60)


def start(programs: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    line = [sys.executable, "-m", "app"]
    programs.append(subprocess.Popen(line, cwd=REPOSITORY, env=environment))
    return programs[-1]


def test_connected_nodes_come_back_after_a_kill(
    lab: LabNode, programs: list[subprocess.Popen[bytes]]
) -> None:
    book = NodeBook(SettingsStore(user_paths().settings))
    book.save(Node(NODE, "lab", lab.host, lab.port, lab.user, str(lab.identity)))
    first = start(programs)
    wait_for(lambda: book_says(lab))
    assert lab.session_pids()

    first.send_signal(signal.SIGKILL)
    first.wait(60)
    wait_for(lambda: lab.session_pids() == [])
    second = start(programs)

    wait_for(lab.session_pids)
    assert second.poll() is None


def book_says(lab: LabNode) -> bool:
    """Whether the program learnt the node's key, which it does once it is connected."""
    saved = NodeBook(SettingsStore(user_paths().settings)).get(NODE)
    return saved.host_key == lab.host_key_fingerprint() and saved.connect_at_start
