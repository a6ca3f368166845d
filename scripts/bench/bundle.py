"""First paint of the installed program beside the one from source; how large it is."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.core.paths import HOME_VARIABLE
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.screen import HEIGHT, WIDTH, Screen, screen

ROUNDS = 7
TIMES_SOURCE_LIMIT, BUNDLE_LIMIT_MB, PACKAGE_LIMIT_MB = 1.5, 220.0, 60.0
PAINT_LIMIT_S = 60.0
_DIST = Path(__file__).resolve().parents[2] / "packaging/dist"
_SLUG = "spark-command-center"
_LOOK_S = 0.001


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench bundle", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--dist", type=Path, default=_DIST, help="what packaging/build.py made")
    options = parser.parse_args(arguments)
    program = options.dist / _SLUG / _SLUG
    if not program.exists():
        print("There is no bundle: python3 packaging/build.py deb", file=sys.stderr)
        return 1
    print_machine("from the start of a process to the first paint, under Xvfb")
    kinds = {"from source": [sys.executable, "-m", "app"], "installed": [str(program)]}
    seen: dict[str, list[float]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory(prefix="spark-bundle-") as folder:
        for number in range(options.rounds + 1):
            for name, command in kinds.items():
                seconds = first_paint(command, Path(folder))
                if number:  # the first one fills caches
                    seen[name].append(seconds)
    pairs = zip(seen["installed"], seen["from source"], strict=True)
    ratio = Figure("  installed ÷ source of a round", tuple(a / b for a, b in pairs), "×")
    print_table([*(Figure(name, tuple(each), "s") for name, each in seen.items()), ratio])
    targets = [
        Target("of the start from source", ratio.median, TIMES_SOURCE_LIMIT, "×"),
        Target("bundle", megabytes(program.parent.rglob("*")), BUNDLE_LIMIT_MB, "MB", 0),
    ]
    packages = list(options.dist.glob(f"{_SLUG}_*.deb"))
    targets += [Target(".deb", megabytes([each]), PACKAGE_LIMIT_MB, "MB", 1) for each in packages]
    return verdict("bundle", targets)


def first_paint(command: Sequence[str], folder: Path) -> float:
    """Return how long it takes until the middle of an empty screen is painted."""
    home = folder / "home"
    with screen(folder) as shown:
        environment = {**os.environ, HOME_VARIABLE: str(home), "DISPLAY": shown.name}
        environment |= {"QT_QPA_PLATFORM": "xcb", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        started = time.perf_counter()
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for_paint(shown, running)
            return time.perf_counter() - started
        finally:
            running.terminate()
            running.wait()


def wait_for_paint(shown: Screen, running: subprocess.Popen[bytes]) -> None:
    """Wait until the screen is no longer empty in its middle."""
    until = time.perf_counter() + PAINT_LIMIT_S
    while not any(shown.pixel(WIDTH // 2, HEIGHT // 2)):
        if running.poll() is not None or time.perf_counter() > until:
            raise SystemExit("no window was painted")
        time.sleep(_LOOK_S)


def megabytes(files: Iterable[Path]) -> float:
    """Return the size of files in millions of bytes; links count nothing."""
    return (
        sum(each.stat().st_size for each in files if each.is_file() and not each.is_symlink()) / 1e6
    )
