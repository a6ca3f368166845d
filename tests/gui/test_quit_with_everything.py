"""The program ends within seconds, whatever it waits for at that moment."""

from __future__ import annotations

import signal
import socket
import time

import pytest

from app.core.cancel import Cancel
from app.services.alerts.api import Target
from app.services.guard.api import GuardPhase, GuardPolicy
from app.services.telemetry.api import Owner, Process
from app.services.telemetry.source_settings import NodeSources
from scripts.lab.node import LabNode
from tests.exporters import exporter
from tests.gui.real_program import RealProgram

pytestmark = [
    pytest.mark.lab,
    # WORKAROUND: apprise 2.2 imports `imghdr`, which Python 3.11 says will go.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]
DEAF = "trap '' TERM; echo $$; while :; do sleep 0.1; done"
LIMIT_S = 5.0


def test_quit_ends_all_that_hangs_or_waits_within_5_s(program: RealProgram, lab: LabNode) -> None:
    hub = program.hub
    program.trust(lab)
    program.begin()
    node = program.add_node(lab.url, name="spark-01", key=lab.identity).id
    program.wait_sample(node)
    session = hub.sessions.session(node)
    assert session is not None
    deaf = int(next(iter(session.stream(["sh", "-c", DEAF]).lines(Cancel()))))
    started = int(session.exec(["cat", f"/proc/{deaf}/stat"]).text.rpartition(")")[2].split()[19])

    def hang(sock: socket.socket, _request: bytes) -> None:
        sock.settimeout(60)
        sock.recv(1)  # until the other side gives up

    with exporter(hang) as server:
        hub.guard.arm(node, GuardPolicy(dry_run=True))
        program.wait(lambda: hub.guard.status(node).phase is GuardPhase.ARMED)
        url = f"http://127.0.0.1:{server.port}"
        asked = NodeSources(hub.archive.key_of(node), prometheus_url=url, prometheus_instance="a")
        hub.sources.save(node, asked, keep=False)
        phone = Target("t", "Phone", "json")
        hub.alerts.set_targets((phone,), {"t": f"json://127.0.0.1:{server.port}/hook"})
        hub.alerts.test_target(phone, f"json://127.0.0.1:{server.port}/hook")
        sleeper = Process(deaf, "sh", "sh", Owner(), None, None, None, started)
        hub.processes.end(node, sleeper)
        program.wait(lambda: len(server.requests) >= 1 and hub.processes.running(node, sleeper))
        now = time.time()
        for _ in range(50):
            hub.archive.request(node, ("cpu.percent",), now - 30 * 86400, now, 1000)
        program.wait(lambda: any(name.startswith("sources:") for name in hub.supervisor.running))

        began = time.monotonic()
        program.stop()
        took = time.monotonic() - began

    assert took < LIMIT_S
    lab.kill_sessions()


def test_a_signal_in_the_midst_of_something_lets_it_come_to_its_end(program: RealProgram) -> None:
    program._program._on_signal(signal.SIGTERM, None)

    assert program.window.isVisible()
    program.wait(lambda: not program.window.isVisible())
