"""Routes and jump hosts with real servers: the best that verifies wins, every hop is verified."""

from __future__ import annotations

import hashlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    Cancelled,
    ConnectError,
    HostKeyChanged,
    HostKeyUnknown,
    HostNotFound,
    HostUnreachable,
    SettingsUnwritable,
)
from app.hosts.known_hosts import KnownHosts, Trust
from app.hosts.nodes import Hop, Node, Route
from app.hosts.secrets import SecretKind
from app.transport.ssh import reach, routes
from app.transport.ssh.session import SshSession
from app.transport.status import Step, StepState, StepStatus
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of
from tests.waiting import wait_for


class StepLog(list[tuple[StepStatus, ...]]):
    """Every report of the steps."""

    def last(self, step: Step) -> StepStatus:
        return next(each for each in self[-1] if each.step is step)


@pytest.fixture(scope="module")
def gates(lab_session: LabNode) -> Iterator[tuple[LabNode, LabNode]]:
    """Two jump hosts of the module; `lab_session` is asked for since it knows whether it can."""
    with LabNode() as outer, LabNode() as inner:
        yield outer, inner


@pytest.fixture
def known(lab: LabNode, gates: tuple[LabNode, LabNode], tmp_path: Path) -> Path:
    """A known_hosts file with the node and both jump hosts."""
    file = tmp_path / "known_hosts"
    file.write_text("".join(each.known_hosts.read_text() for each in (lab, *gates)))
    return file


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def hop_of(gate: LabNode, **more: str) -> Hop:
    return Hop(gate.host, gate.port, gate.user, more.get("identity", str(gate.identity)))


def forget(file: Path, node: LabNode) -> None:
    """Take a node's lines out of a known_hosts file."""
    name = f"[{node.host}]:{node.port} "
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(name)))


def whoami(session: SshSession) -> str:
    try:
        return session.exec(["id", "-un"]).check().text.strip()
    finally:
        session.close()


def no_thread(*names: str) -> bool:
    return not {each.name for each in threading.enumerate()} & set(names)


# Which route


def test_first_route_that_answers_wins(lab: LabNode) -> None:
    steps = StepLog()
    routes = (Route(lab.host, lab.port, label="Tailscale"),)
    node = node_of(lab, lab.identity, port=free_port(), other_routes=routes)

    session = connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert session.route == "Tailscale"
    assert session.title == f"spark@127.0.0.1:{lab.port}"
    assert [each.state for each in steps[-1]] == [StepState.DONE] * len(Step)
    assert steps.last(Step.CONNECT).detail.startswith("127.0.0.1: 127.0.0.1 port")
    assert "refuses" in steps.last(Step.CONNECT).detail
    assert f"Tailscale: 127.0.0.1 port {lab.port}" in steps.last(Step.CONNECT).detail
    assert whoami(session) == "spark"


def test_best_route_is_used_though_others_would_answer(lab: LabNode) -> None:
    routes = (Route("localhost", lab.port, label="second"),)
    node = node_of(lab, lab.identity, other_routes=routes)

    session = connector(lab.known_hosts).open(node, Cancel())

    assert session.route == "127.0.0.1"
    assert whoami(session) == "spark"


