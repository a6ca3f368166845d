"""Ending real processes: on the lab's node over SSH, and on this computer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.services.processes import control
from app.services.processes.control import Ending, Outcome, ProcessEnder, started_of
from app.services.telemetry.api import Owner, Process
from app.services.telemetry.sources.local import read
from app.transport.local import LocalSession
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode
from tests.waiting import wait_for

DEAF = "trap '' TERM; while :; do sleep 0.05; done"


@pytest.fixture
def ender(tmp_path: Path) -> ProcessEnder:
    return ProcessEnder(AuditLog(tmp_path / "audit.jsonl"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not end gets 1 s instead of 5."""
    monkeypatch.setattr(control, "PATIENCE_S", 1)


def process(pid: int, started: int | None, user: str | None = "spark") -> Process:
    return Process(pid, "engine", "engine --model x", Owner(user=user), None, None, None, started)


def started_there(session: SshSession, pid: int) -> int | None:
    """Return when a process of the node started, by the node's own process table; None: ended."""
    fields = session.exec(["cat", f"/proc/{pid}/stat"]).text.rpartition(")")[2].split()
    return None if not fields or fields[0] == "Z" else int(fields[19])


def run_there(session: SshSession, *argv: str) -> Process:
    """Start a command on the node that goes on by itself, and say who it is."""
    line = '"$@" >/dev/null 2>&1 </dev/null & echo $!'
    pid = int(session.exec(["sh", "-c", line, "sh", *argv]).check().text)
    return process(pid, started_there(session, pid))


@pytest.fixture
def child() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def run_here(stack: ExitStack, code: str) -> tuple[subprocess.Popen[bytes], Process]:
    """Start Python code that prints a line when it is ready."""
    popen = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    stack.callback(popen.wait)
    stack.callback(popen.kill)
    assert popen.stdout is not None
    popen.stdout.readline()
    popen.stdout.close()
    return popen, process(popen.pid, started_of(psutil.Process(popen.pid)))


def test_end_process_ends_it_and_writes_it_down(
    lab: LabNode, session: SshSession, ender: ProcessEnder, tmp_path: Path
) -> None:
    running = run_there(session, "sleep", "300")

    assert ender.end(session, "lab", Ending(running)) is Outcome.ENDED

    assert started_there(session, running.pid) is None
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in lines] == ["begun", "done"]
    assert lines[0]["what"] == f"end process {running.pid} engine (SIGTERM)"
    assert lines[0]["host_key"] == session.host_key


def test_end_process_that_ignores_it_remains_until_it_is_forced(
    lab: LabNode, session: SshSession, ender: ProcessEnder, quick: None
) -> None:
    running = run_there(session, "sh", "-c", DEAF)

    assert ender.end(session, "lab", Ending(running)) is Outcome.REMAINS
    assert started_there(session, running.pid) == running.started

    assert ender.end(session, "lab", Ending(running, force=True)) is Outcome.ENDED
    assert started_there(session, running.pid) is None


def test_end_process_leaves_another_one_alone_that_got_its_number(
    lab: LabNode, session: SshSession, ender: ProcessEnder
) -> None:
    running = run_there(session, "sleep", "300")
    assert running.started is not None

    with pytest.raises(BadInput, match="another one by now"):
        ender.end(session, "lab", Ending(process(running.pid, running.started - 100)))

    assert started_there(session, running.pid) == running.started


def test_end_process_that_ended_before_is_no_error(
    lab: LabNode, session: SshSession, ender: ProcessEnder
) -> None:
    running = run_there(session, "sleep", "300")
    session.exec(["kill", str(running.pid)]).check()
    wait_for(lambda: started_there(session, running.pid) is None)

    assert ender.end(session, "lab", Ending(running)) is Outcome.GONE


def test_end_process_of_another_account_is_refused_in_words(
    lab: LabNode, session: SshSession, ender: ProcessEnder, tmp_path: Path
) -> None:
    if lab.inside.account.uid == os.getuid():
        pytest.skip("the lab's account is the one that runs the tests")
    lab.inside.run(
        [
            "/bin/sh",
            "-c",
            f"sleep 300 >/dev/null 2>&1 </dev/null & echo $! > {lab.root}/pid-of-root",
        ]
    )
    pid = int((lab.root / "pid-of-root").read_text())
    theirs = process(pid, started_there(session, pid), user="root")

    with pytest.raises(RemoteError, match=rf"may not end process {pid} of root") as refused:
        ender.end(session, "lab", Ending(theirs))
    assert "sudo" in refused.value.hint

    with pytest.raises(RemoteError, match="sudo did not end process"):
        ender.end(session, "lab", Ending(theirs, as_root=True))
    assert started_there(session, pid) == theirs.started
    outcomes = (tmp_path / "audit.jsonl").read_text()
    assert "may not end process" in outcomes
    assert "(SIGTERM with sudo)" in outcomes


@pytest.mark.parametrize(("pid", "started"), [(4711, None), (1, 5), (0, 5)])
def test_end_process_refuses_what_it_cannot_know_or_must_not_touch(
    ender: ProcessEnder, pid: int, started: int | None
) -> None:
    with pytest.raises(BadInput):
        ender.end(LocalSession(), "This computer", Ending(process(pid, started)))


def test_end_process_here_does_not_end_this_program(ender: ProcessEnder) -> None:
    me = process(os.getpid(), started_of(psutil.Process()))
    with pytest.raises(BadInput, match="Spark Command Center itself"):
        ender.end(LocalSession(), "This computer", Ending(me))


def test_end_process_here(ender: ProcessEnder, child: ExitStack) -> None:
    popen, running = run_here(child, "import time; print(flush=True); time.sleep(300)")

    assert running.started is not None
    with pytest.raises(BadInput, match="another one by now"):
        ender.end(LocalSession(), "here", Ending(process(popen.pid, running.started - 5)))
    assert popen.poll() is None

    assert ender.end(LocalSession(), "here", Ending(running)) is Outcome.ENDED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to ignore")
def test_end_process_here_by_force(ender: ProcessEnder, child: ExitStack, quick: None) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)\n"
        "while True: time.sleep(1)"
    )
    _, running = run_here(child, deaf)

    assert ender.end(LocalSession(), "here", Ending(running)) is Outcome.REMAINS
    assert ender.end(LocalSession(), "here", Ending(running, force=True)) is Outcome.ENDED


def test_started_of_is_what_samples_of_this_computer_say(child: ExitStack) -> None:
    hold = "import time; held = bytearray(200 << 20); print(flush=True); time.sleep(300)"
    popen, running = run_here(child, hold)
    with closing(read(LocalSession(), "here", 0.1, Cancel())) as readings:
        seen = (p for reading in readings for p in reading.sample.processes)
        found = next(p for p in seen if p.pid == popen.pid)
    assert found.started == running.started
