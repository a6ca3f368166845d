"""`connect`, `status` and `tunnel` as their users run them: processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import NodeId
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Node, NodeBook
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.waiting import wait_for
from tests.web_server import PAGE, web_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def web() -> Iterator[int]:
    """A web server on the lab's node, which shares this computer's loopback; its port."""
    with web_server() as port:
        yield port


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "app", *argv]


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*argv),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )


def reach(lab: LabNode) -> list[str]:
    return ["--identity", str(lab.identity), "--known-hosts", str(lab.known_hosts)]


class Running:
    """A command that runs on: what it printed so far, and how it ended."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command(*argv),
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            threading.Thread(target=lines.extend, args=(stream,), name="reader", daemon=True)
            for lines, stream in ((self.out, self.process.stdout), (self.err, self.process.stderr))
        ]
        for reader in self._readers:
            reader.start()

    def wait_line(self, said: str) -> str:
        def found() -> str | None:
            return next((line for line in (*self.out, *self.err) if said in line), None)

        wait_for(lambda: found() or self.process.poll() is not None)
        line = found()
        assert line is not None, (self.out, self.err)
        return line

    def url(self) -> str:
        """The first line on stdout."""
        wait_for(lambda: self.out or self.process.poll() is not None)
        assert self.out, self.err
        return self.out[0].strip()

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(60)
        for reader in self._readers:
            reader.join(30)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@contextmanager
def running(*argv: str) -> Iterator[Running]:
    made = Running(argv)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
        made.wait()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


def saved_lab(lab: LabNode) -> None:
    """Save the lab as a node, its key trusted."""
    paths = user_paths()
    paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
    paths.known_hosts.write_bytes(Path(lab.known_hosts).read_bytes())
    NodeBook(SettingsStore(paths.settings)).save(
        Node(NodeId("node-lab"), "lab", lab.host, lab.port, lab.user, str(lab.identity))
    )


