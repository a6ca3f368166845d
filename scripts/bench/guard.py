"""The memory guard: from the limit crossed to the stop sent, and what it costs meanwhile.

A real container takes memory in its control group, at a gigabyte in four seconds; the node's
MemAvailable falls by as much. Docker's own events say when it was asked to stop the container and
when that had ended; both clocks are this computer's. In every second run SSH is stalled before the
limit is crossed, as in a swap storm. The peer is earlyoom (Debian's, as root on the node itself).
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.services.guard.api import GuardPhase, GuardPolicy
from app.services.guard.keeper import GuardKeeper
from app.transport.keeper import Keeper
from app.transport.slot import SessionSlot
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import connector_of, node_of
from scripts.bench.telemetry import cpu_ms
from scripts.lab import gb10, packages, processes
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from scripts.lab.pressure import Pressure

RUNS = 10
COST_S = 10.0
GIB = 1024**3
LIMIT = 8 * GIB
ROOM = GIB // 2
"""Bytes above the limit at the start of a run: two seconds of what the container takes."""
EATS = ("eat", "250", "900")
STOP_LIMIT_S = 2.0
CPU_LIMIT_PERCENT = 0.5
RSS_LIMIT_MB = 30.0
SETTLED_S = 60.0


class Run:
    """Seconds from the limit crossed to the container being asked to end, and being gone."""

    def __init__(self, sent_s: float | None, gone_s: float) -> None:
        self.sent_s = sent_s
        self.gone_s = gone_s


class Cost:
    """What the guard takes of the machine."""

    def __init__(self, cpu_percent: float, rss_mb: float) -> None:
        self.cpu_percent = cpu_percent
        self.rss_mb = rss_mb


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench guard", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args(arguments)
    if (reason := packages.why_not(docker=True)) is not None:
        print(reason)
        return 1
    print_machine("memory guard: a container in Docker takes 250 MiB a second")
    with LabNode() as lab, DockerEngine(lab) as docker:
        connected: list[Run] = []
        stalled: list[Run] = []
        with guarding(lab) as guard:
            calm = cost(lab, 4 * LIMIT)
            near = cost(lab, LIMIT + ROOM)
            for _ in range(options.runs):
                connected.append(one_run(lab, docker))
                wait_armed(guard)
                with stall(lab):
                    stalled.append(one_run(lab, docker))
                processes.wait_until(
                    lambda: len(guards(lab)) == 1, SETTLED_S, "the old guard's end"
                )
                wait_armed(guard)
        peer = [peer_run(lab, docker) for _ in range(options.runs if earlyoom() else 0)]
    return report(connected, stalled, peer, calm, near)


@contextlib.contextmanager
def guarding(lab: LabNode) -> Iterator[GuardKeeper]:
    """Keep the node connected and its guard armed, as the app does."""
    slot, cancel = SessionSlot(), Cancel()
    session = Keeper(node_of(lab), connector_of(lab).open, slot=slot)
    with TemporaryDirectory() as folder:
        audit = AuditLog(Path(folder) / "audit.jsonl")
        guard = GuardKeeper(slot, GuardPolicy(LIMIT), audit=audit, name_of=lambda: "lab")
        threads = [
            threading.Thread(target=job, args=(cancel, lambda _status: None), daemon=True)
            for job in (session.run, guard.run)
        ]
        for thread in threads:
            thread.start()
        try:
            wait_armed(guard)
            yield guard
        finally:
            cancel.cancel()
            for thread in threads:
                thread.join()


def wait_armed(guard: GuardKeeper) -> None:
    """Wait until a guard is armed and stops nothing."""
    processes.wait_until(lambda: guard.status.phase is GuardPhase.ARMED, SETTLED_S, "the guard")


@contextlib.contextmanager
def stall(lab: LabNode) -> Iterator[None]:
    """Stop the node's side of every session: nothing gets through until the block ends."""
    lab.stop_sessions()
    try:
        yield
    finally:
        lab.continue_sessions()


