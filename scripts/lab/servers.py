"""Real servers on loopback for the length of a `with` block, ended with whoever started them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


@contextlib.contextmanager
def running(
    argv: Sequence[str],
    port: int,
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; it listens on `port` when the block begins."""
    ended = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*ended, *argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(environment or {}),
        )
    try:
        _wait_listening(process, port, log, seconds)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait(30)


def wait_ready(url: str, seconds: float = 60.0) -> None:
    """Wait until a page is answered with 200: a server may listen while it is still loading."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1.0) as answer:
            if answer.status == 200:
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} is not ready within {seconds:g} s")
        time.sleep(0.02)


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _wait_listening(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        if process.poll() is not None or time.monotonic() > deadline:
            said = log.read_text(errors="replace")[-800:]
            raise RuntimeError(f"{process.args!r} does not listen on {port}:\n{said}")
        time.sleep(0.02)
