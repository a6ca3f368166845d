"""The program on the node that keeps a pull going."""

from __future__ import annotations

import ast
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.paths import resource
from app.services.containers.pull_anchor import MODULE
from app.services.remote_program import command, pack

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nodes are no Windows machines")
REQUEST = "POST /v1.41/images/create HTTP/1.1\r\nX-Registry-Auth: c2VjcmV0\r\n\r\n"


def test_program_runs_on_python_3_6() -> None:
    source = resource("agent", f"{MODULE}.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


@contextmanager
def anchored(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """Run the program; yield it and what the engine has of it, once it has asked."""
    program = pack([MODULE])
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "engine.sock"))
        listener.listen()
        asked = {"socket": str(folder / "engine.sock"), "request": REQUEST}
        argv = [sys.executable, *command(MODULE, len(program))[1:]]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            running.stdin.write(program + json.dumps(asked).encode() + b"\n")
            running.stdin.flush()
            engine, _ = listener.accept()
            with engine:
                assert engine.recv(4096).decode() == REQUEST
                hello = json.loads(running.stdout.readline())
                assert hello == {"spark_pull": 1, "pid": running.pid}
                engine.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}\n" * 1000)
                yield running, engine
                if running.stdin and not running.stdin.closed:
                    running.stdin.close()


def test_it_lets_go_when_it_is_told_to(tmp_path: Path) -> None:
    with anchored(tmp_path) as (running, _engine):
        assert running.stdin is not None
        running.stdin.write(b"end\n")
        running.stdin.flush()
        assert running.wait(30) == 0


def test_it_holds_on_when_its_connection_is_gone_until_the_pull_is_over(tmp_path: Path) -> None:
    with anchored(tmp_path) as (running, engine):
        assert running.stdin is not None
        running.stdin.close()
        engine.sendall(b"x" * 4_000_000)  # it still takes what the engine tells
        assert running.poll() is None
        engine.shutdown(socket.SHUT_RDWR)
        assert running.wait(30) == 0
