"""The memory guard on a lab node with a real Docker Engine, over real SSH."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.services.guard.api import GuardAction, GuardPhase, GuardPolicy, GuardStatus
from app.services.guard.keeper import GuardKeeper, look
from app.transport.slot import SessionSlot
from app.transport.ssh import heartbeat
from app.transport.ssh.session import SshSession
from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from scripts.lab.pressure import Pressure
from tests.ssh_fixtures import connector, node_of
from tests.waiting import wait_for

pytestmark = pytest.mark.lab

GIB = 1024**3
MIB = 1024**2
LIMIT = 8 * GIB
EATS = ("eat", "200", "500")
"""Crosses the limit less than a second after its start, `ROOM` above it."""
WAITS = ("eat", "0", "0")
ROOM = 150 * MIB
STOP_WITHIN_S = 2.0


def show_on_gpu(node: LabNode, *pids: int) -> None:
    """Let the simulated GB10 list processes, by their ids on the node, as holders of memory."""
    holders = tuple(gb10.Process(pid, "python3", 1024) for pid in pids)
    gb10.apply(node.root, replace(node.scenario, processes=holders), "not-supported")


def crossed_to_stop_s(docker: DockerEngine, pressure: Pressure, container: str) -> float:
    """Return the seconds from the limit crossed to Docker being asked, by Docker's own clock."""
    assert pressure.crossed_at is not None
    asked = [
        int(str(each["timeNano"])) / 1e9
        for each in docker.events(pressure.crossed_at - 1)
        if each["Action"] == "kill" and each["id"] == container
    ]
    return asked[0] - pressure.crossed_at


class Guarded:
    """A keeper that runs on a thread until the test ends, and all that it told."""

    def __init__(self, slot: SessionSlot, policy: GuardPolicy, audit: AuditLog) -> None:
        self.keeper = GuardKeeper(slot, policy, audit=audit, name_of=lambda: "lab", owner="test")
        self.told: list[GuardStatus] = []
        self._cancel = Cancel()
        self._thread = threading.Thread(
            target=self.keeper.run,
            args=(self._cancel, self.told.append),
            name="guard",
            daemon=True,
        )
        self._thread.start()

    @property
    def status(self) -> GuardStatus:
        """Return what it told last."""
        return self.told[-1] if self.told else self.keeper.status

    @property
    def phases(self) -> list[GuardPhase]:
        return [status.phase for status in self.told]

    @property
    def actions(self) -> list[GuardAction]:
        """Return each action in its last state, oldest first."""
        told = [each.last_action for each in self.told if each.last_action is not None]
        return list({action.time: action for action in told}.values())

    def wait_armed(self, target: str) -> None:
        wait_for(lambda: self.status.phase is GuardPhase.ARMED and self.status.target == target)

    def wait_done(self) -> GuardAction:
        """Wait until an action is over and return it."""
        wait_for(lambda: self.status.last_action is not None and self.status.last_action.outcome)
        assert self.status.last_action is not None
        return self.status.last_action

    def end(self) -> None:
        self._cancel.cancel()
        self._thread.join(10)
        assert not self._thread.is_alive()


Arm = Callable[[GuardPolicy], Guarded]


@pytest.fixture
def docker_session_slot(docker_lab: LabNode) -> Iterator[SessionSlot]:
    session = open_session(docker_lab)
    slot = SessionSlot()
    slot.put(session)
    yield slot
    if (present := slot.session) is not None:
        present.close()
    session.close()


def open_session(node: LabNode) -> SshSession:
    return connector(node.known_hosts).open(node_of(node, node.identity), Cancel())


