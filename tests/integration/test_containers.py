"""Containers of a real Docker Engine, over one session with a real sshd."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled, RemoteError
from app.services.containers.api import LogLine, NotThere, State
from app.services.containers.changes import ContainerChanges
from app.services.containers.logs import LogReader, LogWish
from app.services.containers.sockets import Endpoint, Way
from app.services.containers.stats import StatsReader
from app.services.containers.watching import watch_containers
from app.transport.local import LocalSession
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.waiting import best_of, wait_for

if TYPE_CHECKING:
    from app.services.containers.api import Listing
    from app.services.containers.engine import Engine
    from tests.docker_fixtures import OpenDocker

pytestmark = pytest.mark.lab
STOP_LIMIT_S = 0.05
HOSTILE = (
    r"printf 'a\000b\033[31mred\033[0m\377\342\200\256x\n';"
    r"printf '10%%\r20%%\n'; echo err >&2; printf '%10000000d' 0; echo; echo last"
)


@pytest.fixture
def changes(engine: Engine, tmp_path: Path) -> ContainerChanges:
    return ContainerChanges(engine, "lab", AuditLog(tmp_path / "audit.jsonl"))


def printed(engine: Engine, name: str, wish: LogWish | None = None) -> list[LogLine]:
    reader = LogReader(name, wish)
    return [line for batch in reader.read(engine, Cancel()) for line in batch]


def threads(name: str) -> int:
    return sum(each.name.startswith(name) for each in threading.enumerate())


def test_list_and_details_are_those_of_the_engine(engine: Engine, docker: DockerEngine) -> None:
    labels = ("--label=com.docker.compose.project=chat", "--restart=unless-stopped")
    web = docker.run("web", "sleep", "100", options=labels)
    docker.run("done", "false")
    wait_for(lambda: docker.running() == {"web"})

    done, found = engine.containers()
    assert (done.name, done.state, done.exit_code) == ("done", State.EXITED, 1)
    assert (found.id, found.state, found.compose_project) == (web, State.RUNNING, "chat")
    assert found.image == "lab"
    details = engine.details("web")
    assert (details.pid, details.restart_policy) == (docker.pid("web"), "unless-stopped")
    assert details.started is not None
    assert abs(details.started - time.time()) < 60
    assert engine.inspect("web")["Id"] == web
    assert engine.endpoint.way is Way.FORWARDED


def test_engine_of_this_computer_needs_no_session(docker: DockerEngine) -> None:
    from app.services.containers.engine import Engine

    docker.run("web", "sh", "-c", "echo here; sleep 100")
    engine = Engine(LocalSession(), Endpoint(str(docker.socket), Way.HERE))
    engine.greet()

    assert [each.name for each in engine.containers()] == ["web"]
    assert [line.text for line in printed(engine, "web")] == ["here"]
    engine.close()


def test_container_that_is_not_there_is_said_so(
    engine: Engine, changes: ContainerChanges, docker: DockerEngine
) -> None:
    for ask in (engine.details, changes.start, changes.remove):
        with pytest.raises(NotThere, match="No such container: nobody"):
            ask("nobody")
    with pytest.raises(BadInput):
        changes.start("../images")


def test_sdk_runs_commands_inside_and_attaches(engine: Engine, docker: DockerEngine) -> None:
    docker.run("box", "sleep", "100")
    box = engine.client().containers.get("box")

    assert box.exec_run(["echo", "hello"]).output == b"hello\n"
    stream = box.exec_run(["cat"], stdin=True, socket=True).output
    stream._sock.sendall(b"ping")
    assert stream.read(12) == b"\x01\0\0\0\0\0\0\x04ping"
    stream._response.close()
    stream.close()


def test_export_is_whole(engine: Engine, docker: DockerEngine) -> None:
    docker.run("big", "sh", "-c", "head -c 100000000 /dev/zero > /zeros; sleep 100")
    big = engine.client().containers.get("big")
    wait_for(lambda: b"100000000" in big.exec_run("ls -l /zeros").output)

    assert sum(map(len, big.export())) > 100_000_000


def test_logs_keep_both_outputs_apart_and_nothing_in_them_harms(
    engine: Engine, docker: DockerEngine
) -> None:
    docker.run("loud", "sh", "-c", HOSTILE)
    wait_for(lambda: not docker.running())

    lines = printed(engine, "loud")
    assert [line.text for line in lines if line.is_stderr] == ["err"]
    first, second, endless, last = (line for line in lines if not line.is_stderr)
    assert first.text == "a bred\N{REPLACEMENT CHARACTER} x"
    assert second.text == "20%"
    assert endless.cut
    assert endless.raw == " " * (256 * 1024)
    assert (last.text, last.cut) == ("last", False)
    assert [line.text for line in printed(engine, "loud", LogWish(tail=1))] == ["last"]
    assert last.time_ns is not None
    since = LogWish(since=last.time_ns / 1e9 + 1)
    assert printed(engine, "loud", since) == []


def test_logs_of_a_terminal(engine: Engine, docker: DockerEngine) -> None:
    docker.run("tty", "sh", "-c", "head -c 40000 /dev/zero; echo; seq 2", options=("--tty",))
    wait_for(lambda: not docker.running())

    zeros, one, two = printed(engine, "tty")
    assert zeros.raw == "\0" * 40_000
    assert (one.text, two.text) == ("1", "2")


def test_followed_logs_stop_at_once_and_leave_no_thread(
    engine: Engine, docker: DockerEngine
) -> None:
    docker.run("quiet", "sh", "-c", "echo here; sleep 100")

    def stop() -> float:
        cancel, seen, ended = Cancel(), threading.Event(), threading.Event()

        def follow() -> None:
            try:
                for _batch in LogReader("quiet").follow(engine, cancel):
                    seen.set()
            except Cancelled:
                ended.set()

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        assert seen.wait(20)
        begun = time.perf_counter()
        cancel.cancel()
        thread.join(20)
        assert ended.is_set()
        return time.perf_counter() - begun

    assert best_of(STOP_LIMIT_S, stop) <= STOP_LIMIT_S


def test_fifty_logs_are_followed_where_the_server_allows_three_sessions(
    open_docker: OpenDocker, docker: DockerEngine, docker_lab: LabNode
) -> None:
    docker_lab.sshd_options = {"MaxSessions": "3"}
    docker_lab.restart_server()
    engine = open_docker()
    docker.run("chatty", "sh", "-c", "echo here; sleep 100")
    cancel, seen = Cancel(), []

    def follow() -> None:
        with contextlib.suppress(Cancelled):
            for batch in LogReader("chatty").follow(engine, cancel):
                seen.extend(line.text for line in batch)

    followers = [threading.Thread(target=follow, daemon=True) for _ in range(50)]
    for each in followers:
        each.start()
    wait_for(lambda: len(seen) == 50)
    cancel.cancel()
    for each in followers:
        each.join(20)
    assert not any(each.is_alive() for each in followers)


def test_changes_are_seen_by_another_client_at_once(
    open_docker: OpenDocker, docker: DockerEngine, tmp_path: Path
) -> None:
    watching, acting = open_docker(), open_docker()
    docker.run("web", "sleep", "100")
    cancel, seen = Cancel(), []

    def watch() -> None:
        with contextlib.suppress(Cancelled):
            for listing in watch_containers(watching, cancel):
                seen.append(listing)

    def now(wanted: Callable[[Listing], bool]) -> None:
        wait_for(lambda: seen and wanted(seen[-1]))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    now(lambda listing: listing.containers[0].state is State.RUNNING)
    audit = AuditLog(tmp_path / "audit.jsonl")
    changes = ContainerChanges(acting, "lab", audit)
    changes.pause("web")
    now(lambda listing: listing.containers[0].state is State.PAUSED)
    changes.unpause("web")
    changes.rename("web", "shop")
    now(lambda listing: listing.containers[0].name == "shop")
    changes.kill("shop")
    now(lambda listing: listing.containers[0].state is State.EXITED)
    changes.start("shop")
    changes.restart("shop", 0)
    changes.stop("shop", 0)
    with pytest.raises(RemoteError, match=r"(?i)signal|not running"):
        changes.kill("shop", "NONSENSE")
    changes.remove("shop", volumes=True)
    now(lambda listing: not listing.containers)
    cancel.cancel()
    watcher.join(20)

    assert not watcher.is_alive()
    wait_for(lambda: threads("container-events") == 0)
    written = [json.loads(line) for line in audit.path.read_text().splitlines()]
    assert [each["what"] for each in written if each["outcome"] == "done"] == [
        "Pause container web",
        "Unpause container web",
        "Rename container web to shop",
        "Kill container shop with KILL",
        "Start container shop",
        "Restart container shop",
        "Stop container shop",
        "Remove container shop with its unnamed volumes",
    ]


def test_two_clients_that_act_at_once_are_both_told_the_truth(
    open_docker: OpenDocker, docker: DockerEngine, tmp_path: Path
) -> None:
    docker.run("web", "sleep", "100")
    audit = AuditLog(tmp_path / "audit.jsonl")
    clients = [ContainerChanges(open_docker(), "lab", audit) for _ in range(2)]
    told: list[str] = []

    def remove(client: ContainerChanges) -> None:
        try:
            client.remove("web", force=True)
        except RemoteError as error:  # gone, or being removed by the other
            told.append(error.message)
        else:
            told.append("removed")

    acting = [threading.Thread(target=remove, args=(each,), daemon=True) for each in clients]
    for each in acting:
        each.start()
    for each in acting:
        each.join(20)

    assert "removed" in told
    assert len(told) == 2
    assert clients[0] is not clients[1]
    with pytest.raises(NotThere):
        clients[0].start("web")


def test_stats_of_what_runs(engine: Engine, docker: DockerEngine) -> None:
    busy = docker.run("busy", "sh", "-c", "while true; do true; done")
    idle = docker.run("done", "true")
    wait_for(lambda: docker.running() == {"busy"})
    with StatsReader(engine) as reader:
        first = reader.read([busy, idle])
        second = reader.read([busy, idle])

    assert set(first) == set(second) == {busy}
    assert first[busy].cpu_percent is None
    percent = second[busy].cpu_percent
    assert percent is not None
    assert percent > 5
    assert (second[busy].memory_bytes or 0) > 0
