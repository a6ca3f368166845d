"""One window per profile, over real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.paths import user_paths
from tests.waiting import wait_for

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the program as its user would; the profile is the test's own."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        process = subprocess.Popen(
            [sys.executable, "-m", "app"], stderr=subprocess.PIPE, text=True, env=environment
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.communicate()


def endpoints() -> list[Path]:
    return list(user_paths().runtime.glob("window-*.sock"))


def test_second_start_raises_the_first_and_ends(start: Start) -> None:
    first = start()
    wait_for(endpoints, 30)

    second = start()

    assert second.wait(30) == 0
    assert first.poll() is None
    first.terminate()
    assert first.wait(60) == 0
    assert endpoints() == []


def test_start_after_a_crash_opens_a_window(start: Start) -> None:
    first = start()
    wait_for(endpoints, 30)
    first.kill()
    first.wait(60)

    second = start()

    wait_for(lambda: any(str(second.pid) in path.name for path in endpoints()), 30)


def test_start_beside_a_window_that_hangs_says_so(start: Start) -> None:
    first = start()
    wait_for(endpoints, 30)
    first.send_signal(signal.SIGSTOP)

    second = start()

    _out, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "does not answer" in said