@pytest.fixture
def audit_file(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def arm(docker_session_slot: SessionSlot, audit_file: Path) -> Iterator[Arm]:
    with ExitStack() as stack:

        def start(policy: GuardPolicy) -> Guarded:
            guarded = Guarded(docker_session_slot, policy, AuditLog(audit_file))
            stack.callback(guarded.end)
            return guarded

        yield start


def run_as_user(session: SshSession, *argv: str) -> int:
    """Start a command of the log-in's own that goes on by itself; return its id on the node."""
    line = '"$@" >/dev/null 2>&1 </dev/null & echo $!'
    return int(session.exec(["sh", "-c", line, "sh", *argv]).check().text)


def runs(session: SshSession, pid: int) -> bool:
    state = session.exec(["cat", f"/proc/{pid}/stat"]).text.rpartition(")")[2].split()
    return bool(state) and state[0] != "Z"


def test_guard_stops_the_newest_gpu_container_in_time_and_nothing_else(
    docker_lab: LabNode,
    docker: DockerEngine,
    docker_session_slot: SessionSlot,
    arm: Arm,
    audit_file: Path,
) -> None:
    session = docker_session_slot.session
    assert isinstance(session, SshSession)
    docker.run("older", *WAITS)
    docker.run("web", *WAITS)
    own = run_as_user(session, "sleep", "300")
    guarded = arm(GuardPolicy(LIMIT))
    with Pressure(
        docker_lab, lambda: docker.memory_bytes(eater), available_bytes=LIMIT + ROOM,
        limit_bytes=LIMIT,
    ) as pressure:  # fmt: skip
        eater = ""
        guarded.wait_armed("")
        vllm = docker.run("vllm", *EATS)
        show_on_gpu(docker_lab, docker.pid("older"), docker.pid("vllm"), own)
        eater = vllm  # what it takes counts from now on, however long it took to show it

        action = guarded.wait_done()

        assert action.what == "container vllm (docker stop)"
        assert action.ended
        assert action.outcome.startswith("ended after")
        assert LIMIT - 2 * GIB < action.available_bytes < LIMIT
        assert action.fall_bytes_per_s > 10 * MIB
        assert crossed_to_stop_s(docker, pressure, eater) <= STOP_WITHIN_S
    assert docker.running() == {"older", "web"}
    assert runs(session, own)
    assert GuardPhase.ACTING in guarded.phases
    told = [json.loads(line) for line in audit_file.read_text().splitlines()]
    assert [each["outcome"] for each in told][:3] == ["begun", "done", "begun"]
    assert told[-1]["what"].startswith("Memory guard: container vllm (docker stop) with ")
    assert told[-1]["host_key"] == session.host_key
    session.exec(["kill", str(own)])


def test_guard_goes_on_to_the_next_while_memory_falls(
    docker_lab: LabNode, docker: DockerEngine, arm: Arm
) -> None:
    docker.run("first", *WAITS)
    docker.run("second", *WAITS)
    show_on_gpu(docker_lab, docker.pid("first"), docker.pid("second"))
    guarded = arm(GuardPolicy(LIMIT))
    guarded.wait_armed("container second")
    start = time.monotonic()

    def leak() -> int:
        return int((time.monotonic() - start) * 200 * MIB)

    with Pressure(docker_lab, leak, available_bytes=LIMIT, limit_bytes=LIMIT):
        wait_for(lambda: docker.running() == set())
        wait_for(lambda: sum(action.ended is True for action in guarded.actions) == 2)
    assert [action.what for action in guarded.actions if action.ended] == [
        "container second (docker stop)",
        "container first (docker stop)",
    ]


def test_guard_gives_less_time_when_memory_falls_on(
    docker_lab: LabNode, docker: DockerEngine, arm: Arm
) -> None:
    docker.run("vllm", *WAITS, "stubborn")
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT, grace_s=60.0))
    guarded.wait_armed("container vllm")
    start = time.monotonic()

    def leak() -> int:
        return int((time.monotonic() - start) * 400 * MIB)

    with Pressure(docker_lab, leak, available_bytes=LIMIT // 2, limit_bytes=LIMIT):
        action = guarded.wait_done()
    assert action.ended  # by force, long before the grace is over
    assert docker.running() == set()


def test_guard_stops_what_was_chosen_also_without_gpu_memory(
    docker_lab: LabNode, docker: DockerEngine, arm: Arm
) -> None:
    docker.run("cache", *WAITS)
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT, stop_first="cache", grace_s=0.5))
    guarded.wait_armed("container cache")
    below = [LIMIT // 2 - MIB]

    def taken() -> int:
        if guarded.status.phase is GuardPhase.ACTING:
            below[0] = LIMIT * 2
        return LIMIT * 2 - below[0]

    with Pressure(docker_lab, taken, available_bytes=LIMIT * 2, limit_bytes=LIMIT):
        action = guarded.wait_done()
    assert action.what == "container cache (docker stop)"
    assert docker.running() == {"vllm"}


def test_guard_that_practises_stops_nothing(
    docker_lab: LabNode, docker: DockerEngine, arm: Arm
) -> None:
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT, dry_run=True))
    guarded.wait_armed("container vllm")
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT // 4, limit_bytes=LIMIT):
        action = guarded.wait_done()
    assert action.what == "container vllm (practice)"
    assert action.practice
    assert action.ended is False
    assert docker.running() == {"vllm"}


