"""`--smoke` opens every pane of the real program, each in a process of its own home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.bootstrap import find_panes

ROOT = Path(__file__).resolve().parents[2]


def smoke(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--smoke"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_smoke_opens_every_pane_and_prints_versions() -> None:
    done = smoke()
    assert done.returncode == 0, done.stdout + done.stderr
    for pane in find_panes():
        assert f"pane {pane.name}: ok" in done.stdout
    assert "telemetry of this computer: ok" in done.stdout
    for package in ("Python", "Qt", "PySide6-Essentials", "paramiko", "sshtunnel"):
        assert f"{package} " in done.stdout


def test_window_without_a_display_says_what_to_do() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 2
        assert "no display" in done.stderr


def test_smoke_with_damaged_settings_still_opens(tmp_path: Path) -> None:
    config = tmp_path / "damaged" / "config"
    config.mkdir(parents=True)
    (config / "settings.json").write_bytes(b'{"version": 1, "sections": {"shell"')
    done = smoke(SPARK_COMMAND_CENTER_HOME=str(tmp_path / "damaged"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(config.glob("settings.json.damaged*"))
