"""The agent's look at processes, on a /proc that a test writes."""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.telemetry.agent_module import load
from tests.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the agent reads /proc")
ID = "77c09e05c4a947224997c3baa49e5edf161fd116568e90a28a60fca6fde049ca"
STAT = "{pid} ({name}) S 1 1 1 0 -1 4194560 1 0 0 0 {ticks} 0 0 0 20 0 1 0 {start} 9000 {pages} 1 1"


class Proc:
    """A folder of processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(
        self,
        pid: int,
        name: str = "idle",
        *,
        ticks: int = 0,
        pages: int = 1,
        start: int = 5,
        command: str = "",
        cgroup: str = "0::/init.scope",
        uid: int = 0,
    ) -> None:
        folder = self.root / str(pid)
        folder.mkdir(exist_ok=True)
        line = STAT.format(pid=pid, name=name, ticks=ticks, start=start, pages=pages)
        (folder / "stat").write_text(line)
        (folder / "cmdline").write_text(command.replace(" ", "\0"))
        (folder / "cgroup").write_text(cgroup)
        (folder / "status").write_text(f"Name:\tx\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n")

    def end(self, pid: int) -> None:
        for file in (self.root / str(pid)).iterdir():
            file.unlink()
        (self.root / str(pid)).rmdir()


class Clock:
    """A monotonic clock that a test sets."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load("agent_processes")
    monkeypatch.setattr(module, "time", Clock())
    monkeypatch.setattr(module.Names, "of", lambda self, uids, ids: ({0: "root"}, {}, ""))
    return module


@pytest.fixture
def proc(tmp_path: Path) -> Proc:
    found = Proc(tmp_path)
    found.put(1, "systemd")
    return found


def rows(table: dict[str, object]) -> dict[int, dict[str, object]]:
    listed = table["rows"]
    assert isinstance(listed, list)
    return {row["pid"]: row for row in listed}


def test_agent_shows_the_busiest_the_largest_and_those_of_the_gpu(
    agent: ModuleType, proc: Proc
) -> None:
    for pid in range(10, 60):
        proc.put(pid, pages=pid)
    proc.put(7, "tiny", pages=0)
    processes = agent.Processes(str(proc.root))
    processes.read([7])
    agent.time.now += 2
    proc.put(20, "busy", ticks=3 * processes.ticks_per_s, pages=20)
    found = rows(processes.read([7]))
    assert set(found) == {7, 20, *range(52, 60)}
    assert found[20]["cpu"] == 150
    assert found[59]["rss"] == 59 * processes.page
    assert found[7]["user"] == "root"


