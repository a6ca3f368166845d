"""One window per profile, over real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.invocation import WindowWish
from app.core.paths import user_paths
from app.shell import single
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
    wait_for(endpoints, 60)

    second = start()

    assert second.wait(60) == 0
    assert first.poll() is None
    first.terminate()
    assert first.wait(60) == 0
    assert endpoints() == []


def test_of_two_starts_at_once_one_window_remains(start: Start) -> None:
    both = [start(), start()]

    wait_for(lambda: any(each.poll() is not None for each in both), 60)

    assert sorted(str(each.poll()) for each in both) == ["0", "None"]
    assert len(endpoints()) == 1


SERVE = """
import sys
from pathlib import Path
from app.core.instance import WINDOW, InstanceServer
server = InstanceServer(Path(sys.argv[1]), WINDOW, lambda command, arguments: {})
server.start()
print("listens", flush=True)
sys.stdin.read()
server.stop()
"""


def test_a_window_that_is_slow_to_its_first_paint_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, runtime = [0.0], user_paths().runtime
    command = [sys.executable, "-c", SERVE, str(runtime)]
    begun: list[subprocess.Popen[bytes]] = []

    def sleep(_seconds: float) -> None:
        clock[0] += 1.0
        if clock[0] == 2 * single.PATIENCE_S:
            pipe = subprocess.PIPE
            begun.append(process := subprocess.Popen(command, stdin=pipe, stdout=pipe))
            assert process.stdout is not None
            assert process.stdout.readline() == b"listens\n"  # its socket alone is there too soon

    monkeypatch.setattr(single, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=sleep))
    first = single.OnlyWindow(user_paths())
    assert first.claim()
    try:
        assert single.OnlyWindow(user_paths()).ask_other(WindowWish()) == 0
    finally:
        first.release()
        for process in begun:
            process.communicate()


def test_a_start_while_the_other_quits_has_the_window_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = single.OnlyWindow(user_paths()), single.OnlyWindow(user_paths())
    assert first.claim()
    assert not second.claim()
    quits = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: first.release())
    monkeypatch.setattr(single, "time", quits)

    assert second.ask_other(WindowWish()) is None

    assert not first.claim()
    second.release()


def test_start_after_a_crash_opens_a_window(start: Start) -> None:
    first = start()
    wait_for(endpoints, 60)
    first.kill()
    first.wait(60)

    second = start()

    wait_for(lambda: any(str(second.pid) in path.name for path in endpoints()), 60)


def test_start_beside_a_window_that_hangs_says_so(start: Start) -> None:
    first = start()
    wait_for(endpoints, 60)
    first.send_signal(signal.SIGSTOP)

    second = start()

    _out, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "does not answer" in said
