"""Jump hosts with real servers: every hop is verified, and what it says is told by its name."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    HostKeyChanged,
    HostKeyUnknown,
    HostUnreachable,
)
from app.hosts.secrets import SecretKind
from app.transport.status import Step, StepState
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.jump_fixtures import StepLog, forget, hop_of, no_thread, whoami
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of
from tests.waiting import best_of, wait_for


def test_session_through_a_jump_host(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    steps = StepLog()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),))

    session = connector(known).open(node, Cancel(), steps.append)

    assert session.route == "via 127.0.0.1"
    assert session.host_key == lab.host_key_fingerprint()
    assert steps.last(Step.CONNECT).detail == f"via 127.0.0.1: 127.0.0.1 port {lab.port}"
    assert len(gates[0].session_pids()) > 0
    data = bytes(range(256)) * 40_000
    answer = session.exec(["cat"], stdin=data, timeout=60).check()
    assert answer.stdout == data
    session.close()
    wait_for(lambda: not gates[0].session_pids())
    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_session_through_two_jump_hosts(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    outer, inner = gates
    node = node_of(lab, lab.identity, via=(hop_of(outer), hop_of(inner)))

    session = connector(known).open(node, Cancel())

    assert outer.session_pids()
    assert inner.session_pids()
    assert whoami(session) == "spark"
    wait_for(lambda: not outer.session_pids() and not inner.session_pids())


def test_unknown_jump_host_is_asked_about_by_its_name(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    forget(known, gates[0])
    no, yes = ScriptedPrompter(accept_key=False), ScriptedPrompter()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),))

    with pytest.raises(HostKeyUnknown, match=r"Jump host 127\.0\.0\.1: The host key"):
        connector(known, no).open(node, Cancel())
    assert whoami(connector(known, yes).open(node, Cancel())) == "spark"

    [question] = yes.keys
    assert (question.host, question.port) == ("127.0.0.1", gates[0].port)
    assert "jump host" in question.node.name
    assert question.key.fingerprint == gates[0].host_key_fingerprint()


@pytest.mark.parametrize("changed", [0, 1])
def test_changed_key_on_any_hop_is_refused(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path, changed: int
) -> None:
    prompter, steps, gate = ScriptedPrompter(), StepLog(), gates[changed]
    before = lab.known_hosts.read_text().replace(f":{lab.port} ", f":{gate.port} ")
    forget(known, gate)
    known.write_text(known.read_text() + before)
    node = node_of(lab, lab.identity, via=tuple(hop_of(each) for each in gates))

    with pytest.raises(HostKeyChanged, match=r"^Jump host 127\.0\.0\.1: .*changed") as caught:
        connector(known, prompter).open(node, Cancel(), steps.append)

    assert gate.host_key_fingerprint() in caught.value.message
    assert (caught.value.host, caught.value.port) == (gate.host, gate.port)
    assert steps.last(Step.VERIFY).state is StepState.FAILED
    assert "Jump host 127.0.0.1" in steps.last(Step.VERIFY).detail
    assert prompter.keys == []
    assert prompter.asked == []


def test_jump_host_that_lets_nobody_in_is_named(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    hop = hop_of(gates[0], identity=str(gates[0].wrong_identity))
    node = node_of(lab, lab.identity, via=(hop,))
    how = connector(known, ScriptedPrompter(accept_key=False), use_default_keys=False)

    with pytest.raises(
        AuthenticationFailed, match=r"^Jump host 127\.0\.0\.1: .* did not let spark in"
    ):
        how.open(node, Cancel())

    wait_for(lambda: not gates[0].session_pids())


def test_jump_host_asks_for_its_own_password(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    answers: dict[SecretKind, list[str | None]] = {SecretKind.INTERACTIVE: [gates[0].password]}
    prompter = ScriptedPrompter(answers=answers)
    node = node_of(lab, lab.identity, via=(hop_of(gates[0], identity=""),))

    assert whoami(connector(known, prompter).open(node, Cancel())) == "spark"

    [question] = prompter.asked
    assert question.node.name == "127.0.0.1 (jump host)"


def test_jump_host_that_forwards_nothing_says_so(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    gate = gates[0]
    node = node_of(lab, lab.identity, via=(hop_of(gate),))
    nowhere = replace(node, port=free_port())

    with pytest.raises(HostUnreachable, match=r"does not lead to .*nothing answers there"):
        connector(known).open(nowhere, Cancel())
    gate.sshd_options = {"AllowTcpForwarding": "no"}
    gate.restart_server()
    try:
        with pytest.raises(HostUnreachable, match=r"does not lead to .*the server forbids it"):
            connector(known).open(node, Cancel())
    finally:
        gate.sshd_options = ""
        gate.restart_server()

    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_dead_jump_host_is_noticed_like_a_dead_node(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    gate = gates[0]

    def noticed() -> float:
        lost = list[float]()
        session = connector(known).open(node_of(lab, lab.identity, via=(hop_of(gate),)), Cancel())
        session.on_lost(lambda _reason: lost.append(time.monotonic()))
        wait_for(lambda: session.latency_s is not None)
        stopped_at = time.monotonic()
        gate.stop_sessions()
        try:
            wait_for(lambda: lost)
        finally:
            gate.continue_sessions()
        return lost[0] - stopped_at

    assert best_of(4.5, noticed) <= 4.5
    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_killed_jump_host_ends_the_session_at_once(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    lost = threading.Event()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),))
    session = connector(known).open(node, Cancel())
    session.on_lost(lambda _reason: lost.set())

    gates[0].kill_sessions()

    assert lost.wait(30)
    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_bytes_are_exact_while_both_connections_renew_their_keys(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    gate = gates[0]
    for server in (lab, gate):
        server.sshd_options = {"RekeyLimit": "2M"}
        server.restart_server()
    try:
        session = connector(known).open(node_of(lab, lab.identity, via=(hop_of(gate),)), Cancel())
        data = random.Random(7).randbytes(32 * 1024 * 1024)
        answer = session.exec(["cat"], stdin=data, timeout=120, max_output=len(data)).check()
        session.close()
    finally:
        gate.sshd_options = ""
        gate.restart_server()

    assert hashlib.sha256(answer.stdout).digest() == hashlib.sha256(data).digest()
