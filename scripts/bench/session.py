"""Sessions beside OpenSSH's client: connecting, commands, a half-open peer, coming back."""

from __future__ import annotations

import argparse
import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

from app.core.cancel import Cancel
from app.transport.keeper import SHORT_LIFE, Keeper
from app.transport.ssh.session import SshSession
from app.transport.status import Phase, SessionStatus
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import connector_of, node_of, open_session
from scripts.lab import packages, processes
from scripts.lab.node import LabNode

CONNECTS = 11
COMMANDS = 60
HALF_OPEN_ROUNDS = 5
KILLS = 11
LIMIT_S = 20.0
HALF_OPEN_LIMIT_S = 4.5
BACK_LIMIT_S = 0.3
SERVER_ALIVE = ("-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=3")


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench session", description=__doc__)
    parser.add_argument("--half-open-rounds", type=int, default=HALF_OPEN_ROUNDS)
    options = parser.parse_args(arguments)
    if (reason := packages.why_not()) is not None:
        print(reason)
        return 1
    print_machine("sessions with OpenSSH's server on loopback, beside OpenSSH's client")
    with LabNode() as lab:
        ours, theirs = connecting(lab)
        commands = round_trips(lab)
        noticed, noticed_by_ssh = half_open(lab, options.half_open_rounds)
        back = coming_back(lab)
    print_table((ours, theirs, commands, noticed, noticed_by_ssh, back))
    return verdict(
        "session",
        (
            Target("half-open peer noticed", noticed.median, HALF_OPEN_LIMIT_S, "s"),
            Target("session back after kill", back.median, BACK_LIMIT_S, "s"),
        ),
    )


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def connecting(lab: LabNode) -> tuple[Figure, Figure]:
    """Open a session and run `true` on it, in turn with `ssh … true`."""

    def ours() -> None:
        session = open_session(lab)
        session.exec(["true"]).check()
        closing.append(session)

    def theirs() -> None:
        subprocess.run(ssh(lab, "true"), check=True, stdin=subprocess.DEVNULL)

    closing: list[SshSession] = []
    ours()  # imports and caches: not counted
    theirs()
    closing.pop().close()
    pairs = []
    for _ in range(CONNECTS):
        pairs.append((1000 * seconds(ours), 1000 * seconds(theirs)))
        closing.pop().close()
    mine, peer = zip(*pairs, strict=True)
    return (
        Figure("connect and run true", mine, "ms", 0),
        Figure("  peer: ssh … true", peer, "ms", 0),
    )


def round_trips(lab: LabNode) -> Figure:
    """Run commands on one open session."""
    with contextlib.closing(open_session(lab)) as session:
        taken = tuple(
            1000 * seconds(lambda: session.exec(["true"]).check()) for _ in range(COMMANDS)
        )
    return Figure("command on an open session", taken, "ms", 1)


def half_open(lab: LabNode, rounds: int) -> tuple[Figure, Figure]:
    """Stop the server's processes of one session of ours and one of ssh, at once."""
    ours, theirs = [], []
    for number in range(rounds):
        session = open_session(lab)
        peer = subprocess.Popen(
            ssh(lab, "echo ready; exec sleep 600", *SERVER_ALIVE),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert peer.stdout is not None
        peer.stdout.readline()
        lost = Moment()
        session.on_lost(lambda _reason, lost=lost: lost.now())  # type: ignore[misc]
        time.sleep(1.0 + number / rounds)  # anywhere between two heartbeats
        ended = Moment()
        threading.Thread(target=lambda e=ended, p=peer: (p.wait(), e.now()), daemon=True).start()
        stopped = time.monotonic()
        lab.stop_sessions()
        try:
            ours.append(lost.wait() - stopped)
            theirs.append(ended.wait() - stopped)
        finally:
            lab.continue_sessions()
            session.close()
            peer.kill()
            peer.wait()
    return (
        Figure("half-open peer noticed", tuple(ours), "s"),
        Figure("  peer: ssh, ServerAlive 1 s × 3", tuple(theirs), "s"),
    )


def coming_back(lab: LabNode) -> Figure:
    """Kill the session's server processes and wait until the keeper has a session that answers."""
    taken = []
    with kept(lab) as keeper:
        for _ in range(KILLS):
            before = usable(keeper, None)
            time.sleep(SHORT_LIFE)  # a session that dies sooner is deliberately retried later
            victims = lab.session_pids()
            killed = time.monotonic()
            processes.send(victims, signal.SIGKILL)
            usable(keeper, before)
            taken.append(time.monotonic() - killed)
            time.sleep(0.2)
    return Figure("session back after kill -9", tuple(taken), "s")


@contextlib.contextmanager
def kept(lab: LabNode) -> Iterator[Keeper]:
    """Keep a session as the app does."""
    connector = connector_of(lab)
    keeper = Keeper(node_of(lab), connector.open)
    cancel = Cancel()
    connected = threading.Event()

    def report(status: SessionStatus) -> None:
        if status.phase is Phase.CONNECTED:
            connected.set()

    thread = threading.Thread(target=keeper.run, args=(cancel, report))
    thread.start()
    try:
        if not connected.wait(LIMIT_S):
            raise SystemExit("the lab's node could not be connected")
        yield keeper
    finally:
        cancel.cancel()
        thread.join()


def usable(keeper: Keeper, but: SshSession | None) -> SshSession:
    """Wait for an open session other than `but`, and for its answer to a command."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        session = keeper.session
        if session is not None and session is not but:
            assert isinstance(session, SshSession)
            session.exec(["true"]).check()
            return session
        time.sleep(0.002)
    raise SystemExit(f"no session came back within {LIMIT_S:.0f} s")


class Moment:
    """When something happened on another thread."""

    def __init__(self) -> None:
        self._happened = threading.Event()
        self._when = 0.0

    def now(self) -> None:
        """It happened."""
        if not self._happened.is_set():
            self._when = time.monotonic()
            self._happened.set()

    def wait(self) -> float:
        """Return when it happened."""
        if not self._happened.wait(LIMIT_S):
            raise SystemExit(f"nothing was noticed within {LIMIT_S:.0f} s")
        return self._when


def ssh(lab: LabNode, command: str, *options: str) -> list[str]:
    """Return the command line of OpenSSH's client."""
    return ["ssh", *lab.ssh_options, *options, lab.destination, command]