def one_run(lab: LabNode, docker: DockerEngine) -> Run:
    """Let a container take memory until somebody stops it."""
    container = ""

    def taken() -> int:
        return docker.memory_bytes(container) if container else 0

    with Pressure(lab, taken, available_bytes=LIMIT + ROOM, limit_bytes=LIMIT) as pressure:
        container = docker.run("vllm", *EATS)
        holder = gb10.Process(docker.pid("vllm"), "python3", 1024)
        (lab.root / "gpu.txt").write_text(
            gb10.gpu_text(replace(lab.scenario, processes=(holder,)), "not-supported")
        )
        processes.wait_until(lambda: not docker.running(), SETTLED_S, "the stop")
        crossed = pressure.crossed_at
    docker.clean()
    if crossed is None:
        raise SystemExit("the container ended before the limit was crossed")
    events = docker.events(crossed)
    sent = moment(events, "kill", container)
    gone = moment(events, "die", container)
    if gone is None:
        raise SystemExit("Docker did not say that the container ended")
    return Run(None if sent is None else sent - crossed, gone - crossed)


def moment(events: list[dict[str, object]], action: str, container: str) -> float | None:
    """Return when Docker first said this of a container, in Unix seconds."""
    for event in events:
        if event["Action"] == action and event["id"] == container:
            return int(str(event["timeNano"])) / 1e9
    return None


def cost(lab: LabNode, available: int) -> Cost:
    """Measure the guard's process while memory stays where it is."""
    (guard,) = guards(lab)
    with Pressure(lab, lambda: 0, available_bytes=available, limit_bytes=LIMIT):
        wait(2.0)
        before = cpu_ms(guard)
        wait(COST_S)
        used = cpu_ms(guard) - before
    status = Path(f"/proc/{guard}/status").read_text()
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return Cost(used / COST_S / 10, int(rss.split()[1]) * 1024 / 1e6)


def guards(lab: LabNode) -> list[int]:
    """Return the guards that run on the node."""
    return [each.pid for each in lab.processes() if each.name.startswith("python3")]


def wait(seconds: float) -> None:
    """Let time pass."""
    threading.Event().wait(seconds)


def earlyoom() -> bool:
    """Whether the peer is installed; says how to get it."""
    if shutil.which("earlyoom"):
        return True
    print(f"without earlyoom to compare with: {packages.apt_line(['earlyoom'])}")
    return False


def peer_run(lab: LabNode, docker: DockerEngine) -> Run:
    """Let earlyoom do it: as root, by available memory alone."""
    where = ["nsenter", f"--target={lab.pid}", "--mount", "--pid"]
    asked = ["earlyoom", "-M", str(LIMIT // 1024), "-s", "100", "-r", "0", "--prefer", "^eat$"]
    peer = subprocess.Popen([*where, *asked], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return one_run(lab, docker)
    finally:
        end_peer(lab, peer)


def end_peer(lab: LabNode, peer: subprocess.Popen[bytes]) -> None:
    """End earlyoom: it runs below nsenter, which passes no signal on."""
    running = [each.pid for each in lab.processes() if each.name == "earlyoom"]
    processes.send(running, signal.SIGTERM)
    processes.wait_gone(running)
    peer.wait()


def report(
    connected: list[Run], stalled: list[Run], peer: list[Run], calm: Cost, near: Cost
) -> int:
    """Print the figures and return the exit status."""

    def figure(name: str, runs: list[Run], of: Callable[[Run], float | None]) -> Figure:
        values = tuple(value for run in runs if (value := of(run)) is not None)
        return Figure(name, values, "s", 3)

    sent = figure("limit crossed → stop sent", connected, lambda run: run.sent_s)
    sent_stalled = figure("  while SSH is stalled", stalled, lambda run: run.sent_s)
    figures = [
        sent,
        sent_stalled,
        figure("limit crossed → container gone", connected + stalled, lambda run: run.gone_s),
    ]
    if peer:
        figures.append(figure("  earlyoom", peer, lambda run: run.gone_s))
    print_table(figures)
    every = (*sent.values, *sent_stalled.values)
    print(f"worst of {len(every)} runs: {max(every):.3f} s")
    print(
        f"guard's process: {calm.cpu_percent:.2f} % of a core, near the limit "
        f"{near.cpu_percent:.2f} %; {near.rss_mb:.1f} MB\n"
    )
    return verdict(
        "guard",
        (
            Target("worst, crossed to stop sent", max(every), STOP_LIMIT_S, "s"),
            Target("CPU while calm", calm.cpu_percent, CPU_LIMIT_PERCENT, "%"),
            Target("memory", max(calm.rss_mb, near.rss_mb), RSS_LIMIT_MB, "MB", 1),
        ),
    )
