"""What forwards in the tunnel benchmark: each a process of its own with one local port."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psutil

from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port

START_LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Start:
    """A command line, and its local port where it does not choose one itself."""

    command: tuple[str, ...]
    port: int = 0


class End:
    """A process of `tunnel_ends` and its line-by-line conversation."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.ready: Any = self._read()

    def ask(self, line: str) -> Any:  # noqa: ANN401 - JSON
        """Say a line and return the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> Any:  # noqa: ANN401 - JSON
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(map(str, self.process.args))[:200]} … ended")  # type: ignore[arg-type]
        return json.loads(line)


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that forwards `port` to the load server."""

    name: str
    port: int
    process: psutil.Process
    end: End | None = None
    slow: bool = False
    """Gets a quarter of the bytes, to be done in time."""

    def cpu_s(self) -> float:
        """Return seconds of CPU so far, those of its own processes too."""
        total = 0.0
        for each in (self.process, *self.process.children(recursive=True)):
            times = each.cpu_times()
            total += times.user + times.system
        return total

    def ask(self, line: str) -> Any:  # noqa: ANN401 - JSON
        """Ask one of our own processes how it fares."""
        assert self.end is not None
        return self.end.ask(line)


@contextlib.contextmanager
def end(*arguments: str) -> Iterator[End]:
    """Run a process of `tunnel_ends`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.bench.tunnel_ends", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield End(process)
    finally:
        _stop(process)


def ours(lab: LabNode, target: int, *extra: str) -> tuple[str, ...]:
    """Return the arguments of our forward."""
    return ("ours", *_where(lab, target), *extra)


def stock(lab: LabNode, target: int, *extra: str) -> tuple[str, ...]:
    """Return the arguments of sshtunnel as it comes."""
    return ("stock", *_where(lab, target), *extra)


def ssh(lab: LabNode, target: int, *options: str, program: Sequence[str] = ("ssh",)) -> Start:
    """Return how OpenSSH's client (or autossh) forwards."""
    port = free_port()
    forward = ("-N", "-L", f"127.0.0.1:{port}:127.0.0.1:{target}")
    line = (*program, *forward, *lab.ssh_options, *options, lab.destination)
    return Start(line, port)


@contextlib.contextmanager
def start(name: str, how: Start | tuple[str, ...], *, slow: bool = False) -> Iterator[Contender]:
    """Start a contender and wait until its port accepts."""
    if isinstance(how, Start):
        process: subprocess.Popen[Any] = subprocess.Popen(
            how.command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for_port(how.port)
            yield Contender(name, how.port, psutil.Process(process.pid))
        finally:
            _stop(process)
        return
    with end(*how) as running:
        process_of = psutil.Process(running.process.pid)
        yield Contender(name, running.ready[0], process_of, running, slow)


def wait_for_port(port: int) -> None:
    """Wait until something listens."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port} after {START_LIMIT:.0f} s")


def _where(lab: LabNode, target: int) -> tuple[str, ...]:
    files = (str(lab.identity), str(lab.known_hosts))
    return (lab.host, str(lab.port), lab.user, *files, str(target))


def _stop(process: subprocess.Popen[Any]) -> None:
    for child in psutil.Process(process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()
    process.kill()
    process.communicate()
