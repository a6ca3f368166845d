"""Tunnels beside `ssh -L`, autossh and sshtunnel as it comes: bytes, waits, faults, idling."""

from __future__ import annotations

import argparse
import contextlib
import statistics
from collections.abc import Sequence

from scripts.bench import tunnel_faults, tunnel_loads
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.tunnel_contenders import end, ours, ssh, start, stock
from scripts.lab import packages
from scripts.lab.node import LabNode

ROUNDS = 5
STREAMS = {1: 1.0, 8: 1.2, 64: 1.1}
"""How many at once, and how many times the speed of `ssh -L` they must reach."""
GCM = ("-c", "aes128-gcm@openssh.com")
SSH, SSH_GCM, STOCK, OURS = "ssh -L", "ssh -L aes128-gcm", "stock sshtunnel", "ours"


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench tunnel", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--full", action="store_true", help="also 1,000 key changes and 32 idle nodes (8 min more)"
    )
    options = parser.parse_args(arguments)
    if (reason := packages.why_not()) is not None:
        print(reason)
        return 1
    print_machine("forwarded ports on loopback; every contender is a process of its own")
    figures: list[Figure] = []
    targets: list[Target] = []
    with LabNode() as lab:
        for part in (bulk, waits, many, integrity, *((soak, idle) if options.full else ())):
            measured, wanted = part(lab, options.rounds)
            figures += measured
            targets += wanted
    measured, wanted = tunnel_faults.measure()
    print_table((*figures, *measured))
    return verdict("tunnel", (*targets, *wanted))


def bulk(lab: LabNode, rounds: int) -> tuple[list[Figure], list[Target]]:
    """Download and upload with each contender in turn, round after round."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(end("server"))
        target = int(server.ready)
        running = [
            stack.enter_context(each)
            for each in (
                start(OURS, ours(lab, target)),
                start(SSH, ssh(lab, target)),
                start(SSH_GCM, ssh(lab, target, *GCM)),
                start(STOCK, stock(lab, target), slow=True),
            )
        ]
        tunnel_loads.warm_up(running)
        runs = {
            (kind, count): tunnel_loads.in_turn(running, kind, count, rounds)
            for kind, count in (
                *(("download", count) for count in STREAMS), ("upload", 1), ("upload", 8),
            )
        }  # fmt: skip
    return bulk_figures(runs), bulk_targets(runs)


Runs = dict[tuple[str, int], dict[str, list[tunnel_loads.Run]]]


def bulk_figures(runs: Runs) -> list[Figure]:
    """Return speed and CPU of every contender."""
    figures = []
    for (kind, count), by_name in runs.items():
        for name, each in by_name.items():
            speed = tuple(run.megabytes_per_s for run in each)
            cpu = tuple(run.cpu_s_per_gb for run in each)
            figures.append(Figure(f"{kind} ×{count}, {name}", speed, "MB/s", 0))
            figures.append(Figure("  its CPU", cpu, "s/GB"))
    return figures


def bulk_targets(runs: Runs) -> list[Target]:
    """Return the ratios that must be reached: medians of the rounds' own ratios."""
    targets = []
    for count, limit in STREAMS.items():
        by_name = runs["download", count]
        for peer, least in ((SSH, limit), (STOCK, 3.0)):
            value = speed_ratio(by_name[OURS], by_name[peer])
            name = f"download ×{count} against {peer}"
            targets.append(Target(name, value, least, "×", at_least=True))
    for peer, most in ((SSH, 1.5), (STOCK, 0.35)):
        pairs = [
            pair
            for count in STREAMS
            for pair in zip(
                runs["download", count][OURS], runs["download", count][peer], strict=True
            )
        ]
        value = statistics.median(mine.cpu_s_per_gb / its.cpu_s_per_gb for mine, its in pairs)
        targets.append(Target(f"CPU per GB against {peer}", value, most, "×"))
    return targets


def speed_ratio(mine: Sequence[tunnel_loads.Run], peers: Sequence[tunnel_loads.Run]) -> float:
    """Return how many times as fast as the peer, round by round."""
    return statistics.median(
        own.megabytes_per_s / its.megabytes_per_s for own, its in zip(mine, peers, strict=True)
    )


