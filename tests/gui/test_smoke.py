"""`--smoke` opens every pane of the real program, each in a process of its own home."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import find_panes
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


def smoke(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--smoke"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_smoke_opens_every_pane_and_prints_versions(tmp_path: Path) -> None:
    crash_log = tmp_path / "home/.local/state/spark-command-center/log/crash.log"
    crash_log.parent.mkdir(parents=True)
    crash_log.write_text("of a window that runs")
    home, passing = str(tmp_path / "home"), tmp_path / "passing"
    passing.mkdir()
    done = smoke(SPARK_COMMAND_CENTER_HOME="", HOME=home, TMPDIR=str(passing))
    assert done.returncode == 0, done.stdout + done.stderr
    assert crash_log.read_text() == "of a window that runs"  # the user's own profile is left alone
    assert not list((tmp_path / "home").rglob("settings.json"))
    assert not list(passing.glob("spark-command-center-*"))
    for pane in find_panes():
        assert f"pane {pane.name}: ok" in done.stdout
    assert "telemetry of this computer: ok" in done.stdout
    for package in ("Python", "Qt", "PySide6-Essentials", "paramiko", "sshtunnel"):
        assert f"{package} " in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="always a display elsewhere")
@pytest.mark.parametrize("display", ["", ":4079"])
def test_window_without_a_usable_display_says_what_to_do(display: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**environment, "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 2
    assert "no display" in done.stderr


def test_smoke_with_damaged_settings_still_opens(tmp_path: Path) -> None:
    config = tmp_path / "damaged" / "config"
    config.mkdir(parents=True)
    (config / "settings.json").write_bytes(b'{"version": 1, "sections": {"shell"')
    done = smoke(SPARK_COMMAND_CENTER_HOME=str(tmp_path / "damaged"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(config.glob("settings.json.damaged*"))


def handles(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) & 1 << (number - 1))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_window_quits_in_order_when_it_is_terminated() -> None:
    profile = Path(os.environ["SPARK_COMMAND_CENTER_HOME"])
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    ) as process:
        try:
            wait_for(lambda: handles(process.pid, signal.SIGTERM), 60)
        except AssertionError:
            process.kill()
            raise
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert (profile / "config" / "settings.json").exists()  # the window's place was remembered