def test_agent_reads_only_some_of_many_processes_at_a_look(
    agent: ModuleType, proc: Proc, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pid in range(100, 400):
        proc.put(pid)
    proc.put(350, "large", pages=900)
    looked: list[str] = []
    read = agent.read_some

    def counted(path: str, limit: int) -> bytes:
        looked.append(path)
        return bytes(read(path, limit))

    monkeypatch.setattr(agent, "read_some", counted)
    processes = agent.Processes(str(proc.root))
    most, looks = 0, 0
    while 350 not in processes.shown or looks < 40:
        agent.time.now += 1
        looked.clear()
        processes.read([])
        looks += 1
        most = max(most, sum(path.endswith("/stat") for path in looked))
        assert looks <= 40
    assert most <= agent.BUDGET + 2 * agent.TOP + 1
    assert len(processes.seen) == 301


def test_agent_takes_another_process_with_the_same_id_for_another(
    agent: ModuleType, proc: Proc
) -> None:
    proc.put(9, "old", ticks=500, command="old one")
    processes = agent.Processes(str(proc.root))
    processes.read([])
    agent.time.now += 1
    proc.put(9, "new", ticks=900, start=77, command="new one")
    found = rows(processes.read([]))[9]
    assert (found["cpu"], found["command"], found["start"]) == (None, "new one", 77)


def test_agent_reads_who_a_process_is_again_when_it_runs_another_program(
    agent: ModuleType, proc: Proc
) -> None:
    proc.put(9, "runc", command="runc init")
    processes = agent.Processes(str(proc.root))
    assert rows(processes.read([]))[9]["command"] == "runc init"
    agent.time.now += 1
    proc.put(9, "vllm", command="vllm serve", cgroup=f"2:cpu:/\n0::/docker/{ID}")
    found = rows(processes.read([]))[9]
    assert (found["command"], found["cgroup"]) == ("vllm serve", f"0::/docker/{ID}")
    proc.put(9, "vllm", command="vllm: ready")  # it wrote over its own title
    agent.time.now += agent.FACTS_S
    assert rows(processes.read([]))[9]["command"] == "vllm: ready"


def test_agent_forgets_processes_that_ended(agent: ModuleType, proc: Proc) -> None:
    proc.put(9, pages=50)
    processes = agent.Processes(str(proc.root))
    assert 9 in rows(processes.read([9]))
    proc.end(9)
    agent.time.now += 1
    assert 9 not in rows(processes.read([9]))


def test_agent_says_when_processes_of_others_are_hidden(agent: ModuleType, proc: Proc) -> None:
    processes = agent.Processes(str(proc.root))
    assert processes.read([])["hidden"] is False
    proc.end(1)
    assert processes.read([])["hidden"] is True


def test_agent_finds_gpu_processes_in_either_report(agent: ModuleType) -> None:
    nvml = {
        "devices": [{"p": [[7, "a", 1, False]]}, {"p": [[7, "a", 1, False], [3, "b", 1, True]]}]
    }
    assert agent.gpu_pids(nvml) == [3, 7]
    smi = {
        "apps": {"rows": ["GPU-1, 12, VLLM, 300", "No running processes found", "GPU-1, x, y, z"]}
    }
    assert agent.gpu_pids(smi) == [12]
    assert agent.gpu_pids({"via": "none"}) == []


@settings(deadline=None)
@given(st.binary())
def test_agent_reads_any_stat_file(content: bytes) -> None:
    found = load("agent_processes").parse_stat(content)
    assert found is None or isinstance(found[2], int)


def test_agent_reads_a_name_that_looks_like_more_fields() -> None:
    line = STAT.format(pid=5, name="a) R 1 (b", ticks=7, start=8, pages=9).encode()
    assert load("agent_processes").parse_stat(line) == ("a) R 1 (b", "S", 7, 8, 9)


@contextmanager
def engine(path: Path, answer: bytes) -> Iterator[list[bytes]]:
    """Answer like a container engine on a UNIX socket; gives the requests."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            self.wfile.write(answer)

    with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


LISTED = json.dumps([{"Id": ID, "Names": ["/vllm-qwen"], "State": "running"}]).encode()
ANSWER = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + LISTED


def test_agent_asks_the_container_engine_once_for_a_new_container(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agent = load("agent_processes")
    path = tmp_path / "docker.sock"
    monkeypatch.setattr(agent, "SOCKETS", (str(path),))
    names = agent.Names()
    monkeypatch.setattr(agent, "PATIENCE_S", 20.0)
    with engine(path, ANSWER) as asked:
        assert names.of({0}, {ID}) == ({0: "root"}, {ID: "vllm-qwen"}, "")
        for _ in range(5):
            names.of({0}, {ID})
    names.close()
    assert asked == [b"GET /containers/json HTTP/1.0\r\n"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.0 403 Forbidden\r\n\r\nno", "it answered 403"),
        (b"HTTP/1.0 200 OK\r\n\r\n{not json", "Expecting property name"),
        (b"", "it answered"),
        (b"HTTP/1.0 200 OK\r\n\r\n[]", "no container engine there knows it"),
    ],
)
def test_agent_says_why_a_container_has_no_name_and_does_not_ask_again_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bytes, why: str
) -> None:
    agent = load("agent_processes")
    path = tmp_path / "docker.sock"
    monkeypatch.setattr(agent, "SOCKETS", (str(path),))
    names = agent.Names()
    with engine(path, answer) as asked:
        names.of(set(), {ID})
        wait_for(lambda: why in names.of(set(), {ID})[2])
        assert len(asked) == 1
    names.close()


def test_agent_without_a_container_engine_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agent = load("agent_processes")
    monkeypatch.setattr(agent, "SOCKETS", (str(tmp_path / "none.sock"),))
    assert agent.container_names() == (
        {},
        "no container engine answers there that would tell names",
    )


def test_agent_shows_a_container_by_its_number_while_its_engine_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agent = load("agent_processes")
    path = tmp_path / "docker.sock"
    monkeypatch.setattr(agent, "SOCKETS", (str(path),))
    monkeypatch.setattr(agent, "SOCKET_S", 0.3)
    monkeypatch.setattr(agent, "PATIENCE_S", 0.01)
    names = agent.Names()
    with socketserver.ThreadingUnixStreamServer(str(path), socketserver.BaseRequestHandler):
        assert names.of(set(), {ID})[1:] == ({}, "")
        wait_for(lambda: "timed out" in names.of(set(), {ID})[2])
    names.close()


def test_agent_gives_up_on_an_engine_that_hangs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agent = load("agent_processes")
    path = tmp_path / "docker.sock"
    monkeypatch.setattr(agent, "SOCKET_S", 0.05)
    silent = socketserver.ThreadingUnixStreamServer(str(path), socketserver.BaseRequestHandler)
    with silent, pytest.raises(OSError, match="timed out"):
        agent.ask(str(path))


@settings(deadline=None)
@given(st.binary() | st.binary().map(lambda body: b"HTTP/1.0 200 OK\r\n\r\n" + body))
def test_agent_reads_any_answer_of_an_engine(answer: bytes) -> None:
    agent = load("agent_processes")
    with suppress(ValueError):
        assert isinstance(agent.parse_containers(answer), dict)
