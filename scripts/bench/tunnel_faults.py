"""How soon a forwarded port answers again: after a kill, silence, a restart, a path that was gone.

The node has a network of its own and a web server, so that its path can be cut.
"""

from __future__ import annotations

import http.client
import shutil
import signal
import time
from collections.abc import Callable

from app.transport.keeper import SHORT_LIFE
from scripts.bench.figures import Figure, Target
from scripts.bench.tunnel_contenders import Contender, ours, ssh, start
from scripts.lab import network, processes
from scripts.lab.node import LabNode

KILLS = 5
SILENCES = 3
RESTARTS = 3
OUTAGE = 60.0
GIVE_UP = 40.0
AUTOSSH = ("env", "AUTOSSH_GATETIME=0", "AUTOSSH_POLL=5", "autossh", "-M", "0")
ALIVE = ("-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=3")


def measure() -> tuple[list[Figure], list[Target]]:
    """Measure each fault with our forward; a kill and a silence with autossh, too."""
    if not network.permitted():
        raise SystemExit("the faults need network namespaces (CAP_SYS_ADMIN, ip, iptables)")
    figures, targets = [], []
    with LabNode(network=True) as lab:
        target = lab.serve_page()
        with start("ours", ours(lab, target)) as mine:
            limits = (
                ("session killed", killed, KILLS, 0.3),
                ("peer half-open", silent, SILENCES, 4.5),
                ("sshd restarted, after it listens", restarted, RESTARTS, 0.5),
                (f"path gone for {OUTAGE:.0f} s, after it is back", cut, 1, 1.0),
            )
            for name, fault, times, limit in limits:
                values = tuple(fault(lab, mine) for _ in range(times))
                figures.append(Figure(f"answers again: {name}", values, "s"))
                targets.append(Target(name, figures[-1].median, limit, "s"))
        if shutil.which("autossh") is None:
            print("autossh is not installed: nothing to compare the faults with")
            return figures, targets
        with start("autossh", ssh(lab, target, *ALIVE, program=AUTOSSH)) as peer:
            for name, fault in (("session killed", killed), ("peer half-open", silent)):
                figures.append(Figure(f"  autossh: {name}", (fault(lab, peer),), "s"))
    return figures, targets


def killed(lab: LabNode, contender: Contender) -> float:
    """SIGKILL the server's processes of all sessions."""
    _settle(contender)
    processes.send(lab.session_pids(), signal.SIGKILL)
    return _until_answer(contender)


def silent(lab: LabNode, contender: Contender) -> float:
    """SIGSTOP them: the peer is there and says nothing."""
    _settle(contender)
    lab.stop_sessions()
    try:
        return _until_answer(contender)
    finally:
        lab.continue_sessions()


def restarted(lab: LabNode, contender: Contender) -> float:
    """Kill the whole server and start it again a second later."""
    _settle(contender)
    lab.kill_server()
    time.sleep(1.0)
    lab.start_server()
    return _until_answer(contender)


def cut(lab: LabNode, contender: Contender) -> float:
    """Drop every packet for a minute."""
    _settle(contender)
    assert lab.cable is not None
    lab.cable.drop()
    time.sleep(OUTAGE)
    lab.cable.mend()
    return _until_answer(contender)


def _settle(contender: Contender) -> None:
    """Wait for an answer, and on: a session that dies young is deliberately retried later."""
    _until_answer(contender)
    time.sleep(SHORT_LIFE + 0.2)


def _until_answer(contender: Contender) -> float:
    began = time.monotonic()
    while time.monotonic() - began < GIVE_UP:
        if _patiently(lambda: _get(contender.port)):
            return time.monotonic() - began
        time.sleep(0.005)
    return float("inf")


def _patiently(action: Callable[[], bool]) -> bool:
    try:
        return action()
    except (OSError, http.client.HTTPException):
        return False


def _get(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=12)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    finally:
        connection.close()
