"""The program that runs on the node, part by part; as a whole: tests/integration."""

from __future__ import annotations

import ast
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.paths import resource
from app.services.guard.keeper import MODULES

DOCKER = "4f2a" * 16
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guard reads /proc")


@pytest.fixture(scope="module")
def guard() -> Iterator[dict[str, ModuleType]]:
    """The modules of the guard, imported as the node would and forgotten afterwards."""
    folder = str(resource("agent"))
    sys.path.insert(0, folder)
    try:
        yield {name: importlib.import_module(name) for name in MODULES}
    finally:
        sys.path.remove(folder)
        for name in MODULES:
            sys.modules.pop(name, None)


@pytest.mark.parametrize("module", MODULES)
def test_guard_is_python_3_6(module: str) -> None:
    text = resource("agent", f"{module}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_a_fall_is_told_over_two_seconds(guard: dict[str, ModuleType]) -> None:
    fall = guard["guard"].Fall()
    for tenths in range(51):
        fall.add(tenths / 10, 10_000 - tenths * 100)
    assert fall.rate == pytest.approx(1000)
    assert fall.lost == 2000
    fall.add(5.1, 9_000)
    assert fall.lost < 0


@pytest.mark.parametrize(
    ("line", "container"),
    [
        (f"0::/system.slice/docker-{DOCKER}.scope", DOCKER),
        (f"9:memory:/docker/{DOCKER}", DOCKER),
        (f"0::/system.slice/docker-{DOCKER}.scope/init.scope", DOCKER),
        ("0::/system.slice/ollama.service", ""),
        ("0::/user.slice/user-1000.slice/session-3.scope", ""),
        ("", ""),
    ],
)
def test_containers_are_known_by_their_control_group(
    guard: dict[str, ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    container: str,
) -> None:
    monkeypatch.setattr(guard["guard_targets"], "read_text", lambda path: line + "\n")
    assert guard["guard_targets"].container_of(4711) == container


def test_a_process_that_ended_is_no_target(guard: dict[str, ModuleType]) -> None:
    process = subprocess.Popen(["sleep", "60"])
    target = guard["guard_targets"].Target("process", str(process.pid), "sleep", process.pid)
    assert target.alive
    process.kill()
    process.wait()
    assert not target.alive
    assert guard["guard_targets"].newest_first([target]) == [target]  # known when it was found


@settings(deadline=None)
@given(answer=st.binary(max_size=200))
def test_no_answer_of_docker_breaks_an_order_to_stop(
    guard: dict[str, ModuleType], answer: bytes
) -> None:
    ours, dockers = socket.socketpair()
    ours.setblocking(False)
    order = guard["guard_docker"].Order(ours)
    order.poll()
    dockers.sendall(answer)
    dockers.close()
    order.poll()
    assert order.connection is None
    assert isinstance(order.problem, str)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", ""),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", ""),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "Docker answered with status 404"),
        (b'HTTP/1.1 500 Oh\r\n\r\n{"message":"cannot stop container"}', "cannot stop container"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "Docker answered with status 403"),
    ],
)
def test_what_docker_says_to_an_order_to_stop(
    guard: dict[str, ModuleType], answer: bytes, problem: str
) -> None:
    ours, dockers = socket.socketpair()
    ours.setblocking(False)
    order = guard["guard_docker"].Order(ours)
    dockers.sendall(answer)
    order.poll()
    assert order.problem == problem
    dockers.close()
    order.close()


@settings(deadline=None)
@given(body=st.binary(max_size=200))
def test_no_list_of_docker_breaks_the_search_for_targets(
    guard: dict[str, ModuleType], body: bytes
) -> None:
    docker = guard["guard_docker"].Docker()
    docker._get = lambda _what: body
    assert isinstance(docker.names(), dict)


def test_a_reader_that_stalls_does_not_stall_the_guard(
    guard: dict[str, ModuleType], tmp_path: Path
) -> None:
    """The pipe is full after 64 KiB; a status is dropped then, an action is kept."""
    code = (
        f"import sys; sys.path.insert(0, {str(resource('agent'))!r})\n"
        "from guard import Output\n"
        "out = Output()\n"
        "line = {'kind': 'status', 'fill': 'x' * 100}\n"
        "for number in range(2000): out.say(line, droppable=True)\n"
        "out.say({'kind': 'action'})\n"
        'assert out.unsent.endswith(b\'{"kind":"action"}\\n\')\n'
        f"open({str(tmp_path / 'done')!r}, 'w').close()\n"
    )
    read, write = os.pipe()
    try:
        process = subprocess.run([sys.executable, "-c", code], stdout=write, timeout=30)
    finally:
        os.close(read)
        os.close(write)
    assert process.returncode == 0
    assert (tmp_path / "done").exists()


def test_a_number_that_was_given_away_since_nvidia_smi_ran_is_no_gpu_process(
    guard: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = guard["guard_targets"]
    starts = {700: 5, 800: 6}
    monkeypatch.setattr(targets, "start_of", starts.get)
    monkeypatch.setattr(targets.subprocess, "check_output", lambda *_a, **_k: b"700\n800\n")
    pids = targets.GpuPids()
    pids.via = "nvidia-smi"
    assert pids.read() == {700, 800}

    starts[700] = 99

    assert pids.read() == {800}
