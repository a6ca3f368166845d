"""The guard that is installed on a machine: with a stand-in for sudo and for systemd's command."""

from __future__ import annotations

import json
import shlex
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import CommandFailed
from app.services.guard import on_box
from app.services.guard.api import GuardPolicy
from app.transport.ssh.session import SshSession
from scripts.lab import gb10, processes
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from scripts.lab.pressure import Pressure
from tests.ssh_fixtures import connector, node_of
from tests.waiting import wait_for

pytestmark = pytest.mark.lab

GIB = 1024**3
POLICY = GuardPolicy(8 * GIB, grace_s=1.0)


@pytest.fixture
def session(docker_lab: LabNode) -> Iterator[SshSession]:
    opened = connector(docker_lab.known_hosts).open(
        node_of(docker_lab, docker_lab.identity), Cancel()
    )
    yield opened
    opened.close()


@pytest.fixture
def at_home(docker_lab: LabNode, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything lie in the user's home, and `sudo` change nothing about who acts."""
    home = "/home/spark"
    moved = {on_box.FOLDER: f"{home}/guard", on_box.UNIT_FILE: f"{home}/guard.service"}
    for name in ("FOLDER", "POLICY_FILE", "UNIT_FILE", "UNIT_TEXT"):
        text = getattr(on_box, name)
        for before, after in moved.items():
            text = text.replace(before, after)
        monkeypatch.setattr(on_box, name, text)
    docker_lab.program("sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    docker_lab.program("systemctl", '#!/bin/sh\necho "$*" >>~/systemctl.log\n')
    yield
    shutil.rmtree(docker_lab.home / "guard", ignore_errors=True)


@pytest.mark.usefixtures("at_home")
def test_an_installed_guard_acts_without_a_connection_and_can_be_removed(
    docker_lab: LabNode, docker: DockerEngine, session: SshSession, tmp_path: Path
) -> None:
    audit_file, cancel = tmp_path / "audit.jsonl", Cancel()
    audit = AuditLog(audit_file)
    docker.run("vllm", "eat", "0", "0")
    holder = gb10.Process(docker.pid("vllm"), "python3", 1024)
    shown = replace(docker_lab.scenario, processes=(holder,))
    gb10.apply(docker_lab.root, shown, "not-supported")
    assert on_box.installed(session, cancel) is None

    on_box.install(session, POLICY, audit=audit, name="lab", cancel=cancel)
    assert on_box.installed(session, cancel) == POLICY
    started = (docker_lab.home / "guard.service").read_text()
    command = next(line for line in started.splitlines() if line.startswith("ExecStart="))
    argv = shlex.split(command.removeprefix("ExecStart="))
    line = 'setsid "$@" >/dev/null 2>&1 </dev/null &'
    session.exec(["sh", "-c", line, "sh", *argv]).check()
    docker_lab.kill_sessions()
    with Pressure(docker_lab, lambda: 0, available_bytes=2 * GIB, limit_bytes=8 * GIB):
        wait_for(lambda: docker.running() == set())
    running = [each.pid for each in docker_lab.processes() if each.name.startswith("python3")]
    assert len(running) == 1  # it goes on, with memory or without
    processes.send(running, signal.SIGKILL)

    again = connector(docker_lab.known_hosts).open(
        node_of(docker_lab, docker_lab.identity), Cancel()
    )
    on_box.remove(again, audit=audit, name="lab", cancel=cancel)
    again.close()
    assert not (docker_lab.home / "guard").exists()
    assert not (docker_lab.home / "guard.service").exists()
    asked = (docker_lab.home / "systemctl.log").read_text().splitlines()
    unit = on_box.UNIT
    assert asked[:3] == ["daemon-reload", f"enable {unit}", f"restart {unit}"]
    assert asked[3:] == [f"disable --now {unit}", "daemon-reload"]
    written = [json.loads(line)["outcome"] for line in audit_file.read_text().splitlines()]
    assert written == ["begun", "done", "begun", "done"]


def test_installing_needs_sudo_without_a_password_and_says_so(
    docker_lab: LabNode, session: SshSession, tmp_path: Path
) -> None:
    docker_lab.program("sudo", "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n")
    audit = AuditLog(tmp_path / "audit.jsonl")
    with pytest.raises(CommandFailed, match="sudo asks for a password there"):
        on_box.install(session, POLICY, audit=audit, name="lab", cancel=Cancel())


def test_a_policy_that_is_not_understood_is_said(
    docker_lab: LabNode, session: SshSession, at_home: None
) -> None:
    (docker_lab.home / "guard").mkdir()
    (docker_lab.home / "guard" / "policy.json").write_text("{}")
    with pytest.raises(CommandFailed, match="is not understood"):
        on_box.installed(session, Cancel())
