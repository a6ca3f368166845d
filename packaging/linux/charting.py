"""Starts a bundle under Xvfb and sees it chart a machine of the lab: `charting.py PROGRAM PICTURE`.

Runs in the environment of the checkout, as the lab does.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.core.ids import LOCAL_NODE, NodeId
from app.core.paths import HOME_VARIABLE, Paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Node, NodeBook
from scripts.lab import packages
from scripts.lab.node import LabNode
from scripts.screen import screen

NAME = "lab-spark"
PATIENCE_S = 120.0
SAMPLES = 20
_LOOK_S = 0.5
_COUNT = "SELECT COUNT(*) FROM recent JOIN machines m ON m.id = recent.machine WHERE m.key != ?"


def main(program: str, picture: str) -> int:
    """Look and return the exit status."""
    if (reason := packages.why_not()) is not None:
        print(f"The lab cannot be started: {reason}", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="spark-charting-") as folder,
        LabNode(scenario="loaded") as lab,
        screen(Path(folder)) as shown,
    ):
        home = Path(folder) / "home"
        paths = saved(home, lab)
        environment = {
            **os.environ,
            HOME_VARIABLE: str(home),
            "HOME": folder,
            "DISPLAY": shown.name,
        }
        environment |= {"QT_QPA_PLATFORM": "xcb", "SPARK_COMMAND_CENTER_INTERFACES": "127.0.0.1"}
        environment.pop("SSH_AUTH_SOCK", None)
        running = subprocess.Popen([program], env=environment)
        try:
            wait_for(lambda: samples(paths.history) >= SAMPLES, f"{SAMPLES} samples of {NAME}")
            link = f"dgxspark://node/{NAME}/charts"  # a second start: handed to the first
            subprocess.run([program, link], env=environment, check=True, timeout=PATIENCE_S)
            before = samples(paths.history)
            wait_for(lambda: samples(paths.history) > before + 5, "some seconds of charts")
            photograph(picture, environment)
        finally:
            running.terminate()
            status = running.wait(PATIENCE_S)
    print(f"the bundle charted {NAME}; quit with {status}; picture: {picture}")
    return status


def saved(home: Path, lab: LabNode) -> Paths:
    """Make the profile of somebody who has connected the machine before."""
    paths = Paths(home / "config", home / "data", home / "log", home / "run")
    paths.data.mkdir(parents=True)
    shutil.copy(lab.known_hosts, paths.known_hosts)
    node = Node(
        id=NodeId(NAME),
        name=NAME,
        address=lab.host,
        port=lab.port,
        user=lab.user,
        identity_file=str(lab.identity),
    )
    NodeBook(SettingsStore(paths.settings)).save(node)
    return paths


def samples(history: Path) -> int:
    """Return how many samples of the lab's machine the running program has written down."""
    if not history.exists():
        return 0
    with closing(sqlite3.connect(f"file:{history}?mode=ro", uri=True)) as database:
        try:
            return int(database.execute(_COUNT, (LOCAL_NODE,)).fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # its tables are just being made


def photograph(picture: str, environment: dict[str, str]) -> None:
    """Save what the screen shows."""
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A([]);"
        "sys.exit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, picture], env=environment, check=True, timeout=60)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > until:
            raise SystemExit(f"not seen within {PATIENCE_S:.0f} s: {what}")
        time.sleep(_LOOK_S)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