def test_dead_name_does_not_delay_the_next_route(
    lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """mDNS takes ten seconds to give a name up; the next route is not made to wait for that."""
    look_up, asked, answer = socket.getaddrinfo, threading.Event(), threading.Event()

    def slow(host: str, *arguments: object, **more: object) -> object:
        if host != "gone.local":
            return look_up(host, *arguments, **more)  # type: ignore[arg-type]
        asked.set()
        answer.wait(30)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(reach.socket, "getaddrinfo", slow)
    steps = StepLog()
    node = replace(
        node_of(lab, lab.identity), address="gone.local", other_routes=(Route(lab.host, lab.port),)
    )
    started = time.monotonic()

    session = connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert asked.is_set()
    assert time.monotonic() - started < reach.RESOLVE_TIMEOUT / 2
    assert steps.last(Step.RESOLVE).detail == "LAN: another route was faster · 127.0.0.1: 127.0.0.1"
    answer.set()
    assert whoami(session) == "spark"
    wait_for(lambda: no_thread("route", "resolve"))


def test_silent_server_does_not_delay_the_next_route(lab: LabNode, silent: socket.socket) -> None:
    routes = (Route(lab.host, lab.port),)
    node = node_of(lab, lab.identity, port=silent.getsockname()[1], other_routes=routes)
    started = time.monotonic()

    session = connector(lab.known_hosts).open(node, Cancel())

    assert time.monotonic() - started < reach.NEGOTIATE_TIMEOUT / 2
    assert whoami(session) == "spark"
    peer, _address = silent.accept()
    with peer:  # the route that lost was closed, not left behind
        peer.settimeout(10)
        while peer.recv(1024):
            pass


def test_when_all_routes_fail_each_is_named(lab: LabNode) -> None:
    steps = StepLog()
    routes = (Route(lab.host, free_port(), label="Tailscale"),)
    node = replace(node_of(lab), address="gone.local", other_routes=routes)

    with pytest.raises(HostUnreachable) as caught:
        connector(lab.known_hosts).open(node, Cancel(), steps.append)

    assert "LAN: The name gone.local is not known" in caught.value.message
    assert "Tailscale: 127.0.0.1 port" in caught.value.message
    assert not caught.value.permanent
    assert steps.last(Step.CONNECT).state is StepState.FAILED
    assert "gone.local" in steps.last(Step.RESOLVE).detail


def test_all_names_unknown_stays_a_question_of_names(lab: LabNode) -> None:
    node = replace(node_of(lab), address="a.invalid", other_routes=(Route("b.invalid"),))

    with pytest.raises(HostNotFound, match=r"a\.invalid.*b\.invalid"):
        connector(lab.known_hosts).open(node, Cancel())


def test_broken_saved_route_costs_only_itself(lab: LabNode) -> None:
    broken = Route("*", 70000, label="broken")
    node = node_of(lab, lab.identity, port=free_port(), other_routes=(broken,))
    good = replace(node, other_routes=(broken, Route(lab.host, lab.port)))
    how = connector(lab.known_hosts)

    with pytest.raises(ConnectError, match=r"broken: “\*” is not an address"):
        how.open(node, Cancel())
    assert whoami(how.open(good, Cancel())) == "spark"


def test_cancel_ends_every_route(lab: LabNode, silent: socket.socket) -> None:
    port = silent.getsockname()[1]
    node = node_of(lab, port=port, other_routes=(Route("localhost", port),))
    cancel, outcome = Cancel(), list[BaseException]()

    def run() -> None:
        try:
            connector(lab.known_hosts).open(node, cancel)
        except BaseException as error:  # noqa: BLE001
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    silent.settimeout(10)
    with silent.accept()[0], silent.accept()[0]:
        cancel.cancel()
        thread.join(5)

    assert isinstance(outcome[0], Cancelled)
    wait_for(lambda: no_thread("route"))


# Who answers


def test_known_machine_is_trusted_by_another_name_without_a_question(
    lab: LabNode, tmp_path: Path
) -> None:
    file, prompter = tmp_path / "known_hosts", ScriptedPrompter(accept_key=False)
    node = node_of(lab, lab.identity, host_key=lab.host_key_fingerprint())

    assert whoami(connector(file, prompter).open(node, Cancel())) == "spark"

    assert prompter.keys == []
    known = KnownHosts(file, also=())
    [(key, _path)] = known.trusted(lab.host, lab.port)
    assert key.fingerprint == lab.host_key_fingerprint()
    assert known.check(lab.host, lab.port, key) is Trust.TRUSTED


def test_name_behind_a_jump_host_is_not_noted_as_one_of_this_network(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """127.0.0.1 of a jump host is another machine than ours."""
    forget(known, lab)
    prompter = ScriptedPrompter(accept_key=False)
    key = lab.host_key_fingerprint()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),), host_key=key)

    assert whoami(connector(known, prompter).open(node, Cancel())) == "spark"

    assert prompter.keys == []
    assert KnownHosts(known, also=()).trusted(lab.host, lab.port) == []


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_node_known_by_one_key_is_asked_for_that_one(
    lab: LabNode, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "known_hosts"
    public = (lab.directory / f"host_{kind}.pub").read_text().split()
    file.write_text(f"elsewhere.local {public[0]} {public[1]}\n")
    node = node_of(lab, lab.identity, host_key=lab.host_key_fingerprint(kind))

    session = connector(file).open(node, Cancel())

    assert session.host_key == lab.host_key_fingerprint(kind)
    assert whoami(session) == "spark"


def test_another_machine_at_an_address_is_skipped(
    lab: LabNode, gates: tuple[LabNode, LabNode], tmp_path: Path
) -> None:
    other, prompter, steps = gates[0], ScriptedPrompter(), StepLog()
    node = node_of(lab, lab.identity, port=other.port, host_key=lab.host_key_fingerprint())
    both = replace(node, other_routes=(Route(lab.host, lab.port),))
    how = connector(tmp_path / "known_hosts", prompter)

    session = how.open(both, Cancel(), steps.append)
    assert session.host_key == lab.host_key_fingerprint()
    assert "Another machine answers" in steps.last(Step.VERIFY).detail
    assert whoami(session) == "spark"
    with pytest.raises(HostKeyChanged, match="Another machine answers") as caught:
        how.open(node, Cancel())

    assert lab.host_key_fingerprint() in caught.value.message
    assert other.host_key_fingerprint() in caught.value.message
    assert prompter.keys == []
    assert KnownHosts(tmp_path / "known_hosts", also=()).trusted(other.host, other.port) == []


def test_address_of_another_node_is_not_taken_for_this_one(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """Its key is known for that address: as the key of the other machine."""
    other = gates[0]
    node = node_of(lab, other.identity, port=other.port, host_key=lab.host_key_fingerprint())

    with pytest.raises(HostKeyChanged, match="Another machine answers"):
        connector(known).open(node, Cancel())


def test_changed_key_on_one_route_leaves_the_others(lab_node: LabNode, lab: LabNode) -> None:
    file = lab.known_hosts.with_name("changed")
    file.write_text(lab.known_hosts.read_text() + lab_node.known_hosts.read_text())
    lab_node.change_host_key()
    steps, prompter = StepLog(), ScriptedPrompter()
    node = node_of(lab, lab.identity, port=lab_node.port)
    both = replace(node, other_routes=(Route(lab.host, lab.port, label="Tailscale"),))
    alone = replace(node, other_routes=(Route(lab.host, free_port(), label="Tailscale"),))
    how = connector(file, prompter)

    session = how.open(both, Cancel(), steps.append)
    assert session.route == "Tailscale"
    assert "has changed" in steps.last(Step.VERIFY).detail
    assert whoami(session) == "spark"
    with pytest.raises(HostKeyChanged, match=r"Tailscale: .* refuses") as caught:
        how.open(alone, Cancel())

    assert not caught.value.permanent  # the other route may come back
    assert prompter.keys == []


def test_key_turned_down_once_is_not_asked_about_again(lab: LabNode, tmp_path: Path) -> None:
    prompter = ScriptedPrompter(accept_key=False)
    node = node_of(lab, other_routes=(Route("localhost", lab.port),))

    with pytest.raises(HostKeyUnknown) as caught:
        connector(tmp_path / "known_hosts", prompter).open(node, Cancel())

    assert len(prompter.keys) == 1
    assert caught.value.permanent


# Jump hosts


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

    with pytest.raises(AuthenticationFailed, match=r"^Jump host 127\.0\.0\.1: spark@127\.0\.0\.1"):
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
    gate, lost = gates[0], list[float]()
    session = connector(known).open(node_of(lab, lab.identity, via=(hop_of(gate),)), Cancel())
    session.on_lost(lambda _reason: lost.append(time.monotonic()))
    wait_for(lambda: session.latency_s is not None)

    stopped_at = time.monotonic()
    gate.stop_sessions()
    try:
        wait_for(lambda: lost)
    finally:
        gate.continue_sessions()

    assert lost[0] - stopped_at <= 4.5
    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_killed_jump_host_ends_the_session_at_once(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    lost = threading.Event()
    node = node_of(lab, lab.identity, via=(hop_of(gates[0]),))
    session = connector(known).open(node, Cancel())
    session.on_lost(lambda _reason: lost.set())

    gates[0].kill_sessions()

    assert lost.wait(3)
    wait_for(lambda: no_thread("jump-up", "jump-down"))


def test_direct_route_wins_over_the_jump_host_once_it_is_back(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    jump = Route(lab.host, lab.port, (hop_of(gates[0]),), label="jump")
    node = node_of(lab, lab.identity, other_routes=(jump,))
    gone = Node(node.id, node.name, node.address, free_port(), node.user, node.identity_file)
    how = connector(known)

    away = how.open(replace(gone, other_routes=(jump,)), Cancel())
    home = how.open(node, Cancel())

    assert (away.route, home.route) == ("jump", "127.0.0.1")
    assert whoami(away) == whoami(home) == "spark"


def test_prompt_that_is_broken_off_ends_everything(
    lab: LabNode, gates: tuple[LabNode, LabNode], known: Path
) -> None:
    """A terminal's prompter raises Cancelled itself."""

    class Leaving(ScriptedPrompter):
        def ask(self, *_question: object) -> None:
            raise Cancelled

    jump = hop_of(gates[0], identity=str(gates[0].encrypted_identity))
    node = node_of(lab, lab.identity, via=(jump,), other_routes=(Route(lab.host, lab.port),))

    with pytest.raises(Cancelled):
        connector(known, Leaving()).open(node, Cancel())


def test_accepted_key_that_cannot_be_saved_ends_everything(lab: LabNode, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    prompter = ScriptedPrompter()
    node = node_of(lab, lab.identity, other_routes=(Route("localhost", lab.port),))

    with pytest.raises(SettingsUnwritable):
        connector(tmp_path / "blocked" / "known_hosts", prompter).open(node, Cancel())

    assert len(prompter.keys) == 1


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


def test_every_way_to_fail_has_its_rank() -> None:
    assert set(routes.MOST_TELLING) == set(ConnectError.__subclasses__())


def test_route_that_failed_is_tried_again_while_another_is_waited_for(
    lab: LabNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restarting server is back long before the resolver gives a dead name up."""
    look_up, answer = socket.getaddrinfo, threading.Event()

    def slow(host: str, *arguments: object, **more: object) -> object:
        if host == "gone.local":
            answer.wait(30)
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return look_up(host, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reach.socket, "getaddrinfo", slow)
    steps = StepLog()
    node = replace(
        node_of(lab, lab.identity), address="gone.local", other_routes=(Route(lab.host, lab.port),)
    )
    lab.stop_listening()
    opened: list[SshSession] = []
    how = connector(lab.known_hosts)
    thread = threading.Thread(
        target=lambda: opened.append(how.open(node, Cancel(), steps.append)), daemon=True
    )
    thread.start()
    wait_for(lambda: steps and "refuses" in steps.last(Step.CONNECT).detail)

    lab.start_server()
    thread.join(5)

    answer.set()
    assert steps.last(Step.RESOLVE).detail == "LAN: another route was faster · 127.0.0.1: 127.0.0.1"
    assert whoami(opened[0]) == "spark"


def test_routes_that_keep_failing_come_to_an_end(
    lab: LabNode, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trying again what failed must not make the slow ones wait for each other for ever."""
    monkeypatch.setattr(reach, "NEGOTIATE_TIMEOUT", 2.0)
    steps, port = StepLog(), silent.getsockname()[1]
    others = (Route("localhost", port, label="silent"), Route(lab.host, free_port(), label="shut"))
    node = node_of(lab, port=port, other_routes=others)

    with pytest.raises(HostUnreachable) as caught:
        connector(lab.known_hosts).open(node, Cancel(), steps.append)

    for words in ("127.0.0.1: 127.0.0.1", "silent: localhost", "shut: 127.0.0.1"):
        assert words in caught.value.message
    assert "shut: 127.0.0.1 port" in steps.last(Step.CONNECT).detail
    assert steps.last(Step.NEGOTIATE).state is StepState.FAILED
    wait_for(lambda: no_thread("route"))
