"""Many nodes connected and idle, each with one open tunnel: what that costs.

A process of its own holds the sessions by the app's keepers, without window and telemetry. The
nodes are names for a few real servers: to the client each session is one more node.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.transport.credentials import NoPrompter
from app.transport.keeper import Keeper
from app.transport.slot import SessionSlot
from app.transport.ssh.connect import Connector
from app.transport.status import Phase, SessionStatus
from app.transport.tunnel.api import Endpoint, ForwardKind
from app.transport.tunnel.forward import Forward
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.lab import packages
from scripts.lab.machine import REPOSITORY
from scripts.lab.node import LabNode

NODES = 32
ROUNDS = 3
ROUND_S = 10.0
SETTLE_S = 3.0
LIMIT_S = 60.0
CPU_LIMIT_PERCENT = 2.0
RSS_LIMIT_MB = 350.0
PAGE_PORT = 11000


@dataclass(frozen=True, slots=True)
class Idle:
    """What the process cost while nothing was asked of it."""

    cpu_percent: tuple[float, ...]
    rss_mb: float
    threads: int


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench fleet", description=__doc__)
    parser.add_argument("--nodes", type=int, default=NODES)
    parser.add_argument("--hold", nargs=2, help=argparse.SUPPRESS)  # our own child process
    options = parser.parse_args(arguments)
    if options.hold:
        hold(Path(options.hold[0]), json.loads(options.hold[1]), options.nodes)
        return 0
    if (reason := packages.why_not()) is not None:
        print(reason)
        return 1
    print_machine(f"{options.nodes} nodes connected and idle, one tunnel each")
    idle = measure(options.nodes)
    figures = (
        Figure("CPU of one core", idle.cpu_percent, "%"),
        Figure("memory (RSS)", (idle.rss_mb,), "MB", 0),
        Figure("threads", (float(idle.threads),), "", 0),
    )
    print_table(figures)
    return verdict("fleet", targets(idle))


def targets(idle: Idle) -> tuple[Target, ...]:
    """Return what is promised of an idle fleet."""
    median = Figure("", idle.cpu_percent, "%").median
    return (
        Target("CPU when idle", median, CPU_LIMIT_PERCENT, "%"),
        Target("memory", idle.rss_mb, RSS_LIMIT_MB, "MB", 0),
    )


def measure(nodes: int = NODES) -> Idle:
    """Hold `nodes` sessions in a process of their own and return what that costs."""
    with LabNode() as first, LabNode() as second:
        servers = (first, second)
        with (first.root / "fleet_known_hosts").open("w") as known:
            known.writelines(server.known_hosts.read_text() for server in servers)
        where = [[server.port, server.user, str(server.identity)] for server in servers]
        command = [sys.executable, "-m", "scripts.bench.fleet", "--nodes", str(nodes)]
        done = subprocess.run(
            [*command, "--hold", known.name, json.dumps(where)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=LIMIT_S + SETTLE_S + ROUNDS * ROUND_S + 30,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return Idle(tuple(found["cpu_percent"]), found["rss_mb"], found["threads"])


def hold(known_hosts: Path, servers: list[tuple[int, str, str]], count: int) -> None:
    """Connect, measure, print the figures as JSON (in the child process)."""
    how = Connector(
        KnownHosts(known_hosts, also=()), NoPrompter(), use_agent=False, use_default_keys=False
    )
    cancel = Cancel()
    held = [_Held(_node(number, servers[number % len(servers)]), how) for number in range(count)]
    for each in held:
        each.start(cancel)
    deadline = time.monotonic() + LIMIT_S
    for each in held:
        if not each.connected.wait(deadline - time.monotonic()):
            raise SystemExit(f"{each.node.name} was not connected within {LIMIT_S:.0f} s")
    time.sleep(SETTLE_S)
    shares = []
    for _ in range(ROUNDS):
        cpu, began = time.process_time(), time.monotonic()
        time.sleep(ROUND_S)
        shares.append(100 * (time.process_time() - cpu) / (time.monotonic() - began))
    threads = threading.active_count()
    rss_mb = _rss_mb()
    cancel.cancel()
    for each in held:
        each.end()
    print(json.dumps({"cpu_percent": shares, "rss_mb": rss_mb, "threads": threads}))


class _Held:
    """One node with its keeper and its tunnel."""

    def __init__(self, node: Node, how: Connector) -> None:
        self.node = node
        self.connected = threading.Event()
        slot = SessionSlot()
        self._keeper = Keeper(node, how.open, slot=slot)
        self._forward = Forward(slot, ForwardKind.TCP, Endpoint(PAGE_PORT))
        self._thread = threading.Thread()

    def start(self, cancel: Cancel) -> None:
        self._thread = threading.Thread(
            target=self._keeper.run, args=(cancel, self._on_status), name="keeper", daemon=True
        )
        self._thread.start()
        self._forward.open(0)

    def end(self) -> None:
        self._forward.close()
        self._thread.join(5)

    def _on_status(self, status: SessionStatus) -> None:
        if status.phase is Phase.CONNECTED:
            self.connected.set()


def _node(number: int, server: tuple[int, str, str]) -> Node:
    port, user, identity = server
    return Node(NodeId(f"node-{number}"), f"spark-{number:02}", "127.0.0.1", port, user, identity)


def _rss_mb() -> float:
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return resident * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