def test_guard_without_dockers_socket_says_so_and_stops_the_users_own_process(
    docker_lab: LabNode, docker: DockerEngine, docker_session_slot: SessionSlot, arm: Arm
) -> None:
    session = docker_session_slot.session
    assert isinstance(session, SshSession)
    docker.permit(False)
    docker.run("vllm", *WAITS)
    deaf = run_as_user(session, "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done")
    show_on_gpu(docker_lab, docker.pid("vllm"), deaf)
    guarded = arm(GuardPolicy(LIMIT, grace_s=0.5))
    guarded.wait_armed(f"process {deaf} sh")
    assert "cannot be stopped: Docker's socket: Permission denied" in guarded.status.message
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT // 4, limit_bytes=LIMIT):
        action = guarded.wait_done()
    assert action.what == f"process {deaf} sh (SIGTERM)"
    assert action.ended  # by force, after the grace
    assert not runs(session, deaf)
    assert docker.running() == {"vllm"}


def test_guard_leaves_alone_what_only_draws_and_what_stays_below_the_limit(
    docker_lab: LabNode, docker: DockerEngine, docker_session_slot: SessionSlot, arm: Arm
) -> None:
    session = docker_session_slot.session
    assert isinstance(session, SshSession)
    docker.run("vllm", *WAITS)
    desktop = run_as_user(session, "sleep", "300")
    drawing = gb10.Process(desktop, "/usr/bin/gnome-shell", 100, graphics=True)
    computing = gb10.Process(docker.pid("vllm"), "python3", 1024)
    shown = replace(docker_lab.scenario, processes=(drawing, computing))
    gb10.apply(docker_lab.root, shown, "not-supported")
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT - GIB, limit_bytes=LIMIT):
        guarded = arm(GuardPolicy(LIMIT))  # below the limit, and memory does not fall
        guarded.wait_armed("container vllm")
        heard = len(guarded.told)
        docker.run("other", *WAITS)
        show_on_gpu(docker_lab, docker.pid("other"))
        guarded.wait_armed("container other")
        assert len(guarded.told) > heard
    assert docker.running() == {"vllm", "other"}
    assert guarded.status.last_action is None
    assert runs(session, desktop)
    session.exec(["kill", str(desktop)])


def test_guard_is_armed_again_when_the_node_is_back(
    docker_lab: LabNode,
    docker: DockerEngine,
    docker_session_slot: SessionSlot,
    arm: Arm,
) -> None:
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT))
    guarded.wait_armed("container vllm")
    lost = docker_session_slot.session
    assert lost is not None
    lost.on_lost(lambda _reason: docker_session_slot.clear(lost))
    docker_lab.kill_sessions()
    wait_for(lambda: guarded.status.phase is GuardPhase.LOST)
    assert "not guarded" in guarded.status.message.lower()
    docker_session_slot.put(open_session(docker_lab))
    guarded.wait_armed("container vllm")
    after_loss = guarded.phases[guarded.phases.index(GuardPhase.LOST) :]
    assert after_loss[-2:] == [GuardPhase.ARMED, GuardPhase.ARMED]


def test_guard_near_the_limit_outlives_its_connection_and_acts(
    docker_lab: LabNode,
    docker: DockerEngine,
    docker_session_slot: SessionSlot,
    arm: Arm,
) -> None:
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT))
    taken = [0]
    with Pressure(docker_lab, lambda: taken[0], available_bytes=LIMIT + GIB, limit_bytes=LIMIT):
        guarded.wait_armed("container vllm")
        lost = docker_session_slot.session
        assert lost is not None
        lost.on_lost(lambda _reason: docker_session_slot.clear(lost))
        docker_lab.kill_sessions()
        wait_for(lambda: guarded.status.phase is GuardPhase.LOST)
        taken[0] = 2 * GIB
        wait_for(lambda: docker.running() == set())


def test_guard_acts_while_ssh_is_stalled_and_tells_afterwards(
    docker_lab: LabNode, docker: DockerEngine, arm: Arm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "LIMIT", 60)  # however long Docker takes, it is no loss
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    guarded = arm(GuardPolicy(LIMIT))
    guarded.wait_armed("container vllm")
    docker_lab.stop_sessions()
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT // 4, limit_bytes=LIMIT):
        wait_for(lambda: docker.running() == set())
        docker_lab.continue_sessions()
        assert guarded.wait_done().ended


