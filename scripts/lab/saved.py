"""What is kept of nodes between programs: where one runs, and what a killed program left behind."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.lab import processes

PREFIX = "spark-lab-"
"""Begins the name of each node's folder in the temporary folder."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What `dev.py lab` keeps of a node between commands."""

    root: str
    port: int
    init_pid: int | None
    started: int | None
    scenario: str
    nvml: str
    hostname: str
    network: str | None
    page_port: int | None


def sweep() -> None:
    """Remove folders of nodes whose program was killed (their processes ended with it)."""
    for root in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = root / "owner"
        try:
            info = root.lstat()
            pid, started = (int(word) for word in owner.read_text().split())
        except (OSError, ValueError):
            continue
        ours = stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid()
        if ours and not processes.is_same(pid, started):
            shutil.rmtree(root, ignore_errors=True)


def forget(saved: Saved) -> None:
    """Remove the folder of a node that was meant to stay and no longer runs."""
    root = Path(saved.root)
    if root.name.startswith(PREFIX) and root.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(root, ignore_errors=True)


def save_to(path: Path, saved: Saved) -> None:
    """Write what `attach` needs."""
    fields = {name: getattr(saved, name) for name in Saved.__slots__}
    path.write_text(json.dumps(fields, indent=1) + "\n")


def load_from(path: Path) -> Saved | None:
    """Read it back, None when there is nothing usable."""
    try:
        return Saved(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_owner(root: Path) -> None:
    """Say in a node's folder that it ends with this program."""
    me = processes.look_up(os.getpid())
    if me is not None:
        (root / "owner").write_text(f"{me.pid} {me.started}\n")
