"""`import` and `discover` as their users run them: a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.hosts.nvidia_sync import folders

ROOT = Path(__file__).parents[2]
CONFIG = """\
Host desk
  HostName spark-1a2b.local
  User ann
  ProxyJump gate
Host gate
  HostName 198.51.100.1
  User ann
Host a b
  ProxyJump b
%%%
"""


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *argv],
        capture_output=True, text=True, timeout=60, cwd=ROOT, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def saved() -> list[str]:
    return [node.name for node in NodeBook(SettingsStore(user_paths().settings)).all()[1:]]


@pytest.fixture
def config(fresh_home: Path) -> Path:
    path = fresh_home / ".ssh" / "config"
    path.parent.mkdir()
    path.write_text(CONFIG)
    return path


def test_import_saves_what_is_new_and_says_why_not(config: Path) -> None:
    first = run("import")
    second = run("import", str(config))

    assert (first.returncode, second.returncode) == (0, 0)
    lines = [" ".join(line.split()) for line in first.stdout.splitlines()]
    assert lines[:2] == [
        "added desk ann@spark-1a2b.local via ann@198.51.100.1",
        "added gate ann@198.51.100.1",
    ]
    assert lines[2].startswith("skipped a Its jump hosts go in a circle")
    assert lines[-1] == "Added 2 of 4 hosts."
    assert f"{config}:10: skipped, it is not a setting." in first.stderr
    assert "Added 0 of 4 hosts." in second.stdout
    assert saved() == ["desk", "gate"]
    assert config.read_text() == CONFIG


def test_dry_run_saves_nothing(config: Path) -> None:
    done = run("import", "--dry-run", "--json")

    told = json.loads(done.stdout)
    assert [host["added"] for host in told["hosts"]] == [True, True, False, False]
    assert told["hosts"][0]["via"] == "ann@198.51.100.1"
    assert len(told["warnings"]) == 1
    assert saved() == []


def test_import_from_nvidia_sync(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    folder = folders()[0]
    folder.mkdir(parents=True)
    for file in (ROOT / "tests" / "data" / "nvidia_sync").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())

    done = run("import", "--from", "nvidia-sync")

    assert done.returncode == 0
    assert saved() == ["example-spark"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["import", "/no/such/file"], "cannot be read"),
        (["import", "--from", "nvidia-sync"], "no devices"),
        (["discover", "--seconds", "0"], "--seconds 0"),
        (["discover", "--seconds", "nan"], "--seconds nan"),
    ],
)
def test_bad_input_is_one_line(argv: list[str], said: str) -> None:
    done = run(*argv)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_discover_without_a_network_says_what_to_do() -> None:
    done = run("discover", "--seconds", "1", "--interface", "192.0.2.77")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Tailscale" in done.stderr