def test_guard_stops_a_systemd_unit_by_systemctl(
    docker_lab: LabNode, docker_session_slot: SessionSlot, arm: Arm, unit: Path
) -> None:
    session = docker_session_slot.session
    assert isinstance(session, SshSession)
    policy = GuardPolicy(LIMIT, stop_first=unit.name)
    assert look(session, policy, Cancel()).notes == f"{unit.name} is not running"
    pid = run_as_user(session, "sleep", "300")
    (unit / "cgroup.procs").write_text(str(host_pid(docker_lab, pid)))
    refused = f"unit {unit.name} cannot be stopped: sudo cannot be used"
    docker_lab.without("sudo")
    assert look(session, policy, Cancel()).notes == refused

    docker_lab.program("sudo", '#!/bin/sh\nshift; [ "$1" = -l ] || exec "$@"\n')
    docker_lab.program("systemctl", f'#!/bin/sh\necho "$*" >{docker_lab.home}/asked; kill {pid}\n')
    guarded = arm(policy)
    guarded.wait_armed(f"unit {unit.name}")
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT // 4, limit_bytes=LIMIT):
        action = guarded.wait_done()
    assert action.what == f"unit {unit.name} (systemctl stop)"
    assert action.ended
    assert (docker_lab.home / "asked").read_text() == f"stop --no-block {unit.name}\n"


@pytest.fixture
def unit() -> Iterator[Path]:
    """The control group of a unit, as systemd would make it."""
    root = Path("/sys/fs/cgroup")
    slices = (root / "systemd" if (root / "systemd").is_dir() else root) / "system.slice"
    made = not slices.exists()
    folder = slices / f"spark-lab-{uuid.uuid4().hex[:8]}.service"  # all of the computer see it
    folder.mkdir(parents=True)
    yield folder
    for pid in (folder / "cgroup.procs").read_text().split():
        os.kill(int(pid), signal.SIGKILL)
    wait_for(lambda: not (folder / "cgroup.procs").read_text())
    folder.rmdir()
    if made:
        with contextlib.suppress(OSError):  # another run of the tests has one there
            slices.rmdir()


def host_pid(node: LabNode, pid: int) -> int:
    """Return a process of the node by its id on this computer."""
    for each in node.processes():
        status = Path(f"/proc/{each.pid}/status").read_text()
        inside = re.search(r"^NSpid:.*\s(\d+)$", status, re.MULTILINE)
        if inside is not None and int(inside.group(1)) == pid:
            return each.pid
    raise LookupError(pid)


def guards(node: LabNode) -> list[int]:
    return [each.pid for each in node.processes() if each.name.startswith("python3")]


def test_disarming_leaves_nothing_on_the_node(docker_lab: LabNode, arm: Arm) -> None:
    guarded = arm(GuardPolicy(LIMIT))
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT + GIB, limit_bytes=LIMIT):
        guarded.wait_armed("")
        assert len(guards(docker_lab)) == 1
        guarded.end()
        wait_for(lambda: not guards(docker_lab))  # told to end: it does not linger
    assert guarded.status.phase is GuardPhase.OFF


def test_a_guard_replaces_one_that_was_left_behind(
    docker_lab: LabNode, docker_session_slot: SessionSlot, arm: Arm
) -> None:
    lost = docker_session_slot.session
    assert lost is not None
    with Pressure(docker_lab, lambda: 0, available_bytes=LIMIT + GIB, limit_bytes=LIMIT):
        guarded = arm(GuardPolicy(LIMIT))
        guarded.wait_armed("")
        (old,) = guards(docker_lab)
        lost.on_lost(lambda _reason: docker_session_slot.clear(lost))
        docker_lab.kill_sessions()
        wait_for(lambda: guarded.status.phase is GuardPhase.LOST)
        assert guards(docker_lab) == [old]  # near the limit it stays on watch
        docker_session_slot.put(open_session(docker_lab))
        guarded.wait_armed("")
        wait_for(lambda: len(guards(docker_lab)) == 1)
        assert guards(docker_lab) != [old]


def test_looking_says_what_would_be_stopped_and_arms_nothing(
    docker_lab: LabNode, docker: DockerEngine, docker_session_slot: SessionSlot
) -> None:
    docker.run("vllm", *WAITS)
    show_on_gpu(docker_lab, docker.pid("vllm"))
    assert docker_session_slot.session is not None
    view = look(docker_session_slot.session, GuardPolicy(LIMIT), Cancel())
    assert view.target == "container vllm"
    assert view.notes == ""
    assert view.available_bytes == docker_lab.scenario.meminfo_kib("MemAvailable") * 1024


def test_a_node_without_python_is_not_guarded_and_says_so(docker_lab: LabNode, arm: Arm) -> None:
    docker_lab.without("python3")
    guarded = arm(GuardPolicy(LIMIT))
    wait_for(lambda: guarded.status.phase is GuardPhase.LOST)
    assert guarded.status.message == "Not guarded: python3 is not installed there."
