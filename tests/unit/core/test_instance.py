"""The endpoint through which a second start speaks to the first."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import instance
from app.core.files import make_private
from app.core.instance import InstanceServer, ask_all

Serve = Callable[..., InstanceServer]

SERVER = """
import sys
from pathlib import Path
from app.core.instance import InstanceServer
server = InstanceServer(Path(sys.argv[1]), sys.argv[2], lambda c, a: {"did": c, **a})
server.start()
print("ready", flush=True)
sys.stdin.read()
"""


class Other:
    """Another process with an endpoint."""

    def __init__(self, folder: Path, role: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(folder), role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Other]]:
    started: list[Other] = []

    def begin(role: str) -> Other:
        started.append(Other(tmp_path / "run", role))
        return started[-1]

    yield begin
    for other in started:
        other.kill()


def test_every_process_answers_with_its_role(tmp_path: Path, start: Callable[[str], Other]) -> None:
    window, tunnel = start("window"), start("tunnel")

    replies = ask_all(tmp_path / "run", "raise", {"node": "spark-01"})

    assert {(reply.role, reply.pid) for reply in replies} == {
        ("window", window.process.pid),
        ("tunnel", tunnel.process.pid),
    }
    assert replies[0].body == {"did": "raise", "node": "spark-01"}
    assert [each.role for each in ask_all(tmp_path / "run", "raise", role="window")] == ["window"]


def test_killed_process_leaves_nothing_that_matters(
    tmp_path: Path, start: Callable[[str], Other]
) -> None:
    start("window").kill()

    assert ask_all(tmp_path / "run", "raise") == []
    assert os.listdir(tmp_path / "run") == []


def test_process_about_to_listen_keeps_its_endpoint(tmp_path: Path) -> None:
    path = tmp_path / f"window-{os.getppid()}.sock"
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))  # as it is for an instant in every start

        assert ask_all(tmp_path, "raise") == []

    assert path.exists()


def test_nobody_runs(tmp_path: Path) -> None:
    assert ask_all(tmp_path / "run", "raise") == []


def test_long_path_of_the_folder_works(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    server = InstanceServer(folder, "window", lambda _command, _arguments: {})
    server.start()
    try:
        assert [path.name for path in folder.iterdir()] == [f"window-{os.getpid()}.sock"]
        assert instance._ask(next(folder.iterdir()), b'{"command": "x"}', 5.0) == {}
    finally:
        server.stop()
    assert list(folder.iterdir()) == []


def test_only_this_user_may_enter(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o777)

    make_private(folder)

    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"[" * 200_000, id="deep"),
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"command": 3}',
        b'{"command": "x", "arguments": [1]}',
    ],
)
def test_garbage_gets_an_error_and_the_endpoint_goes_on(
    tmp_path: Path, request_bytes: bytes
) -> None:
    server = InstanceServer(
        tmp_path / "run", "window", lambda command, _arguments: {"did": command}
    )
    server.start()
    path = next((tmp_path / "run").iterdir())
    try:
        assert "error" in (instance._ask(path, request_bytes, 5.0) or {})
        with socket.socket(socket.AF_UNIX) as silent:  # connects, says nothing, leaves
            silent.connect(str(path))
        assert instance._ask(path, b'{"command": "on"}', 5.0) == {"did": "on"}
    finally:
        server.stop()


def test_name_that_is_no_text_is_answered(tmp_path: Path) -> None:
    server = InstanceServer(tmp_path / "run", "window", lambda _command, asked: asked)
    server.start()
    try:
        asked = b'{"command": "x", "arguments": {"node": "caf\\udce9"}}'
        reply = instance._ask(next((tmp_path / "run").iterdir()), asked, 5.0)
        assert reply == {"node": "caf\udce9"}
    finally:
        server.stop()


def test_handler_that_fails_is_an_error_there_not_here(tmp_path: Path) -> None:
    def handle(_command: str, _arguments: dict[str, Any]) -> dict[str, Any]:
        raise ZeroDivisionError

    server = InstanceServer(tmp_path / "run", "window", handle)
    server.start()
    try:
        reply = instance._ask(next((tmp_path / "run").iterdir()), b'{"command": "x"}', 5.0)
        assert reply == {"error": "Something went wrong there; its log has the details."}
    finally:
        server.stop()
