"""First window of a cold process, beside a bare PySide6 window; memory with charts running."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.core.ids import NodeId
from app.core.paths import HOME_VARIABLE, Paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Node, NodeBook
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.first_window import STARTED, STAY

ROUNDS = 9
CHARTING_S = 10.0
WARM_UP_S = 3.0
CHILD_LIMIT_S = 60.0
FIRST_WINDOW_LIMIT_S = 0.6
TIMES_BARE_LIMIT = 2.0
RESIDENT_LIMIT_MB = 180.0
DISCARD_PORT = 9
"""Nobody listens there, so saved nodes are tried and refused at once, as a machine that is off."""


class Processes:
    """Starts cold processes that open a window, each kind with a settings folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        # An installed program has its bytecode compiled; a checkout may forbid writing any.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        self._runs = 0

    def bare(self) -> dict[str, float]:
        """Show an empty window."""
        return self._run("bare", self._folder / "unused")

    def first_run(self) -> dict[str, float]:
        """Start the app as on a fresh account."""
        self._runs += 1
        return self._run("app", self._folder / f"fresh-{self._runs}")

    def later_run(self, stay_s: float = 0.0) -> dict[str, float]:
        """Start the app with saved nodes."""
        home = self._folder / "used"
        if not home.exists():
            save_nodes(home)
        return self._run("app", home, stay_s)

    def import_times(self) -> str:
        """Return what `-X importtime` says of the app's start."""
        return self._start("app", self._folder / "used", 0.0, "-X", "importtime").stderr

    def _run(self, what: str, home: Path, stay_s: float = 0.0) -> dict[str, float]:
        done = self._start(what, home, stay_s)
        if done.returncode != 0:
            raise SystemExit(f"no window opened:\n{done.stderr[-3000:]}")
        seen: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return seen

    def _start(
        self, what: str, home: Path, stay_s: float, *options: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {**self._environment, HOME_VARIABLE: str(home), STAY: str(stay_s)}
        environment[STARTED] = str(time.monotonic_ns())
        return subprocess.run(
            [sys.executable, *options, "-m", "scripts.bench.first_window", what],
            env=environment,
            capture_output=True,
            text=True,
            timeout=CHILD_LIMIT_S,
            check=False,
        )


def save_nodes(home: Path) -> None:
    """Make the settings of somebody who has three machines."""
    store = SettingsStore(
        Paths(home / "config", home / "data", home / "log", home / "run").settings
    )
    book = NodeBook(store)
    for number in (1, 2, 3):
        name = f"spark-0{number}"
        book.save(Node(NodeId(name), name, "127.0.0.1", port=DISCARD_PORT, user="demo"))


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--verbose", action="store_true", help="list the costliest imports")
    options = parser.parse_args(arguments)
    print_machine("from the start of a cold process to the painted first frame, offscreen")
    with tempfile.TemporaryDirectory(prefix="spark-bench-") as folder:
        return measure(Processes(Path(folder)), options.rounds, verbose=options.verbose)


def measure(processes: Processes, rounds: int, *, verbose: bool) -> int:
    """Take every kind in turn, so that what disturbs one disturbs all."""
    kinds = {
        "bare PySide6 window": processes.bare,
        "app, first run": processes.first_run,
        "app, three saved nodes": processes.later_run,
    }
    for run in kinds.values():
        run()  # compiles bytecode and fills the disk cache: not counted
    processes.later_run(WARM_UP_S)  # the same for what workers import
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, run in kinds.items():
            seen[name].append(run())
    frames = {
        name: Figure(name, tuple(run["frame_s"] for run in runs), "s")
        for name, runs in seen.items()
    }
    panes = tuple(run["pane_s"] for run in seen["app, three saved nodes"])
    ratios = tuple(
        app["frame_s"] / bare["frame_s"]
        for name in list(kinds)[1:]
        for app, bare in zip(seen[name], seen["bare PySide6 window"], strict=True)
    )
    charting = processes.later_run(CHARTING_S)["resident_bytes"] / 1e6
    idle = seen["bare PySide6 window"][0]["resident_bytes"] / 1e6
    ratio = Figure("  app ÷ bare window of the same round", ratios, "×")
    figures = [*frames.values(), ratio, Figure("  app, overview painted too", panes, "s")]
    print_table(figures)
    print(f"resident: {charting:.0f} MB after {CHARTING_S:.0f} s of charts, bare {idle:.0f} MB\n")
    if verbose:
        print_imports(processes.import_times())
    slowest = max(frame.median for frame in frames.values())
    targets = (
        Target("first window", slowest, FIRST_WINDOW_LIMIT_S, "s"),
        Target("of a bare PySide6 window", ratio.median, TIMES_BARE_LIMIT, "×"),
        Target("resident with charts", charting, RESIDENT_LIMIT_MB, "MB", 0),
    )
    return verdict("startup", targets)


def print_imports(report: str, count: int = 20) -> None:
    """Print the modules that cost most by themselves."""
    rows = []
    for line in report.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            rows.append((int(own), rest.partition("|")[2].strip()))
    print("imports that cost most by themselves, charts included:")
    for microseconds, module in sorted(rows, reverse=True)[:count]:
        print(f"  {microseconds / 1000:6.1f} ms  {module}")
    print()