def waits(lab: LabNode, _rounds: int) -> tuple[list[Figure], list[Target]]:
    """Connections, round trips and bursts."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(end("server"))
        target = int(server.ready)
        running = [
            stack.enter_context(each)
            for each in (
                start(OURS, ours(lab, target)),
                start(SSH, ssh(lab, target)),
                start(STOCK, stock(lab, target)),
            )
        ]
        tunnel_loads.warm_up(running)
        connects = tunnel_loads.interleave(running, tunnel_loads.connect_ms, 60)
        trips = tunnel_loads.round_trips(running, 2000)
        bursts = tunnel_loads.interleave(running[:2], tunnel_loads.burst_ms, 5)  # stock: seconds
    figures = [
        Figure(f"{what}, {name}", tuple(values), "ms", digits)
        for what, by_name, digits in (
            ("new connection and 1 byte back", connects, 2),
            ("round trip on an open one", trips, 2),
            ("slowest of 64 connects at once", bursts, 0),
        )
        for name, values in by_name.items()
    ]
    trip = statistics.median(trips[OURS]) / statistics.median(trips[SSH])
    return figures, [
        Target("new connection p50", statistics.median(connects[OURS]), 3.0, "ms"),
        Target("round trip p50 against ssh -L", trip, 1.8, "×"),
        Target("burst of 64, slowest", max(bursts[OURS]), 200.0, "ms", 0),
    ]


def many(lab: LabNode, _rounds: int) -> tuple[list[Figure], list[Target]]:
    """450 connections that are open together."""
    with end("server") as server, start(OURS, ours(lab, int(server.ready))) as mine:
        served, threads = tunnel_loads.hold_many(mine, 450)
    return [
        Figure("450 connections, served", (served,), "", 0),
        Figure("  threads of the process", (threads,), "", 0),
    ], [
        Target("450 connections served", served, 450, "", 0, at_least=True),
        Target("threads meanwhile", threads, 12, "", 0),
    ]


def integrity(lab: LabNode, _rounds: int) -> tuple[list[Figure], list[Target]]:
    """Random bytes both ways, slow readers and half-closes while keys change every 8 MB."""
    extra = ("--rekey", str(8 * 1024 * 1024))
    with end("server") as server, start(OURS, ours(lab, int(server.ready), *extra)) as mine:
        mine.ask("poll")
        wrong, checked = tunnel_loads.check_bytes(mine, streams=8, megabytes=24)
        told = mine.ask("")
    return [
        Figure("transfers checked by hash, keys changed every 8 MB", (checked,), "", 0),
        Figure("  key changes", (told["rekeys"] - 1,), "", 0),
    ], [
        Target("transfers that differ", wrong, 0, "", 0),
        Target("sessions lost by key changes", told["sessions"] - 1, 0, "", 0),
    ]


def soak(lab: LabNode, _rounds: int) -> tuple[list[Figure], list[Target]]:
    """1,000 key changes while commands are polled and bytes are checked."""
    extra = ("--rekey", str(2 * 1024 * 1024))
    wrong = checked = 0
    with end("server") as server, start(OURS, ours(lab, int(server.ready), *extra)) as mine:
        mine.ask("poll")
        while (told := mine.ask(""))["rekeys"] <= 1000:
            more_wrong, more = tunnel_loads.check_bytes(mine, streams=8, megabytes=24)
            wrong, checked = wrong + more_wrong, checked + more
    return [
        Figure("soak: key changes while polling", (told["rekeys"] - 1,), "", 0),
        Figure("  commands polled", (told["polls"],), "", 0),
        Figure("  transfers checked by hash", (checked,), "", 0),
    ], [
        Target("soak: transfers that differ", wrong, 0, "", 0),
        Target("soak: commands that failed", told["failed_polls"], 0, "", 0),
        Target("soak: sessions lost", told["sessions"] - 1, 0, "", 0),
    ]


def idle(lab: LabNode, _rounds: int) -> tuple[list[Figure], list[Target]]:
    """32 nodes connected with one tunnel each, and nothing to do."""
    with end("server") as server, start(OURS, ours(lab, int(server.ready), "--nodes", "32")) as me:
        cpu, megabytes = tunnel_loads.idle_cost(me, 60.0)
    return [
        Figure("32 idle nodes, CPU of a core", (cpu,), "%"),
        Figure("  memory", (megabytes,), "MB", 0),
    ], [
        Target("32 idle nodes, CPU", cpu, 2.0, "%"),
        Target("32 idle nodes, memory", megabytes, 350.0, "MB", 0),
    ]
