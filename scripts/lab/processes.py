"""Find and end processes by id, told apart from strangers that inherited the id."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Running:
    """One process as /proc shows it. `started` is its start in clock ticks since boot."""

    pid: int
    parent: int
    name: str
    state: str
    started: int


def look_up(pid: int) -> Running | None:
    """Return the process, None when it is gone (a zombie counts as gone)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")  # a name may hold any character
    fields = rest.split()
    if fields[0] in "ZX":
        return None
    return Running(pid, int(fields[1]), name, fields[0], int(fields[19]))


def all_running() -> list[Running]:
    """Return every process of this process table."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [found for pid in pids if (found := look_up(pid)) is not None]


def is_same(pid: int, started: int) -> bool:
    """Tell whether `pid` is still the process that started then."""
    found = look_up(pid)
    return found is not None and found.started == started


def descendants(pid: int) -> list[Running]:
    """Return the process's children and theirs."""
    running = all_running()
    found: list[Running] = []
    parents = {pid}
    while parents:
        children = [each for each in running if each.parent in parents]
        found += children
        parents = {each.pid for each in children}
    return found


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to each, ignoring those already gone."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def kill_forks(pids: Iterable[int]) -> None:
    """Kill processes and the copies they fork meanwhile; return when all have ended.

    They are stopped first: a server that forks between the look and the kill would leave a child
    that goes on serving. Other programs that they started are left to notice it themselves.
    """
    names = {pid: found.name for pid in pids if (found := look_up(pid)) is not None}
    doomed = set(names)
    while True:
        send(doomed, signal.SIGSTOP)
        children = (child for pid in doomed for child in descendants(pid))
        born = {child.pid for child in children if child.name in names.values()} - doomed
        if not born:
            break
        doomed |= born
    send(doomed, signal.SIGKILL)
    wait_gone(doomed)


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition; raise TimeoutError naming it."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.005)


def wait_gone(pids: Iterable[int], seconds: float = 40.0) -> None:
    """Wait until each process has ended."""
    remaining = set(pids)
    wait_until(
        lambda: not {pid for pid in remaining if look_up(pid) is not None},
        seconds,
        f"processes {sorted(remaining)} end",
    )
