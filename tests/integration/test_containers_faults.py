"""What goes wrong between this program and a real Docker Engine, and what is said about it."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, SessionLost
from app.services.containers.api import EngineUnavailable, LogLine, State, Trouble
from app.services.containers.logs import LogReader, LogWish
from app.services.containers.sockets import Way
from app.services.containers.watching import watch_containers
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.api import Listing
    from app.services.containers.engine import Engine
    from tests.docker_fixtures import OpenDocker

pytestmark = pytest.mark.lab
UNTIL_GO = "until [ -e /go ]; do sleep 0.05; done"
COUNT = (
    f"n=0; while [ $n -lt 60 ]; do if [ $n = 45 ]; then {UNTIL_GO}; fi;"
    "seq $((n*100+1)) $((n*100+100)); echo e$n >&2; sleep 0.01; n=$((n+1)); done"
)
"""Prints 1 to 6000, and e0 to e59 on stderr; from 4501 on once it may `go`."""


@pytest.fixture
def moved(docker: DockerEngine) -> Iterator[Path]:
    """Docker's socket somewhere else on the node, brought back after the test."""
    usual = docker.socket
    aside = usual.with_name("aside.sock")
    usual.rename(aside)
    yield aside
    aside.rename(usual)


def test_account_outside_the_group_is_told_which_group(
    open_docker: OpenDocker, docker: DockerEngine
) -> None:
    engine = open_docker()
    os.chown(docker.socket, 0, 4)  # adm
    with pytest.raises(EngineUnavailable) as caught:
        open_docker()

    assert caught.value.trouble is Trouble.NO_PERMISSION
    assert "sudo usermod -aG adm spark" in caught.value.hint
    with (
        pytest.raises(EngineUnavailable, match="not in the group adm"),
        engine.stream("/events", {}, Cancel()),
    ):
        pass


def test_socket_that_is_gone_is_said_and_is_found_again(
    open_docker: OpenDocker, moved: Path, docker: DockerEngine
) -> None:
    with pytest.raises(EngineUnavailable, match="Docker does not run on this node") as caught:
        open_docker()
    assert caught.value.trouble is Trouble.NOT_RUNNING


def test_rootless_socket_is_found(
    open_docker: OpenDocker, moved: Path, docker_lab: LabNode
) -> None:
    run = Path(f"/proc/{docker_lab.pid}/root/run/user/{docker_lab.inside.account.uid}")
    run.mkdir(parents=True)
    rootless = run / "docker.sock"
    moved.rename(rootless)
    try:
        engine = open_docker()
        assert engine.endpoint.path.endswith("/docker.sock")
        assert engine.endpoint.path.startswith("/run/user/")
        assert engine.containers() == ()
    finally:
        rootless.rename(moved)
        shutil.rmtree(run)


def test_relay_works_where_the_server_forwards_no_sockets(
    open_docker: OpenDocker, docker: DockerEngine, docker_lab: LabNode
) -> None:
    docker_lab.sshd_options = {"AllowStreamLocalForwarding": "no"}
    docker_lab.restart_server()
    docker.run("web", "sh", "-c", "echo here; sleep 100")
    engine = open_docker()
    assert engine.endpoint.way is Way.RELAYED
    assert [each.name for each in engine.containers()] == ["web"]
    cancel = Cancel()
    lines = LogReader("web").follow(engine, cancel)
    assert [line.text for line in next(lines)] == ["here"]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(lines)
    engine.close()
    wait_for(lambda: "docker-relay" not in {each.name for each in threading.enumerate()})


def go(docker: DockerEngine, name: str) -> None:
    """Let a container go on."""
    docker._docker("exec", name, "sh", "-c", "echo >/go")


def numbers(lines: list[LogLine]) -> list[str]:
    return [line.raw for line in lines if not line.is_stderr]