def listed() -> list[dict[str, Any]]:
    done = run("tunnel", "list", "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_a_tunnel_is_opened_listed_used_and_closed(lab: LabNode, web: int) -> None:
    with running("tunnel", "open", lab.url, str(web), *reach(lab)) as opened:
        url = opened.url()

        assert get(url) == PAGE
        (row,) = listed()
        assert row["phase"] == "open"
        assert row["url"] == url
        assert row["remote_port"] == web
        assert row["held_by"] == {"role": "cli", "pid": opened.process.pid}
        assert row["connections_total"] == 1
        assert row["bytes_down"] > len(PAGE)

        closed = run("tunnel", "close", lab.url, str(web))
        assert closed.returncode == 0, closed.stderr
        assert "closed" in closed.stdout
        assert opened.wait() == 0

    assert opened.out == [f"{url}\n"]
    assert listed() == []


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open")
def test_open_starts_the_browser_once_it_is_open(
    lab: LabNode, web: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener, seen = tmp_path / "xdg-open", tmp_path / "seen"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with running("tunnel", "open", lab.url, str(web), "--open", *reach(lab)) as opened:
        url = opened.url()
        wait_for(lambda: seen.exists() and seen.read_text() == url)
        assert opened.end() == 130


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open")
def test_open_without_a_browser_says_so_and_goes_on(
    lab: LabNode, web: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = tmp_path / "xdg-open"
    opener.write_text("#!/bin/sh\nexit 3\n")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with running("tunnel", "open", lab.url, str(web), "--open", *reach(lab)) as opened:
        assert "http://" in opened.wait_line("No browser could be started")
        assert get(opened.url()) == PAGE
        assert opened.end() == 130


def test_ctrl_c_closes_a_tunnel_with_130(lab: LabNode, web: int) -> None:
    with running("tunnel", "open", lab.url, str(web), *reach(lab)) as opened:
        url = opened.url()
        assert opened.end() == 130

    assert "Traceback" not in "".join(opened.err)
    with pytest.raises(OSError, match="refused"):
        get(url)


def test_a_tunnel_answers_again_after_its_session_was_killed(lab: LabNode, web: int) -> None:
    with running("tunnel", "open", lab.url, str(web), *reach(lab)) as opened:
        url = opened.url()
        assert get(url) == PAGE
        lab.kill_sessions()
        opened.wait_line("waiting")

        assert get(url) == PAGE

        opened.wait_line("reconnecting")
        assert opened.end() == 130
    assert opened.out == [f"{url}\n"]


def test_a_saved_nodes_tunnel_keeps_its_local_port(lab: LabNode, web: int) -> None:
    saved_lab(lab)
    local = free_port()
    with running("tunnel", "open", "lab", f"{local}:{web}") as opened:
        url = opened.url()
        assert url == f"http://127.0.0.1:{local}/"
        assert opened.end() == 130

    (row,) = listed()
    assert (row["phase"], row["held_by"]) == ("closed", None)
    with running("tunnel", "open", "lab", str(web)) as again:
        assert again.url() == url
        assert again.end() == 130


def test_a_port_that_is_taken_is_said_and_another_is_used(lab: LabNode, web: int) -> None:
    with running("tunnel", "open", lab.url, str(web), *reach(lab)) as opened:
        note = opened.wait_line(f"Port {web} is held by")
        url = opened.url()

    assert str(os.getpid()) in note
    assert f":{web}/" not in url
    assert "is used." in note


def test_a_fixed_port_that_is_taken_is_an_error(lab: LabNode, web: int) -> None:
    done = run("tunnel", "open", lab.url, str(web), "--fixed", *reach(lab))

    assert done.returncode == 1
    assert f"Port {web} of this computer is held by" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("spark-command-center: ")
    assert done.stdout == ""


def test_connect_tells_each_change_and_status_sees_it(lab: LabNode) -> None:
    saved_lab(lab)
    with running("connect", "lab") as connected:
        connected.wait_line("connected")
        status = json.loads(run("status", "--json").stdout)
        assert status["running"] == [{"role": "cli", "pid": connected.process.pid}]
        held = next(node for node in status["nodes"] if node["name"] == "lab")
        assert held["phase"] == "connected"
        assert held["held_by"]["pid"] == connected.process.pid
        assert "lab" in run("status").stdout

        lab.kill_sessions()
        connected.wait_line("reconnecting · ")
        wait_for(lambda: sum("connected" in line for line in connected.out) >= 2)
        assert connected.end() == 130

    assert all(line[2] == ":" and line[5] == ":" for line in connected.out)
    assert "Traceback" not in "".join(connected.err)


def test_socks_reaches_the_nodes_network(lab: LabNode, web: int) -> None:
    with running("tunnel", "open", lab.url, "--socks", *reach(lab)) as opened:
        url = opened.url()
        port = int(url.rpartition(":")[2])
        done = subprocess.run(
            [sys.executable, "-c", SOCKS_GET, str(port), str(web)],
            capture_output=True, timeout=30,
        )  # fmt: skip
        assert PAGE in done.stdout, done.stderr
        (row,) = listed()
        assert (row["kind"], row["remote_port"]) == ("socks", None)
        assert opened.end() == 130


SOCKS_GET = """
import socket, sys
proxy, web = int(sys.argv[1]), int(sys.argv[2])
s = socket.create_connection(("127.0.0.1", proxy), timeout=10)
s.sendall(b"\\x05\\x01\\x00"); s.recv(2)
name = b"127.0.0.1"
s.sendall(b"\\x05\\x01\\x00\\x03" + bytes([len(name)]) + name + web.to_bytes(2, "big"))
s.recv(10)
s.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
while data := s.recv(4096):
    sys.stdout.buffer.write(data)
"""


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["open", "local", "0"], "0 is not a port"),
        (["open", "local", "70000"], "70000 is not a port"),
        (["open", "local", "80:8888"], "cannot be a local port"),
        (["open", "local", "jupiter"], "Did you mean jupyter"),
        (["open", "local"], "service or port is missing"),
        (["open", "local", "8888", "--socks", "--nonsense"], "unrecognized"),
        (["open", "local", "dashboard", "--socks"], "no local port"),
        (["open", "nobody", "8888"], "no saved node"),
        (["close", "local", "8888"], "No such tunnel"),
    ],
)
def test_bad_input_is_one_line_and_2(argv: list[str], said: str) -> None:
    done = run("tunnel", *argv)

    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_help_documents_the_json() -> None:
    for argv in (["tunnel", "list", "--help"], ["status", "--help"]):
        said = run(*argv).stdout
        for name in ("local_port", "held_by", "phase", "bytes_up"):
            assert name in said
