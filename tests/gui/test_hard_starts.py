"""The program starts, reads this computer and says so where nothing can be kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.core.paths import HOME_VARIABLE, Paths
from app.core.room import keeping_problem
from app.state.hub import Notice
from tests.gui.real_program import RealProgram
from tests.lab_fixtures import need_lab


@pytest.fixture
def home_disk(tmp_path: Path) -> Iterator[Path]:
    """A home on a file system of its own, of 1 MB."""
    need_lab()
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def paths_in(home: Path) -> Paths:
    return Paths(home / "config", home / "data", home / "log", home / "run")


def fill(disk: Path) -> None:
    done = subprocess.run(["dd", "if=/dev/zero", f"of={disk / 'filler'}"], capture_output=True)
    assert b"No space left" in done.stderr


def make_read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(fill, "The disk is full"), (make_read_only, "Read-only file system")],
)
def test_start_where_nothing_can_be_kept_says_so_and_works(
    qapp: QApplication,
    qtbot: QtBot,
    home_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: object,
    says: str,
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert callable(spoil)
    spoil(home_disk)
    program = RealProgram(qapp, qtbot, home_disk / "profile")
    told: list[Notice] = []
    program.hub.notified.connect(told.append)
    try:
        program.begin()
        program.wait(lambda: any(says in notice.title for notice in told))
        program.wait_sample(LOCAL_NODE)

        switch = program.hub.preferences.get("start.close_to_tray")
        assert "shows no tray" in switch.obstacle()
    finally:
        program.hub.notified.disconnect(told.append)
        program.stop()


def test_keeping_problem_is_none_where_all_is_well(tmp_path: Path) -> None:
    assert keeping_problem(paths_in(tmp_path)) is None
    assert list((tmp_path / "data").iterdir()) == []


def test_keeping_problem_warns_of_a_disk_that_is_nearly_full(home_disk: Path) -> None:
    problem = keeping_problem(paths_in(home_disk))

    assert problem is not None
    assert "nearly full: 1.0 MB" in problem.message


def test_start_that_fails_is_in_the_log_and_tells_no_secret(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Broken:\n"
        "    def find_spec(self, name, *_more):\n"
        "        if name == 'PySide6':\n"
        "            raise ImportError('libEGL.so.1, and password=hunter22')\n"
        "sys.meta_path.insert(0, Broken())\n"
        "from app.bootstrap import main\n"
        "main([])\n"
    )
    environment = {**os.environ, HOME_VARIABLE: str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}

    failed = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )

    assert failed.returncode == 1
    (log,) = (tmp_path / "log").glob("*.log")
    for told in (failed.stderr, log.read_text()):
        assert "ImportError: libEGL.so.1, and password=•••" in told
        assert "hunter22" not in told