def is_lost(batches: Iterator[list[LogLine]], lines: list[LogLine]) -> bool:
    """Take lines until they end; whether that was because the session was lost."""
    try:
        for batch in batches:
            lines += batch
    except SessionLost:
        return True
    return False


def test_log_goes_on_after_sessions_die_with_no_line_lost_or_doubled(
    open_docker: OpenDocker, docker: DockerEngine, docker_lab: LabNode
) -> None:
    docker.run("count", "sh", "-c", COUNT)
    reader, lines = LogReader("count"), []
    for killed_at in (1500, 3000, 4500):
        batches = reader.follow(open_docker(), Cancel())
        while len(lines) < killed_at:
            lines += next(batches)
        docker_lab.kill_sessions()
        assert is_lost(batches, lines)
    go(docker, "count")
    assert not is_lost(reader.follow(open_docker(), Cancel()), lines)

    assert numbers(lines) == [str(number) for number in range(1, 6_001)]
    assert [line.raw for line in lines if line.is_stderr] == [f"e{n}" for n in range(60)]


def test_tail_of_a_log_goes_on_after_the_session_died(
    open_docker: OpenDocker, docker: DockerEngine, docker_lab: LabNode
) -> None:
    docker.run("late", "sh", "-c", f"seq 1 1000; {UNTIL_GO}; seq 1001 1010")
    wait_for(lambda: docker._docker("logs", "--tail=1", "late").strip() == "1000")
    reader, lines = LogReader("late", LogWish(tail=2)), []
    first = reader.follow(open_docker(), Cancel())
    lines += next(first)
    docker_lab.kill_sessions()
    assert is_lost(first, lines)
    go(docker, "late")
    assert not is_lost(reader.follow(open_docker(), Cancel()), lines)

    assert numbers(lines)[-12:] == [str(number) for number in range(999, 1011)]
    assert len(set(numbers(lines))) == len(lines)


def test_daemon_that_restarts_is_waited_for(engine: Engine, docker: DockerEngine) -> None:
    trap = "trap 'echo bye; exit' TERM; seq 1000; while true; do sleep 0.1; done"
    docker.run("web", "sh", "-c", trap, options=("--restart=always",))
    lines: list[LogLine] = []
    listings: list[Listing] = []
    troubles: list[EngineUnavailable] = []
    cancel = Cancel()

    def follow() -> None:
        with contextlib.suppress(Cancelled):
            for batch in LogReader("web").follow(engine, cancel, troubles.append, endless=True):
                lines.extend(batch)

    def watch() -> None:
        with contextlib.suppress(Cancelled):
            for listing in watch_containers(engine, cancel):
                listings.append(listing)

    followers = [threading.Thread(target=each, daemon=True) for each in (follow, watch)]
    for each in followers:
        each.start()
    wait_for(lambda: len(lines) == 1000 and listings)
    docker.end()
    wait_for(lambda: any(each.trouble for each in listings))
    docker.start_again()
    wait_for(lambda: len(lines) == 2001)
    wait_for(lambda: listings[-1].trouble is None)
    wait_for(lambda: listings[-1].containers[0].state is State.RUNNING)
    cancel.cancel()
    for each in followers:
        each.join(20)

    first = [str(number) for number in range(1, 1001)]
    assert numbers(lines) == [*first, "bye", *first]
    away = next(each for each in listings if each.trouble)
    assert [each.name for each in away.containers] == ["web"]
    assert not any(each.is_alive() for each in followers)


def test_engine_that_is_closed_ends_what_runs_over_it(engine: Engine, docker: DockerEngine) -> None:
    docker.run("quiet", "sleep", "100")
    ended: list[BaseException] = []

    def watch() -> None:
        try:
            for _listing in watch_containers(engine, Cancel()):
                pass
        except SessionLost as error:
            ended.append(error)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    wait_for(lambda: "container-events" in {each.name for each in threading.enumerate()})
    engine.close()
    watcher.join(20)

    assert len(ended) == 1
