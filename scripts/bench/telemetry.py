"""Samples over SSH: how late they are at 10 Hz, and what they cost the machine that sends them.

The agent stamps each line with its clock before it encodes and writes it; the lab shares our
clock, so that stamp and our receipt are compared directly. The peer is what a program without an
agent does: one command per poll over the same session.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.core.cancel import Cancel
from app.services.telemetry.raw import Garbage, decode_tick
from app.services.telemetry.sources.agent import read
from app.transport.api import Stream
from app.transport.ssh.session import SshSession
from scripts.bench import telemetry_cost
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import open_session
from scripts.lab import packages
from scripts.lab.node import LabNode

INTERVAL_S = 0.1
ROUNDS = 5
SAMPLES = 64
POLLS = 20
COST_S = 30.0
CROWD = 1000
POLL = ("cat", "/proc/stat", "/proc/meminfo")
DELIVERY_LIMIT_MS = 1.0
AGENT_LIMIT_MS = 0.6


class Receipts:
    """A stream that notes when each line reached its reader."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.noted: list[tuple[float, bytes]] = []

    def lines(self, cancel: Cancel, *, max_line: int = 1 << 20) -> Iterator[bytes]:
        """Yield the stream's lines."""
        for line in self._stream.lines(cancel, max_line=max_line):
            self.noted.append((time.time(), line))
            yield line

    def close(self) -> None:
        """End the command."""
        self._stream.close()


class Watched:
    """A session whose streams are watched."""

    def __init__(self, session: SshSession) -> None:
        self._session = session
        self.receipts: list[Receipts] = []

    def stream(self, argv: Sequence[str], *, stdin: bytes = b"") -> Receipts:
        """Start a command."""
        self.receipts.append(Receipts(self._session.stream(argv, stdin=stdin)))
        return self.receipts[-1]


class Round:
    """Figures of one round: milliseconds each."""

    def __init__(self) -> None:
        self.delivered: list[float] = []
        self.decoding: list[float] = []
        self.agent_cpu_ms = 0.0
        self.poll: list[float] = []
        self.poll_cpu_ms = 0.0


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench telemetry", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=COST_S, help="of the cost at 1 Hz")
    parser.add_argument("--processes", type=int, default=CROWD, help="idle ones on the machine")
    options = parser.parse_args(arguments)
    if (reason := packages.why_not()) is not None:
        print(reason)
        return 1
    print_machine(f"samples at {1 / INTERVAL_S:.0f} Hz over SSH on loopback, no GPU on the machine")
    with LabNode(scenario="no-devices", nvml="none") as lab:
        lab.without("nvidia-smi")
        session = open_session(lab)
        try:
            stream_once(session, lab, Round(), samples=10)  # everything is imported now
            rounds = [Round() for _ in range(options.rounds)]
            for each in rounds:
                stream_once(session, lab, each, SAMPLES)
                poll_often(session, lab, each)
        finally:
            session.close()
    with LabNode(scenario="loaded") as lab:
        session = open_session(lab)
        try:
            costs = telemetry_cost.measure(session, lab, options.seconds, options.processes)
        finally:
            session.close()
    latencies = report(rounds)
    return verdict(
        "telemetry",
        (*latencies, *telemetry_cost.report(costs, options.seconds, options.processes)),
    )


def stream_once(session: SshSession, lab: LabNode, into: Round, samples: int) -> None:
    """Read the agent for a while as the app does."""
    watched = Watched(session)
    readings = read(watched, "lab", INTERVAL_S, Cancel())  # type: ignore[arg-type]
    next(readings)
    agent = agent_pid(lab)
    began = cpu_ms(agent)
    ready = []
    for _ in range(samples):
        next(readings)
        ready.append(time.time())
    into.agent_cpu_ms = (cpu_ms(agent) - began) / samples
    watched.receipts[-1].close()
    noted = watched.receipts[-1].noted[-samples:]
    into.delivered = delivery(noted)
    into.decoding = [
        1000 * (now - received) for now, (received, _line) in zip(ready, noted, strict=True)
    ]


def delivery(noted: list[tuple[float, bytes]]) -> list[float]:
    """Return the milliseconds from the stamp in each tick to its receipt."""
    found = []
    for received, line in noted:
        try:
            sent = decode_tick(line).w
        except Garbage:
            continue
        if sent is not None:
            found.append(1000 * (received - sent))
    return found


def poll_often(session: SshSession, lab: LabNode, into: Round) -> None:
    """Ask with one command per poll, at the same pace."""
    servers = lab.session_pids()
    began = sum(children_cpu_ms(pid) for pid in servers)
    due = time.monotonic()
    for _ in range(POLLS):
        due += INTERVAL_S
        time.sleep(max(0.0, due - time.monotonic()))
        asked = time.perf_counter()
        session.exec(POLL).check()
        into.poll.append(1000 * (time.perf_counter() - asked))
    into.poll_cpu_ms = (sum(children_cpu_ms(pid) for pid in servers) - began) / POLLS


def agent_pid(lab: LabNode) -> int:
    """Return the agent's process."""
    found = [each.pid for each in lab.processes() if each.name.startswith("python3")]
    if len(found) != 1:
        raise SystemExit(f"expected one agent, found {len(found)}")
    return found[0]


def cpu_ms(pid: int) -> float:
    """Return the CPU time of a process, all threads, to the nanosecond as the scheduler counts."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def children_cpu_ms(pid: int) -> float:
    """Return the CPU time of a process's children that ended, in ticks of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 10.0 * (int(fields[13]) + int(fields[14]))


def report(rounds: list[Round]) -> tuple[Target, ...]:
    """Print the figures and return the targets."""
    delivered = Figure(
        "delivery: agent's stamp to our reader", tuple(v for r in rounds for v in r.delivered), "ms"
    )
    decoding = Figure(
        "  then to a complete Sample", tuple(v for r in rounds for v in r.decoding), "ms"
    )
    cpu = Figure("agent CPU per sample", tuple(r.agent_cpu_ms for r in rounds), "ms")
    poll = Figure("peer: one exec per poll", tuple(v for r in rounds for v in r.poll), "ms")
    poll_cpu = Figure("  CPU there per poll", tuple(r.poll_cpu_ms for r in rounds), "ms")
    print_table((delivered, decoding, cpu, poll, poll_cpu))
    print(
        f"a poll is {poll.median / delivered.median:.0f}× as late and costs the machine "
        f"{poll_cpu.median / cpu.median:.1f}× as much, for two files of the agent's many\n"
    )
    return (
        Target("delivery p50", delivered.median, DELIVERY_LIMIT_MS, "ms"),
        Target("agent CPU per sample", cpu.median, AGENT_LIMIT_MS, "ms"),
    )
