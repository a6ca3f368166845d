"""What watching costs the machine: our agent with everything on, beside what others leave there.

All run at the same time at one look a second on a simulated GB10 with a thousand processes more.
Its `nvidia-smi` is the lab's: it prints the real one's table but talks to no driver, so the real
one costs more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import shutil
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.cancel import Cancel
from app.services.telemetry.sources.agent import read
from app.transport.ssh.session import SshSession
from scripts.bench.figures import Target
from scripts.lab.node import LabNode
from scripts.lab.processes import Running, wait_until

INTERVAL_S = 1.0
SETTLE_S = 12.0
"""Seconds in which the agent goes once through all processes and the first look's costs pass."""
CPU_LIMIT_PERCENT = 0.5
MEMORY_LIMIT_MB = 30.0
CROWD = """\
import os, signal
for _ in range({count}):
    if os.fork() == 0:
        break
signal.pause()
"""
ROWS_AND_COLUMNS = struct.pack("HHHH", 50, 160, 0, 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one program took: percent of a core, and memory in MB."""

    name: str
    cpu_percent: float
    resident_mb: float
    private_mb: float


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that watches the machine."""

    name: str
    pid: int


def measure(session: SshSession, lab: LabNode, seconds: float, crowd: int) -> list[Cost]:
    """Return what each contender costs; ours is the first."""
    before = {each.pid for each in lab.processes()}
    inside(lab, ["/usr/bin/python3", "-I", "-S", "-c", CROWD.format(count=crowd)])
    wait_until(lambda: len(lab.processes()) > crowd + len(before), 60.0, "the crowd")
    with contextlib.ExitStack() as running:
        contenders = [running.enter_context(our_agent(session, lab))]
        contenders.append(running.enter_context(nvidia_smi(lab)))
        if shutil.which("btop"):
            contenders.append(running.enter_context(btop(lab)))
        else:
            print("btop is not installed (apt-get install btop): left out")
        time.sleep(SETTLE_S)
        began = {each.pid: cpu_seconds(each.pid) for each in contenders}
        at = time.monotonic()
        time.sleep(seconds)
        took = time.monotonic() - at
        return [cost(each, (cpu_seconds(each.pid) - began[each.pid]) / took) for each in contenders]


@contextlib.contextmanager
def our_agent(session: SshSession, lab: LabNode) -> Iterator[Contender]:
    """Read the agent as the app does."""
    known = pids(lab)
    cancel = Cancel()
    readings = read(session, "lab", INTERVAL_S, cancel)
    next(readings)
    reader = threading.Thread(target=_read_on, args=(readings,), daemon=True)
    reader.start()
    try:
        yield Contender("our agent, everything on", started(lab, known, "python3"))
    finally:
        cancel.cancel()
        reader.join()


def _read_on(readings: Iterator[object]) -> None:
    with contextlib.suppress(Exception):  # it was told to end
        for _ in readings:
            pass


@contextlib.contextmanager
def nvidia_smi(lab: LabNode) -> Iterator[Contender]:
    """Run `nvidia-smi -l 1`."""
    known = pids(lab)
    child = inside(lab, [str(lab.root / "bin" / "nvidia-smi"), "-l", "1"])
    pid = started(lab, known, "nvidia-smi")
    try:
        yield Contender("nvidia-smi -l 1 (simulated)", pid)
    finally:
        end(child, pid)


@contextlib.contextmanager
def btop(lab: LabNode) -> Iterator[Contender]:
    """Run btop in a terminal of 160 × 50, once a second."""
    known = pids(lab)
    folder = lab.root / "btop"
    (folder / "btop").mkdir(parents=True)
    (folder / "btop" / "btop.conf").write_text("update_ms = 1000\ncheck_temp = True\n")
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, ROWS_AND_COLUMNS)
    drain = threading.Thread(target=_drain, args=(screen,), daemon=True)
    drain.start()
    variables = ["TERM=xterm-256color", f"XDG_CONFIG_HOME={folder}"]
    child = inside(lab, ["env", *variables, "btop", "--utf-force"], terminal)
    os.close(terminal)
    pid = started(lab, known, "btop")
    try:
        yield Contender("btop", pid)
    finally:
        end(child, pid)
        drain.join()
        os.close(screen)


def _drain(screen: int) -> None:
    with contextlib.suppress(OSError):  # EIO when the last program has left the terminal
        while os.read(screen, 65536):
            pass


def inside(
    lab: LabNode, argv: list[str], terminal: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start a program among the node's processes."""
    enter = ["nsenter", f"--target={lab.pid}", "--mount", "--uts", "--pid", "--net", "--"]
    return subprocess.Popen(
        [*enter, *argv], stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )


def end(child: subprocess.Popen[bytes], pid: int) -> None:
    """End a program and who entered the node for it, which waits for it."""
    os.kill(pid, signal.SIGKILL)
    child.wait()


def pids(lab: LabNode) -> set[int]:
    """Return every process of the node."""
    return {each.pid for each in lab.processes()}


def started(lab: LabNode, known: set[int], name: str) -> int:
    """Return the process of that name that was not there before."""
    found: list[Running] = []

    def there() -> bool:
        found[:] = [
            each for each in lab.processes() if each.pid not in known and each.name.startswith(name)
        ]
        return bool(found)

    wait_until(there, 20.0, name)
    return found[0].pid


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, all its threads, as the scheduler counts it."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def cost(contender: Contender, share: float) -> Cost:
    """Return what a program costs, by its share of a core and its memory now."""
    lines = Path(f"/proc/{contender.pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    private = kib["Private_Clean"] + kib["Private_Dirty"]
    return Cost(contender.name, 100 * share, kib["Rss"] * 1024 / 1e6, private * 1024 / 1e6)


def report(costs: list[Cost], seconds: float, crowd: int) -> tuple[Target, ...]:
    """Print the table and return the targets."""
    print(f"\nat one look a second, {seconds:.0f} s, {crowd} idle processes more on the machine:")
    width = max(len(each.name) for each in costs)
    print(f"{'':<{width}}  {'of a core':>10} {'resident':>10} {'its own':>10}")
    for each in costs:
        cells = (
            f"{each.cpu_percent:.3f} %",
            f"{each.resident_mb:.1f} MB",
            f"{each.private_mb:.1f} MB",
        )
        print(f"{each.name:<{width}}  " + " ".join(f"{cell:>10}" for cell in cells))
    print("the simulated nvidia-smi talks to no driver: the real one costs more\n")
    ours = costs[0]
    return (
        Target("agent at 1 Hz", ours.cpu_percent, CPU_LIMIT_PERCENT, "% of a core", digits=3),
        Target("agent memory", ours.resident_mb, MEMORY_LIMIT_MB, "MB", digits=1),
    )
